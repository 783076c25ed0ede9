#pragma once

#include "text/tokenizer.hpp"

#include <array>
#include <vector>

namespace dpl::text {

/// The ids of words met before. Of fixed size: a word takes the place of another that falls on the same entry; long
/// words are not kept.
class WordCache {
public:
    /// Where a word is or may be kept.
    struct Entry {
        static constexpr std::size_t longestWord = 30;
        static constexpr std::size_t mostIds = 8;

        std::array<char, longestWord> word;
        std::uint8_t length = 0; ///< 0: holds nothing
        std::uint8_t count = 0;
        std::array<TokenId, mostIds> ids;

        bool holds(std::string_view other) const;
        void keep(std::string_view other, std::span<const TokenId> otherIds);
    };

    WordCache() : m_entries(entries) { }

    /// The entry of a word, or nullptr if it is too long to be kept.
    Entry* entryOf(std::string_view word);

private:
    static constexpr std::size_t entries = std::size_t{1} << 15;
    std::vector<Entry> m_entries;
};

} // namespace dpl::text
