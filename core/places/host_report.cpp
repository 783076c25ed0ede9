#include "places/host_report.hpp"

#include "base/error.hpp"
#include "places/placed_job.hpp"
#include "places/shell.hpp"

#include <charconv>
#include <sstream>
#include <string_view>
#include <vector>

namespace dpl::places {

namespace {

std::int64_t numberIn(std::string_view text)
{
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/// The word at the beginning of a text, and the space behind it, taken off.
std::string_view takeWord(std::string_view& text)
{
    const std::size_t end = text.find(' ');
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return word;
}

/// Fields 3 and 22 of /proc/PID/stat, which stand behind the program's name in brackets.
void takeStat(std::string_view stat, ProcessReport& process)
{
    stat.remove_prefix(std::min(stat.size(), stat.rfind(')') + 2));
    for (int field = 3; !stat.empty(); ++field) {
        const std::string_view word = takeWord(stat);
        if (field == 3) {
            process.isAlive = word != "Z" && word != "X";
        } else if (field == 22) {
            process.started = numberIn(word);
        }
    }
}

void takeExit(std::string_view text, ProcessReport& process)
{
    if (text.empty()) {
        return;
    }
    try {
        process.exit = JobExit::fromJson(parseJson(std::string(text), exitName), exitName);
    } catch (const Error&) {
        // it is being written, or is somebody else's: the process itself counts
    }
}

} // namespace

std::string hostQuestion()
{
    return "printf 'dpl-host %s\\n' \"$(uname -n)\"\n"
           "printf 'dpl-boot %s\\n' \"$(cat /proc/sys/kernel/random/boot_id 2>/dev/null)\"\n"
           "printf 'dpl-now %s\\n' \"$(date +%s)\"\n";
}

std::string processQuestion(int number, const std::string& pid)
{
    const std::string begin = "printf 'dpl-process " + std::to_string(number);
    return begin + " pid %s\\n' \"" + pid + "\"\n" + begin + " stat %s\\n' \"$(cat /proc/" + pid
        + "/stat 2>/dev/null)\"\n";
}

std::string folderQuestion(int number, const std::string& folder)
{
    const std::string begin = "printf 'dpl-process " + std::to_string(number);
    return "d=" + shellWord(folder) + "\n" + "if [ -d \"$d\" ]; then " + begin + " folder 1\\n'; fi\n" + begin
        + " written %s\\n' \"$(stat -c %Y \"$d/run.json\" 2>/dev/null)\"\n" + begin + " exit %s\\n' \"$(cat \"$d/"
        + exitName + "\" 2>/dev/null | tr '\\n' ' ')\"\n";
}

HostReport parsedReport(const std::string& printed)
{
    HostReport report;
    std::istringstream lines(printed);
    for (std::string line; std::getline(lines, line);) {
        std::string_view rest = line;
        const std::string_view tag = takeWord(rest);
        if (tag == "dpl-host") {
            report.host = rest;
        } else if (tag == "dpl-boot") {
            report.boot = rest;
        } else if (tag == "dpl-now") {
            report.now = numberIn(rest);
        } else if (tag == "dpl-process") {
            ProcessReport& process = report.processes[static_cast<int>(numberIn(takeWord(rest)))];
            const std::string_view what = takeWord(rest);
            if (what == "pid") {
                process.pid = numberIn(rest);
            } else if (what == "stat") {
                takeStat(rest, process);
            } else if (what == "folder") {
                process.hasFolder = true;
            } else if (what == "written" && !rest.empty()) {
                process.written = numberIn(rest);
            } else if (what == "exit") {
                takeExit(rest, process);
            }
        }
    }
    if (report.host.empty()) {
        throw Error("the machine does not say its name; it answered: " + printed.substr(0, 200));
    }
    return report;
}

} // namespace dpl::places
