#include "places/submit_line.hpp"

#include <utility>

namespace dpl::places {

std::vector<std::string> submitLine(const Place& place, const SlurmRequest& request, std::vector<std::string> words)
{
    if (words.empty()) {
        return words;
    }
    std::vector<std::string> line{words.front(), "submit", "--place", place.name};
    const auto add = [&line](const char* flag, const std::string& value) {
        if (!value.empty()) {
            line.insert(line.end(), {flag, value});
        }
    };
    const auto addCount = [&add](const char* flag, int count) { add(flag, count > 0 ? std::to_string(count) : ""); };
    addCount("--nodes", request.nodes);
    addCount("--gpus", request.gpus);
    addCount("--cpus", request.cpus);
    add("--mem", request.memory);
    add("--time", request.time);
    add("--partition", request.partition);
    add("--account", request.account);
    for (const std::string& directive : request.directives) {
        line.push_back("--sbatch=" + directive);
    }
    line.emplace_back("--");
    line.insert(line.end(), words.begin() + 1, words.end());
    return line;
}

} // namespace dpl::places
