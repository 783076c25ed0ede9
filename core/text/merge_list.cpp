#include "text/merge_list.hpp"

#include "base/error.hpp"

namespace dpl::text {

std::pair<std::string, std::string> mergeOfLine(std::string_view line, const std::string& where)
{
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos || space == 0 || space + 1 == line.size()
        || line.find(' ', space + 1) != std::string_view::npos) {
        throw Error(where + ": expected two tokens with a space between them, found \""
            + std::string(line.substr(0, 100)) + "\"");
    }
    return {std::string(line.substr(0, space)), std::string(line.substr(space + 1))};
}

MergeTable::Pairs mergesOfText(std::string_view text, const std::string& source)
{
    MergeTable::Pairs merges;
    std::size_t number = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        ++number;
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        const bool isLast = text.empty();
        if (!line.starts_with("#version") && !(line.empty() && isLast)) {
            merges.push_back(mergeOfLine(line, source + ":" + std::to_string(number)));
        }
    }
    return merges;
}

MergeTable::Pairs mergesOfJson(const Json& merges, const std::string& where)
{
    if (!merges.is_array()) {
        throw Error(where + ": expected an array of merges");
    }
    MergeTable::Pairs pairs;
    pairs.reserve(merges.size());
    for (std::size_t i = 0; i < merges.size(); ++i) {
        const Json& merge = merges[i];
        const auto place = [&] { return where + "[" + std::to_string(i) + "]"; };
        if (merge.is_string()) {
            pairs.push_back(mergeOfLine(merge.get_ref<const std::string&>(), place()));
        } else if (merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string()) {
            pairs.emplace_back(merge[0].get<std::string>(), merge[1].get<std::string>());
        } else {
            throw Error(place() + ": expected a merge, \"a b\" or [\"a\", \"b\"]");
        }
    }
    return pairs;
}

} // namespace dpl::text
