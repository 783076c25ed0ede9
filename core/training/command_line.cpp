#include "training/command_line.hpp"

#include "base/format.hpp"

namespace dpl::training {

namespace {

std::string textOf(const Json& value)
{
    if (value.is_string()) {
        return value.get<std::string>();
    }
    if (value.is_number_float()) {
        return formatLikePython(value.get<double>());
    }
    if (value.is_array()) {
        std::string list;
        for (const Json& entry : value) {
            list += (list.empty() ? "" : ",") + entry.get<std::string>();
        }
        return list;
    }
    return value.dump();
}

} // namespace

std::vector<std::string> commandLine(const TrainingParams& params, const std::filesystem::path& runFolder)
{
    std::vector<std::string> words{"dpl", "train"};
    const Json defaults = TrainingParams().toJson();
    const Json values = params.toJson();
    for (const auto& [name, value] : values.items()) {
        if (value == defaults[name]) {
            continue;
        }
        words.push_back("--" + name);
        if (!value.is_boolean()) { // a switch, off by default
            words.push_back(textOf(value));
        }
    }
    if (!runFolder.empty()) {
        words.insert(words.end(), {"--run_folder", runFolder.string()});
    }
    return words;
}

std::string shellText(const std::vector<std::string>& words)
{
    std::string line;
    for (const std::string& word : words) {
        const bool plain = !word.empty()
            && word.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+=./:,@%")
                == std::string::npos;
        std::string text = word;
        if (!plain) {
            text = "'";
            for (const char c : word) {
                text += c == '\'' ? std::string("'\\''") : std::string(1, c);
            }
            text += "'";
        }
        line += (line.empty() ? "" : " ") + text;
    }
    return line;
}

} // namespace dpl::training
