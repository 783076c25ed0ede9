#pragma once

#include "data/preference_dataset.hpp"

#include <map>
#include <string>
#include <vector>

namespace dpl::data {

/// The column of each meaning; empty: none.
using ColumnMeanings = std::map<ColumnRole, std::string>;

/// What a dataset's first row has, and how it is read.
struct FoundColumns {
    std::vector<std::string> names; ///< in their order
    ColumnMeanings automatic; ///< prompt, chosen and rejected where nothing is said of them
    ColumnMeanings meanings; ///< the same as they are read

    /// Nothing is to be said of them: all have the names of what they mean.
    bool arePlain() const;
};

/// Throws Error for files that are missing or cannot be read, and if no row of the first hundred is an object.
FoundColumns findColumns(const PreferenceDatasetParams& params);

/// "columns: prompt is "question", chosen is "better", rejected is "worse"": what they are read as; empty where they
/// are plain.
std::string sentenceOn(const FoundColumns& found);

/// The text by which a dataset's columns mean this (Columns); what they mean anyway is not said. What `given` says of
/// other meanings stays.
std::string textFor(const FoundColumns& found, const ColumnMeanings& wanted, const std::string& given);

} // namespace dpl::data
