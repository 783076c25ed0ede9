#include "core/latex_run.hpp"
#include "core/records/evaluation_folder.hpp"
#include "core/summary/example_models.hpp"
#include "error_message.hpp"
#include "report/table_writers.hpp"
#include "summary/summary_tables.hpp"

#include <set>
#include <sstream>

namespace dpl::summary {
namespace {

using namespace records;

using data::DataSubset;
using preference::RewardHead;
using report::cellText;
using test::base;
using test::gaussian;
using test::says;

std::vector<std::string> texts(const std::vector<report::TableCell>& row)
{
    std::vector<std::string> all;
    for (const report::TableCell& cell : row) {
        all.push_back(cellText(cell));
    }
    return all;
}

using Texts = std::vector<std::string>;

/// 47 jailbreaks of 187 by the mean of two models; by the quantile, 38 of the second.
Summary example()
{
    Summary summary;
    summary.root = "data";
    const auto rate = [](double count, std::int64_t total, std::int64_t ties) {
        return Rate{count, total, ties, wilsonInterval(count, total)};
    };
    summary.models.push_back(
        {base, JailbreakSummary{"jailbroken_evaluations_base.jsonl", "reward_outputs_both", 1, {rate(47, 187, 1), {}}},
            ComparisonSummary{
                "eval_results_both.jsonl", 1, 4, {rate(3, 4, 0), {}}, RatesByStatistic{rate(1.5, 2, 1), {}}, {}, {}}});
    summary.models.push_back({gaussian,
        JailbreakSummary{"m.jsonl", "reward_outputs_both_mean_and_variance", 2, {rate(57, 187, 0), rate(38, 187, 0)}},
        ComparisonSummary{"eval_results_both.jsonl", 2, 4, {rate(3, 4, 0), rate(2, 4, 0)}, {},
            ExplainedVariance{0.5678, {0.5, 0.6}}, {}}});
    summary.others.push_back(
        {"mine", RewardHead::base, JailbreakSummary{"x.jsonl", "reward_outputs_mine", 1, {rate(1, 2, 0), {}}}});
    summary.paired.push_back(
        {Measure::jailbreaks, base, Statistic::mean, gaussian, Statistic::mean, {187, 3, 13, 0.0213}, 0.0639});
    summary.paired.push_back(
        {Measure::jailbreaks, gaussian, Statistic::mean, gaussian, Statistic::quantile, {187, 20, 1, 2.1e-5}});
    summary.paired.push_back({Measure::jailbreaks, {RewardHead::base, DataSubset::helpful}, Statistic::mean, gaussian,
        Statistic::mean, {187, 1, 2, 1.0}});
    summary.missing.push_back({"eval.jsonl", "Table 1b, categorical, both: r\u00b2", "why"});
    summary.ignored.push_back({"other.jsonl", "reason"});
    return summary;
}

TEST(SummaryTables, compileWithLatex)
{
    report::expectCompiles("summary-tables", summaryTables(example()));
}

TEST(Table1a, hasThePapersRowsWithEveryCount)
{
    const report::Table table = table1a(example());
    ASSERT_NO_THROW(report::checkTable(table));
    ASSERT_EQ(table.rows.size(), 7u);
    EXPECT_EQ(texts(table.rows[2]),
        (Texts{"base", "both", "25.1", "25.1", "0.0", "19.5\u201331.8", "47/187", "1", "ref.", "75.0", "68.2", "6.8",
            "19.8\u201397.3", "1.5/2", "1", "ref."}));
    EXPECT_EQ(texts(table.rows[3])[8], "0.021");
    EXPECT_EQ(texts(table.rows[4]),
        (Texts{"mean and variance, \u03b1-quantile", "both", "20.3", "20.3", "0.0", "15.2\u201326.7", "38/187", "0",
            "\u2013", "\u2013", "66.4", "\u2013", "\u2013", "\u2013", "\u2013", "\u2013"}));
    EXPECT_EQ(texts(table.rows[6])[2], "\u2013");
    EXPECT_TRUE(says(table.caption, {"\u03b1 = 0.01", "quantile rule reference", "ties count"}));
    EXPECT_EQ(table.caption.find('('), std::string::npos) << "brackets within brackets";
}

/// The fields of the records of a CSV text without quotes and comments.
std::vector<std::vector<std::string>> records(const std::string& csv)
{
    std::vector<std::vector<std::string>> all;
    std::istringstream lines(csv);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with('#') || line.find('"') != std::string::npos) {
            continue;
        }
        std::vector<std::string>& record = all.emplace_back(1);
        for (const char c : line) {
            if (c == ',') {
                record.emplace_back();
            } else if (c != '\r') {
                record.back() += c;
            }
        }
    }
    return all;
}

TEST(SummaryTables, areForProgramsAsCsv)
{
    Summary summary = example();
    for (const report::Table& table : summaryTables(summary)) {
        const auto all = records(report::toCsv(table));
        const std::set<std::string> headings(all.at(0).begin(), all.at(0).end());
        EXPECT_EQ(headings.size(), all[0].size()) << table.name;
        for (std::size_t row = 1; row < all.size(); ++row) {
            ASSERT_EQ(all[row].size(), all[0].size()) << table.name;
            for (const std::string& field : all[row]) {
                const bool hasDigits = !field.empty() && field.find_first_of("0123456789") == 0;
                std::size_t read = 0;
                if (hasDigits) {
                    std::stod(field, &read);
                }
                EXPECT_EQ(read, hasDigits ? field.size() : 0) << field;
                EXPECT_EQ(field.find("\u2013"), std::string::npos) << field;
            }
        }
    }
    const auto rows = records(report::toCsv(table1a(summary)));
    ASSERT_GT(rows.size(), 3u);
    EXPECT_EQ(rows[0][5], "Jailbreaks: 95 % CI low [%]");
    EXPECT_EQ(rows[0][7], "Jailbreaks: Count");
    EXPECT_EQ(rows[0][8], "Jailbreaks: Count total");
    EXPECT_EQ(rows[3][8], "187");
    EXPECT_EQ(rows[3][10], "") << "p of the reference";
    EXPECT_EQ(rows[4][10], "0.0213");
}

