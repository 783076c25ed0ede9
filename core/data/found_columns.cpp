#include "data/found_columns.hpp"

#include "base/error.hpp"
#include "data/row_error.hpp"
#include "data/row_reader.hpp"

#include <algorithm>

namespace dpl::data {

namespace {

constexpr ColumnRole chosenOnes[]{ColumnRole::prompt, ColumnRole::chosen, ColumnRole::rejected};

Json firstRow(const std::filesystem::path& file)
{
    constexpr int most = 100;
    const std::unique_ptr<RowReader> reader = openRows(file);
    std::string first;
    for (int i = 0; i < most; ++i) {
        try {
            Json row;
            if (!reader->next(row)) {
                break;
            }
            if (row.is_object()) {
                return row;
            }
        } catch (const RowError& error) {
            first = first.empty() ? error.what() : first;
        }
    }
    throw Error(first.empty() ? file.string() + " has no rows" : first);
}

} // namespace

bool FoundColumns::arePlain() const
{
    return meanings == automatic && std::all_of(meanings.begin(), meanings.end(), [](const auto& meaning) {
        return meaning.second == toString(meaning.first)
            || (meaning.first == ColumnRole::prompt && meaning.second.empty());
    });
}

FoundColumns findColumns(const PreferenceDatasetParams& params)
{
    const Json row = firstRow(datasetFiles(params.path, params.subset, params.split, params.holdout).front());
    FoundColumns found;
    for (const auto& [name, value] : row.items()) {
        found.names.push_back(name);
    }
    const auto orNone = [&](const char* name) { return row.contains(name) ? name : ""; };
    found.automatic = {{ColumnRole::prompt, columnOfPrompt(row)}, {ColumnRole::chosen, orNone("chosen")},
        {ColumnRole::rejected, orNone("rejected")}};
    found.meanings = found.automatic;
    for (const ColumnRole role : chosenOnes) {
        if (const auto named = params.columns.named(role)) {
            found.meanings[role] = *named;
        }
    }
    return found;
}

std::string sentenceOn(const FoundColumns& found)
{
    std::string sentence;
    for (const auto& [role, column] : found.meanings) {
        if (!found.arePlain()) {
            sentence += (sentence.empty() ? "columns: " : ", ") + std::string(toString(role)) + " is "
                + (column.empty() ? "none" : "\"" + column + "\"");
        }
    }
    return sentence;
}

std::string textFor(const FoundColumns& found, const ColumnMeanings& wanted, const std::string& given)
{
    std::string text;
    const auto say = [&](ColumnRole role, const std::string& column) {
        text += (text.empty() ? "" : ",") + std::string(toString(role)) + "=" + column;
    };
    for (const auto& [role, column] : wanted) {
        if (found.automatic.at(role) != column) {
            say(role, column);
        }
    }
    const Columns before(given, comparisonRoles());
    for (const ColumnRole role : comparisonRoles()) {
        if (const auto named = before.named(role); named && !wanted.contains(role)) {
            say(role, *named);
        }
    }
    return text;
}

} // namespace dpl::data
