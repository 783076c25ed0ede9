#include "data/preference_dataset.hpp"

#include "base/error.hpp"
#include "base/format.hpp"
#include "base/stopped.hpp"
#include "data/hidden_context_mix.hpp"
#include "data/row_error.hpp"
#include "data/whole_text.hpp"

#include <utility>

namespace dpl::data {

namespace {

constexpr const char* subsetColumn = "data_subset";

const std::string& stringOrNothing(const Json& row, const char* field)
{
    static const std::string nothing;
    const auto found = row.find(field);
    return found != row.end() && found->is_string() ? found->get_ref<const std::string&>() : nothing;
}

/// One of the two sides, or the prompt: a text, or messages.
const Json& sideOf(const Json& row, const char* side, const std::string& where)
{
    const auto found = row.find(side);
    if (found == row.end()) {
        throw RowError(where + ": \"" + side + "\" is missing; the columns are " + namesOfColumns(row)
            + ", and --columns " + side + "=... says which of them it is");
    }
    if (!found->is_string() && !areMessages(*found)) {
        throw RowError(where + ": " + side + ": expected a string, or a list of messages, found " + found->type_name());
    }
    return *found;
}

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

/// The folder says more about HH-RLHF than about relabelled files: there it is where the comparison comes from.
std::string flagFor(DatasetLayout layout, const DatasetPart& source, DataSubset subset)
{
    return toString(layout == DatasetLayout::hhRlhf && source.folder ? *source.folder : subset);
}

/// Reads a file's rows until the part has enough, and appends those that are wanted. How many that are.
std::int64_t takeRows(const PartReading& reading, const ReadFile& source, RowReader& reader, std::int64_t most,
    bool skipBadRows, PreferenceDataset& dataset, const std::stop_token& stop)
{
    const std::size_t file = dataset.files.size();
    dataset.files.push_back(source);
    std::int64_t taken = 0;
    while (most == 0 || taken < most) {
        throwIfStopped(stop);
        try {
            Json row;
            if (!reader.next(row)) {
                break;
            }
            Comparison comparison(std::move(row), reader.where(), file, reader.number(), reading.columns);
            if (reading.holdout.divides()
                && reading.holdout.isForTesting(comparison) != (reading.split == Split::test)) {
                continue;
            }
            if (reading.objective) {
                const std::string& told = comparison.objective();
                const std::string& objective = told.empty() ? comparison.dataSubset() : told;
                if (objective.empty() && reading.objectiveRequired) {
                    throw RowError(reader.where()
                        + ": the row has neither \"objective\" nor \"data_subset\", one of which "
                        + "hidden_context_ratio needs in a single file");
                }
                if (!objective.empty() && objective != toString(*reading.objective)) {
                    continue;
                }
            }
            if (reading.overwrite || comparison.dataSubset().empty()) {
                comparison.setDataSubset(reading.flag);
            }
            dataset.rows.push_back(std::move(comparison));
            ++taken;
        } catch (const RowError& error) {
            if (!skipBadRows) {
                throw;
            }
            dataset.skipped.add(error.what());
        }
    }
    return taken;
}

/// The part's files in words: "a/train.jsonl", or "a/train-00000-of-00002.parquet and 1 more".
std::string named(const DatasetPart& part)
{
    const std::size_t more = part.files.size() - 1;
    return part.files.front().string() + (more > 0 ? " and " + std::to_string(more) + " more" : std::string());
}

/// Reads rows until there are enough, and appends those that are wanted.
void read(const PartReading& reading, bool skipBadRows, PreferenceDataset& dataset, const std::stop_token& stop)
{
    const std::size_t part = dataset.files.empty() ? 0 : dataset.files.back().part + 1;
    std::int64_t taken = 0;
    for (const std::filesystem::path& file : reading.source.files) {
        if (reading.most > 0 && taken == reading.most) {
            break;
        }
        const std::unique_ptr<RowReader> reader = openRows(file);
        for (std::string& sentence : reader->leftOut()) {
            dataset.leftOut.push_back(std::move(sentence));
        }
        taken += takeRows(reading, {file, reader->numbers(), part}, *reader,
            reading.most > 0 ? reading.most - taken : 0, skipBadRows, dataset, stop);
    }
    if (taken < reading.most) {
        if (taken == 0) {
            throw Error(named(reading.source) + " has no usable rows");
        }
        throw Error(named(reading.source) + " has only " + std::to_string(taken) + " rows; "
            + std::to_string(reading.most) + " were requested: lower the dataset size, or use 0 for all rows");
    }
}

std::string place(const PreferenceDatasetParams& params)
{
    return params.path.string() + " (" + toString(params.subset) + ", " + toString(params.split) + ")";
}

void requireRows(const PreferenceDataset& dataset, const PreferenceDatasetParams& params)
{
    if (!dataset.rows.empty()) {
        return;
    }
    throw Error("the dataset " + place(params) + " has no usable rows"
        + (dataset.skipped.count > 0 ? "; " + std::to_string(dataset.skipped.count)
                    + " were skipped, the first: " + dataset.skipped.reasons.front()
                                     : std::string()));
}

/// Appends all rows of one objective.
void readObjective(const PreferenceDatasetParams& params, DataSubset objective, PreferenceDataset& dataset,
    const std::stop_token& stop)
{
    const DatasetLayout layout = datasetLayout(params.path);
    // An objective without a folder of its own may have its rows in the file of both.
    const bool hasFolder = hasObjectiveFolder(params.path, objective);
    for (const DatasetPart& source :
        datasetParts(params.path, hasFolder ? objective : DataSubset::both, params.split, params.holdout)) {
        PartReading reading{
            source, std::nullopt, flagFor(layout, source, params.overwriteDataSubset ? params.subset : objective)};
        reading.holdout = params.holdout;
        reading.columns = params.columns;
        reading.split = params.split;
        reading.overwrite = params.overwriteDataSubset && layout != DatasetLayout::hhRlhf;
        if (!hasFolder) {
            reading.objective = objective;
            reading.objectiveRequired = true;
        }
        read(reading, params.skipBadRows, dataset, stop);
    }
}

PreferenceDataset loadMixed(const PreferenceDatasetParams& params, const std::stop_token& stop)
{
    const DataSubset main = params.subset == DataSubset::both ? DataSubset::helpful : params.subset;
    PreferenceDataset pools;
    readObjective(params, main, pools, stop);
    const std::size_t mainRows = pools.rows.size();
    readObjective(params, main == DataSubset::helpful ? DataSubset::harmless : DataSubset::helpful, pools, stop);
    PreferenceDataset mixed{{}, std::move(pools.files), std::move(pools.skipped), std::move(pools.leftOut)};
    for (const MixedRow& row : mixObjectives(mainRows, pools.rows.size() - mainRows, *params.hiddenContextRatio,
             static_cast<std::size_t>(params.size), params.seed)) {
        mixed.rows.push_back(std::move(pools.rows[row.fromOther ? mainRows + row.index : row.index]));
    }
    return mixed;
}

} // namespace

Comparison::Comparison(Json row, const std::string& where, std::size_t file, std::int64_t line, const Columns& columns)
    : m_row(std::move(row)), m_file(file), m_line(line)
{
    if (!m_row.is_object()) {
        throw RowError(where + ": expected an object");
    }
    columns.apply(m_row, where);
    const bool ofMessages = areMessages(sideOf(m_row, "chosen", where));
    if (areMessages(sideOf(m_row, "rejected", where)) != ofMessages) {
        throw RowError(where + ": one of chosen and rejected is a text, and the other a list of messages");
    }
    m_kind = ofMessages ? Kind::messages : Kind::texts;
    takePrompt(where, columns.named(ColumnRole::prompt).has_value());
    if (hasMessages()) {
        for (const char* side : {"chosen", "rejected"}) {
            messagesOfSide(side, where);
        }
    }
    if (const auto subset = m_row.find(subsetColumn);
        subset != m_row.end() && !subset->is_null() && !subset->is_string()) {
        stringMember(m_row, subsetColumn, where);
    }
}

/// What the two sides answer gets the name "prompt", if it is not in them anyway.
void Comparison::takePrompt(const std::string& where, bool isFixed)
{
    const std::string column = columnOfPrompt(m_row);
    if (column.empty()) {
        return;
    }
    if (column != "prompt") {
        const bool isThere = m_kind == Kind::messages ? beginDialogue(messagesOf(m_row["chosen"], where + ": chosen"))
                                                      : m_row[column].is_string()
                && stringOrNothing(m_row, "chosen").find(stringOrNothing(m_row, column.c_str())) != std::string::npos;
        if (isFixed || isThere) {
            return;
        }
        Json prompt = promptOfColumn(m_row, column);
        Json renamed = Json::object();
        for (auto& [name, value] : m_row.items()) {
            if (name == column) {
                renamed["prompt"] = std::move(prompt);
            } else if (name != "prompt") {
                renamed[name] = std::move(value);
            }
        }
        m_row = std::move(renamed);
    }
    const Json& taken = sideOf(m_row, "prompt", where);
    if (m_kind == Kind::texts && areMessages(taken)) {
        m_kind = Kind::answers;
    } else if (m_kind == Kind::texts) {
        m_hasPromptBefore = !promptBefore(
            stringOrNothing(m_row, "prompt"), stringOrNothing(m_row, "chosen"), stringOrNothing(m_row, "rejected"))
                                 .empty();
    }
}

Json Comparison::messagesOfSide(const char* side, const std::string& where) const
{
    const std::string place = where + ": " + side;
    const Json& given = m_row.at(side);
    Json messages = m_kind == Kind::answers
        ? Json::array({messageFrom("assistant", given.get_ref<const std::string&>())})
        : messagesOf(given, place);
    const auto prompt = m_row.find("prompt");
    if (prompt == m_row.end() || prompt->is_null()) {
        return messages;
    }
    return prompt->is_string() ? withPrompt(prompt->get_ref<const std::string&>(), std::move(messages), place)
                               : joined(messagesOf(*prompt, where + ": prompt"), std::move(messages));
}

Dialogue Comparison::dialogue(const char* side) const
{
    if (hasMessages()) {
        return Dialogue(messagesOfSide(side, {}));
    }
    const auto& text = m_row.find(side)->get_ref<const std::string&>();
    return Dialogue(m_hasPromptBefore ? stringOrNothing(m_row, "prompt") + text : text);
}

const std::string& Comparison::dataSubset() const
{
    return stringOrNothing(m_row, subsetColumn);
}

void Comparison::setDataSubset(const std::string& name)
{
    m_row[subsetColumn] = name;
}

const std::string& Comparison::objective() const
{
    return stringOrNothing(m_row, "objective");
}

void PreferenceDatasetParams::validate() const
{
    if (path.empty()) {
        throw Error("data_path is empty; name the folder or file of a dataset");
    }
    if (size < 0) {
        throw Error("the dataset size must not be negative, but is " + std::to_string(size) + "; 0 takes all rows");
    }
    if (hiddenContextRatio && !(*hiddenContextRatio >= 0.0 && *hiddenContextRatio <= 0.5)) {
        throw Error("hidden_context_ratio must be between 0 and 0.5, not " + formatLikePython(*hiddenContextRatio));
    }
    holdout.validate();
}

std::string PreferenceDataset::placeOf(const Comparison& row) const
{
    const ReadFile& file = files[row.file()];
    return data::placeOf(file.path.string(), file.numbers, row.line());
}

PreferenceDataset loadPreferences(const PreferenceDatasetParams& params, const std::stop_token& stop)
{
    params.validate();
    if (params.hiddenContextRatio) {
        PreferenceDataset mixed = loadMixed(params, stop);
        requireRows(mixed, params);
        return mixed;
    }
    const DatasetLayout layout = datasetLayout(params.path);
    const auto sources = datasetParts(params.path, params.subset, params.split, params.holdout);
    const auto share = params.size / static_cast<std::int64_t>(sources.size());
    if (params.size > 0 && share == 0) {
        throw Error("a dataset size of " + std::to_string(params.size) + " over " + std::to_string(sources.size())
            + " files takes no row from any of them; request at least one per file");
    }
    PreferenceDataset dataset;
    for (const DatasetPart& source : sources) {
        PartReading reading{source, std::nullopt, flagFor(layout, source, params.subset)};
        reading.holdout = params.holdout;
        reading.columns = params.columns;
        reading.split = params.split;
        reading.overwrite = params.overwriteDataSubset && layout != DatasetLayout::hhRlhf;
        reading.most = share;
        if (!source.folder && params.subset != DataSubset::both && !params.overwriteDataSubset) {
            reading.objective = params.subset;
        }
        read(reading, params.skipBadRows, dataset, stop);
    }
    requireRows(dataset, params);
    return dataset;
}

} // namespace dpl::data
