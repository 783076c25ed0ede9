#pragma once

#include "jobs/job.hpp"

#include <filesystem>
#include <string>

namespace dpl::runs {
enum class RunState;
struct ListedRun;
struct RunRecord;
} // namespace dpl::runs

namespace dpl::ui {

/// The state of a run on disk.
JobState stateOf(runs::RunState state);

/// A run on disk as the jobs panel and the pages show it. Of its kind only the name is known (JobKinds::named).
/// `error`: why its record cannot be read; empty if it can.
JobStatus statusOf(const std::filesystem::path& folder, const runs::RunRecord& record, const std::string& error = {});

/// The same, with what tells trainings apart in its title, and in `about` what they have in common.
JobStatus statusOf(const runs::ListedRun& run);

/// Title and `about` of the run that a job makes.
void takeTexts(JobStatus& status, const runs::ListedRun& run);

} // namespace dpl::ui
