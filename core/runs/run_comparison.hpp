#pragma once

#include "report/table.hpp"
#include "runs/listed_run.hpp"
#include "runs/metrics_tail.hpp"

#include <vector>

namespace dpl::runs {

/// The parameters in which runs differ, one a row, and a column for each run; no rows where they are the same. A
/// parameter that a run lacks is an empty cell.
report::Table parameterDifferences(const std::vector<ListedRun>& runs);

/// The last numbers of runs, one run a row: loss, accuracy, held-out accuracy, speed, time of work. `states`: what each
/// is called elsewhere, as a job may wait for it or be paused; empty: as recorded.
report::Table lastNumbers(const std::vector<ListedRun>& runs, const std::vector<std::string>& states = {});

/// Every number that a run wrote, one step of one series a row, to be written as CSV.
report::Table metricsTable(const ListedRun& run, const MetricsTail& metrics);

} // namespace dpl::runs
