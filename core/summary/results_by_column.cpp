#include "summary/results_by_column.hpp"

#include "base/error.hpp"
#include "report/number_text.hpp"
#include "summary/judged_rows.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <span>

namespace dpl::summary {

using records::EvaluatedComparisons;
using report::Number;
using report::TableCell;

namespace {

constexpr std::size_t mostValues = 64;
constexpr std::size_t mostNumbers = 12;
constexpr std::size_t ranges = 4;

const std::vector<double>* numbersIn(const EvaluatedComparisons& comparisons, const std::string& column)
{
    const auto found = std::find_if(comparisons.numbers.begin(), comparisons.numbers.end(),
        [&](const records::NumberColumn& other) { return other.name == column; });
    return found == comparisons.numbers.end() ? nullptr : &found->values;
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

bool differ(const std::vector<double>& numbers)
{
    const auto first = std::find_if(numbers.begin(), numbers.end(), [](double number) { return !std::isnan(number); });
    return std::any_of(first, numbers.end(), [&](double number) { return !std::isnan(number) && number != *first; });
}

bool isOfTexts(const EvaluationData& data, const std::string& column)
{
    return std::any_of(data.comparisons.begin(), data.comparisons.end(), [&](const auto& file) {
        const std::vector<std::string>* values = valuesIn(file.second, column);
        return values != nullptr && tellsApart(*values);
    });
}

/// A group of rows by a number: all between two numbers, both included.
struct NumberGroup {
    double from;
    double to;
    std::string text;
};

/// The numbers of a column in all files, divided.
std::vector<NumberGroup> numberGroups(const EvaluationData& data, const std::string& column)
{
    std::vector<double> sorted;
    for (const auto& [model, comparisons] : data.comparisons) {
        if (const std::vector<double>* numbers = numbersIn(comparisons, column)) {
            std::copy_if(numbers->begin(), numbers->end(), std::back_inserter(sorted),
                [](double number) { return !std::isnan(number); });
        }
    }
    std::sort(sorted.begin(), sorted.end());
    std::vector<double> different;
    std::unique_copy(sorted.begin(), sorted.end(), std::back_inserter(different));
    std::vector<NumberGroup> groups;
    if (different.size() <= mostNumbers) {
        for (const double number : different) {
            groups.push_back({number, number, report::shortestText(number)});
        }
        return groups;
    }
    auto next = sorted.begin();
    for (std::size_t part = 1; part <= ranges && next != sorted.end(); ++part) {
        const double to = sorted[std::max<std::size_t>(1, sorted.size() * part / ranges) - 1];
        if (to < *next) { // a number of which there are many ends several parts
            continue;
        }
        groups.push_back({*next, to, report::significantText(*next) + " to " + report::significantText(to)});
        next = std::upper_bound(next, sorted.end(), to);
    }
    return groups;
}

/// What a model's file has of the parts of a column.
struct Parts {
    std::vector<GroupResult> groups; ///< without results
    std::vector<std::vector<std::size_t>> rows; ///< of each
};

Parts partsOfTexts(const std::vector<std::string>& values)
{
    Parts parts;
    for (auto& [value, rows] : rowsByValue(values)) {
        parts.groups.push_back({value, std::nullopt, {}, {}});
        parts.rows.push_back(rows);
    }
    return parts;
}

Parts partsOfNumbers(const std::vector<double>& numbers, const std::vector<NumberGroup>& groups)
{
    Parts parts;
    for (const NumberGroup& group : groups) {
        std::vector<std::size_t> rows;
        for (std::size_t row = 0; row < numbers.size(); ++row) {
            if (numbers[row] >= group.from && numbers[row] <= group.to) {
                rows.push_back(row);
            }
        }
        if (!rows.empty()) {
            parts.groups.push_back({group.text, std::pair(group.from, group.to), {}, {}});
            parts.rows.push_back(std::move(rows));
        }
    }
    return parts;
}

std::vector<GroupResult> judgedGroups(Parts parts, const JudgedRows& judged)
{
    for (std::size_t i = 0; i < parts.groups.size(); ++i) {
        GroupResult& group = parts.groups[i];
        const std::vector<std::size_t>& rows = parts.rows[i];
        group.accuracy.mean = judged.rate(rows, records::Statistic::mean);
        if (!judged.isPoint()) {
            group.accuracy.quantile = judged.rate(rows, records::Statistic::quantile);
            group.explained = judged.explained(rows);
        }
    }
    return std::move(parts.groups);
}

/// How one column is divided, for all models.
class Division {
public:
    Division(const EvaluationData& data, std::string column) : m_column(std::move(column))
    {
        if (!isOfTexts(data, m_column)) {
            m_groups = numberGroups(data, m_column);
        }
    }

    ResultsByColumn::Parts kind() const
    {
        const bool areNumbers = std::all_of(
            m_groups.begin(), m_groups.end(), [](const NumberGroup& group) { return group.from == group.to; });
        return m_groups.empty() ? ResultsByColumn::Parts::texts
            : areNumbers        ? ResultsByColumn::Parts::numbers
                                : ResultsByColumn::Parts::ranges;
    }

    Parts partsOf(const EvaluatedComparisons& comparisons) const
    {
        if (m_groups.empty()) {
            const std::vector<std::string>* values = valuesIn(comparisons, m_column);
            return values != nullptr ? partsOfTexts(*values) : Parts();
        }
        const std::vector<double>* numbers = numbersIn(comparisons, m_column);
        return numbers != nullptr ? partsOfNumbers(*numbers, m_groups) : Parts();
    }

private:
    std::string m_column;
    std::vector<NumberGroup> m_groups;
};

void addModel(const records::ModelKey& model, const EvaluatedComparisons& comparisons, const JudgedRows& judged,
    const Division& division, ResultsByColumn& results)
{
    if (Parts parts = division.partsOf(comparisons); !parts.groups.empty()) {
        results.models.push_back({model, judgedGroups(std::move(parts), judged)});
    }
}

TableCell percent(double share)
{
    return Number{100.0 * share, 1, {}};
}

TableCell count(std::int64_t number)
{
    return Number{static_cast<double>(number), 0, {}};
}

} // namespace

std::vector<std::string> resultColumns(const EvaluationData& data)
{
    std::vector<std::string> columns;
    const auto take = [&](const std::string& name, bool isUseful) {
        if (isUseful && std::find(columns.begin(), columns.end(), name) == columns.end()) {
            columns.push_back(name);
        }
    };
    for (const auto& [model, comparisons] : data.comparisons) {
        take("data_subset", tellsApart(comparisons.dataSubsets));
    }
    for (const auto& [model, comparisons] : data.comparisons) {
        for (const records::RowColumn& column : comparisons.columns) {
            take(column.name, tellsApart(column.values));
        }
    }
    for (const auto& [model, comparisons] : data.comparisons) {
        for (const records::NumberColumn& column : comparisons.numbers) {
            take(column.name, differ(column.values));
        }
    }
    return columns;
}

ResultsByColumn resultsBy(const EvaluationData& data, const std::string& column, const SummaryOptions& options)
{
    options.validate();
    const std::vector<std::string> known = resultColumns(data);
    if (std::find(known.begin(), known.end(), column) == known.end()) {
        std::string list;
        for (const std::string& name : known) {
            list += (list.empty() ? "" : ", ") + name;
        }
        throw Error("no evaluation file has a column \"" + column
            + "\" of numbers that differ, or of short texts with 2 to " + std::to_string(mostValues)
            + " different values" + (list.empty() ? ", nor another one" : "; there are " + list));
    }
    const Division division(data, column);
    ResultsByColumn results{column, division.kind(), {}};
    for (const auto& [model, comparisons] : data.comparisons) {
        addModel(model, comparisons, JudgedRows(model, comparisons, options), division, results);
    }
    return results;
}

report::Table resultsTable(const ResultsByColumn& results, const EvaluationData& data, const SummaryOptions& options)
{
    const bool hasRanges = results.parts == ResultsByColumn::Parts::ranges;
    report::Table table{"results_by_" + results.column,
        "Results by " + results.column + (hasRanges ? ", in ranges of about a quarter of the rows; " : "; ")
            + textOfTies(options.tieRule) + ".",
        {{"Model", "", "Head, and the comparisons that it was trained on", false},
            {results.column, "", hasRanges ? "Range of the column's numbers" : "Value of the column", false},
            {"Comparisons", "", "Rows with this value", true},
            {"Accuracy", "%", "Chosen scores at least as high as rejected, by the mean", true, true},
            {"95 % CI", "%", "Wilson's interval of the accuracy", true, false, report::CellKind::bounds},
            {"Ties", "", "Comparisons whose sides have the same mean", true},
            {"By \u03b1-quantile", "%",
                "The same by the \u03b1-quantile, \u03b1 = " + report::significantText(options.alpha), true, true},
            {"Ties by \u03b1-quantile", "", "Comparisons whose sides have the same \u03b1-quantile", true},
            {"r\u00b2", "", "r\u00b2 = Var[\u00b5] / (Var[\u00b5] + E[\u03c3\u00b2])", true, true}},
        {}, data.notes};
    for (const ModelResults& model : results.models) {
        for (const GroupResult& group : model.groups) {
            const Rate& mean = group.accuracy.mean;
            std::vector<TableCell>& row = table.rows.emplace_back();
            row = {records::label(model.model), group.value, count(mean.total), percent(mean.share()),
                report::Bounds{100.0 * mean.interval.low, 100.0 * mean.interval.high, 1}, count(mean.ties)};
            if (group.accuracy.quantile) {
                row.push_back(percent(group.accuracy.quantile->share()));
                row.push_back(count(group.accuracy.quantile->ties));
                row.emplace_back(Number{group.explained.value_or(std::nan("")), 3, {}});
            }
            row.resize(table.columns.size());
        }
    }
    return table;
}

report::Table resultsByColumn(const EvaluationData& data, const std::string& column, const SummaryOptions& options)
{
    return resultsTable(resultsBy(data, column, options), data, options);
}

std::vector<report::Table> resultsByColumns(const EvaluationData& data, const SummaryOptions& options)
{
    options.validate();
    std::vector<Division> divisions;
    std::vector<ResultsByColumn> results;
    for (const std::string& column : resultColumns(data)) {
        divisions.emplace_back(data, column);
        results.push_back({column, divisions.back().kind(), {}});
    }
    for (const auto& [model, comparisons] : data.comparisons) {
        const JudgedRows judged(model, comparisons, options); // once for all columns
        for (std::size_t i = 0; i < results.size(); ++i) {
            addModel(model, comparisons, judged, divisions[i], results[i]);
        }
    }
    std::vector<report::Table> tables;
    for (const ResultsByColumn& result : results) {
        tables.push_back(resultsTable(result, data, options));
    }
    return tables;
}

} // namespace dpl::summary
