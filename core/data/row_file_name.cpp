#include "data/row_file_name.hpp"

#include <algorithm>
#include <charconv>

namespace dpl::data {

namespace {

constexpr std::string_view formatEndings[]{".jsonl", ".json", ".parquet", ".arrow"};
constexpr std::string_view packedEndings[]{".gz", ".zst"};

/// How much of a name is the ending; 0: it has none.
std::size_t endingSize(std::string_view name)
{
    std::size_t packed = 0;
    for (const std::string_view ending : packedEndings) {
        packed = name.ends_with(ending) ? ending.size() : packed;
    }
    name.remove_suffix(packed);
    for (const std::string_view ending : formatEndings) {
        if (name.size() > ending.size() && name.ends_with(ending)) {
            return ending.size() + packed;
        }
    }
    return 0;
}

/// "-0123456789abcdef", as the hub's names had it for a time.
std::string_view withoutHash(std::string_view stem)
{
    const std::size_t at = stem.rfind('-');
    if (at == std::string_view::npos || stem.size() - at - 1 != 16
        || stem.find_first_not_of("0123456789abcdef", at + 1) != std::string_view::npos) {
        return stem;
    }
    return stem.substr(0, at);
}

/// The number behind a mark at the end of a stem, of both of which the stem is freed.
std::optional<int> takeNumber(std::string_view& stem, std::string_view mark)
{
    const std::size_t at = stem.rfind(mark);
    if (at == std::string_view::npos) {
        return std::nullopt;
    }
    const char* const begin = stem.data() + at + mark.size();
    const char* const end = stem.data() + stem.size();
    int number = 0;
    const auto [behind, error] = std::from_chars(begin, end, number);
    if (error != std::errc() || behind != end || end - begin < 4 || number < 0) {
        return std::nullopt;
    }
    stem = stem.substr(0, at);
    return number;
}

} // namespace

std::optional<RowFileName> rowFileName(std::string_view name)
{
    const std::size_t ending = endingSize(name);
    if (ending == 0) {
        return std::nullopt;
    }
    const std::string_view whole = name.substr(0, name.size() - ending);
    RowFileName found;
    found.stem = whole;
    found.ending = name.substr(whole.size());
    std::string_view stem = withoutHash(whole);
    if (const auto shards = takeNumber(stem, "-of-")) {
        if (const auto shard = takeNumber(stem, "-")) {
            found.stem = stem;
            found.shard = *shard;
            found.shards = *shards;
        }
    }
    return found;
}

std::string withoutRowEnding(const std::string& name)
{
    return name.substr(0, name.size() - endingSize(name));
}

} // namespace dpl::data
