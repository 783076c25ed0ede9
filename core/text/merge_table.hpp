#pragma once

#include "text/vocabulary.hpp"

#include <cstdint>
#include <vector>

namespace dpl::text {

/// The merges of byte-pair encoding: which two neighbouring tokens become one, and which pair goes first.
class MergeTable {
public:
    /// A merge by the spelling of its two tokens.
    using Pairs = std::vector<std::pair<std::string, std::string>>;

    /// Pairs in the order of their rank; a pair that occurs twice has its last rank, as in Hugging Face's library.
    /// Throws Error naming the source and the merge if a token or what two become is not in the vocabulary.
    MergeTable(const Pairs& pairs, const Vocabulary& vocabulary, const std::string& source);

    /// What a merge needs beside its symbols; kept from word to word to save allocations.
    struct Scratch {
        struct Candidate {
            std::uint64_t order; ///< rank, then position: the least goes first
            TokenId merged;
        };
        std::vector<std::uint32_t> ranks;
        std::vector<std::uint32_t> previous;
        std::vector<std::uint32_t> next;
        std::vector<Candidate> heap;
    };

    /// Merges neighbours until no pair is left that has a merge: the pair of the lowest rank first, the leftmost of
    /// equals. n log n steps for n symbols.
    void apply(TokenIds& symbols, Scratch& scratch) const;

    std::size_t size() const { return m_count; }

private:
    struct Slot {
        std::uint64_t pair = unused;
        std::uint32_t rank = 0;
        TokenId merged = 0;
    };
    static constexpr std::uint64_t unused = ~std::uint64_t{0}; // no pair: ids are not negative

    const Slot* find(TokenId left, TokenId right) const;
    void applyToFew(TokenIds& symbols, Scratch& scratch) const;
    void applyToMany(TokenIds& symbols, Scratch& scratch) const;

    std::vector<Slot> m_slots; ///< open addressing, a power of two
    std::size_t m_mask = 0;
    std::size_t m_count = 0;
};

} // namespace dpl::text
