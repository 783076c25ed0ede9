#pragma once

#include "hub/fetch.hpp"
#include "jobs/job.hpp"

namespace dpl::ui {

/// "fetch": what `dpl fetch` does.
JobKind fetchKind();

/// `dpl fetch` as a job of the window's, by the hub's settings of the environment. Paused or stopped, it goes on where
/// it was.
JobRequest fetchJob(const hub::FetchParams& params);

/// Of a recipe of such a job. Throws Error if it is another's.
hub::FetchParams fetchParamsOf(const Json& recipe);

} // namespace dpl::ui
