#include "option_names.hpp"

#include "exit_codes.hpp"

#include <algorithm>

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

bool switchValue(const std::string& name, const std::string& text)
{
    if (text.empty() || text == "True" || text == "true" || text == "1") {
        return true;
    }
    if (text == "False" || text == "false" || text == "0") {
        return false;
    }
    throw WrongUse("--" + name + " is true or false, not \"" + text + "\"");
}

} // namespace dpl::cli
