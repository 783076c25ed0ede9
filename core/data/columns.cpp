#include "data/columns.hpp"

#include "base/error.hpp"
#include "data/dialogue.hpp"
#include "data/row_error.hpp"

#include <algorithm>
#include <utility>

namespace dpl::data {

namespace {

std::string listed(const std::vector<ColumnRole>& roles)
{
    std::string list;
    for (std::size_t i = 0; i < roles.size(); ++i) {
        list += (i == 0 ? "" : i + 1 == roles.size() ? " or " : ", ") + std::string(toString(roles[i]));
    }
    return list;
}

/// Whether rows do without it.
bool mayBeNone(ColumnRole role)
{
    return role == ColumnRole::prompt || role == ColumnRole::objective || role == ColumnRole::dataSubset
        || role == ColumnRole::system;
}

bool isThere(const Json& row, const char* name)
{
    const auto found = row.find(name);
    return found != row.end() && !found->is_null();
}

} // namespace

const char* toString(ColumnRole role)
{
    switch (role) {
    case ColumnRole::prompt: return "prompt";
    case ColumnRole::chosen: return "chosen";
    case ColumnRole::rejected: return "rejected";
    case ColumnRole::responses: return "responses";
    case ColumnRole::objective: return "objective";
    case ColumnRole::dataSubset: return "data_subset";
    case ColumnRole::system: return "system";
    }
    throw Error("unknown role of a column");
}

const std::vector<ColumnRole>& comparisonRoles()
{
    static const std::vector<ColumnRole> roles{ColumnRole::prompt, ColumnRole::chosen, ColumnRole::rejected,
        ColumnRole::objective, ColumnRole::dataSubset, ColumnRole::system};
    return roles;
}

const std::vector<ColumnRole>& responseRoles()
{
    static const std::vector<ColumnRole> roles{ColumnRole::prompt, ColumnRole::responses, ColumnRole::system};
    return roles;
}

Columns::Columns(const std::string& text, const std::vector<ColumnRole>& roles)
{
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        const std::string part = text.substr(begin, end - begin);
        begin = end + 1;
        const std::size_t sign = part.find('=');
        if (sign == std::string::npos) {
            throw Error(
                "columns: \"" + part + "\" is not of the form role=column, as in prompt=question,chosen=better");
        }
        const std::string name = part.substr(0, sign);
        const std::string column = part.substr(sign + 1);
        const auto role =
            std::find_if(roles.begin(), roles.end(), [&](ColumnRole other) { return name == toString(other); });
        if (role == roles.end()) {
            throw Error("columns: \"" + name + "\" is not what a column can mean here; use " + listed(roles));
        }
        if (column.empty() && !mayBeNone(*role)) {
            throw Error("columns: name the column that is " + name);
        }
        if (!m_names.emplace(*role, column).second) {
            throw Error("columns: " + name + " is given twice");
        }
        if (!column.empty() && std::count_if(m_names.begin(), m_names.end(), [&](const auto& other) {
                return other.second == column;
            }) > 1) {
            throw Error("columns: the column \"" + column + "\" is given two meanings");
        }
    }
}

std::optional<std::string> Columns::named(ColumnRole role) const
{
    const auto found = m_names.find(role);
    return found == m_names.end() ? std::nullopt : std::optional(found->second);
}

std::string Columns::text() const
{
    std::string text;
    for (const auto& [role, column] : m_names) {
        text += (text.empty() ? "" : ",") + std::string(toString(role)) + "=" + column;
    }
    return text;
}

void Columns::apply(Json& row, const std::string& where) const
{
    if (isEmpty()) {
        return;
    }
    std::map<std::string, std::string> names; // new by old
    for (const auto& [role, column] : m_names) {
        if (!column.empty() && !row.contains(column)) {
            throw RowError(where + ": there is no column \"" + column + "\", which is to be " + toString(role)
                + "; the columns are " + namesOfColumns(row));
        }
        names[toString(role)] = "original_" + std::string(toString(role));
    }
    for (const auto& [role, column] : m_names) {
        if (!column.empty()) {
            names[column] = toString(role);
        }
    }
    Json renamed = Json::object();
    for (auto& [name, value] : row.items()) {
        const auto found = names.find(name);
        std::string now = found == names.end() ? name : found->second;
        while (now != name && now.starts_with("original_") && row.contains(now)) {
            now.insert(0, "original_");
        }
        renamed[now] = std::move(value);
    }
    if (const auto prompt = m_names.find(ColumnRole::prompt); prompt != m_names.end() && prompt->second.empty()) {
        renamed[toString(ColumnRole::prompt)] = ""; // none is looked for, today and in what is made of the row
    }
    row = std::move(renamed);
}

std::string columnOfPrompt(const Json& row)
{
    if (isThere(row, "prompt")) {
        return "prompt";
    }
    for (const char* name : {"instruction", "question", "query"}) {
        const auto found = row.find(name);
        if (found != row.end()
            && (areMessages(*found) || (found->is_string() && !found->get_ref<const std::string&>().empty()))) {
            return name;
        }
    }
    const auto conversations = row.find("conversations");
    const auto chosen = row.find("chosen");
    const bool isPrompt =
        conversations != row.end() && conversations->is_array() && chosen != row.end() && areMessages(*chosen);
    return isPrompt ? "conversations" : "";
}

Json promptOfColumn(const Json& row, const std::string& column)
{
    const Json& prompt = row.at(column);
    const auto input = row.find("input");
    if (column != "instruction" || !prompt.is_string() || input == row.end() || !input->is_string()
        || input->get_ref<const std::string&>().empty()) {
        return prompt;
    }
    return prompt.get<std::string>() + "\n" + input->get<std::string>();
}

std::string namesOfColumns(const Json& row)
{
    std::string list;
    std::size_t i = 0;
    for (const auto& [name, value] : row.items()) {
        list += (i == 0 ? "\"" : i + 1 == row.size() ? " and \"" : ", \"") + name + "\"";
        ++i;
    }
    return list;
}

} // namespace dpl::data
