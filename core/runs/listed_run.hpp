#pragma once

#include "runs/folder_index.hpp"
#include "runs/run_notes.hpp"
#include "runs/run_record.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace dpl::runs {

/// A run as a list shows it: its record, what the user said of it, and its last numbers.
struct ListedRun {
    std::filesystem::path folder;
    std::string experiment; ///< the folder below the runs folder that it lies in; empty for one that lies there itself
    RunRecord record;
    std::string error; ///< if run.json or notes.json cannot be read: a sentence
    RunNotes notes;

    std::string head; ///< "base", "mean_and_variance", "categorical"; empty for other kinds of run
    std::string subset;
    std::string backbone; ///< the last part of its path or name
    std::optional<std::uint64_t> seed;
    std::optional<double> learningRate; ///< of the parameters
    std::string variant; ///< what its experiment varied besides, by its folder: "learning rate 0.001"

    // The last numbers; loss in nats, accuracies as shares.
    std::optional<double> loss;
    std::optional<double> accuracy;
    std::optional<double> heldOutAccuracy; ///< of the model as it is; none before its first step
    std::optional<double> heldOutLoss; ///< of the same
    std::optional<double> comparisonsPerSecond;
    std::optional<double> seconds; ///< of work
    std::map<std::string, double> last; ///< every metric of the last line of each series: "train/margin"

    bool modelIsGone = false; ///< a training that has finished, without the folder of its model

    std::string name() const; ///< the user's, else "both · base · seed 0", with what its experiment varied besides
                              ///< ("learning rate 0.001"), else the title
    double share() const; ///< done, 0 to 1
    /// Of work; of runs that an earlier version wrote, those between beginning and end.
    std::optional<double> workingSeconds() const;
    bool canResume() const
    {
        return error.empty() && record.state != RunState::running && !(record.placed && isActive(record.placed->stage))
            && (record.state != RunState::finished || modelIsGone);
    }

    friend bool operator==(const ListedRun&, const ListedRun&) = default;
};

/// A run that waits to be started, so that nothing of it is on disk.
ListedRun plannedRun(const std::filesystem::path& folder, const std::filesystem::path& root, const std::string& kind,
    const std::string& title, const Json& params);

/// One run, read anew.
ListedRun readListedRun(const std::filesystem::path& folder, const std::filesystem::path& root);

/// Runs, for an index: the folders with a run.json, at most four deep, none of which lies in another. One that is
/// recorded as running is read each time, as its process may be gone.
std::shared_ptr<const KindOf<ListedRun>> listedRuns();

/// The newest first; of equal age, by their folders.
void sortNewestFirst(Entries<ListedRun>& runs);

} // namespace dpl::runs
