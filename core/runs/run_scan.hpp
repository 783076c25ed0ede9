#pragma once

#include "runs/run_notes.hpp"
#include "runs/run_record.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

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
    std::optional<std::int64_t> seed;
    std::optional<double> learningRate; ///< of the parameters

    // The last numbers; loss in nats, accuracies as shares.
    std::optional<double> loss;
    std::optional<double> accuracy;
    std::optional<double> heldOutAccuracy;
    std::optional<double> comparisonsPerSecond;
    std::optional<double> seconds; ///< of work

    std::string name() const; ///< the user's, else "both · base · seed 0", else the title
    double share() const; ///< done, 0 to 1
    bool canResume() const
    {
        return error.empty() && record.state != RunState::running && record.state != RunState::finished;
    }

    friend bool operator==(const ListedRun&, const ListedRun&) = default;
};

/// A run that waits to be started, so that nothing of it is on disk.
ListedRun plannedRun(const std::filesystem::path& folder, const std::filesystem::path& root, const std::string& kind,
    const std::string& title, const Json& params);

/// One run, read anew.
ListedRun readListedRun(const std::filesystem::path& folder, const std::filesystem::path& root);

/// Finds runs again and again at the cost of looking at dates: only a run whose files changed is read. A run recorded
/// as running is asked for each time, as its process may be gone. Not for two threads at once.
class RunScan {
public:
    /// The runs below `root` and those of `others`, newest first. One that did not change is the same object as before.
    std::vector<std::shared_ptr<const ListedRun>> update(
        const std::filesystem::path& root, const std::vector<std::filesystem::path>& others = {});

private:
    struct Dates {
        std::optional<std::filesystem::file_time_type> record;
        std::optional<std::filesystem::file_time_type> notes;
        std::optional<std::filesystem::file_time_type> metrics;

        friend bool operator==(const Dates&, const Dates&) = default;
    };
    struct Known {
        Dates dates;
        std::shared_ptr<const ListedRun> run;
    };
    static Dates datesOf(const std::filesystem::path& folder);

    std::map<std::filesystem::path, Known> m_known;
};

} // namespace dpl::runs
