#pragma once

#include "text/tokenizer.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace dpl::backbone {

/// A run of tokens of a packed batch. It continues another one, its prefix, and with it that one's prefixes: a token
/// attends to all tokens of these and, causally, to those of its own segment. Segments that share a prefix do not see
/// each other.
struct Segment {
    std::int64_t begin = 0; ///< its tokens are [begin, end)
    std::int64_t end = 0;
    std::int32_t prefix = -1; ///< an earlier segment, or none
};

/// Sequences without padding, what they have in common computed once. Tokens of all segments lie one after another.
struct PackedBatch {
    std::vector<text::TokenId> tokens;
    std::vector<std::int32_t> positions; ///< in the sequence, from 0
    std::vector<Segment> segments;
    std::vector<std::int64_t> lastTokens; ///< of each sequence that was added, in that order: where its score is read

    /// Adds a sequence of its own. Throws Error if it is empty.
    void addSequence(std::span<const text::TokenId> tokens);

    /// Adds sequences, computing their common prefix once. Two responses to one prompt share the prompt and whatever
    /// of their beginnings is equal. Throws Error if one is empty.
    void addSharingPrefix(std::span<const std::span<const text::TokenId>> sequences);

    std::int64_t tokenCount() const { return static_cast<std::int64_t>(tokens.size()); }

    /// The segment that a token belongs to.
    std::size_t segmentOf(std::int64_t token) const;

    /// The same sequences, each by itself.
    PackedBatch unshared() const;

    /// Throws Error if the structure contradicts itself or a token is outside the vocabulary or the context.
    void check(std::int64_t vocabularySize, std::int64_t contextLength) const;
};

} // namespace dpl::backbone
