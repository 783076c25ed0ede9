#include "sweep/sweep_folder.hpp"

#include "runs/listed_run.hpp"
#include "runs/run_folder.hpp"
#include "sweep/percentages.hpp"
#include "training/training_run.hpp"

#include <algorithm>

namespace dpl::sweep {

namespace {

namespace fs = std::filesystem;

bool hasRun(const fs::path& folder)
{
    std::error_code ignored;
    return fs::exists(folder / "run.json", ignored);
}

std::vector<runs::ParamDifference> differencesOf(const fs::path& folder, const PlannedRun& planned)
{
    const runs::RunRecord there = runs::readRun(folder);
    runs::RunRecord asked;
    asked.kind = "training";
    asked.params = planned.params.toJson();
    return runs::differencesOf(folder, there, asked, [](const Json& params, const std::string& source) {
        return training::TrainingParams::fromJson(params, source).toJson();
    });
}

/// Of a run that cannot be read it is said when its turn comes: it keeps none of the others from being done.
bool canBeRead(const fs::path& folder)
{
    try {
        runs::readRun(folder);
        return true;
    } catch (const Error&) {
        return false;
    }
}

RunStanding standingOf(const fs::path& folder, const PlannedRun& planned)
{
    if (!canBeRead(folder) || runs::readRun(folder).state != runs::RunState::finished) {
        return RunStanding::begun;
    }
    std::error_code ignored;
    return fs::exists(training::modelFileOf(planned.params, folder), ignored) ? RunStanding::finished
                                                                              : RunStanding::begun;
}

/// Folders of runs of the same group, head and subset.
std::vector<fs::path> runsOfItsKind(
    const fs::path& folder, const PlannedRun& planned, const std::vector<ExpectedRun>& expected)
{
    const fs::path subset = folder / planned.group / planned.params.dataSubset;
    const auto isOfKind = [&](const fs::path& run) {
        return run.filename().string().starts_with(planned.params.rewardModelType + "_");
    };
    std::vector<fs::path> found;
    std::error_code error;
    for (fs::directory_iterator entry(subset, error), end; !error && entry != end; entry.increment(error)) {
        if (isOfKind(entry->path()) && hasRun(entry->path())) {
            found.push_back(entry->path());
        }
    }
    for (const ExpectedRun& run : expected) {
        if (run.folder.parent_path() == subset && isOfKind(run.folder)) {
            found.push_back(run.folder);
        }
    }
    return found;
}

std::vector<runs::ParamDifference> inPercent(std::vector<runs::ParamDifference> differences)
{
    for (runs::ParamDifference& difference : differences) {
        for (Json* value : {&difference.there, &difference.asked}) {
            if (isPercentage(difference.name) && value->is_number()) {
                *value = percentagesOf({*value}).front();
            }
        }
    }
    return differences;
}

} // namespace

OtherExperiment::OtherExperiment(const fs::path& folder, const fs::path& run, const std::string& name,
    const std::vector<runs::ParamDifference>& differences)
    : Error(run.string() + " is a run of " + name + " with different parameters: " + runs::textOf(differences)
          + "; remove it, or choose another folder for this sweep"),
      m_difference(name + ": " + runs::textOf(inPercent(differences))), m_freeFolder(runs::freeFolderBeside(folder))
{
}

std::string nameOf(const PlannedRun& run)
{
    return runs::plannedRun(run.folder, {}, "training", training::titleOf(run.params), run.params.toJson()).name();
}

std::vector<PlannedRun> placedIn(const fs::path& folder, std::vector<PlannedRun> plan)
{
    for (PlannedRun& planned : plan) {
        if (!planned.earlier || hasRun(folder / planned.folder)) {
            continue;
        }
        const fs::path there = folder / planned.earlier->folder;
        if (hasRun(there) && canBeRead(there) && differencesOf(there, planned).empty()) {
            std::swap(planned.group, planned.earlier->group);
            std::swap(planned.folder, planned.earlier->folder);
            std::swap(planned.values, planned.earlier->values);
        }
    }
    return plan;
}

std::vector<RunStanding> standingsOf(
    const fs::path& folder, const std::vector<PlannedRun>& plan, const std::vector<ExpectedRun>& expected)
{
    std::vector<RunStanding> standings;
    for (const PlannedRun& planned : plan) {
        const fs::path place = folder / planned.folder;
        for (const fs::path& there : runsOfItsKind(folder, planned, expected)) {
            if (there == place && hasRun(there) && !canBeRead(there)) {
                continue;
            }
            const auto queued = std::find_if(
                expected.begin(), expected.end(), [&](const ExpectedRun& run) { return run.folder == there; });
            const auto differences = hasRun(there)
                ? differencesOf(there, planned)
                : runs::paramDifferences(queued->params.toJson(), planned.params.toJson());
            if (there != place || !differences.empty()) {
                throw OtherExperiment(folder, there, nameOf(planned), differences);
            }
        }
        standings.push_back(hasRun(place) ? standingOf(place, planned) : RunStanding::none);
    }
    return standings;
}

} // namespace dpl::sweep
