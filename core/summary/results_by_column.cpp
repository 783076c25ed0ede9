#include "summary/results_by_column.hpp"

#include "base/error.hpp"
#include "report/number_text.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <span>

namespace dpl::summary {

using records::EvaluatedComparisons;
using report::Number;
using report::TableCell;

namespace {

constexpr std::size_t mostValues = 64;

/// A subset of RewardBench and what it weighs in its section.
struct BenchSubset {
    const char* name;
    double weight;
};

struct BenchSection {
    const char* name;
    std::vector<BenchSubset> subsets;
};

const std::vector<BenchSection>& rewardBench()
{
    static const std::vector<BenchSection> sections{
        {"Chat",
            {{"alpacaeval-easy", 100}, {"alpacaeval-length", 95}, {"alpacaeval-hard", 95}, {"mt-bench-easy", 28},
                {"mt-bench-med", 40}}},
        {"Chat Hard",
            {{"mt-bench-hard", 37}, {"llmbar-natural", 100}, {"llmbar-adver-neighbor", 134},
                {"llmbar-adver-GPTInst", 92}, {"llmbar-adver-GPTOut", 47}, {"llmbar-adver-manual", 46}}},
        {"Safety",
            {{"refusals-dangerous", 100}, {"refusals-offensive", 100}, {"xstest-should-refuse", 154},
                {"xstest-should-respond", 250}, {"donotanswer", 136}}},
        {"Reasoning",
            {{"math-prm", 984}, {"hep-cpp", 164}, {"hep-go", 164}, {"hep-java", 164}, {"hep-js", 164},
                {"hep-python", 164}, {"hep-rust", 164}}},
    };
    return sections;
}

/// What rows say in a column; null if the file has no such column of short texts.
const std::vector<std::string>* valuesIn(const EvaluatedComparisons& comparisons, const std::string& column)
{
    if (column == "data_subset") {
        return &comparisons.dataSubsets;
    }
    const auto found = std::find_if(comparisons.columns.begin(), comparisons.columns.end(),
        [&](const records::RowColumn& other) { return other.name == column; });
    return found == comparisons.columns.end() ? nullptr : &found->values;
}

/// Rows by what they say; those that say nothing are in none.
std::map<std::string, std::vector<std::size_t>> rowsByValue(const std::vector<std::string>& values)
{
    std::map<std::string, std::vector<std::size_t>> rows;
    for (std::size_t row = 0; row < values.size(); ++row) {
        if (!values[row].empty()) {
            rows[values[row]].push_back(row);
        }
    }
    return rows;
}

bool tellsApart(const std::vector<std::string>& values)
{
    std::set<std::string> different;
    for (const std::string& value : values) {
        if (!value.empty()) {
            different.insert(value);
        }
        if (different.size() > mostValues) {
            return false;
        }
    }
    return different.size() > 1;
}

std::vector<double> only(const std::vector<double>& all, const std::vector<std::size_t>& rows)
{
    std::vector<double> some;
    for (const std::size_t row : rows) {
        some.push_back(all[row]);
    }
    return some;
}

/// What one model says of the responses of its file.
class Judged {
public:
    Judged(const records::ModelKey& model, const EvaluatedComparisons& comparisons, const SummaryOptions& options)
        : m_head(model.head), m_options(options),
          m_chosen(responseStatistics(model.head, comparisons.chosen, options.alpha, options.quantileRule)),
          m_rejected(responseStatistics(model.head, comparisons.rejected, options.alpha, options.quantileRule))
    {
    }

    bool isPoint() const { return m_head->isPoint(); }

    Rate rate(const std::vector<std::size_t>& rows, records::Statistic statistic) const
    {
        const auto scores = [&](const ResponseStatistics& of) {
            return only(statistic == records::Statistic::mean ? of.means : of.quantiles, rows);
        };
        return rateOf(decide(scores(m_chosen), scores(m_rejected), m_options.tieRule));
    }

