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

namespace {

/// The text of each kind of cell.
struct CellText {
    std::string operator()(std::monostate) const { return "\u2013"; }
    std::string operator()(const std::string& text) const { return text; }
    std::string operator()(const Number& number) const
    {
        std::string text = numberText(number.value, number.decimals);
        if (number.deviation && !std::isnan(number.value)) {
            text += " \u00b1 " + numberText(*number.deviation, number.decimals);
        }
        return text;
    }
    std::string operator()(const Bounds& bounds) const
    {
        return numberText(bounds.low, bounds.decimals) + "\u2013" + numberText(bounds.high, bounds.decimals);
    }
    std::string operator()(const CountOf& share) const
    {
        const bool hasHalves = share.count != std::floor(share.count);
        return fixedText(share.count, hasHalves ? 1 : 0) + "/" + std::to_string(share.total);
    }
    std::string operator()(const PValue& value) const { return pValueText(value.p); }
    std::string operator()(const Reference&) const { return "ref."; }
};

} // namespace

std::string cellText(const TableCell& cell)
{
    return std::visit(CellText{}, cell);
}

std::string captionText(const Table& table)
{
    const bool hasBoth = !table.caption.empty() && !table.explanation.empty();
    return table.caption + (hasBoth ? " " : "") + table.explanation;
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
