#pragma once

#include "base/files.hpp"
#include "base/observer.hpp"
#include "runs/folder_walk.hpp"
#include "runs/run_record.hpp"

#include <filesystem>
#include <vector>

namespace dpl::runs {

/// A run being written: its folder holds run.json, metrics.jsonl, checkpoints/ and outputs/, and is locked while this
/// lives. Whole files appear at once, so that whoever watches the folder, from any process, reads a run as it was at
/// some moment.
class RunFolder {
public:
    enum class Mode {
        fresh, ///< what an earlier run left in the folder is removed
        resume, ///< continues the run that is there; its params must be equal
    };

    /// Locks the folder (made if missing) and writes run.json with state running. Throws Error if another process is
    /// writing it, if it cannot be written, or if there is nothing to resume or other params are there.
    RunFolder(const std::filesystem::path& folder, RunRecord record, Mode mode);

    const std::filesystem::path& path() const { return m_path; }
    std::filesystem::path checkpoints() const { return m_path / "checkpoints"; }
    std::filesystem::path outputs() const { return m_path / "outputs"; }

    /// Appends a line to metrics.jsonl, with "time": the seconds of work since the run began, pauses and interruptions
    /// left out.
    void append(const Metrics& metrics);

    /// Writes run.json with the step, at most once a second.
    void progressed(const Progress& progress);

    /// Ends the run: finished, stopped, or failed with a message.
    void end(RunState state, const std::string& message, Json summary);

private:
    void writeRecord();

    std::filesystem::path m_path;
    FolderLock m_lock;
    RunRecord m_record;
    LineLog m_metrics;
    double m_lastWrite = 0.0;
    double m_began = 0.0; ///< on steadySeconds' clock, as if the run had never been interrupted
};

/// run.json of a folder; a run that is recorded as running while no process holds its lock is returned as interrupted.
RunRecord readRun(const std::filesystem::path& folder);

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

/// Every folder below `root` (itself included, four levels down) that has a run.json, newest first.
std::vector<FoundRun> findRuns(const std::filesystem::path& root);

/// A new name for a run's folder within `root`: "synthetic-1d-20260131-120000", with -2, -3, ... if it is taken.
std::filesystem::path newRunFolder(const std::filesystem::path& root, const std::string& stem);

} // namespace dpl::runs
