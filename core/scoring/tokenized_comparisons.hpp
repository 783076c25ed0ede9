#pragma once

#include "data/preference_reader.hpp"
#include "scoring/dialogue_reader.hpp"
#include "text/token_cache.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
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

/// What is done with a comparison of which a side is longer than max_length.
enum class LongComparisons {
    leaveOut, ///< as the reference does
    truncate, ///< both sides are cut there
    refuse,
};

/// "leave_out", "truncate", "refuse"
std::string toString(LongComparisons rule);
LongComparisons longComparisonsFromString(const std::string& name); ///< throws Error "long_comparisons: ..."

struct TokenizeOptions {
    std::int64_t maxLength = 0; ///< tokens of a side; 0: any
    LongComparisons longComparisons = LongComparisons::leaveOut;
    bool skipBadRows = false; ///< leave out and list rows that cannot be used, rather than fail
    int threads = 1;
};

/// What became of comparisons.
struct ComparisonCounts {
    /// How many comparisons of a data_subset were too long.
    struct Count {
        std::int64_t tooLong = 0;
        std::int64_t all = 0;
    };

    std::int64_t tooLong = 0; ///< left out because a side has more than maxLength tokens, or, cut, both are the same
    std::int64_t truncated = 0; ///< that are cut
    std::map<std::string, Count> longBySubset; ///< both of them, by data_subset
    data::SkippedRows unusable; ///< left out because a side has no token, or the chat template does not render it

    /// "3 of 10 train rows are left out: a side has more than 64 tokens (max_length, or the backbone's
    /// context); harmless 1 of 4, helpful 2 of 6"; empty where none is too long. `rowsName`: "train rows".
    std::string sentenceOnLength(const std::string& rowsName, std::int64_t maxLength) const;
};

/// Those that are short enough, or cut.
struct TokenizedComparisons : ComparisonCounts {
    std::vector<TokenizedComparison> comparisons;
    std::vector<std::size_t> rows; ///< of the dataset, for each comparison
};

/// The token ids of a dataset, read from `cache` if they are there from an earlier time, else computed and kept there.
/// A row with a side without a token (an empty text, where the tokenizer adds no begin token) or messages that the chat
/// template refuses cannot be used. Throws Error if none is left, or one is not to be left out, Stopped if a stop is
/// requested.
TokenizedComparisons tokenize(const data::PreferenceDataset& dataset, const DialogueReader& reader,
    const TokenizeOptions& options, const text::TokenIdCache& cache, const std::stop_token& stop);

/// A dataset's comparisons as a language model reads them, one after another, as tokenize has them: few of them are in
/// memory at a time.
class ComparisonReader {
public:
    struct Read {
        data::Comparison row;
        std::size_t index; ///< of the dataset's rows
        TokenizedComparison tokens;
    };

    /// `reader` has to outlive it. Throws as data::PreferenceReader does.
    ComparisonReader(
        const data::PreferenceDatasetParams& which, const DialogueReader& reader, const TokenizeOptions& options);

    /// The next one that can be used; nothing at the end. Throws as loadPreferences and tokenize do.
    std::optional<Read> next(const std::stop_token& stop);

    const ComparisonCounts& counts() const { return m_counts; } ///< so far
    const data::PreferenceReader& rows() const { return m_rows; }

private:
    void readMore(const std::stop_token& stop);

    data::PreferenceReader m_rows;
    const DialogueReader& m_reader;
    TokenizeOptions m_options;
    std::deque<Read> m_waiting;
    bool m_hasEnded = false;
    bool m_isUsed = false; ///< some row is
    ComparisonCounts m_counts;
};

} // namespace dpl::scoring
