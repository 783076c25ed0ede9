#include "report/table.hpp"

#include "base/error.hpp"
#include "report/number_text.hpp"

#include <cmath>

namespace dpl::report {

namespace {

std::string numberText(double value, int decimals)
{
    if (std::isnan(value)) {
        return "\u2013";
    }
    if (std::isinf(value)) {
        return value > 0.0 ? "\u221e" : "\u2212\u221e";
    }
    const std::string text = fixedText(value, decimals);
    return text.front() == '-' ? "\u2212" + text.substr(1) : text;
}

} // namespace

std::string cellText(const TableCell& cell)
{
    if (const auto* text = std::get_if<std::string>(&cell)) {
        return *text;
    }
    if (const auto* number = std::get_if<Number>(&cell)) {
        std::string text = numberText(number->value, number->decimals);
        if (number->deviation && !std::isnan(number->value)) {
            text += " \u00b1 " + numberText(*number->deviation, number->decimals);
        }
        return text;
    }
    return "\u2013";
}

std::string columnHeading(const Column& column)
{
    return column.unit.empty() ? column.title : column.title + " [" + column.unit + "]";
}

void checkTable(const Table& table)
{
    if (table.columns.empty()) {
        throw Error("table \"" + table.name + "\" has no columns");
    }
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        if (table.rows[row].size() != table.columns.size()) {
            throw Error("table \"" + table.name + "\", row " + std::to_string(row + 1) + ": "
                + std::to_string(table.rows[row].size()) + " cells for " + std::to_string(table.columns.size())
                + " columns");
        }
    }
}

} // namespace dpl::report
