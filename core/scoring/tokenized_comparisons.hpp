#pragma once

#include "data/preference_dataset.hpp"
#include "text/token_cache.hpp"

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

namespace dpl::scoring {

/// A comparison as a language model reads it.
struct TokenizedComparison {
    text::TokenIds chosen;
    text::TokenIds rejected;
    std::string where; ///< "file:line"

    std::size_t longestSide() const { return std::max(chosen.size(), rejected.size()); }
};

/// Those that are short enough.
struct TokenizedComparisons {
    std::vector<TokenizedComparison> comparisons;
    std::vector<std::size_t> rows; ///< of the dataset, for each comparison
    std::int64_t tooLong = 0; ///< left out because a side has more than maxLength tokens
    data::SkippedRows empty; ///< left out because a side has no token
};

/// The token ids of a dataset, read from `cache` if they are there from an earlier time, else computed on `threads`
/// threads and kept there. Pairs in which a side is longer than maxLength (0: any)
/// are left out, never cut. One with a side without a token (an empty text, where the tokenizer adds no begin token) is
/// a row that cannot be used: an error, or left out and listed with `skipBadRows`. Throws Error if none is left,
/// Stopped if a stop is requested.
TokenizedComparisons tokenize(const data::PreferenceDataset& dataset, const text::Tokenizer& tokenizer,
    std::int64_t maxLength, bool skipBadRows, const text::TokenIdCache& cache, int threads,
    const std::stop_token& stop);

} // namespace dpl::scoring
