#include "report/csv_text.hpp"
#include "report/note_text.hpp"
#include "report/number_text.hpp"
#include "report/table_writers.hpp"

#include <algorithm>
#include <map>

namespace dpl::report {

namespace {

/// All that a table shows, without the noise of doubles: 52.4, not 52.400000000000006.
std::string plainText(double value)
{
    return significantText(value, 12);
}

/// Each its own: one that several columns have gets the title of the emphasised column that it belongs to before it.
std::vector<std::string> headings(const std::vector<Column>& columns)
{
    std::map<std::string, int> times;
    for (const Column& column : columns) {
        ++times[columnHeading(column)];
    }
    std::vector<std::string> all;
    std::map<std::string, int> used;
    std::string group;
    for (const Column& column : columns) {
        group = column.emphasized ? column.title : group;
        std::string heading = columnHeading(column);
        if (times[heading] > 1 && !group.empty() && !column.emphasized) {
            heading = group + ": " + heading;
        }
        if (const int number = ++used[heading]; number > 1) {
            heading += " " + std::to_string(number);
        }
        all.push_back(std::move(heading));
    }
    return all;
}

std::string valueField(const TableCell& cell)
{
    if (const auto* number = std::get_if<Number>(&cell)) {
        return plainText(number->value);
    }
    const auto* text = std::get_if<std::string>(&cell);
    return text ? *text : std::string();
}

std::string deviationField(const TableCell& cell)
{
    const auto* number = std::get_if<Number>(&cell);
    return number && number->deviation ? plainText(*number->deviation) : std::string();
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
    const std::vector<std::string> ofColumns = headings(table.columns);
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
        deviations.push_back(hasDeviations(table, column));
        fields.push_back(ofColumns[column]);
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
