#pragma once

#include "core/backbone/fixtures.hpp"

#include <algorithm>
#include <cmath>

/// What tests/fixtures/families/make_families.py made: a tiny model of each family, judged by transformers.
namespace dpl::test {

inline constexpr const char* familyFixtures[]{
    "gpt2", "mistral", "qwen3", "phi3", "olmo2", "gpt_neox", "gemma2", "gemma3"};

/// Relative to a tensor's largest magnitude.
inline constexpr double stateTolerance = 1e-5;
inline constexpr double scoreTolerance = 2e-5;

inline std::filesystem::path familyPath(const std::string& name)
{
    return fixturePath("families") / name;
}

inline double largest(const std::vector<float>& values)
{
    float result = 0.0f;
    for (const float value : values) {
        result = std::max(result, std::abs(value));
    }
    return static_cast<double>(result);
}

inline void expectStates(const std::vector<float>& values, const std::vector<float>& expected, double within)
{
    ASSERT_EQ(values.size(), expected.size());
    const double scale = largest(expected);
    double worst = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        worst = std::max(worst, std::abs(static_cast<double>(values[i]) - static_cast<double>(expected[i])));
    }
    EXPECT_LE(worst, within * scale);
}

/// Of all sequences; relative to the largest of them.
inline void expectFamilyScores(const std::vector<std::vector<double>>& scores, const Json& expected, double within)
{
    double scale = 0.0;
    for (const Json& score : expected) {
        scale = std::max(scale, std::abs(score[0].get<double>()));
    }
    expectScores(scores, expected, within * scale);
}

/// The hidden states of one of the batch's segments.
inline std::vector<float> statesOf(
    const std::vector<float>& hidden, std::int64_t first, std::int64_t end, std::int64_t width)
{
    return {hidden.begin() + first * width, hidden.begin() + end * width};
}

/// Hidden states and scores, each text by itself in one batch, and with the tokens that the first three share computed
/// once.
inline void expectFamily(const backbone::RewardModel& model, const Json& expected, double states, double scores)
{
    const auto texts = sequences(expected);
    const auto alone = packed(texts);
    const std::vector<float> hidden = model.hiddenStates(alone);
    const auto width = model.config().hiddenSize;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        SCOPED_TRACE("text " + std::to_string(i));
        expectStates(statesOf(hidden, alone.lastTokens[i], alone.lastTokens[i] + 1, width),
            expected.at("pooled")[i].get<std::vector<float>>(), states);
    }
    expectFamilyScores(model.score(alone), expected.at("scores"), scores);
    backbone::PackedBatch shared;
    shared.addSharingPrefix(std::vector<std::span<const text::TokenId>>(texts.begin(), texts.begin() + 3));
    shared.addSharingPrefix(std::vector<std::span<const text::TokenId>>(texts.begin() + 3, texts.end()));
    EXPECT_LT(shared.tokenCount(), alone.tokenCount());
    expectFamilyScores(model.score(shared), expected.at("scores"), scores);
}

} // namespace dpl::test
