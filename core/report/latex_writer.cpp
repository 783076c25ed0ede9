#include "report/decimal_alignment.hpp"
#include "report/latex_text.hpp"
#include "report/note_text.hpp"
#include "report/table_writers.hpp"
#include "report/utf8.hpp"

namespace dpl::report {

namespace {

constexpr std::size_t mostColumnsInText = 8;

/// The room of `missing` digits.
std::string digitRoom(std::size_t missing)
{
    return missing == 0 ? "" : "\\phantom{" + std::string(missing, '0') + "}";
}

/// The room of a fraction with `digits` digits, of which `present` (point included) are there.
std::string fractionRoom(std::size_t widest, std::size_t present)
{
    if (widest <= present) {
        return {};
    }
    return present == 0 ? "\\phantom{." + std::string(widest - 1, '0') + "}" : digitRoom(widest - present);
}

std::string latexCell(const TableCell& cell, const DecimalAlignment& widest)
{
    const CellParts parts = cellParts(cell);
    std::string text = latexText(parts.whole + parts.fraction);
    if (!parts.isNumber) {
        return text;
    }
    text += fractionRoom(widest.fraction, displayWidth(parts.fraction));
    if (widest.deviation == 0) {
        return text;
    }
    const std::size_t missing = widest.deviation - displayWidth(parts.deviation);
    if (parts.deviation.empty()) {
        const bool point = widest.fraction > 0;
        const std::string digits(missing - (point ? 1 : 0), '0');
        return text + "\\phantom{\\,$\\pm$\\," + digits + (point ? "." : "") + "}";
    }
    return text + "\\,$\\pm$\\," + digitRoom(missing) + latexText(parts.deviation);
}

/// References take letters, digits and a few signs; everything else becomes a hyphen.
std::string labelName(const std::string& name)
{
    std::string result;
    for (const char c : name) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.';
        result += plain ? c : '-';
    }
    return result;
}

} // namespace

std::string toLatex(const Table& table)
{
    checkTable(table);
    std::string alignment;
    std::string heading;
    std::vector<DecimalAlignment> widest;
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
        alignment += table.columns[column].numeric ? 'r' : 'l';
        heading += (column == 0 ? "" : " & ") + latexText(columnHeading(table.columns[column]));
        widest.push_back(decimalAlignment(table, column));
    }
    std::string latex = "% Needs \\usepackage{booktabs}.\n";
    for (const std::string& note : table.notes) {
        latex += "% " + oneLine(note) + "\n";
    }
    // A table of many columns goes over both columns of a page, in small type.
    const bool wide = table.columns.size() > mostColumnsInText;
    const std::string environment = wide ? "table*" : "table";
    latex += "\\begin{" + environment + "}[t]\n  \\centering\n";
    if (wide) {
        latex += "  \\scriptsize\\setlength{\\tabcolsep}{2.5pt}\n";
    }
    if (const std::string caption = captionText(table); !caption.empty()) {
        // Standard classes leave no room below a caption; others have their own.
        latex += "  \\ifdim\\belowcaptionskip=0pt \\belowcaptionskip=6pt \\fi\n";
        latex += "  \\caption{" + latexText(caption) + "}\n";
    }
    if (!table.name.empty()) {
        latex += "  \\label{tab:" + labelName(table.name) + "}\n";
    }
    latex += "  \\begin{tabular}{@{}" + alignment + "@{}}\n    \\toprule\n    " + heading + " \\\\\n    \\midrule\n";
    for (const auto& row : table.rows) {
        std::string line;
        for (std::size_t column = 0; column < row.size(); ++column) {
            line += (column == 0 ? "" : " & ") + latexCell(row[column], widest[column]);
        }
        // The \\ of the row above would take a bracket or an asterisk as its argument.
        const bool guarded = !line.empty() && (line.front() == '[' || line.front() == '*');
        latex += (guarded ? "    {}" : "    ") + line + " \\\\\n";
    }
    return latex + "    \\bottomrule\n  \\end{tabular}\n\\end{" + environment + "}\n";
}

} // namespace dpl::report
