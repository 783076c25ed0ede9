#pragma once

#include "base/files.hpp"
#include "base/json.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace dpl::runs {

/// What a line of a run's log tells.
enum class LogEvent {
    began, ///< with host, process, program version, device, threads and params
    resumed, ///< the same after the run was stopped, failed or was interrupted; params are those that it began with
    note, ///< a checkpoint written or resumed from, an evaluation, a model written
    warning, ///< what the user should know although the run goes on
    finished,
    stopped,
    failed, ///< with the cause
};

std::string toString(LogEvent event); ///< "began", as log.jsonl has it

struct LogEntry {
    std::string time; ///< UTC, as run.json writes times; empty of a line that is no entry
    LogEvent event = LogEvent::note;
    std::string text; ///< a sentence
    std::int64_t times = 1; ///< how often a warning came since the run began or was resumed

    friend bool operator==(const LogEntry&, const LogEntry&) = default;
};

std::filesystem::path logFile(const std::filesystem::path& folder); ///< of the run in a folder: log.jsonl

/// The log of a run, log.jsonl in its folder, which a program and a pager read alike: a JSON object a line, {"time":
/// "2026-01-31T12:00:00Z", "event": "warning", "text": "36 of 187 rows are left out: ..."}, with more members where
/// there is more to say. While the run is at work, only whoever has locked the folder writes it; when it has ended,
/// whoever makes something of its model does, line by line (addToLog).
class RunLog {
public:
    static constexpr std::size_t mostWarnings = 1000; ///< different ones; the rest is only counted

    explicit RunLog(const std::filesystem::path& folder);

    /// Throws Error naming the file if it cannot be written.
    void write(LogEvent event, const std::string& text, const Json& more = Json::object());

    /// A warning is written when it comes for the first, tenth, hundredth ... time, with how often it came ("times").
    void warn(const std::string& text);

    /// Writes how often each warning came, where no line says it yet.
    void writeCounts();

private:
    struct Count {
        std::int64_t times = 0;
        std::int64_t written = 0;
    };

    void writeCount(const std::string& text, Count& count);

    LineLog m_lines;
    std::map<std::string, Count> m_warnings;
};

/// The log of the run in a folder, a repeated warning once; empty if there is none. A line that is no entry, as a full
/// disk or a later version may leave one, is a note with its text. Throws Error if the file cannot be read.
std::vector<LogEntry> readLog(const std::filesystem::path& folder);

/// A line for people: "2026-01-31 12:00:00Z  warning   36 of 187 rows are left out: ... (3 times)".
std::string logLine(const LogEntry& entry);

/// Adds a line to the log of a run that has ended: what becomes of its model. A run that has none, as those of earlier
/// versions, gets one. Throws Error naming the file if it cannot be written.
void addToLog(const std::filesystem::path& folder, const std::string& text, LogEvent event = LogEvent::note);

} // namespace dpl::runs