TEST(SummaryTables, sayWhatPReferenceAndHolmAre)
{
    const Summary summary = example();
    for (const std::string& text : {report::toLatex(table1a(summary)), report::toCsv(table1a(summary)),
             report::toMarkdown(table1a(summary)), report::toText(table1a(summary))}) {
        EXPECT_TRUE(says(text, {"p: McNemar", "the reference model (ref.), base trained on both", "by Holm"})) << text;
    }
    const report::Table paired = pairedTestsTable(summary);
    for (const std::string& text : {report::toLatex(paired), report::toCsv(paired), report::toMarkdown(paired)}) {
        EXPECT_TRUE(says(text, {"Holm: p corrected by Holm", "rule for all 3 tests of this summary"})) << text;
    }
}

TEST(Table1a, hasThePapersNumbersOnlyWhereTheyBelong)
{
    Summary summary = example();
    summary.besidePaper = false;
    const report::Table table = table1a(summary);
    ASSERT_NO_THROW(report::checkTable(table));
    EXPECT_EQ(texts(table.rows[2]),
        (Texts{"base", "both", "25.1", "19.5\u201331.8", "47/187", "1", "ref.", "75.0", "19.8\u201397.3", "1.5/2", "1",
            "ref."}));
    const report::Table other = table1b(summary);
    ASSERT_NO_THROW(report::checkTable(other));
    EXPECT_EQ(texts(other.rows[2]), (Texts{"both", "0.568", "0.500\u20130.600", "4", "\u2013", "\u2013", "\u2013"}));
    EXPECT_FALSE(says(toJson(summary).dump(), "\"paper\":"));
    EXPECT_TRUE(says(toJson(example()).dump(), "\"paper\":"));
}

TEST(Table1a, hasAShortForm)
{
    const report::Table table = shortTable1a(example());
    ASSERT_NO_THROW(report::checkTable(table));
    ASSERT_EQ(table.rows.size(), 7u);
    EXPECT_EQ(texts(table.rows[4]), (Texts{"mean and variance, \u03b1-quantile", "both", "20.3", "\u2013"}));
    EXPECT_TRUE(says(report::toLatex(table), "\\begin{table}[t]"));
    EXPECT_TRUE(says(report::toLatex(table1a(example())), "\\begin{table*}[t]")) << "too wide for a column";
}

TEST(Table1b, hasBothHeadsByTrainSet)
{
    Summary summary = example();
    report::Table table = table1b(summary);
    ASSERT_NO_THROW(report::checkTable(table));
    ASSERT_EQ(table.rows.size(), 3u);
    EXPECT_EQ(texts(table.rows[2]),
        (Texts{"both", "0.568", "0.53", "0.038", "0.500\u20130.600", "4", "\u2013", "0.41", "\u2013", "\u2013",
            "\u2013"}));
    EXPECT_EQ(texts(table.rows[0])[1], "\u2013");
    summary.options.bootstrapSamples = 0;
    EXPECT_EQ(texts(table1b(summary).rows[2])[4], "\u2013");
}

TEST(SummaryTables, addWhatElseIsThere)
{
    const Summary summary = example();
    const report::Table further = furtherModelsTable(summary);
    ASSERT_EQ(further.rows.size(), 1u);
    EXPECT_EQ(texts(further.rows[0])[0], "mine (base)");
    EXPECT_EQ(texts(further.rows[0])[4], "1/2");
    const report::Table paired = pairedTestsTable(summary);
    ASSERT_EQ(paired.rows.size(), 2u) << "those with the base model, and of one model with itself";
    EXPECT_EQ(texts(paired.rows[0]),
        (Texts{"jailbreaks", "both · base", "both · mean and variance", "187", "3", "13", "0.021", "0.064"}));
    EXPECT_EQ(texts(paired.rows[1])[6], "< 10\u207b\u2074");
    EXPECT_TRUE(says(report::toLatex(paired), "$<$ 10$^{-4}$"));
    EXPECT_EQ(summaryTables(summary).size(), 4u);
    EXPECT_EQ(summaryTables(Summary{}).size(), 2u);
    EXPECT_EQ(missingText(Summary{}), "");
    EXPECT_TRUE(says(missingText(summary),
        {"Missing", "eval.jsonl", "for Table 1b, categorical, both: r\u00b2; why", "Left out", "other.jsonl",
            "reason"}));
    for (const report::Table& table : summaryTables(summary)) {
        EXPECT_TRUE(says(report::toLatex(table), {"\\begin{tabular}", "\\label{tab:"}));
        EXPECT_TRUE(says(report::toCsv(table), "\r\n"));
        EXPECT_TRUE(says(report::toMarkdown(table), "| "));
    }
}

} // namespace
} // namespace dpl::summary
