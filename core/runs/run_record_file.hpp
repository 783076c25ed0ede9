#pragma once

#include "base/files.hpp"
#include "runs/run_record.hpp"

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

namespace dpl::runs {

/// run.json of a run that is being written: with this process in it, and as its sign of life the time, which is written
/// anew every ten seconds. Where a run stands is not worth waiting for a disk: only its beginning and its end are.
class RunRecordFile {
public:
    explicit RunRecordFile(std::filesystem::path folder) : m_folder(std::move(folder)) { }
    ~RunRecordFile() { stopTelling(); }
    RunRecordFile(const RunRecordFile&) = delete;
    RunRecordFile& operator=(const RunRecordFile&) = delete;

    /// Throws Error if it cannot be written.
    void begin(const RunRecord& record);

    /// What has changed. If it cannot be written it will be with the next change, at the latest at the end.
    void update(const RunRecord& record);

    /// Throws Error if it cannot be written.
    void end(const RunRecord& record);

private:
    void write(const RunRecord& record, Durability durability);
    void keepTelling(const std::stop_token& stop);
    void stopTelling();

    std::filesystem::path m_folder;
    std::mutex m_mutex; ///< over all below
    std::condition_variable_any m_ending;
    std::optional<RunRecord> m_record; ///< as it was written last
    std::jthread m_telling;
};

/// What run.json of a folder says. Where a power failure took what was written last, as the run was when it began.
/// Throws Error if it cannot be read.
RunRecord readRecord(const std::filesystem::path& folder);

/// Whether the process that a record names is at work, by its signs of life: the lock of its folder; on this machine,
/// the process itself; on another one, which a lock may know nothing of, that it said so within the last minute.
/// (Clocks of machines that share a folder are taken to agree to within half of it.)
bool isAtWork(const RunRecord& record, LockState lock);

/// Whether another process than the lock knows of is at work, where we hold the lock, or there is none. Takes up to a
/// minute to see whether one on another machine still says so: it may have ended just now. Throws FolderBusy if so.
void refuseIfAtWork(const std::filesystem::path& folder, const FolderLock& lock);

} // namespace dpl::runs
