#include "report/table_writers.hpp"
#include "report/utf8.hpp"

#include <algorithm>

namespace dpl::report {

namespace {

/// Markup characters escaped, so that the text shows as it is; line breaks as blanks, since a row is one line.
std::string markdownText(std::string_view text)
{
    std::string result;
    for (const char c : text) {
        if (c == '\n' || c == '\r') {
            result += ' ';
            continue;
        }
        if (std::string_view("\\|`*_<").find(c) != std::string_view::npos) {
            result += '\\';
        }
        result += c;
    }
    return result;
}

std::string padded(const std::string& text, std::size_t width, bool right)
{
    const std::string blanks(width - std::min(width, displayWidth(text)), ' ');
    return right ? blanks + text : text + blanks;
}

} // namespace

std::string toMarkdown(const Table& table)
{
    checkTable(table);
    std::vector<std::vector<std::string>> lines(1);
    for (const Column& column : table.columns) {
        lines.front().push_back(markdownText(columnHeading(column)));
    }
    for (const auto& row : table.rows) {
        auto& line = lines.emplace_back();
        for (const TableCell& cell : row) {
            line.push_back(markdownText(cellText(cell)));
        }
    }
    std::vector<std::size_t> widths(table.columns.size(), 3);
    for (const auto& line : lines) {
        for (std::size_t column = 0; column < line.size(); ++column) {
            widths[column] = std::max(widths[column], displayWidth(line[column]));
        }
    }
    std::string markdown = captionText(table).empty() ? "" : markdownText(captionText(table)) + "\n\n";
    for (std::size_t i = 0; i < lines.size(); ++i) {
        for (std::size_t column = 0; column < widths.size(); ++column) {
            markdown += "| " + padded(lines[i][column], widths[column], table.columns[column].numeric) + " ";
        }
        markdown += "|\n";
        if (i == 0) {
            for (std::size_t column = 0; column < widths.size(); ++column) {
                const std::string dashes(widths[column] - 1, '-');
                markdown += table.columns[column].numeric ? "| " + dashes + ": " : "| :" + dashes + " ";
            }
            markdown += "|\n";
        }
    }
    for (std::size_t i = 0; i < table.notes.size(); ++i) {
        markdown += (i == 0 ? "\n- " : "- ") + markdownText(table.notes[i]) + "\n";
    }
    return markdown;
}

} // namespace dpl::report
