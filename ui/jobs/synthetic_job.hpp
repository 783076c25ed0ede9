#pragma once

#include "base/compute.hpp"
#include "jobs/job.hpp"
#include "report/figure.hpp"
#include "report/table.hpp"
#include "synthetic/findings.hpp"
#include "synthetic/synthetic_run.hpp"

#include <filesystem>
#include <memory>

namespace dpl::ui {

/// What the page shows of an experiment, prepared away from the GUI thread.
struct SyntheticView {
    synthetic::SyntheticResult result;
    std::shared_ptr<const report::Figure> learned;
    std::shared_ptr<const report::Figure> loss;
    std::shared_ptr<const report::Figure> voting; ///< null before the classifier has ended
    report::Table table;
    synthetic::Findings findings; ///< of a finished experiment
};

/// Figures and table of a result; `seedIndex` is the repetition whose curves are drawn.
std::shared_ptr<const SyntheticView> viewOf(synthetic::SyntheticResult result, std::size_t seedIndex = 0);

/// "synthetic": runs of `dpl synthetic`. They publish SyntheticView.
JobKind syntheticKind();

/// The experiment as a job of the window's: it gives way to the GUI thread, and publishes views while it trains, as
/// many as cost a twentieth of its time at most, and one at its end. It goes on in `folder`; without one, it makes a
/// folder within `runsFolder` when it starts.
JobRequest syntheticJob(const synthetic::SyntheticParams& params, const ComputeOptions& compute,
    const std::filesystem::path& runsFolder, const std::filesystem::path& folder = {});

/// Of a recipe of such a job. Throws Error if it is another's.
synthetic::SyntheticParams syntheticParamsOf(const Json& recipe);

/// Goes on with the run in a folder.
JobRequest resumedSyntheticJob(const std::filesystem::path& folder, const ComputeOptions& compute);

} // namespace dpl::ui
