#include "base/files.hpp"
#include "base/json_text.hpp"
#include "data/json_rows.hpp"
#include "evaluation/evaluate.hpp"
#include "fixture_path.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

using namespace dpl;
using namespace dpl::evaluation;
using dpl::test::fixturePath;

namespace {

/// The scores of tests/fixtures/foreign, which transformers and peft computed.
class ForeignFiles : public testing::TestWithParam<const char*> { };

TEST_P(ForeignFiles, areScoredAsByTransformersAndPeft)
{
    const std::filesystem::path folder = fixturePath("foreign") / GetParam();
    const test::TemporaryFolder temporary;
    EvaluateParams params;
    params.dataPath = (folder / "pairs.jsonl").string();
    params.output = temporary / "out.jsonl";
    const bool isClassifier = !std::filesystem::exists(folder / "adapter");
    params.model.checkpoint = !isClassifier         ? folder / "adapter"
        : std::filesystem::exists(folder / "model") ? folder / "model"
                                                    : fixturePath("adapters/tiny-llama-base");
    const Json expected = readJsonFile(folder / "expected.json");
    params.model.rewardLabel = expected.value("label", "");
    for (const bool keepStored : {false, true}) {
        params.model.keepStored = keepStored;
        std::filesystem::remove(params.output);
        EvaluationObserver observer;
        evaluate(params, {1, false, "cpu"}, observer, {});
        data::JsonRowReader reader(params.output);
        std::size_t row = 0;
        for (Json scored; reader.next(scored); ++row) {
            for (const char* column : {"reward_output_chosen", "reward_output_rejected"}) {
                ASSERT_EQ(scored[column].size(), 1u);
                EXPECT_NEAR(scored[column][0].get<double>(), expected.at(column).at(row).at(0).get<double>(),
                    expected.at("tolerance").get<double>())
                    << column << " of row " << row + 1;
            }
        }
        EXPECT_EQ(row, expected.at("reward_output_chosen").size());
    }
}

INSTANTIATE_TEST_SUITE_P(Fixtures, ForeignFiles,
    testing::Values("adapter-gaussian", "adapter-olora", "adapter-pissa", "adapter-pissa-gpt2", "added-tokens-json",
        "classifier-labels", "inv-freq-in-weights", "messages-chatml", "messages-prompt-list", "prefix-compiled",
        "prompt-already-there", "peft-all-linear", "peft-bias-all", "peft-bias-lora-only", "peft-dora",
        "peft-dora-gpt2", "peft-dora-pissa", "peft-embeddings", "peft-embeddings-dora", "peft-saved", "peft-score",
        "peft-tokens", "peft-tokens-by-name", "prompt-column", "prompt-column-benchmark", "rank-and-alpha-pattern",
        "rope-both-linear", "safetensors-fp8-mark", "safetensors-null-metadata", "tied-head-only",
        "value-head-beside-adapter", "value-head-beside-model", "value-head-openrlhf", "value-head-trl"),
    [](const auto& test) {
        std::string name = test.param;
        std::replace(name.begin(), name.end(), '-', '_');
        return name;
    });

} // namespace
