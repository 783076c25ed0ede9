#pragma once

#include "base/files.hpp"
#include "base/observer.hpp"
#include "runs/folder_walk.hpp"
#include "runs/other_run.hpp"
#include "runs/run_log.hpp"
#include "runs/run_record.hpp"
#include "runs/run_record_file.hpp"
#include "runs/starting_turn.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

namespace dpl::runs {

/// What starting a run means where the folder may hold one.
enum class RunStart {
    continueOrBegin, ///< the same run goes on, or begins where there is none; in place of another: OtherRun
    overwrite, ///< begins; whatever run is there is replaced
};

/// The params of a run.json as the program that runs now would write them: what they leave out has its default. The
/// second argument names them in errors.
using CompletedParams = std::function<Json(const Json& params, const std::string& source)>;

/// In what a run differs from the one that is asked for: in its kind, or in params. Nothing: they are the same run.
/// Without `completed`, params are compared as they were written.
std::vector<ParamDifference> differencesOf(const std::filesystem::path& folder, const RunRecord& there,
    const RunRecord& asked, const CompletedParams& completed = {});

/// A run being written: its folder holds run.json, metrics.jsonl, log.jsonl, tensorboard/, checkpoints/ and outputs/,
/// and is locked while this lives (which run.json says, too, for file systems without locks). Whole files appear at
/// once, so that any process that watches the folder reads a run as it was at some moment.
class RunFolder {
public:
    static constexpr std::size_t mostWarnings = 50; ///< in run.json; the last one says that there are more

    /// Locks the folder (made if missing), removes what a killed process left unfinished, and writes run.json with
    /// state running. Throws FolderBusy if another process is writing it, OtherRun if it holds another run that is not
    /// to be overwritten, and Error if it cannot be written.
    RunFolder(
        const std::filesystem::path& folder, RunRecord record, RunStart start, const CompletedParams& completed = {});

    const std::filesystem::path& path() const { return m_path; }
    std::filesystem::path checkpoints() const { return m_path / "checkpoints"; }
    std::filesystem::path outputs() const { return m_path / "outputs"; }

    /// What the user should know of how it starts, in sentences: that the file system has no locks; that rows are cut
    /// otherwise than in the earlier part of the run.
    std::vector<std::string> warningsOfStart() const;

    bool goesOn() const { return m_earlier.has_value(); } ///< an earlier part of the run was there

    /// The summary that an earlier part of the run ended with; null if there was none.
    Json earlierSummary() const { return m_earlier ? m_earlier->summary : Json(); }

    /// Removes a folder of the run that the job will make anew at its end. Where the run goes on only what is
    /// unfinished in it goes. `name` is the folder's below the run's.
    void clearModel(const std::filesystem::path& name);

    /// Removes checkpoints and token caches, which a finished run needs no more. What cannot be removed costs space,
    /// nothing else.
    void removeWhatOnlyWorkNeeds();

    /// Appends a line to metrics.jsonl, with "time": the seconds of work since the run began, pauses and interruptions
    /// left out.
    void append(const Metrics& metrics);

    /// Writes a warning into the log, and into run.json if it is a new one.
    void warned(const std::string& message);

    /// Writes a note into the log.
    void noted(const std::string& message);

    /// Writes run.json with the step, at most once per second, without waiting for the disk.
    void progressed(const Progress& progress);

    /// Ends the run: finished, stopped, or failed with a message.
    void end(RunState state, const std::string& message, Json summary);

private:
    void addWarning(const std::string& message);
    void logStart();
    void logEnd();
    template <typename Write> void log(const Write& write);

    std::filesystem::path m_path;
    FolderLock m_lock;
    std::optional<StartingTurn> m_turn; ///< until the run has begun
    RunRecord m_record;
    std::optional<RunRecord> m_earlier;
    LineLog m_metrics;
    RunRecordFile m_recordFile;
    RunLog m_log;
    double m_lastWrite = 0.0;
    double m_began = 0.0; ///< on steadySeconds' clock, as if the run had never been interrupted
};

/// run.json of a folder; a run that is recorded as running while no process is at work on it is returned as
/// interrupted. Of a run that was given to a place (PlacedState), it is the place that knows, unless there are signs of
/// life here (isAtWork): one on another machine holds no lock that is seen from here.
RunRecord readRun(const std::filesystem::path& folder);

/// What the run in a folder warned of; nothing where there is none, and that it is not known, and why, where run.json
/// cannot be read.
std::vector<std::string> warningsOf(const std::filesystem::path& folder);

/// The points of metrics.jsonl, in its order. A last line cut off by a crash is left out; another broken one is an
/// error that names its line. Where a resumed run repeated steps, the later values count. When a line was written
/// ("time") is left out: it tells of the machine, not of the run; MetricsTail reads it.
std::vector<Metrics> readMetrics(const std::filesystem::path& folder);

struct FoundRun {
    std::filesystem::path folder;
    RunRecord record;
    std::string error; ///< if run.json cannot be read
};

/// Whether a folder is a run's by its names: it holds run.json, and lies at most four folders deep and in no other run.
bool isRunFolder(const SeenFolder& folder);

/// Whether a run writes a file of this name of itself: metrics.jsonl, log.jsonl. It holds no rows of a dataset or
/// evaluation.
bool isFileOfRun(const std::string& name);

/// Every folder below `root` (itself included, four levels down) that has a run.json, newest first.
std::vector<FoundRun> findRuns(const std::filesystem::path& root);

/// A new name for a run's folder within `root`: "synthetic-1d-20260131-120000", with -2, -3, ... if it is taken.
std::filesystem::path newRunFolder(const std::filesystem::path& root, const std::string& stem);

} // namespace dpl::runs
