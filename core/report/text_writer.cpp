#include "report/decimal_alignment.hpp"
#include "report/note_text.hpp"
#include "report/table_writers.hpp"
#include "report/utf8.hpp"

#include <algorithm>

namespace dpl::report {

namespace {

std::string blanks(std::size_t width, const std::string& text)
{
    return std::string(width - std::min(width, displayWidth(text)), ' ');
}

/// The cell with blanks after a short fraction and around a short deviation, so that points stand below points.
std::string alignedText(const TableCell& cell, const DecimalAlignment& widest)
{
    const CellParts parts = cellParts(cell);
    if (!parts.isNumber) {
        return oneLine(parts.whole);
    }
    std::string text = parts.whole + parts.fraction + blanks(widest.fraction, parts.fraction);
    if (widest.deviation > 0) {
        text += parts.deviation.empty() ? std::string(3, ' ') : " \u00b1 ";
        text += blanks(widest.deviation, parts.deviation) + parts.deviation;
    }
    return text;
}

} // namespace

std::string toText(const Table& table)
{
    checkTable(table);
    std::vector<std::vector<std::string>> lines(1 + table.rows.size());
    std::vector<std::size_t> widths;
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
        const DecimalAlignment widest = decimalAlignment(table, column);
        lines.front().push_back(oneLine(columnHeading(table.columns[column])));
        for (std::size_t row = 0; row < table.rows.size(); ++row) {
            lines[row + 1].push_back(alignedText(table.rows[row][column], widest));
        }
        widths.push_back(0);
        for (const auto& line : lines) {
            widths.back() = std::max(widths.back(), displayWidth(line[column]));
        }
    }
    std::string text = captionText(table).empty() ? "" : oneLine(captionText(table)) + "\n\n";
    for (std::size_t i = 0; i < lines.size(); ++i) {
        std::string line;
        std::string rule;
        for (std::size_t column = 0; column < widths.size(); ++column) {
            const std::string gap = column == 0 ? "" : "  ";
            const std::string& cell = lines[i][column];
            const std::string padding = blanks(widths[column], cell);
            line += gap + (table.columns[column].numeric ? padding + cell : cell + padding);
            rule += gap + std::string(widths[column], '-');
        }
        text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
        if (i == 0) {
            text += rule + "\n";
        }
    }
    return text;
}

} // namespace dpl::report
