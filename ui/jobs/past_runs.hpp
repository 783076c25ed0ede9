#pragma once

#include "jobs/job.hpp"

namespace dpl::runs {
enum class RunState;
struct FoundRun;
} // namespace dpl::runs

namespace dpl::ui {

/// The state of a run on disk.
JobState stateOf(runs::RunState state);

/// A run on disk as the jobs panel and the pages show it. Of its kind only the name is known (JobKinds::named).
JobStatus statusOf(const runs::FoundRun& run);

} // namespace dpl::ui
