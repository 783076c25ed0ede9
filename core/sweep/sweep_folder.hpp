#pragma once

#include "base/error.hpp"
#include "runs/other_run.hpp"
#include "sweep/sweep_params.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace dpl::sweep {

/// How far a run of a plan is.
enum class RunStanding {
    none, ///< nothing of it is there
    begun,
    finished, ///< with its model
};

/// A run that will be written, of which nothing may be on disk yet.
struct ExpectedRun {
    std::filesystem::path folder;
    training::TrainingParams params;
};

/// A folder holds another experiment than the one that is planned: a run with different params in the place of one of
/// the plan's, or a run of the same group, head and subset that the plan does not have and that its summary would mix
/// in. The message names that run and what differs.
class OtherExperiment final : public Error {
public:
    OtherExperiment(const std::filesystem::path& folder, const std::filesystem::path& run, const std::string& name,
        const std::vector<runs::ParamDifference>& differences);

    /// "both · base · seed 0: learning_rate is 0.002 there and 0.003 here"; percentages as people write them
    const std::string& difference() const { return m_difference; }

    /// A folder beside the experiment's that is not there yet.
    const std::filesystem::path& freeFolder() const { return m_freeFolder; }

private:
    std::string m_difference;
    std::filesystem::path m_freeFolder;
};

/// "both · base · seed 0 · learning rate 0.001", as lists of runs have it.
std::string nameOf(const PlannedRun& run);

/// The plan, in its order, as its runs lie in the sweep's folder: one that an earlier version began, where that one put
/// it.
std::vector<PlannedRun> placedIn(const std::filesystem::path& folder, std::vector<PlannedRun> plan);

/// How far each run of a plan is in the sweep's folder, in the order of the plan, before any of them is trained.
/// `expected` count as if they were there. A run of the plan that cannot be read is begun. Throws OtherExperiment, and
/// Error for one of the same kind that is not of the plan and cannot be read.
std::vector<RunStanding> standingsOf(const std::filesystem::path& folder, const std::vector<PlannedRun>& plan,
    const std::vector<ExpectedRun>& expected = {});

} // namespace dpl::sweep
