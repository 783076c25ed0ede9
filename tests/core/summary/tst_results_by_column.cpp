#include "core/summary/example_models.hpp"
#include "error_message.hpp"
#include "summary/results_by_column.hpp"
#include "summary/reward_bench.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace dpl::summary {
namespace {

using dpl::test::errorOf;
using dpl::test::says;
using records::EvaluatedComparisons;
using records::ModelOutputs;
using report::Number;
using report::TableCell;

/// A row of a base model, or of a mean and variance one with the standard deviation 1: `margin` is how much higher
/// chosen scores.
void addRow(EvaluatedComparisons& to, const std::string& subset, double margin)
{
    const bool hasDeviation = to.chosen.outputs == 2;
    for (auto& [side, value] : {std::pair(&to.chosen, margin), std::pair(&to.rejected, 0.0)}) {
        side->values.push_back(value);
        if (hasDeviation) {
            side->values.push_back(std::log(std::exp(1.0) - 1.0));
        }
    }
    to.dataSubsets.emplace_back("both");
    to.identities.push_back(records::rowIdentity(std::to_string(to.lengths.size())));
    to.lengths.push_back(1);
    to.columns.at(0).values.push_back(subset);
}

EvaluatedComparisons emptyFile(int outputs)
{
    EvaluatedComparisons comparisons;
    comparisons.chosen.outputs = comparisons.rejected.outputs = outputs;
    comparisons.columns.push_back({"subset", {}});
    return comparisons;
}

double numberIn(const TableCell& cell)
{
    return std::get<Number>(cell).value;
}

TEST(ResultsByColumn, areTheRatesOfEachValue)
{
    EvaluationData data;
    for (const auto& [model, outputs] : {std::pair(test::base, 1), std::pair(test::gaussian, 2)}) {
        EvaluatedComparisons file = emptyFile(outputs);
        for (const double margin : {1.0, 1.0, -1.0, 0.0}) {
            addRow(file, "code", margin);
        }
        addRow(file, "chat", -2.0);
        addRow(file, "", 5.0);
        data.comparisons.emplace(model, std::move(file));
    }
    EXPECT_EQ(resultColumns(data), (std::vector<std::string>{"subset"})) << "data_subset is the same in all rows";
    SummaryOptions options;
    options.tieRule = TieRule::half;
    const report::Table table = resultsByColumn(data, "subset", options);
    ASSERT_NO_THROW(report::checkTable(table));
    ASSERT_EQ(table.rows.size(), 4u) << "rows that say nothing are in no row";
    const auto& code = table.rows[1];
    EXPECT_EQ(code[0], TableCell("both · base"));
    EXPECT_EQ(code[1], TableCell("code"));
    EXPECT_EQ(numberIn(code[2]), 4.0);
    EXPECT_EQ(numberIn(code[3]), 62.5) << "2 of 4 and half a tie";
    EXPECT_EQ(numberIn(code[5]), 1.0);
    EXPECT_EQ(code[6], TableCell());
    EXPECT_EQ(numberIn(table.rows[0][3]), 0.0);
    const auto& gaussian = table.rows[3];
    EXPECT_EQ(numberIn(gaussian[6]), 62.5) << "the same standard deviation everywhere";
    // Means 1, 1, -1, 0 and four 0: their variance 3/8 - (1/8)^2, and the responses' is 1.
    const double between = 3.0 / 8.0 - 1.0 / 64.0;
    EXPECT_NEAR(numberIn(gaussian[8]), between / (between + 1.0), 1e-6);
    EXPECT_TRUE(says(errorOf([&] { resultsByColumn(data, "topic", options); }), {"\"topic\"", "there are subset"}));
}

TEST(ResultsByColumn, areByNumbersOrRangesOfThem)
{
    EvaluationData data;
    EvaluatedComparisons file = emptyFile(1);
    file.numbers = {{"stars", {}}, {"score", {}}, {"one", {}}};
    for (int row = 0; row < 40; ++row) {
        addRow(file, "", row < 20 ? 1.0 : -1.0);
        file.numbers[0].values.push_back(row == 0 ? std::nan("") : row % 2 + 0.5);
        file.numbers[1].values.push_back(row < 11 ? 0.0 : row);
        file.numbers[2].values.push_back(1.0);
    }
    data.comparisons.emplace(test::base, file);
    EXPECT_EQ(resultColumns(data), (std::vector<std::string>{"stars", "score"}));

    const Json stars = toJson(resultsBy(data, "stars", {}));
    EXPECT_EQ(stars.at("parts"), "numbers");
    const Json& groups = stars.at("models").at(0).at("groups");
    ASSERT_EQ(groups.size(), 2u) << "a row without a number is in no group";
    EXPECT_EQ(groups[0].at("value"), 0.5);
    EXPECT_EQ(groups[0].at("accuracy").at("mean").at("comparisons"), 19);
    EXPECT_EQ(groups[1].at("value"), 1.5);
    EXPECT_EQ(groups[1].at("accuracy").at("mean").at("right"), 10);
    EXPECT_EQ(groups[1].at("accuracy").at("mean").at("rate"), 0.5);
    EXPECT_FALSE(groups[1].contains("r2")) << "of a point there is none";

    const Json score = toJson(resultsBy(data, "score", {}));
    EXPECT_EQ(score.at("parts"), "ranges");
    Json told = Json::array();
    for (const Json& group : score.at("models").at(0).at("groups")) {
        told.push_back({group.at("from"), group.at("to"), group.at("accuracy").at("mean").at("comparisons"),
            group.at("accuracy").at("mean").at("right")});
    }
    EXPECT_EQ(told, Json::parse("[[0, 0, 11, 11], [11, 19, 9, 9], [20, 29, 10, 0], [30, 39, 10, 0]]"))
        << "quarters, and equal numbers together";
    const report::Table table = resultsByColumn(data, "score", {});
    ASSERT_NO_THROW(report::checkTable(table));
    ASSERT_EQ(table.rows.size(), 4u);
    EXPECT_EQ(table.rows[1][1], TableCell("11 to 19"));
    EXPECT_TRUE(says(table.caption, "in ranges of about a quarter of the rows"));
    EXPECT_EQ(resultsByColumns(data, {}).at(1), table);
}

TEST(RewardBench, weighsItsSubsetsByTheirPrompts)
{
    EvaluationData data;
    EvaluatedComparisons file = emptyFile(1);
    const std::vector<std::string> names{"alpacaeval-easy", "alpacaeval-length", "alpacaeval-hard", "mt-bench-easy",
        "mt-bench-med", "mt-bench-hard", "llmbar-natural", "llmbar-adver-neighbor", "llmbar-adver-GPTInst",
        "llmbar-adver-GPTOut", "llmbar-adver-manual", "refusals-dangerous", "refusals-offensive",
        "xstest-should-refuse", "xstest-should-respond", "donotanswer", "math-prm", "hep-cpp", "hep-go", "hep-java",
        "hep-js", "hep-python", "hep-rust"};
    for (const std::string& name : names) {
        EXPECT_FALSE(isRewardBench(file)) << "only when all are there";
        addRow(file, name, name == "mt-bench-med" || name == "math-prm" || name == "donotanswer" ? -1.0 : 1.0);
    }
    EXPECT_TRUE(isRewardBench(file));
    data.comparisons.emplace(test::base, file);
    const report::Table table = rewardBenchTable(data, {});
    ASSERT_NO_THROW(report::checkTable(table));
    ASSERT_EQ(table.rows.size(), 1u);
    const double chat = 100.0 * 318.0 / 358.0;
    const double safety = 100.0 * 604.0 / 740.0;
    EXPECT_NEAR(numberIn(table.rows[0][1]), chat, 1e-9);
    EXPECT_NEAR(numberIn(table.rows[0][2]), 100.0, 1e-9);
    EXPECT_NEAR(numberIn(table.rows[0][3]), safety, 1e-9);
    EXPECT_NEAR(numberIn(table.rows[0][4]), 50.0, 1e-9) << "mathematics counts as much as all code";
    EXPECT_NEAR(numberIn(table.rows[0][5]), (chat + 100.0 + safety + 50.0) / 4.0, 1e-9);
    const Json json = toJson(rewardBenchResults(data, {})).at(0);
    EXPECT_EQ(json.at("by"), "mean");
    EXPECT_NEAR(json.at("sections").at("Safety").get<double>(), safety / 100.0, 1e-12);
    EXPECT_NEAR(json.at("score").get<double>(), (chat + 100.0 + safety + 50.0) / 400.0, 1e-12);
    EvaluationData other;
    other.comparisons.emplace(test::base, emptyFile(1));
    EXPECT_TRUE(rewardBenchTable(other, {}).rows.empty());
}

} // namespace
} // namespace dpl::summary
