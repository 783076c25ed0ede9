#include "runs/run_record_file.hpp"

#include "base/error.hpp"
#include "base/folder_busy.hpp"
#include "base/json_text.hpp"

#include <chrono>

namespace dpl::runs {

namespace {

constexpr const char* recordName = "run.json";

/// A copy that is on the disk for certain. run.json itself is written too often to wait for the disk each time: of such
/// a file, some file systems have nothing left after a power failure.
constexpr const char* beganName = "run.json.began";

constexpr auto tellsEvery = std::chrono::seconds(10);
constexpr double silentAfter = 60.0; // seconds

RunProcess ownProcess()
{
    return {thisProcess(), utcNow()};
}

bool wasSeenLately(const RunProcess& process)
{
    const auto seconds = secondsSince(process.seen);
    return seconds && *seconds <= silentAfter;
}

} // namespace

void RunRecordFile::begin(const RunRecord& record)
{
    {
        const std::lock_guard lock(m_mutex);
        write(record, Durability::onDisk);
        writeJsonFile(m_folder / beganName, m_record->toJson());
    }
    m_telling = std::jthread([this](const std::stop_token& stop) { keepTelling(stop); });
}

void RunRecordFile::update(const RunRecord& record)
{
    const std::unique_lock lock(m_mutex, std::try_to_lock);
    if (!lock) {
        return; // what is being written may be waiting for a disk; a job does not
    }
    try {
        write(record, Durability::soon);
    } catch (const Error&) {
    }
}

void RunRecordFile::end(const RunRecord& record)
{
    stopTelling();
    const std::lock_guard lock(m_mutex);
    write(record, Durability::onDisk);
    std::error_code ignored;
    std::filesystem::remove(m_folder / beganName, ignored);
}

void RunRecordFile::write(const RunRecord& record, Durability durability)
{
    m_record = record;
    m_record->process = ownProcess();
    writeJsonFile(m_folder / recordName, m_record->toJson(), 2, durability);
}

void RunRecordFile::keepTelling(const std::stop_token& stop)
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_ending.wait_for(lock, stop, tellsEvery, [] { return false; });
        if (stop.stop_requested()) {
            return;
        }
        try {
            write(RunRecord(*m_record), Durability::soon);
        } catch (const std::exception&) {
            // The job will notice that the disk is full; this is no place to end it.
        }
    }
}

void RunRecordFile::stopTelling()
{
    if (m_telling.joinable()) {
        m_telling.request_stop();
        m_telling.join();
    }
}

RunRecord readRecord(const std::filesystem::path& folder)
{
    const std::filesystem::path file = folder / recordName;
    const std::filesystem::path copy = folder / beganName;
    const std::string text = readFile(file);
    std::error_code ignored;
    const bool isLost = text.find_first_not_of('\0') == std::string::npos;
    if (isLost && std::filesystem::exists(copy, ignored)) {
        return RunRecord::fromJson(readJsonFile(copy), copy.string());
    }
    return RunRecord::fromJson(parseJson(text, file.string()), file.string());
}

bool isAtWork(const RunRecord& record, LockState lock)
{
    if (record.state != RunState::running || lock == LockState::held) {
        return record.state == RunState::running;
    }
    if (!record.process) {
        return false;
    }
    const ProcessIdentity& process = record.process->identity;
    const ProcessIdentity own = thisProcess();
    const bool isOfThisKernel = !own.boot.empty() && process.boot == own.boot;
    if (lock == LockState::free && isOfThisKernel) {
        return false; // whatever a lock does not know of, it knows of those beside it
    }
    if (process == own) {
        return wasSeenLately(*record.process);
    }
    return process.host == own.host ? isOfThisKernel && stillRuns(process) : wasSeenLately(*record.process);
}

void refuseIfAtWork(const std::filesystem::path& folder, const FolderLock& lock)
{
    const LockState state = lock.problem().empty() ? LockState::free : LockState::unknown;
    const auto record = [&]() -> std::optional<RunRecord> {
        try {
            return readRecord(folder);
        } catch (const Error&) {
            return std::nullopt; // there is none, or one that tells of nobody
        }
    };
    std::optional<RunRecord> now = record();
    const std::optional<RunRecord> first = now;
    while (now && isAtWork(*now, state)) {
        const RunProcess& process = *now->process;
        if (isOfThisMachine(process.identity) || process != *first->process) {
            throw FolderBusy(
                folder, "process " + std::to_string(process.identity.pid) + " on " + process.identity.host);
        }
        std::this_thread::sleep_for(std::chrono::seconds(1));
        now = record();
    }
}

} // namespace dpl::runs
