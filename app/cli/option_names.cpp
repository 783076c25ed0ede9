#include "option_names.hpp"

#include "exit_codes.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace dpl::cli {

namespace {

/// What is wrong with a whole number; empty: nothing.
template <typename Integer> std::string refusalOf(const std::string& text, const std::string& range)
{
    Integer value = 0;
    const char* end = text.data() + text.size();
    const auto [read, error] = std::from_chars(text.data(), end, value);
    return error == std::errc() && read == end ? std::string() : "\"" + text + "\" is not a whole number " + range;
}

} // namespace

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
    return {[](const std::string& text) { return refusalOf<std::uint64_t>(text, "from 0 to 2^64 - 1"); },
        "in [0 - 2^64 - 1]"};
}

CLI::Validator wholeNumber()
{
    return {[](const std::string& text) { return refusalOf<std::int64_t>(text, "below 2^63"); }, ""};
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
