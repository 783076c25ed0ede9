#include "core/records/evaluation_folder.hpp"
#include "summary/results_location.hpp"

namespace dpl::summary {
namespace {

class ResultsPlace : public records::EvaluationFolder { };

TEST_F(ResultsPlace, isRecognisedByFewNames)
{
    write("sweep/seed-0" / place({preference::RewardHead::base, data::DataSubset::both}), "{}\n");
    const auto responses = write("scored/jailbroken_evaluations.jsonl",
        R"({"prompt":"p","responses":["a","b"],"reward_outputs_both":[[0],[1]]})"
        "\n");
    EXPECT_TRUE(mayHoldResults(root / "sweep"));
    EXPECT_TRUE(mayHoldResults(root / "scored"));
    EXPECT_TRUE(mayHoldResults(responses));
    EXPECT_FALSE(mayHoldResults(root / "not-there"));
}

TEST_F(ResultsPlace, isNotWhereOtherFilesAre)
{
    write("plain/README.md", "nothing");
    write("plain/metrics.jsonl", "{\"loss\": 1}\n");
    write("plain/.hidden/jailbroken_evaluations.jsonl",
        R"({"reward_outputs_both":[[0],[1]]})"
        "\n");
    write("plain/other-model/eval_results_both.jsonl", "{}\n");
    EXPECT_FALSE(mayHoldResults(root / "plain"));
    for (int i = 0; i < 600; ++i) {
        std::filesystem::create_directory(root / "plain" / std::to_string(i));
    }
    EXPECT_TRUE(mayHoldResults(root / "plain")) << "more names than can be looked at in a moment";
}

} // namespace
} // namespace dpl::summary
