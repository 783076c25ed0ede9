#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace dpl {

/// JSON values keep the order of their keys, so that files read as they were written.
using Json = nlohmann::ordered_json;

/// Parses text. `source` names it in errors, which say line and column.
Json parseJson(const std::string& text, const std::string& source);

/// Reads and parses a file.
Json readJsonFile(const std::filesystem::path& file);

/// Typed access to an object that came from outside: every error names the source and the path inside it, as in
/// "params.json: contexts[1].probability: expected a number, found a string".
class JsonObject {
public:
    /// `where` names the value in errors ("params.json" or "params.json: contexts[1]").
    JsonObject(const Json& value, std::string where);

    bool has(const std::string& key) const { return m_value->contains(key) && !(*m_value)[key].is_null(); }

    double number(const std::string& key) const;
    double number(const std::string& key, double fallback) const { return has(key) ? number(key) : fallback; }
    std::int64_t integer(const std::string& key) const;
    std::int64_t integer(const std::string& key, std::int64_t fallback) const
    {
        return has(key) ? integer(key) : fallback;
    }
    bool boolean(const std::string& key, bool fallback) const;
    std::string string(const std::string& key) const;
    std::string string(const std::string& key, const std::string& fallback) const
    {
        return has(key) ? string(key) : fallback;
    }
    std::vector<double> numbers(const std::string& key) const;
    const Json& array(const std::string& key) const;
    JsonObject object(const std::string& key) const;
    const Json& value(const std::string& key) const;

    /// Where a member is, for errors about it.
    std::string at(const std::string& key) const;

    /// An error for the first key that is not among `known`: a misspelt key is said, not ignored.
    void rejectOthers(const std::vector<std::string>& known) const;

private:
    const Json* m_value;
    std::string m_where;
};

/// A vector of doubles as JSON; non-finite entries become null.
Json toJson(const std::vector<double>& values);

/// A number, or null when it is not finite.
Json finiteOrNull(double value);

} // namespace dpl
