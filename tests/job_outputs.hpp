#pragma once

#include "base/files.hpp"
#include "base/json.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <sstream>
#include <string>
#include <utility>

namespace dpl::test {

/// What jobs leave below a folder, but for times and speeds, by name: models, evaluation files, the numbers of
/// metrics.jsonl, and whatever is left behind unfinished.
using JobOutputs = std::map<std::string, std::string>;

/// Step by step, without what the machine has to say; of steps that were done again, the last.
inline std::string numbersOf(const std::filesystem::path& metricsFile)
{
    std::map<std::pair<std::string, std::int64_t>, std::string> steps;
    std::string line;
    for (std::istringstream lines(readFile(metricsFile)); std::getline(lines, line);) {
        Json json = parseJson(line, metricsFile.string());
        for (const char* name : {"time", "comparisons_per_second", "tokens_per_second", "memory_mib"}) {
            json.erase(name);
        }
        steps[{json["series"].get<std::string>(), json["step"].get<std::int64_t>()}] = json.dump();
    }
    std::string text;
    for (const auto& [step, numbers] : steps) {
        text += numbers + "\n";
    }
    return text;
}

inline JobOutputs jobOutputsIn(const std::filesystem::path& folder)
{
    JobOutputs outputs;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        const std::string place = entry.path().lexically_relative(folder).string();
        if (name == "metrics.jsonl") {
            outputs[place] = numbersOf(entry.path());
        } else if (name.ends_with(".safetensors") || name == "rows.jsonl" || name == "jailbroken_evaluations.jsonl"
            || (name.starts_with("eval_results_") && name.ends_with(".jsonl"))) {
            outputs[place] = readFile(entry.path());
        } else if (name.starts_with(".unfinished-")) {
            outputs[place] = "left behind";
        }
    }
    return outputs;
}

/// The first thing in which outputs are not those that are expected; empty if they are equal.
inline std::string differenceOf(const JobOutputs& expected, const JobOutputs& outputs)
{
    for (const auto& [name, bytes] : outputs) {
        if (!expected.contains(name)) {
            return name + " is not expected";
        }
    }
    for (const auto& [name, bytes] : expected) {
        const auto found = outputs.find(name);
        if (found == outputs.end()) {
            return name + " is not there";
        }
        if (found->second != bytes) {
            return name + " has other bytes";
        }
    }
    return {};
}

} // namespace dpl::test
