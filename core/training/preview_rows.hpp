#pragma once

#include "data/preference_dataset.hpp"
#include "scoring/dialogue_reader.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace dpl::training {

/// A comparison for somebody who looks at the data before training on it.
struct PreviewedPair {
    std::int64_t row = 0; ///< of the rows that are trained on, from 0
    std::string dataSubset;
    std::string where; ///< "helpful-base/train.jsonl.gz:12", "data/train.parquet, row 12"
    std::string chosen;
    std::string rejected;
    std::size_t commonBytes = 0; ///< with how many bytes both begin, cut at the beginning of a word
    std::int64_t chosenTokens = 0;
    std::int64_t rejectedTokens = 0;
    std::int64_t commonTokens = 0; ///< computed once for both

    friend bool operator==(const PreviewedPair&, const PreviewedPair&) = default;
};

/// All rows of a dataset that a training would take, of which each is read again from its file when it is looked at: a
/// few bytes of memory a row. Of use to several threads at once.
class PreviewRows {
public:
    PreviewRows(const data::PreferenceDataset& dataset, data::Columns columns,
        std::shared_ptr<const scoring::DialogueReader> reader);

    std::int64_t count() const { return static_cast<std::int64_t>(m_places.size()); }

    /// Up to `count` rows from `first`. Throws Error for a file that has changed so that its row is not there any more,
    /// Stopped if a stop is requested.
    std::vector<PreviewedPair> read(
        std::int64_t first, std::int64_t count, int threads, const std::stop_token& stop) const;

    /// The rows with a text in one of their sides, upper and lower case alike, in ascending order. Throws as read().
    std::vector<std::int64_t> find(const std::string& text, const std::stop_token& stop) const;

private:
    struct Place {
        std::uint32_t file;
        std::uint32_t subset;
        std::int64_t line;
    };

    /// Calls take(row, comparison) for these rows, in the order of their places.
    template <typename Take>
    void visit(const std::vector<std::uint32_t>& inFileOrder, const std::stop_token& stop, const Take& take) const;

    std::vector<data::ReadFile> m_files;
    std::vector<std::string> m_subsets;
    std::vector<Place> m_places; ///< of each row
    std::vector<std::uint32_t> m_inFileOrder; ///< rows by their places
    data::Columns m_columns;
    std::shared_ptr<const scoring::DialogueReader> m_reader;
};

/// How many of the first `text` bytes both share, at the beginning of a word of valid UTF-8.
std::size_t commonPrefix(const std::string& a, const std::string& b);

/// How many ids both begin with.
std::int64_t commonTokens(const text::TokenIds& a, const text::TokenIds& b);

} // namespace dpl::training
