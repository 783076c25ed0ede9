#pragma once

#include "runs/run_record.hpp"

namespace dpl::runs {

/// What earlier versions of run.json and result.json said otherwise, said as the current one would. (Parameters that a
/// later version has more need none: they have their defaults.)
///
/// 1: the held-out numbers of a training that evaluated before its first step and never again were those of the
/// untrained model; from 2 on they are of the trained one. They are left out.
///
/// @{
void migrateSummary(RunRecord& record); ///< of record.version
void migrateResult(const RunRecord& record, Json& result); ///< of the run that has this record
/// @}

} // namespace dpl::runs
