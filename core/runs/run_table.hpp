#pragma once

#include "report/table.hpp"
#include "runs/run_column.hpp"

#include <memory>
#include <string>
#include <vector>

namespace dpl::runs {

/// Runs as a table of some columns, with all digits, to be written as CSV: headings are the columns' ids.
report::Table tableOfRuns(
    const std::vector<std::shared_ptr<const ListedRun>>& runs, const std::vector<RunColumn>& columns);

/// Every column that lists have, and then every parameter that one of the runs has.
std::vector<RunColumn> allColumns(const std::vector<std::shared_ptr<const ListedRun>>& runs);

/// Columns by their names: ids, other names or parameters of the runs. Throws Error that names one that there is not.
std::vector<RunColumn> columnsCalled(
    const std::vector<std::string>& names, const std::vector<std::shared_ptr<const ListedRun>>& runs);

} // namespace dpl::runs
