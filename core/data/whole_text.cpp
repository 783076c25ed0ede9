#include "data/whole_text.hpp"

#include <algorithm>

namespace dpl::data {

namespace {

constexpr std::string_view blanks = " \t\r\n";

std::string_view withoutLeadingBlanks(std::string_view text)
{
    return text.substr(std::min(text.find_first_not_of(blanks), text.size()));
}

} // namespace

std::string_view trimmed(std::string_view text)
{
    text = withoutLeadingBlanks(text);
    return text.substr(0, text.find_last_not_of(blanks) + 1);
}

std::string_view promptBefore(std::string_view prompt, std::string_view chosen, std::string_view rejected)
{
    const std::string_view core = trimmed(prompt);
    const auto isWhole = [&](std::string_view text) {
        return text.starts_with(prompt) || (!core.empty() && withoutLeadingBlanks(text).starts_with(core));
    };
    return isWhole(chosen) && isWhole(rejected) ? std::string_view() : prompt;
}

} // namespace dpl::data
