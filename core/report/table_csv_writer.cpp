#include "report/csv_text.hpp"
#include "report/note_text.hpp"
#include "report/number_text.hpp"
#include "report/table_writers.hpp"

#include <algorithm>
#include <map>
#include <optional>

namespace dpl::report {

namespace {

/// All that a table shows, without the noise of doubles: 52.4, not 52.400000000000006.
std::string plainText(double value)
{
    return significantText(value, 12);
}

/// What a column of the table becomes in CSV: a column for each number that its cells have.
struct Part {
    const char* suffix; ///< of the heading
    std::optional<double> (*number)(const TableCell&);
};

std::optional<double> valueOf(const TableCell& cell)
{
    if (const auto* number = std::get_if<Number>(&cell)) {
        return number->value;
    }
    if (const auto* value = std::get_if<PValue>(&cell)) {
        return value->p;
    }
    const auto* share = std::get_if<CountOf>(&cell);
    return share ? std::optional(share->count) : std::nullopt;
}

std::optional<double> deviationOf(const TableCell& cell)
{
    const auto* number = std::get_if<Number>(&cell);
    return number ? number->deviation : std::nullopt;
}

std::optional<double> lowOf(const TableCell& cell)
{
    const auto* bounds = std::get_if<Bounds>(&cell);
    return bounds ? std::optional(bounds->low) : std::nullopt;
}

std::optional<double> highOf(const TableCell& cell)
{
    const auto* bounds = std::get_if<Bounds>(&cell);
    return bounds ? std::optional(bounds->high) : std::nullopt;
}

std::optional<double> totalOf(const TableCell& cell)
{
    const auto* share = std::get_if<CountOf>(&cell);
    return share ? std::optional(static_cast<double>(share->total)) : std::nullopt;
}

bool belongsTo(const Part& part, CellKind kind)
{
    switch (kind) {
    case CellKind::bounds: return part.number == lowOf || part.number == highOf;
    case CellKind::countsOf: return part.number == valueOf || part.number == totalOf;
    case CellKind::values: break;
    }
    return part.number == valueOf;
}

std::vector<Part> partsOf(const Table& table, std::size_t column)
{
    const CellKind kind = table.columns[column].kind;
    const bool holdsBounds = std::any_of(table.rows.begin(), table.rows.end(),
        [column](const auto& row) { return std::holds_alternative<Bounds>(row[column]); });
    std::vector<Part> parts;
    for (const Part& part : {Part{"", valueOf}, Part{" sd", deviationOf}, Part{" low", lowOf}, Part{" high", highOf},
             Part{" total", totalOf}}) {
        const bool isThere = std::any_of(table.rows.begin(), table.rows.end(),
            [&](const auto& row) { return part.number(row[column]).has_value(); });
        const bool isExpected = belongsTo(part, holdsBounds ? CellKind::bounds : kind);
        if (isThere || isExpected) {
            parts.push_back(part);
        }
    }
    return parts;
}

/// Intervals have the unit of the emphasised column that they belong to.
Column headed(const Column& column, const Part& part, const Column* group)
{
    Column own = column;
    if (group != nullptr && own.unit.empty() && (part.number == lowOf || part.number == highOf)) {
        own.unit = group->unit;
    }
    own.title += part.suffix;
    return own;
}

/// Each its own: one that several columns have gets the title of the emphasised column that it belongs to before it.
std::vector<std::string> headings(const Table& table, const std::vector<std::vector<Part>>& parts)
{
    struct Heading {
        Column column;
        std::string group;
    };
    std::vector<Heading> all;
    std::map<std::string, int> times;
    const Column* group = nullptr;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        group = table.columns[i].emphasized ? &table.columns[i] : group;
        const bool belongs = group != nullptr && group != &table.columns[i];
        for (const Part& part : parts[i]) {
            all.push_back({headed(table.columns[i], part, group), belongs ? group->title : std::string()});
        }
        ++times[table.columns[i].title];
    }
    std::size_t at = 0;
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        for (std::size_t part = 0; part < parts[i].size(); ++part, ++at) {
            const bool isPrefixed = times[table.columns[i].title] > 1 && !all[at].group.empty();
            std::string text = (isPrefixed ? all[at].group + ": " : "") + columnHeading(all[at].column);
            const std::string own = text;
            for (int number = 2; std::find(texts.begin(), texts.end(), text) != texts.end(); ++number) {
                text = own + " " + std::to_string(number);
            }
            texts.push_back(std::move(text));
        }
    }
    return texts;
}

/// A number without the signs that people read; "ref." stands for none.
std::string field(const TableCell& cell, const Part& part)
{
    if (const auto number = part.number(cell)) {
        return plainText(*number);
    }
    const auto* text = std::get_if<std::string>(&cell);
    return text && part.number == valueOf ? *text : std::string();
}

} // namespace

std::string toCsv(const Table& table)
{
    checkTable(table);
    std::vector<std::vector<Part>> parts;
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
        parts.push_back(partsOf(table, column));
    }
    std::string csv = table.explanation.empty() ? "" : "# " + oneLine(table.explanation) + "\r\n";
    for (const std::string& note : table.notes) {
        csv += "# " + oneLine(note) + "\r\n";
    }
    csv += csvRecord(headings(table, parts));
    for (const auto& row : table.rows) {
        std::vector<std::string> fields;
        for (std::size_t column = 0; column < row.size(); ++column) {
            for (const Part& part : parts[column]) {
                fields.push_back(field(row[column], part));
            }
        }
        csv += csvRecord(fields);
    }
    return csv;
}

} // namespace dpl::report
