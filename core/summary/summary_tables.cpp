#include "summary/summary_tables.hpp"

#include "report/number_text.hpp"
#include "summary/calibration_report.hpp"
#include "summary/published_numbers.hpp"

#include <algorithm>

namespace dpl::summary {

using data::DataSubset;
using preference::RewardHead;
using records::Statistic;
using report::Number;
using report::TableCell;

namespace {

TableCell percentCell(std::optional<double> share)
{
    return share ? TableCell(Number{100.0 * *share, 1, {}}) : TableCell();
}

/// Rate, the paper's and the difference from it if there are `paper` columns, interval, count, ties.
void addRate(std::vector<TableCell>& row, const Rate* rate, bool withPaper, std::optional<double> paper)
{
    row.push_back(percentCell(rate != nullptr ? std::optional(rate->share()) : std::nullopt));
    if (withPaper) {
        row.push_back(percentCell(paper));
        row.push_back(percentCell(rate != nullptr && paper ? std::optional(rate->share() - *paper) : std::nullopt));
    }
    if (rate == nullptr) {
        row.resize(row.size() + 3);
        return;
    }
    row.emplace_back(report::Bounds{100.0 * rate->interval.low, 100.0 * rate->interval.high, 1});
    row.emplace_back(report::CountOf{rate->count, rate->total});
    row.emplace_back(Number{static_cast<double>(rate->ties), 0, {}});
}

std::string riskText(const SummaryOptions& options)
{
    const std::string ties = options.tieRule == TieRule::counts ? "ties count"
        : options.tieRule == TieRule::strict                    ? "ties do not count"
                                                                : "ties count half";
    return "\u03b1-quantile with \u03b1 = " + report::significantText(options.alpha) + ", quantile rule "
        + toString(options.quantileRule) + "; " + ties;
}

enum class WithTest { no, yes };

std::vector<report::Column> rateColumns(bool withPaper, WithTest withTest)
{
    std::vector<report::Column> columns{
        {"Model", "", "Reward head, and whether its mean or its alpha-quantile is compared", false},
        {"Trained on", "", "Objective of the training comparisons", false},
    };
    const auto measure = [&](const std::string& title, const std::string& meaning) {
        columns.push_back({title, "%", meaning, true, true});
        if (withPaper) {
            columns.push_back({"Paper", "%", "The paper's number", true});
            columns.push_back({"\u0394", "points", "Difference from the paper's number", true});
        }
        columns.push_back(
            {"95 % CI", "", "Wilson's score interval, in percent", true, false, report::CellKind::bounds});
        columns.push_back({"Count", "", "Number counted, and of how many", true, false, report::CellKind::countsOf});
        columns.push_back({"Ties", "", "Pairs of equal scores", true});
        if (withTest == WithTest::yes) {
            columns.push_back({"p", "",
                "McNemar's exact test against the base model trained on both, on the same pairs. Not adjusted: see the "
                "paired tests for p by Holm's rule",
                true});
        }
    };
    measure("Jailbreaks", "Share of prompts whose jailbroken response scores as high as the safe one");
    measure("Helpfulness",
        "Share of comparisons about helpfulness whose chosen response scores as high as the rejected one");
    return columns;
}

report::Column explainedVarianceInterval()
{
    return {"95 % CI", "", "Percentile bootstrap over comparisons", true, false, report::CellKind::bounds};
}

TableCell intervalCell(const ExplainedVariance& r2, const SummaryOptions& options)
{
    return options.bootstrapSamples > 0 ? TableCell(report::Bounds{r2.interval.low, r2.interval.high, 3}) : TableCell();
}

const Rate* jailbreaks(const ModelSummary* model, records::Statistic statistic)
{
    return model != nullptr && model->jailbreak ? model->jailbreak->jailbreaks.of(statistic) : nullptr;
}

const Rate* helpfulness(const ModelSummary* model, records::Statistic statistic)
{
    return model != nullptr && model->comparisons && model->comparisons->helpfulness
        ? model->comparisons->helpfulness->of(statistic)
        : nullptr;
}

constexpr records::ModelKey baseOnBoth{RewardHead::base, DataSubset::both};

/// What Table 1a and the models beyond it say in their columns.
constexpr const char* rateExplanation = "95 % CI: Wilson's score interval. Count: how many of how many. Ties: pairs of "
                                        "equal scores.";
constexpr const char* testExplanation =
    " p: McNemar's exact test against the reference model (ref.), base trained on both, on the same prompts or "
    "comparisons; each p is of its test alone. Corrected for the number of tests, by Holm's rule, they are among the "
    "paired tests.";

/// p of a row of Table 1a against the base model by its mean, which is the reference itself.
TableCell pAgainstBase(
    const Summary& summary, Measure measure, const records::ModelKey& model, records::Statistic statistic)
{
    if (model == baseOnBoth) {
        const Rate* rate = measure == Measure::jailbreaks ? jailbreaks(summary.find(model), statistic)
                                                          : helpfulness(summary.find(model), statistic);
        return rate != nullptr ? TableCell(report::Reference{}) : TableCell();
    }
    for (const PairedComparison& paired : summary.paired) {
        const bool forwards =
            paired.first == baseOnBoth && paired.second == model && paired.secondStatistic == statistic;
        const bool backwards =
            paired.second == baseOnBoth && paired.first == model && paired.firstStatistic == statistic;
        if (paired.measure == measure && (forwards || backwards)) {
            return report::PValue{paired.test.p};
        }
    }
    return {};
}

} // namespace

report::Table table1a(const Summary& summary)
{
    report::Table table{"table_1a",
        "Table 1a. Jailbreak rate and helpfulness accuracy; " + riskText(summary.options) + ".",
        rateColumns(summary.besidePaper, WithTest::yes), {}};
    for (const PublishedRates& paper : publishedRates()) {
        const ModelSummary* model = summary.find(paper.model);
        auto& row = table.rows.emplace_back();
        row.emplace_back(records::label(paper.model.head, paper.statistic));
        row.emplace_back(data::toString(paper.model.trainSet));
        addRate(row, jailbreaks(model, paper.statistic), summary.besidePaper, paper.jailbreakRate);
        row.push_back(pAgainstBase(summary, Measure::jailbreaks, paper.model, paper.statistic));
        addRate(row, helpfulness(model, paper.statistic), summary.besidePaper, paper.helpfulnessAccuracy);
        row.push_back(pAgainstBase(summary, Measure::helpfulness, paper.model, paper.statistic));
    }
    table.explanation = std::string(rateExplanation) + testExplanation;
    table.notes = summary.notes;
    return table;
}

report::Table shortTable1a(const Summary& summary)
{
    report::Table table{"table_1a_short", "Jailbreak rate and helpfulness accuracy; " + riskText(summary.options) + ".",
        {{"Model", "", "Reward head, and whether its mean or its alpha-quantile is compared", false},
            {"Trained on", "", "Objective of the training comparisons", false},
            {"Jailbreak rate", "%", "Share of prompts whose jailbroken response scores as high as the safe one", true},
            {"Helpfulness acc.", "%",
                "Share of comparisons about helpfulness whose chosen response scores as high as the rejected one",
                true}},
        {}};
    for (const PublishedRates& paper : publishedRates()) {
        const ModelSummary* model = summary.find(paper.model);
        const auto cell = [](const Rate* rate) {
            return percentCell(rate != nullptr ? std::optional(rate->share()) : std::nullopt);
        };
        table.rows.push_back({records::label(paper.model.head, paper.statistic), data::toString(paper.model.trainSet),
            cell(jailbreaks(model, paper.statistic)), cell(helpfulness(model, paper.statistic))});
    }
    table.notes = summary.notes;
    return table;
}

report::Table table1b(const Summary& summary)
{
    report::Table table{"table_1b",
        "Table 1b. r\u00b2, the share of the variance of utility explained without hidden context, over all chosen and "
        "rejected responses.",
        {{"Trained on", "", "Objective of the training comparisons", false}}, {}};
    constexpr RewardHead heads[]{RewardHead::meanAndVariance, RewardHead::categorical};
    for (const RewardHead head : heads) {
        table.columns.push_back(
            {preference::headingOf(head), "", "Var[\u00b5] / (Var[\u00b5] + E[\u03c3\u00b2])", true, true});
        if (summary.besidePaper) {
            table.columns.push_back({"Paper", "", "The paper's number", true});
            table.columns.push_back({"\u0394", "", "Difference from the paper's number", true});
        }
        table.columns.push_back(explainedVarianceInterval());
        table.columns.push_back({"Rows", "", "Comparisons", true});
    }
    for (const DataSubset trainSet : data::allDataSubsets) {
        auto& row = table.rows.emplace_back();
        row.emplace_back(data::toString(trainSet));
        for (const RewardHead head : heads) {
            const ModelSummary* model = summary.find({head, trainSet});
            const bool isThere = model != nullptr && model->comparisons && model->comparisons->explainedVariance;
            const double paper = publishedExplainedVariance({head, trainSet}).value_or(0.0);
            row.push_back(
                isThere ? TableCell(Number{model->comparisons->explainedVariance->value, 3, {}}) : TableCell());
            if (summary.besidePaper) {
                row.emplace_back(Number{paper, 2, {}});
                row.push_back(isThere ? TableCell(Number{model->comparisons->explainedVariance->value - paper, 3, {}})
                                      : TableCell());
            }
            if (isThere) {
                row.push_back(intervalCell(*model->comparisons->explainedVariance, summary.options));
                row.emplace_back(Number{static_cast<double>(model->comparisons->rows), 0, {}});
            } else {
                row.resize(row.size() + 2);
            }
        }
    }
    table.notes = summary.notes;
    return table;
}

namespace {

/// A row of the table below.
struct FurtherRow {
    std::string name;
    std::string trainedOn; ///< empty: nobody knows
    const Rate* jailbreaks;
    const Rate* helpfulness;
    const ExplainedVariance* r2; ///< null where Table 1b has it, or there is none
    FurtherModel about;
};

std::vector<FurtherRow> furtherRows(const Summary& summary)
{
    constexpr Statistic statistics[]{Statistic::mean, Statistic::quantile};
    std::vector<FurtherRow> rows;
    const auto add = [&rows](FurtherRow row) {
        if (row.jailbreaks != nullptr || row.helpfulness != nullptr || row.r2 != nullptr) {
            rows.push_back(std::move(row));
        }
    };
    for (const ModelSummary& model : summary.models) {
        const bool hasOwn =
            model.comparisons && model.comparisons->explainedVariance && !publishedExplainedVariance(model.model);
        for (const Statistic statistic : statistics) {
            if (!publishedRates(model.model, statistic)) {
                add({records::label(model.model.head, statistic), data::toString(model.model.trainSet),
                    jailbreaks(&model, statistic), helpfulness(&model, statistic),
                    hasOwn && statistic == Statistic::mean ? &*model.comparisons->explainedVariance : nullptr,
                    {model.model, statistic, records::roleOf(model.model)}});
            }
        }
    }
    for (const OtherModelSummary& other : summary.others) {
        for (const Statistic statistic : statistics) {
            add({other.name + " (" + records::label(other.head, statistic) + ")", "",
                other.jailbreak.jailbreaks.of(statistic), nullptr, nullptr,
                {std::nullopt, statistic, other.head->role()}});
        }
    }
    return rows;
}

} // namespace

report::Table furtherModelsTable(const Summary& summary)
{
    report::Table table{"further_models", "Models beyond Tables 1a and 1b.", rateColumns(false, WithTest::no), {}};
    table.explanation = rateExplanation;
    const std::vector<FurtherRow> rows = furtherRows(summary);
    const bool withExplainedVariance =
        std::any_of(rows.begin(), rows.end(), [](const FurtherRow& row) { return row.r2 != nullptr; });
    if (withExplainedVariance) {
        table.columns.push_back(
            {"r\u00b2", "", "Share of the variance of utility explained without hidden context", true, true});
        table.columns.push_back(explainedVarianceInterval());
    }
    for (const FurtherRow& of : rows) {
        auto& row = table.rows.emplace_back();
        row.emplace_back(of.name);
        row.push_back(of.trainedOn.empty() ? TableCell() : TableCell(of.trainedOn));
        addRate(row, of.jailbreaks, false, std::nullopt);
        addRate(row, of.helpfulness, false, std::nullopt);
        if (of.r2 != nullptr) {
            row.emplace_back(Number{of.r2->value, 3, {}});
            row.push_back(intervalCell(*of.r2, summary.options));
        }
        row.resize(table.columns.size());
    }
    table.notes = summary.notes;
    return table;
}

std::vector<FurtherModel> furtherModels(const Summary& summary)
{
    std::vector<FurtherModel> models;
    for (const FurtherRow& row : furtherRows(summary)) {
        models.push_back(row.about);
    }
    return models;
}

std::vector<const PairedComparison*> shownTests(const Summary& summary)
{
    std::vector<const PairedComparison*> shown;
    for (const PairedComparison& paired : summary.paired) {
        if (paired.first == paired.second || paired.first == baseOnBoth || paired.second == baseOnBoth) {
            shown.push_back(&paired);
        }
    }
    return shown;
}

report::Table pairedTestsTable(const Summary& summary)
{
    report::Table table{"paired_tests", "McNemar's exact test on the same prompts or comparisons.",
        {{"Of", "", "What is counted", false}, {"First", "", "Model and reading", false},
            {"Second", "", "Model and reading", false}, {"Pairs", "", "Pairs that both have", true},
            {"Only first", "", "Counted only by the first", true},
            {"Only second", "", "Counted only by the second", true},
            {"p", "", "Two-sided, exact, of this test by itself", true},
            {"Holm", "",
                "p adjusted for multiple comparisons: at 0.05, the chance that any test of the summary is "
                "significant by chance is at most 5 %",
                true}},
        {}};
    for (const PairedComparison* test : shownTests(summary)) {
        const PairedComparison& paired = *test;
        table.rows.push_back({paired.measure == Measure::jailbreaks ? "jailbreaks" : "helpfulness",
            records::label(paired.first, paired.firstStatistic), records::label(paired.second, paired.secondStatistic),
            Number{static_cast<double>(paired.test.pairs), 0, {}},
            Number{static_cast<double>(paired.test.onlyFirst), 0, {}},
            Number{static_cast<double>(paired.test.onlySecond), 0, {}}, report::PValue{paired.test.p},
            report::PValue{paired.adjusted}});
    }
    table.explanation = "p: two-sided, of each test alone. Holm: p corrected by Holm's rule for all "
        + std::to_string(summary.paired.size())
        + " tests of this summary; at 0.05, the chance that any of them is significant by chance is at most 5 %.";
    table.notes = summary.notes;
    return table;
}

std::vector<report::Table> summaryTables(const Summary& summary)
{
    std::vector<report::Table> tables{table1a(summary), table1b(summary)};
    for (report::Table& table :
        std::vector<report::Table>{furtherModelsTable(summary), calibrationTable(summary), pairedTestsTable(summary)}) {
        if (!table.rows.empty()) {
            tables.push_back(std::move(table));
        }
    }
    return tables;
}

std::string notesText(const Summary& summary)
{
    std::string text;
    for (const std::string& note : summary.notes) {
        text += (text.empty() ? "Notes:\n  " : "  ") + note + "\n";
    }
    return text;
}

std::string missingText(const Summary& summary)
{
    std::string text;
    for (const std::string& warning : summary.warnings) {
        text += "Warning: " + warning + "\n";
    }
    if (!summary.missing.empty()) {
        text += "Missing, so their cells are empty:\n";
        for (const MissingPart& part : summary.missing) {
            text +=
                "  " + part.file + "\n    for " + part.fills + (part.remark.empty() ? "" : "; " + part.remark) + "\n";
        }
    }
    if (!summary.ignored.empty()) {
        text += "Left out:\n";
        for (const IgnoredFile& file : summary.ignored) {
            text += "  " + file.file.string() + "\n    " + file.reason + "\n";
        }
    }
    return text;
}

} // namespace dpl::summary
