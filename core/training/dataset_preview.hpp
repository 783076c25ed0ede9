#pragma once

#include "data/preference_dataset.hpp"

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace dpl::training {

struct TrainingParams;

/// A comparison for somebody who looks at the data before training on it.
struct PreviewedPair {
    std::int64_t row = 0; ///< of the rows that are trained on, from 0
    std::string dataSubset;
    std::string where; ///< "train.jsonl.gz:12"
    std::string chosen;
    std::string rejected;
    std::size_t commonBytes = 0; ///< with how many bytes both begin, cut at the beginning of a word
    std::int64_t chosenTokens = 0;
    std::int64_t rejectedTokens = 0;
    std::int64_t commonTokens = 0; ///< computed once for both

    friend bool operator==(const PreviewedPair&, const PreviewedPair&) = default;
};

/// What a training would read.
struct DatasetPreview {
    std::int64_t rows = 0; ///< of the subset and size asked for
    std::vector<std::pair<std::string, std::int64_t>> subsets; ///< rows by data_subset
    std::int64_t files = 0; ///< that the rows are read from
    std::int64_t rowsOfShortestFile = 0;
    std::int64_t skippedRows = 0;
    std::int64_t measuredRows = 0; ///< rows whose tokens were counted: all, or a sample of them
    std::int64_t tooLong = 0; ///< of those, how many max_length leaves out
    std::vector<std::int64_t> sideTokens; ///< of both sides of the measured rows
    double tokensPerComparison = 0.0; ///< mean, of those not left out, common prefixes counted once
    std::vector<PreviewedPair> pairs; ///< from all over the dataset

    /// Rows that are left, as far as the sample tells.
    std::int64_t comparisons() const;
};

/// Reads the training rows of the params and counts tokens, of `mostMeasured` rows at most, evenly spread. Throws Error
/// for what training would refuse, Stopped if a stop is requested.
DatasetPreview previewDataset(const TrainingParams& params, int threads, const std::stop_token& stop,
    std::int64_t mostMeasured = 4000, std::size_t pairs = 200);

/// How many of the first `text` bytes both share, at the beginning of a word of valid UTF-8.
std::size_t commonPrefix(const std::string& a, const std::string& b);

} // namespace dpl::training
