#pragma once

#include "report/table.hpp"
#include "sweep/run_sweep.hpp"

#include <string>
#include <vector>

namespace dpl::sweep {

/// What a sweep found. For each setting (what is listed beyond heads, subsets and seeds): with one seed, the tables of
/// `dpl summarize`; with several, one table in which every model and reading has jailbreak rate, helpfulness accuracy,
/// r^2 and calibration error as mean and standard deviation over seeds with the mean's t-interval, and one of paired
/// t-tests between models and readings, with p by Holm's rule. Tables of one seed among several: `dpl summarize` on the
/// group's folder.
std::vector<report::Table> sweepTables(const SweepResult& result);

/// What is missing from or left out of the summaries, for below the tables.
std::string missingText(const SweepResult& result);

} // namespace dpl::sweep
