#include "report/csv_text.hpp"
#include "report/note_text.hpp"
#include "report/number_text.hpp"
#include "report/table_writers.hpp"

#include <algorithm>

namespace dpl::report {

namespace {

std::string valueField(const TableCell& cell)
{
    if (const auto* number = std::get_if<Number>(&cell)) {
        return shortestText(number->value);
    }
    const auto* text = std::get_if<std::string>(&cell);
    return text ? *text : std::string();
}

std::string deviationField(const TableCell& cell)
{
    const auto* number = std::get_if<Number>(&cell);
    return number && number->deviation ? shortestText(*number->deviation) : std::string();
}

bool hasDeviations(const Table& table, std::size_t column)
{
    return std::any_of(
        table.rows.begin(), table.rows.end(), [&](const auto& row) { return !deviationField(row[column]).empty(); });
}

} // namespace

std::string toCsv(const Table& table)
{
    checkTable(table);
    std::vector<std::string> fields;
    std::vector<bool> deviations;
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
        deviations.push_back(hasDeviations(table, column));
        fields.push_back(columnHeading(table.columns[column]));
        if (deviations.back()) {
            fields.push_back(fields.back() + " sd");
        }
    }
    std::string csv;
    for (const std::string& note : table.notes) {
        csv += "# " + oneLine(note) + "\r\n";
    }
    csv += csvRecord(fields);
    for (const auto& row : table.rows) {
        fields.clear();
        for (std::size_t column = 0; column < row.size(); ++column) {
            fields.push_back(valueField(row[column]));
            if (deviations[column]) {
                fields.push_back(deviationField(row[column]));
            }
        }
        csv += csvRecord(fields);
    }
    return csv;
}

} // namespace dpl::report
