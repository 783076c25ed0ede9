#pragma once

#include "base/observer.hpp"
#include "places/placed_job.hpp"
#include "places/shells.hpp"

#include <filesystem>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

/// Jobs at places of every kind: given to them, looked at, stopped, found again.
namespace dpl::places {

/// A job to be given to a place.
struct JobToPlace {
    Json recipe; ///< as recipes::kinds have it
    std::filesystem::path folder; ///< the job's, here; absolute. Empty: jobFolder below `root`
    std::filesystem::path root; ///< of runs, for jobs that have no folder of their own
    SlurmRequest slurm{};
    std::string script{}; ///< the job script, as the user edited it; empty: jobScript's
    std::function<void(const Progress&)> told{}; ///< how much of what it reads was sent to another machine
};

/// The folder that a job's place.json lies in: that of its recipe, or, of a job that makes a file, a new one below
/// {root}/jobs.
std::filesystem::path jobFolder(const Json& recipe, const std::filesystem::path& root);

/// Gives a job to a place. One that is there in its folder and not over is refused. Throws Error with the way out, and
/// what Shell throws; nothing is started then.
PlacedJob start(const Place& place, const JobToPlace& job, Shells& shells, const std::stop_token& stop = {});

/// Gives a job to its place again, as it was given to it before: one that was stopped goes on. Throws as `start`.
PlacedJob startAgain(const PlacedJob& job, Shells& shells, const std::stop_token& stop = {});

/// The job script that `start` would send to a Slurm place, to be looked at and edited. Throws Error.
std::string scriptOf(const Place& place, const JobToPlace& job);

/// Asks their places once where jobs stand, all jobs of a cluster in one question, and writes what is new into their
/// place.json. A place that does not answer is not an error: the job's state says so.
void look(std::span<PlacedJob> jobs, Shells& shells, const std::stop_token& stop = {});

/// Brings a job's folder here with the weights of its models, which looking at it leaves where they are. Does nothing
/// for one whose folder is here. Throws Error and what Shell throws.
void fetchModels(const PlacedJob& job, Shells& shells, const std::stop_token& stop = {});

/// Asks for a job's end. Throws Error and what Shell throws. That it was asked is in its place.json from then on; asked
/// again to save within a minute, it is left to its saving.
void stop(PlacedJob& job, StopHow how, Shells& shells, const std::stop_token& stop = {});

/// A job's folder with a place.json that cannot be read.
struct UnreadableJob {
    std::filesystem::path folder;
    std::string error;
};

struct JobList {
    std::vector<PlacedJob> jobs; ///< the newest first
    std::vector<UnreadableJob> unreadable;
};

/// The jobs below some folders, as they were last seen.
JobList list(const std::vector<std::filesystem::path>& roots, const std::stop_token& stop = {});

/// Where what runs on other machines is mirrored: XDG_DATA_HOME/dpl-workbench/remote (~/.local/share by default).
std::filesystem::path mirrorsFolder();

} // namespace dpl::places
