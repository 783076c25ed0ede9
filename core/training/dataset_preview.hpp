#pragma once

#include "data/dataset_folder.hpp"
#include "data/found_columns.hpp"
#include "training/preview_rows.hpp"

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace dpl::training {

struct TrainingParams;

/// What a training would read.
struct DatasetPreview {
    std::int64_t rows = 0; ///< of the subset and size asked for
    std::vector<std::pair<std::string, std::int64_t>> subsets; ///< rows by data_subset
    std::int64_t files = 0; ///< that the rows are read from; those of one part count as one
    std::int64_t rowsOfShortestFile = 0;
    std::int64_t skippedRows = 0;
    std::int64_t longest = 0; ///< tokens of a side: max_length, or the backbone's context where that is less
    std::int64_t measuredRows = 0; ///< rows whose tokens were counted: all, or a sample of them
    std::int64_t tooLong = 0; ///< of those, how many have a side longer than `longest`
    std::int64_t leftOut = 0; ///< of those, how many long_comparisons leaves out
    std::vector<std::int64_t> sideTokens; ///< of both sides of the measured rows
    double tokensPerComparison = 0.0; ///< mean, of those not left out, common prefixes counted once
    std::vector<data::DatasetDescription::Part> parts; ///< of a dataset with a folder for each subset
    bool hasTestRows = false; ///< of its own, apart from those to train on
    std::int64_t testRows = 0; ///< of all subsets, that a trained model is evaluated on
    std::vector<PreviewedPair> firstPairs;
    std::shared_ptr<const PreviewRows> pairs; ///< all of them

    /// Rows that are left, as far as the sample tells.
    std::int64_t comparisons() const;
};

/// What the columns of the params' dataset mean. Throws Error.
data::FoundColumns previewColumns(const TrainingParams& params);

/// Reads the training rows of the params and counts tokens, of `mostMeasured` rows at most, evenly spread. Throws Error
/// for what training would refuse, ParameterError where it can be told of which parameter that is, Stopped if a stop is
/// requested.
DatasetPreview previewDataset(const TrainingParams& params, int threads, const std::stop_token& stop,
    std::int64_t mostMeasured = 4000, std::int64_t firstPairs = 20);

} // namespace dpl::training