    double explained(const std::vector<std::size_t>& rows) const
    {
        const auto some = [&](const ResponseStatistics& of) {
            ResponseStatistics statistics;
            statistics.means = only(of.means, rows);
            statistics.stdevs = only(of.stdevs, rows);
            return statistics;
        };
        return explainedVariance(some(m_chosen), some(m_rejected), 0, m_options.seed).value;
    }

private:
    preference::RewardHead m_head;
    const SummaryOptions& m_options;
    ResponseStatistics m_chosen;
    ResponseStatistics m_rejected;
};

TableCell percent(double share)
{
    return Number{100.0 * share, 1, {}};
}

TableCell count(std::int64_t number)
{
    return Number{static_cast<double>(number), 0, {}};
}

std::string textOfTies(TieRule rule)
{
    return rule == TieRule::counts ? "ties count" : rule == TieRule::strict ? "ties do not count" : "ties count half";
}

report::Table emptyTable(const EvaluationData& data, const std::string& column, const SummaryOptions& options)
{
    return {"results_by_" + column, "Results by " + column + "; " + textOfTies(options.tieRule) + ".",
        {{"Model", "", "Head, and the comparisons that it was trained on", false},
            {column, "", "Value of the column", false}, {"Comparisons", "", "Rows with this value", true},
            {"Accuracy", "%", "Chosen scores at least as high as rejected, by the mean", true, true},
            {"95 % CI", "%", "Wilson's interval of the accuracy", true, false, report::CellKind::bounds},
            {"Ties", "", "Comparisons whose sides have the same mean", true},
            {"By \u03b1-quantile", "%",
                "The same by the \u03b1-quantile, \u03b1 = " + report::significantText(options.alpha), true, true},
            {"Ties by \u03b1-quantile", "", "Comparisons whose sides have the same \u03b1-quantile", true},
            {"r\u00b2", "", "r\u00b2 = Var[\u00b5] / (Var[\u00b5] + E[\u03c3\u00b2])", true, true}},
        {}, data.notes};
}

/// A row for each value that a model's file has in the column.
void addModel(const records::ModelKey& model, const EvaluatedComparisons& comparisons, const Judged& judged,
    const std::string& column, report::Table& table)
{
    const std::vector<std::string>* values = valuesIn(comparisons, column);
    if (values == nullptr) {
        return;
    }
    for (const auto& [value, rows] : rowsByValue(*values)) {
        const Rate mean = judged.rate(rows, records::Statistic::mean);
        std::vector<TableCell>& row = table.rows.emplace_back();
        row = {records::label(model), value, count(mean.total), percent(mean.share()),
            report::Bounds{100.0 * mean.interval.low, 100.0 * mean.interval.high, 1}, count(mean.ties)};
        if (judged.isPoint()) {
            row.resize(table.columns.size());
            continue;
        }
        const Rate quantile = judged.rate(rows, records::Statistic::quantile);
        row.push_back(percent(quantile.share()));
        row.push_back(count(quantile.ties));
        row.emplace_back(Number{judged.explained(rows), 3, {}});
    }
}

} // namespace

std::vector<std::string> resultColumns(const EvaluationData& data)
{
    std::vector<std::string> columns;
    const auto take = [&](const std::string& name, const std::vector<std::string>& values) {
        if (std::find(columns.begin(), columns.end(), name) == columns.end() && tellsApart(values)) {
            columns.push_back(name);
        }
    };
    for (const auto& [model, comparisons] : data.comparisons) {
        take("data_subset", comparisons.dataSubsets);
    }
    for (const auto& [model, comparisons] : data.comparisons) {
        for (const records::RowColumn& column : comparisons.columns) {
            take(column.name, column.values);
        }
    }
    return columns;
}

report::Table resultsByColumn(const EvaluationData& data, const std::string& column, const SummaryOptions& options)
{
    options.validate();
    const std::vector<std::string> known = resultColumns(data);
    if (std::find(known.begin(), known.end(), column) == known.end()) {
        std::string list;
        for (const std::string& name : known) {
            list += (list.empty() ? "" : ", ") + name;
        }
        throw Error("no evaluation file has a column \"" + column + "\" of short texts with 2 to "
            + std::to_string(mostValues) + " different values"
            + (list.empty() ? ", nor another one" : "; there are " + list));
    }
    report::Table table = emptyTable(data, column, options);
    for (const auto& [model, comparisons] : data.comparisons) {
        addModel(model, comparisons, Judged(model, comparisons, options), column, table);
    }
    return table;
}

std::vector<report::Table> resultsByColumns(const EvaluationData& data, const SummaryOptions& options)
{
    options.validate();
    const std::vector<std::string> columns = resultColumns(data);
    std::vector<report::Table> tables;
    for (const std::string& column : columns) {
        tables.push_back(emptyTable(data, column, options));
    }
    if (tables.empty()) {
        return tables;
    }
    for (const auto& [model, comparisons] : data.comparisons) {
        const Judged judged(model, comparisons, options);
        for (std::size_t i = 0; i < columns.size(); ++i) {
            addModel(model, comparisons, judged, columns[i], tables[i]);
        }
    }
    return tables;
}

bool isRewardBench(const EvaluatedComparisons& comparisons)
{
    const std::vector<std::string>* values = valuesIn(comparisons, "subset");
    if (values == nullptr) {
        return false;
    }
    const std::set<std::string> there(values->begin(), values->end());
    for (const BenchSection& section : rewardBench()) {
        for (const BenchSubset& subset : section.subsets) {
            if (!there.contains(subset.name)) {
                return false;
            }
        }
    }
    return true;
}

report::Table rewardBenchTable(const EvaluationData& data, const SummaryOptions& options)
{
    options.validate();
    report::Table table{"rewardbench", "RewardBench, accuracy in %; " + textOfTies(options.tieRule) + ".",
        {{"Model", "", "Head, the comparisons that it was trained on, and what it is scored by", false}}, {},
        data.notes};
    for (const BenchSection& section : rewardBench()) {
        std::string subsets;
        for (const BenchSubset& subset : section.subsets) {
            subsets += (subsets.empty() ? "" : ", ") + std::string(subset.name);
        }
        table.columns.push_back({section.name, "%", "Mean over " + subsets + ", weighted by their prompts", true});
    }
    table.columns.push_back({"Score", "%", "Mean of the four sections", true, true});
    for (const auto& [model, comparisons] : data.comparisons) {
        if (!isRewardBench(comparisons)) {
            continue;
        }
        const auto rows = rowsByValue(*valuesIn(comparisons, "subset"));
        const Judged judged(model, comparisons, options);
        for (const records::Statistic statistic : {records::Statistic::mean, records::Statistic::quantile}) {
            if (statistic == records::Statistic::quantile && judged.isPoint()) {
                continue;
            }
            std::vector<TableCell>& row = table.rows.emplace_back();
            row.emplace_back(records::label(model, statistic));
            double sum = 0.0;
            for (const BenchSection& section : rewardBench()) {
                double right = 0.0;
                double weight = 0.0;
                for (const BenchSubset& subset : section.subsets) {
                    right += subset.weight * judged.rate(rows.at(subset.name), statistic).share();
                    weight += subset.weight;
                }
                row.push_back(percent(right / weight));
                sum += right / weight;
            }
            row.push_back(percent(sum / static_cast<double>(rewardBench().size())));
        }
    }
    return table;
}

} // namespace dpl::summary
