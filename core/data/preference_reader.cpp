#include "data/preference_reader.hpp"

#include "base/error.hpp"
#include "base/stopped.hpp"
#include "data/row_error.hpp"

#include <utility>

namespace dpl::data {

namespace {

/// The folder says more about HH-RLHF than about relabelled files: there it is where the comparison comes from.
std::string flagFor(DatasetLayout layout, const DatasetPart& source, DataSubset subset)
{
    return toString(layout == DatasetLayout::hhRlhf && source.folder ? *source.folder : subset);
}

/// The part's files in words: "a/train.jsonl", or "a/train-00000-of-00002.parquet and 1 more".
std::string named(const DatasetPart& part)
{
    const std::size_t more = part.files.size() - 1;
    return part.files.front().string() + (more > 0 ? " and " + std::to_string(more) + " more" : std::string());
}

PartReading readingOf(
    const PreferenceDatasetParams& params, DatasetLayout layout, const DatasetPart& source, DataSubset flag)
{
    PartReading reading{source, std::nullopt, flagFor(layout, source, flag)};
    reading.holdout = params.holdout;
    reading.columns = params.columns;
    reading.split = params.split;
    reading.overwrite = params.overwriteDataSubset && layout != DatasetLayout::hhRlhf;
    return reading;
}

} // namespace

std::vector<PartReading> readingsOfObjective(const PreferenceDatasetParams& params, DataSubset objective)
{
    const DatasetLayout layout = datasetLayout(params.path);
    // An objective without a folder of its own may have its rows in the file of both.
    const bool hasFolder = hasObjectiveFolder(params.path, objective);
    std::vector<PartReading> readings;
    for (const DatasetPart& source :
        datasetParts(params.path, hasFolder ? objective : DataSubset::both, params.split, params.holdout)) {
        PartReading reading = readingOf(params, layout, source, params.overwriteDataSubset ? params.subset : objective);
        if (!hasFolder) {
            reading.objective = objective;
            reading.objectiveRequired = true;
        }
        readings.push_back(std::move(reading));
    }
    return readings;
}

PreferenceReader::PreferenceReader(const PreferenceDatasetParams& params)
    : m_skipBadRows(params.skipBadRows), m_params(params)
{
    params.validate();
    if (params.hiddenContextRatio) {
        throw Error("rows that are mixed by hidden_context_ratio cannot be read one after another");
    }
    const DatasetLayout layout = datasetLayout(params.path);
    const auto sources = datasetParts(params.path, params.subset, params.split, params.holdout);
    const auto share = params.size / static_cast<std::int64_t>(sources.size());
    if (params.size > 0 && share == 0) {
        throw Error("a dataset size of " + std::to_string(params.size) + " over " + std::to_string(sources.size())
            + " files takes no row from any of them; request at least one per file");
    }
    for (const DatasetPart& source : sources) {
        PartReading reading = readingOf(params, layout, source, params.subset);
        reading.most = share;
        if (!source.folder && params.subset != DataSubset::both && !params.overwriteDataSubset) {
            reading.objective = params.subset;
        }
        m_parts.push_back(std::move(reading));
    }
}

/// The next file; false where all are read.
bool PreferenceReader::open()
{
    while (m_part < m_parts.size()) {
        const PartReading& part = m_parts[m_part];
        const bool hasEnough = part.most > 0 && m_taken == part.most;
        if (hasEnough || m_file == part.source.files.size()) {
            requireEnough(part);
            ++m_part;
            m_file = 0;
            m_taken = 0;
            continue;
        }
        const std::filesystem::path& file = part.source.files[m_file++];
        m_reader = openRows(file);
        for (std::string& sentence : m_reader->leftOut()) {
            m_leftOut.push_back(std::move(sentence));
        }
        m_files.push_back({file, m_reader->numbers(), m_part});
        return true;
    }
    return false;
}

void PreferenceReader::requireEnough(const PartReading& reading) const
{
    if (m_taken >= reading.most) {
        return;
    }
    if (m_taken == 0) {
        throw Error(named(reading.source) + " has no usable rows");
    }
    throw Error(named(reading.source) + " has only " + std::to_string(m_taken) + " rows; "
        + std::to_string(reading.most) + " were requested: lower the dataset size, or use 0 for all rows");
}

bool PreferenceReader::isWanted(const PartReading& reading, const Comparison& row) const
{
    if (reading.holdout.divides() && reading.holdout.isForTesting(row) != (reading.split == Split::test)) {
        return false;
    }
    if (!reading.objective) {
        return true;
    }
    const std::string& told = row.objective();
    const std::string& objective = told.empty() ? row.dataSubset() : told;
    if (objective.empty() && reading.objectiveRequired) {
        throw RowError(m_reader->where()
            + ": the row has neither \"objective\" nor \"data_subset\", one of which "
              "hidden_context_ratio needs in a single file");
    }
    return objective.empty() || objective == toString(*reading.objective);
}

std::optional<Comparison> PreferenceReader::nextOfFile(const PartReading& reading, const std::stop_token& stop)
{
    for (;;) {
        throwIfStopped(stop);
        try {
            Json row;
            if (!m_reader->next(row)) {
                return std::nullopt;
            }
            Comparison comparison(
                std::move(row), m_reader->where(), m_files.size() - 1, m_reader->number(), reading.columns);
            if (!isWanted(reading, comparison)) {
                continue;
            }
            if (reading.overwrite || comparison.dataSubset().empty()) {
                comparison.setDataSubset(reading.flag);
            }
            return comparison;
        } catch (const RowError& error) {
            if (!m_skipBadRows) {
                throw;
            }
            m_skipped.add(error.what());
        }
    }
}

std::optional<Comparison> PreferenceReader::next(const std::stop_token& stop)
{
    while (m_reader || open()) {
        const PartReading& reading = m_parts[m_part];
        if (reading.most == 0 || m_taken < reading.most) {
            if (std::optional<Comparison> row = nextOfFile(reading, stop)) {
                ++m_taken;
                ++m_rows;
                return row;
            }
        }
        m_reader.reset();
    }
    if (m_rows == 0 && m_params) {
        throw noRows(*m_params, m_skipped);
    }
    return std::nullopt;
}

PreferenceDataset PreferenceReader::readAll(const std::stop_token& stop)
{
    PreferenceDataset dataset;
    while (std::optional<Comparison> row = next(stop)) {
        dataset.rows.push_back(std::move(*row));
    }
    dataset.files = std::move(m_files);
    dataset.skipped = std::move(m_skipped);
    dataset.leftOut = std::move(m_leftOut);
    return dataset;
}

} // namespace dpl::data
