#include "places/slurm_queue.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <array>
#include <sstream>

namespace dpl::places {

namespace {

bool isNumber(const std::string& text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// "4711", "4711_3", "4711_[3-5%2]"
bool isJob(const std::string& text)
{
    return isNumber(text.substr(0, text.find('_')));
}

std::string withoutNone(const std::string& text)
{
    return text == "N/A" || text == "UNLIMITED" || text == "INVALID" || text == "NOT_SET" ? std::string() : text;
}

} // namespace

std::string queueScript()
{
    return "squeue -h -r -t all -u \"$(id -un)\" -o '%i|%F|%T|%L|%N|%r'\n";
}

std::vector<QueueEntry> parseQueue(const std::string& text)
{
    std::vector<QueueEntry> entries;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (line.find_first_not_of(" \t\r") == std::string::npos) {
            continue;
        }
        std::array<std::string, 6> fields;
        std::istringstream rest(line);
        std::size_t count = 0;
        while (count < fields.size()
            && (count + 1 == fields.size() ? std::getline(rest, fields[count])
                                           : std::getline(rest, fields[count], '|'))) {
            ++count;
        }
        const auto& [id, job, state, left, nodes, reason] = fields;
        if (count < 5 || !isJob(id) || !isNumber(job) || state.empty()
            || state.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_") != std::string::npos) {
            throw Error("squeue answered with a line that is none of its own: " + line.substr(0, 200));
        }
        entries.push_back({id, job, state, withoutNone(left), nodes, reason});
    }
    return entries;
}

std::string parseSubmitted(const std::string& text)
{
    const auto end = text.find_last_not_of(" \t\r\n");
    const auto begin = end == std::string::npos ? std::string::npos : text.find_last_of('\n', end);
    const std::string last =
        end == std::string::npos ? "" : text.substr(begin == std::string::npos ? 0 : begin + 1, end - begin);
    const std::string number = last.substr(0, last.find(';')).substr(0, last.find_last_not_of(" \t\r\n") + 1);
    if (!isNumber(number)) {
        throw Error("sbatch answered with something else than a job's number: " + text.substr(0, 200));
    }
    return number;
}

std::string slurmErrorText(const std::string& errors)
{
    std::string last;
    std::istringstream lines(errors);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("Try \"")) {
            continue;
        }
        for (const char* mark : {"error: ", ": "}) {
            if (const auto at = line.find(mark); at != std::string::npos && at < 40) {
                line.erase(0, at + std::string(mark).size());
                break;
            }
        }
        if (line.find_first_not_of(" \t\r") != std::string::npos) {
            last = line;
        }
    }
    return last;
}

} // namespace dpl::places
