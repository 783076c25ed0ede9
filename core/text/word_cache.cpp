#include "text/word_cache.hpp"

#include <cstring>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace dpl::text {

bool WordCache::Entry::holds(std::string_view other) const
{
    return length == other.size() && std::memcmp(word.data(), other.data(), other.size()) == 0;
}

void WordCache::Entry::keep(std::string_view other, std::span<const TokenId> otherIds)
{
    if (other.size() > longestWord || otherIds.size() > mostIds) {
        return;
    }
    length = static_cast<std::uint8_t>(other.size());
    count = static_cast<std::uint8_t>(otherIds.size());
    std::copy(other.begin(), other.end(), word.begin());
    std::copy(otherIds.begin(), otherIds.end(), ids.begin());
}

WordCache::Entry* WordCache::entryOf(std::string_view word)
{
    if (word.size() > Entry::longestWord) {
        return nullptr;
    }
    return &m_entries[XXH3_64bits(word.data(), word.size()) & (entries - 1)];
}

} // namespace dpl::text
