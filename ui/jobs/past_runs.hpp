#pragma once

#include "jobs/job.hpp"

namespace dpl::runs {
struct FoundRun;
}

namespace dpl::ui {

/// A run on disk as the jobs panel and the pages show it. Of its kind only the name is known (JobKinds::named).
JobStatus statusOf(const runs::FoundRun& run);

} // namespace dpl::ui
