#pragma once

#include "base/json.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace dpl::data {

/// What a column of a dataset can mean.
enum class ColumnRole { prompt, chosen, rejected, responses, objective, dataSubset, system };

/// The names that rows have here: "prompt", "chosen", "rejected", "responses", "objective", "data_subset", "system"
const char* toString(ColumnRole role);

/// Those of comparisons, and of a response set.
const std::vector<ColumnRole>& comparisonRoles();
const std::vector<ColumnRole>& responseRoles();

/// What the columns of a dataset mean, where they are not called so: "prompt=question,chosen=better,rejected=worse",
/// and "prompt=" where no column is the prompt.
class Columns {
public:
    Columns() = default;

    /// Throws Error "columns: ..." for a text of another form, a role that is not among `roles`, and for one that is
    /// given twice or a column that is to mean two things.
    Columns(const std::string& text, const std::vector<ColumnRole>& roles);

    bool isEmpty() const { return m_names.empty(); }

    /// The column that is said to be this; empty: none is. Nothing where nothing is said.
    std::optional<std::string> named(ColumnRole role) const;

    /// The text that gives these columns; empty if none is named.
    std::string text() const;

    /// The row with its columns under the names of what they mean; one that has such a name, and another meaning, is
    /// called original_{name} from then on. Throws RowError, which lists the columns of the row, for one that it lacks.
    void apply(Json& row, const std::string& where) const;

private:
    std::map<ColumnRole, std::string> m_names;
};

/// Where a row has no prompt: the column that asks what the texts answer, by the names that datasets give it:
/// instruction (with a line break and the column input behind it, where there is one, as LLaMA-Factory joins them),
/// question, query, and conversations, where its messages come before those of chosen. Empty if there is none.
std::string columnOfPrompt(const Json& row);

/// What it says: a text or messages.
Json promptOfColumn(const Json& row, const std::string& column);

/// "prompt", "chosen" and "rejected"
std::string namesOfColumns(const Json& row);

} // namespace dpl::data
