#include "option_names.hpp"

#include "exit_codes.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace dpl::cli {

std::string optionNames(const std::string& name)
{
    std::string dashed = name;
    std::replace(dashed.begin(), dashed.end(), '_', '-');
    return dashed == name ? "--" + name : "--" + name + ",--" + dashed;
}

CLI::Option* addSwitch(CLI::App& command, const std::string& name, bool& value, const std::string& description)
{
    return command
        .add_option_function<std::string>(
            optionNames(name), [name, &value](const std::string& text) { value = switchValue(name, text); },
            description)
        ->expected(0, 1)
        ->type_name("");
}

CLI::Validator seedRange()
{
    return {[](const std::string& text) -> std::string {
                std::uint64_t value = 0;
                const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
                return error == std::errc() && end == text.data() + text.size()
                    ? std::string()
                    : "\"" + text + "\" is not a whole number from 0 to 2^64 - 1";
            },
        "in [0 - 2^64 - 1]"};
}

void addRunStart(CLI::App& command, bool& resume, bool& overwrite)
{
    const std::string anyway = "Go on with the run in the folder, as happens without this, too";
    addSwitch(command, "resume", resume, anyway);
    addSwitch(command, "resume_from_checkpoint", resume, anyway);
    addSwitch(command, "overwrite", overwrite, "Replace the run in the folder, finished or not, the same or another");
}

void refuseBoth(bool resume, bool overwrite)
{
    if (resume && overwrite) {
        throw WrongUse("--resume and --overwrite contradict each other");
    }
}

bool switchValue(const std::string& name, const std::string& text)
{
    if (text.empty() || text == "True" || text == "true" || text == "1") {
        return true;
    }
    if (text == "False" || text == "false" || text == "0") {
        return false;
    }
    throw WrongUse("--" + name + " must be true or false, not \"" + text + "\"");
}

} // namespace dpl::cli
