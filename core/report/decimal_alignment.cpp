#include "report/decimal_alignment.hpp"

#include "report/utf8.hpp"

#include <algorithm>

namespace dpl::report {

CellParts cellParts(const TableCell& cell)
{
    CellParts parts;
    const auto* number = std::get_if<Number>(&cell);
    parts.isNumber = number != nullptr;
    if (!number) {
        parts.whole = cellText(cell);
        return parts;
    }
    Number mean = *number;
    mean.deviation.reset();
    const std::string text = cellText(mean);
    const auto point = std::min(text.find('.'), text.size());
    parts.whole = text.substr(0, point);
    parts.fraction = text.substr(point);
    const std::string whole = cellText(cell);
    constexpr std::string_view sign = " \u00b1 ";
    if (const auto at = whole.find(sign); at != std::string::npos) {
        parts.deviation = whole.substr(at + sign.size());
    }
    return parts;
}

DecimalAlignment decimalAlignment(const Table& table, std::size_t column)
{
    DecimalAlignment widest;
    for (const auto& row : table.rows) {
        const CellParts parts = cellParts(row[column]);
        if (parts.isNumber) {
            widest.fraction = std::max(widest.fraction, displayWidth(parts.fraction));
            widest.deviation = std::max(widest.deviation, displayWidth(parts.deviation));
        }
    }
    return widest;
}

} // namespace dpl::report
