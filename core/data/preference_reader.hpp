#pragma once

#include "data/preference_dataset.hpp"

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace dpl::data {

/// Which rows of one part are taken, and what they are given.
struct PartReading {
    DatasetPart source;
    std::optional<DataSubset> objective; ///< only rows of it
    std::string flag; ///< the data_subset of rows that have none
    bool overwrite = false;
    bool objectiveRequired = false; ///< a row that does not say its objective cannot be used
    std::int64_t most = 0; ///< 0: all
    Holdout holdout = {};
    Split split = Split::train;
    Columns columns = {};
};

/// How all rows of one objective are read.
std::vector<PartReading> readingsOfObjective(const PreferenceDatasetParams& params, DataSubset objective);

/// The rows of a dataset one after another, so that a dataset may be larger than memory.
class PreferenceReader {
public:
    /// Those that loadPreferences loads. Throws Error as it does, and for params with hiddenContextRatio, whose rows
    /// are drawn from all.
    explicit PreferenceReader(const PreferenceDatasetParams& params);

    PreferenceReader(std::vector<PartReading> parts, bool skipBadRows)
        : m_parts(std::move(parts)), m_skipBadRows(skipBadRows)
    {
    }

    /// The next row; nothing at the end. Throws as loadPreferences does.
    std::optional<Comparison> next(const std::stop_token& stop);

    std::int64_t rows() const { return m_rows; } ///< read so far

    // What is known so far, as of a PreferenceDataset.
    const std::vector<ReadFile>& files() const { return m_files; }
    const SkippedRows& skipped() const { return m_skipped; }
    const std::vector<std::string>& leftOut() const { return m_leftOut; }
    std::string placeOf(const Comparison& row) const { return data::placeOf(m_files, row); }

    /// All rows that are left.
    PreferenceDataset readAll(const std::stop_token& stop);

private:
    bool open();
    std::optional<Comparison> nextOfFile(const PartReading& reading, const std::stop_token& stop);
    bool isWanted(const PartReading& reading, const Comparison& row) const;
    void requireEnough(const PartReading& reading) const;

    std::vector<PartReading> m_parts;
    bool m_skipBadRows;
    std::optional<PreferenceDatasetParams> m_params; ///< that want a row at least
    std::size_t m_part = 0;
    std::size_t m_file = 0; ///< of the part, the next one
    std::int64_t m_taken = 0; ///< rows of the part
    std::int64_t m_rows = 0;
    std::unique_ptr<RowReader> m_reader;
    std::vector<ReadFile> m_files;
    SkippedRows m_skipped;
    std::vector<std::string> m_leftOut;
};

} // namespace dpl::data
