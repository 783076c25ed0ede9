#pragma once

#include "records/found_checkpoint.hpp"
#include "report/series_style.hpp"
#include "runs/listed_run.hpp"

namespace dpl::ui {

/// The colour and dash of a run's model, as of the model everywhere; ink for a run that trains none.
report::SeriesRole roleOf(const runs::ListedRun& run);

/// Likewise; the head's where it is not known what the model was trained on.
report::SeriesRole roleOf(const records::FoundCheckpoint& model);

} // namespace dpl::ui
