#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace dpl::inspection {

/// Bytes [begin, end) of a text.
struct TextRange {
    std::size_t begin = 0;
    std::size_t end = 0;

    friend bool operator==(const TextRange&, const TextRange&) = default;
};

struct TextDifference {
    std::vector<TextRange> first; ///< words of the first text that the second lacks; neighbours joined
    std::vector<TextRange> second;
    bool exact =
        true; ///< false: the texts are too long for it, and all between their common beginning and end is marked
};

/// Compares word by word: what is not of the longest common subsequence of words, after the words that both begin and
/// end with. Takes time and memory of the product of what is left, up to `bound` cells.
TextDifference textDifference(
    std::string_view first, std::string_view second, std::size_t bound = std::size_t{4} << 20);

} // namespace dpl::inspection
