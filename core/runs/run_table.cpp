#include "runs/run_table.hpp"

#include "base/error.hpp"

#include <algorithm>

namespace dpl::runs {

namespace {

constexpr int allDigits = 12; // that CSV has

report::TableCell tableCell(const RunCell& cell)
{
    if (const auto* number = std::get_if<double>(&cell)) {
        return report::Number{*number, allDigits, {}};
    }
    const auto* text = std::get_if<std::string>(&cell);
    return text != nullptr ? report::TableCell(*text) : report::TableCell();
}

} // namespace

report::Table tableOfRuns(
    const std::vector<std::shared_ptr<const ListedRun>>& runs, const std::vector<RunColumn>& columns)
{
    report::Table table;
    table.name = "runs";
    table.caption = "Runs";
    for (const RunColumn& column : columns) {
        table.columns.push_back({column.id, "", column.meaning, column.isNumber()});
    }
    for (const auto& run : runs) {
        std::vector<report::TableCell>& row = table.rows.emplace_back();
        for (const RunColumn& column : columns) {
            row.push_back(tableCell(column.value(*run)));
        }
    }
    return table;
}

std::vector<RunColumn> allColumns(const std::vector<std::shared_ptr<const ListedRun>>& runs)
{
    std::vector<RunColumn> columns = runColumns();
    for (const std::string& name : parameterNames(runs)) {
        const bool isThere =
            std::any_of(columns.begin(), columns.end(), [&](const RunColumn& column) { return column.id == name; });
        if (!isThere) {
            columns.push_back(parameterColumn(name));
        }
    }
    return columns;
}

std::vector<RunColumn> columnsCalled(
    const std::vector<std::string>& names, const std::vector<std::shared_ptr<const ListedRun>>& runs)
{
    const std::vector<RunColumn> known = allColumns(runs);
    std::vector<RunColumn> columns;
    for (const std::string& name : names) {
        const auto found =
            std::find_if(known.begin(), known.end(), [&](const RunColumn& column) { return column.isCalled(name); });
        if (found == known.end()) {
            std::string ids;
            for (const RunColumn& column : runColumns()) {
                ids += (ids.empty() ? "" : ", ") + column.id;
            }
            throw Error("there is no column \"" + name + "\"; use " + ids + " or a parameter of the runs");
        }
        columns.push_back(*found);
    }
    return columns;
}

} // namespace dpl::runs
