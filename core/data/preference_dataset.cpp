#include "data/preference_dataset.hpp"

#include "base/error.hpp"
#include "base/format.hpp"
#include "data/hidden_context_mix.hpp"
#include "data/preference_reader.hpp"
#include "data/row_error.hpp"
#include "data/whole_text.hpp"

#include <algorithm>
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

PreferenceDataset loadMixed(const PreferenceDatasetParams& params, const std::stop_token& stop)
{
    const DataSubset main = params.subset == DataSubset::both ? DataSubset::helpful : params.subset;
    std::vector<PartReading> parts = readingsOfObjective(params, main);
    const std::size_t mainParts = parts.size();
    for (PartReading& part :
        readingsOfObjective(params, main == DataSubset::helpful ? DataSubset::harmless : DataSubset::helpful)) {
        parts.push_back(std::move(part));
    }
    PreferenceDataset pools = PreferenceReader(std::move(parts), params.skipBadRows).readAll(stop);
    const auto mainRows = static_cast<std::size_t>(std::count_if(pools.rows.begin(), pools.rows.end(),
        [&](const Comparison& row) { return pools.files[row.file()].part < mainParts; }));
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
    if (prompt != m_row.end() && prompt->is_string()) {
        messages = withPrompt(prompt->get_ref<const std::string&>(), std::move(messages), place);
    } else if (prompt != m_row.end() && !prompt->is_null()) {
        messages = joined(messagesOf(*prompt, where + ": prompt"), std::move(messages));
    }
    return withSystem(m_row, std::move(messages));
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

std::string placeOf(const std::vector<ReadFile>& files, const Comparison& row)
{
    const ReadFile& file = files[row.file()];
    return placeOf(file.path.string(), file.numbers, row.line());
}

Error noRows(const PreferenceDatasetParams& params, const SkippedRows& skipped)
{
    return Error("the dataset " + params.path.string() + " (" + toString(params.subset) + ", " + toString(params.split)
        + ") has no usable rows"
        + (skipped.count > 0
                ? "; " + std::to_string(skipped.count) + " were skipped, the first: " + skipped.reasons.front()
                : std::string()));
}

PreferenceDataset loadPreferences(const PreferenceDatasetParams& params, const std::stop_token& stop)
{
    params.validate();
    if (!params.hiddenContextRatio) {
        return PreferenceReader(params).readAll(stop);
    }
    PreferenceDataset mixed = loadMixed(params, stop);
    if (mixed.rows.empty()) {
        throw noRows(params, mixed.skipped);
    }
    return mixed;
}

} // namespace dpl::data
