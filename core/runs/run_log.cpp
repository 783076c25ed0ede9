#include "runs/run_log.hpp"

#include "base/json_text.hpp"
#include "runs/run_record.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace dpl::runs {

namespace {

constexpr const char* tooMany = "There are more different warnings than the log holds; further ones are only counted.";

constexpr std::array eventNames{std::pair{LogEvent::began, "began"}, std::pair{LogEvent::resumed, "resumed"},
    std::pair{LogEvent::note, "note"}, std::pair{LogEvent::warning, "warning"},
    std::pair{LogEvent::finished, "finished"}, std::pair{LogEvent::stopped, "stopped"},
    std::pair{LogEvent::failed, "failed"}};

bool isPowerOfTen(std::int64_t value)
{
    while (value % 10 == 0) {
        value /= 10;
    }
    return value == 1;
}

LogEntry entryOf(const std::string& line)
{
    const auto text = [](const Json& json, const char* name) {
        const auto found = json.find(name);
        return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    const Json json = Json::parse(line, nullptr, false);
    LogEntry entry;
    if (!json.is_object() || text(json, "text").empty()) {
        entry.text = line;
        return entry;
    }
    entry.time = text(json, "time");
    entry.text = text(json, "text");
    const std::string event = text(json, "event");
    for (const auto& [value, name] : eventNames) {
        if (event == name) {
            entry.event = value;
        }
    }
    if (const auto times = json.find("times"); times != json.end() && times->is_number_integer()) {
        entry.times = times->get<std::int64_t>();
    }
    return entry;
}

} // namespace

std::string toString(LogEvent event)
{
    const auto found =
        std::find_if(eventNames.begin(), eventNames.end(), [&](const auto& pair) { return pair.first == event; });
    return found->second;
}

std::filesystem::path logFile(const std::filesystem::path& folder)
{
    return folder / "log.jsonl";
}

RunLog::RunLog(const std::filesystem::path& folder) : m_lines(logFile(folder)) { }

void RunLog::write(LogEvent event, const std::string& text, const Json& more)
{
    Json line;
    line["time"] = utcNow();
    line["event"] = toString(event);
    line["text"] = text;
    line.update(more);
    m_lines.append(dumpJson(line));
}

void RunLog::warn(const std::string& text)
{
    const bool fits = m_warnings.size() < mostWarnings || m_warnings.contains(text);
    const std::string& shown = fits ? text : tooMany;
    Count& count = m_warnings[shown];
    ++count.times;
    if (isPowerOfTen(count.times)) {
        writeCount(shown, count);
    }
}

void RunLog::writeCounts()
{
    for (auto& [text, count] : m_warnings) {
        if (count.written != count.times) {
            writeCount(text, count);
        }
    }
}

void RunLog::writeCount(const std::string& text, Count& count)
{
    write(LogEvent::warning, text, count.times == 1 ? Json::object() : Json{{"times", count.times}});
    count.written = count.times;
}

std::vector<LogEntry> readLog(const std::filesystem::path& folder)
{
    const std::filesystem::path file = logFile(folder);
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) {
        return {};
    }
    const std::string text = readFile(file);
    std::vector<LogEntry> entries;
    std::map<std::string, std::size_t> warnings; // since the run began or was resumed
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        LogEntry entry = entryOf(text.substr(begin, end - begin));
        begin = end + 1;
        if (entry.event == LogEvent::began || entry.event == LogEvent::resumed) {
            warnings.clear();
        }
        if (entry.event == LogEvent::warning) {
            const auto [known, isNew] = warnings.try_emplace(entry.text, entries.size());
            if (!isNew) {
                entries[known->second].times = entry.times;
                continue;
            }
        }
        entries.push_back(std::move(entry));
    }
    return entries;
}

std::string logLine(const LogEntry& entry)
{
    constexpr std::size_t timeWidth = 20;
    constexpr std::size_t eventWidth = 8;
    std::string time = entry.time.substr(0, timeWidth);
    std::replace(time.begin(), time.end(), 'T', ' ');
    time.resize(timeWidth, ' ');
    std::string event = entry.event == LogEvent::note ? "" : toString(entry.event);
    event.resize(eventWidth, ' ');
    const std::string times = entry.times > 1 ? " (" + std::to_string(entry.times) + " times)" : "";
    return time + "  " + event + "  " + entry.text + times;
}

void addToLog(const std::filesystem::path& folder, const std::string& text, LogEvent event)
{
    RunLog(folder).write(event, text);
}

} // namespace dpl::runs
