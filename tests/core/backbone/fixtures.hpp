#pragma once

#include "backbone/reward_model.hpp"
#include "base/json.hpp"
#include "fixture_path.hpp"
#include "weights/weight_file.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

namespace dpl::test {

inline std::vector<float> readTensor(const std::filesystem::path& file, const std::string& name)
{
    const auto weights = weights::openSafetensors(file);
    const weights::StoredTensor* tensor = weights->find(name);
    if (!tensor) {
        ADD_FAILURE() << file << " has no tensor " << name;
        return {};
    }
    std::vector<float> values(static_cast<std::size_t>(tensor->elements()));
    weights::dequantise(*tensor, values);
    return values;
}

inline backbone::AdapterMatrix readMatrix(const std::filesystem::path& file, const std::string& name)
{
    const auto weights = weights::openSafetensors(file);
    const weights::StoredTensor* tensor = weights->find(name);
    return {tensor->shape.at(0), tensor->shape.at(1), readTensor(file, name)};
}

inline std::vector<text::TokenIds> sequences(const Json& expected)
{
    return expected.at("sequences").get<std::vector<text::TokenIds>>();
}

inline backbone::PackedBatch packed(const std::vector<text::TokenIds>& sequences)
{
    backbone::PackedBatch batch;
    for (const text::TokenIds& sequence : sequences) {
        batch.addSequence(sequence);
    }
    return batch;
}

inline backbone::RewardModel load(const std::filesystem::path& path, const backbone::LoadOptions& options = {})
{
    Observer observer;
    return backbone::RewardModel(path, options, observer);
}

inline void expectScores(const std::vector<std::vector<double>>& scores, const Json& expected, double tolerance)
{
    ASSERT_EQ(scores.size(), expected.size());
    for (std::size_t i = 0; i < scores.size(); ++i) {
        ASSERT_EQ(scores[i].size(), expected[i].size());
        for (std::size_t k = 0; k < scores[i].size(); ++k) {
            EXPECT_NEAR(scores[i][k], expected[i][k].get<double>(), tolerance) << "sequence " << i << ", output " << k;
        }
    }
}

} // namespace dpl::test
