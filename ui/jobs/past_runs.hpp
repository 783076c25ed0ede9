#pragma once

#include "jobs/job.hpp"

namespace dpl::runs {
struct FoundRun;
}

namespace dpl::ui {

/// A run on disk as the jobs panel and the pages show it.
JobStatus statusOf(const runs::FoundRun& run);

} // namespace dpl::ui
