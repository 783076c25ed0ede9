#include "core/records/evaluation_folder.hpp"
#include "fixture_files.hpp"
#include "records/head_record.hpp"
#include "summary/summary.hpp"

#include <cstdlib>

namespace dpl::summary {
namespace {

using namespace records;

using data::DataSubset;
using preference::RewardHead;

/// Compares with what the reference's functions say of the same files.
void expectReferenceSummary(const std::filesystem::path& folder)
{
    for (const RewardHead head : {RewardHead::base, RewardHead::meanAndVariance, RewardHead::categorical}) {
        const std::string name = preference::toString(head);
        SCOPED_TRACE(folder.string() + " " + name);
        const std::filesystem::path place = folder / ("tiny-llama-" + name);
        const Json known = readJsonFile(place / "summary.json");
        SummaryOptions options;
        options.alpha = known["alpha"].get<double>();
        const EvaluatedComparisons comparisons = readEvaluatedComparisons(place / "eval_results_both.jsonl");
        EXPECT_EQ(headOf(comparisons.chosen.outputs), head);
        const ComparisonSummary summary = summarizeComparisons(comparisons, head, options);
        EXPECT_EQ(summary.rows, known["rows"].get<std::int64_t>());
        EXPECT_DOUBLE_EQ(summary.accuracy.mean.share(), known["accuracy_all"].get<double>());
        const auto helpfulRows = known.value("rows_with_data_subset_helpful", std::int64_t{0});
        EXPECT_EQ(summary.helpfulness.has_value(), helpfulRows > 0);
        if (helpfulRows > 0) {
            EXPECT_EQ(summary.helpfulness->mean.total, helpfulRows);
            EXPECT_DOUBLE_EQ(summary.helpfulness->mean.share(), known["accuracy_helpful"].get<double>());
        }
        const EvaluatedResponses responses = readEvaluatedResponses(place / "responses_eval.jsonl");
        ASSERT_EQ(responses.models.size(), 1u);
        const JailbreakSummary jailbreak = summarizeResponses(responses, 0, head, options);
        EXPECT_EQ(jailbreak.jailbreaks.mean.count, known["jailbreak_count"].get<double>());
        EXPECT_EQ(jailbreak.jailbreaks.mean.total, static_cast<std::int64_t>(responses.size()));
        EXPECT_EQ(summary.explainedVariance.has_value(), head != RewardHead::base);
        if (head == RewardHead::base) {
            continue;
        }
        // The files hold ten decimals of what the summary was computed from.
        EXPECT_NEAR(summary.explainedVariance->value, known["r2"].get<double>(), 1e-8);
        EXPECT_DOUBLE_EQ(summary.accuracy.quantile->share(), known["risk_sensitive_accuracy_all"].get<double>());
        EXPECT_EQ(jailbreak.jailbreaks.quantile->count, known["risk_sensitive_jailbreak_count"].get<double>());
        if (helpfulRows > 0) {
            EXPECT_DOUBLE_EQ(
                summary.helpfulness->quantile->share(), known["risk_sensitive_accuracy_helpful"].get<double>());
        }
    }
}

TEST(SummaryOfFixtures, equalsTheReferences)
{
    expectReferenceSummary(std::string(DPL_FIXTURES) + "/evaluation/own");
}

TEST(SummaryOfFixtures, equalsTheReferencesOnQuotedRows)
{
    const char* more = std::getenv("DPL_MORE_FIXTURES");
    if (more == nullptr) {
        GTEST_SKIP() << "DPL_MORE_FIXTURES does not name a folder with fixtures that may not be carried";
    }
    expectReferenceSummary(std::filesystem::path(more) / "evaluation" / "quoted");
}

TEST_F(EvaluationFolder, ofTheFixturesInTheReferencesLayoutIsWhole)
{
    for (const RewardHead head : {RewardHead::base, RewardHead::meanAndVariance, RewardHead::categorical}) {
        const std::filesystem::path own =
            std::string(DPL_FIXTURES) + "/evaluation/own/tiny-llama-" + preference::toString(head);
        std::string responses = readFile(own / "responses_eval.jsonl");
        const std::string column = "\"reward_outputs_" + preference::toString(head) + "\"";
        for (const DataSubset trainSet : data::allDataSubsets) {
            const ModelKey model{head, trainSet};
            write("reward_models/relabeled_hh_rlhf" / place(model), readFile(own / "eval_results_both.jsonl"));
            std::string renamed = responses;
            for (auto at = renamed.find(column); at != std::string::npos; at = renamed.find(column, at + 1)) {
                renamed.replace(at, column.size(), "\"reward_outputs_" + columnName(model) + "\"");
            }
            write("jailbroken_" + columnName(model) + ".jsonl", renamed);
        }
    }
    const Summary summary = summarize(root);
    EXPECT_EQ(summary.models.size(), 9u);
    EXPECT_TRUE(summary.missing.empty());
    EXPECT_TRUE(summary.ignored.empty());
    for (const ModelSummary& model : summary.models) {
        EXPECT_TRUE(model.jailbreak && model.comparisons && model.comparisons->helpfulness);
        EXPECT_EQ(model.comparisons->helpfulness->mean.total, 6);
    }
    // Seven rows of Table 1a: 21 pairs; two readings of each of the four other DPL models; of jailbreaks and of
    // helpfulness.
    EXPECT_EQ(summary.paired.size(), 2u * (21u + 4u));
    for (const PairedComparison& paired : summary.paired) {
        EXPECT_EQ(paired.test.pairs, paired.measure == Measure::jailbreaks ? 5 : 6);
    }
}

TEST(SummaryOfTheAuthorsData, givesThePapersJailbreakRates)
{
    const char* folder = std::getenv("DPL_HIDDEN_CONTEXT_DATA");
    if (folder == nullptr) {
        GTEST_SKIP() << "DPL_HIDDEN_CONTEXT_DATA does not name the folder of the authors' data";
    }
    const Summary summary = summarize(folder);
    const auto jailbreaks = [&](RewardHead head, DataSubset trainSet) -> const RatesByStatistic& {
        return summary.find({head, trainSet})->jailbreak->jailbreaks;
    };
    EXPECT_EQ(jailbreaks(RewardHead::base, DataSubset::helpful).mean.count, 98.0);
    EXPECT_EQ(jailbreaks(RewardHead::base, DataSubset::harmless).mean.count, 7.0);
    EXPECT_EQ(jailbreaks(RewardHead::base, DataSubset::both).mean.count, 47.0);
    EXPECT_EQ(jailbreaks(RewardHead::meanAndVariance, DataSubset::both).mean.count, 57.0);
    EXPECT_EQ(jailbreaks(RewardHead::meanAndVariance, DataSubset::both).quantile->count, 38.0);
    EXPECT_EQ(jailbreaks(RewardHead::meanAndVariance, DataSubset::both).quantile->total, 187);
}

} // namespace
} // namespace dpl::summary
