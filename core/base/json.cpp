#include "base/json.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json_text.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace dpl {

namespace {

const char* typeName(const Json& value)
{
    switch (value.type()) {
    case Json::value_t::null: return "null";
    case Json::value_t::object: return "an object";
    case Json::value_t::array: return "an array";
    case Json::value_t::string: return "a string";
    case Json::value_t::boolean: return "true or false";
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
    case Json::value_t::number_float: return "a number";
    default: return "something else";
    }
}

[[noreturn]] void wrongType(const std::string& where, const char* expected, const Json& found)
{
    throw Error(where + ": expected " + expected + ", found " + typeName(found));
}

} // namespace

Json parseJson(const std::string& text, const std::string& source)
{
    try {
        return Json::parse(text);
    } catch (const Json::parse_error& error) {
        const std::size_t end = std::min(text.size(), error.byte > 0 ? error.byte - 1 : 0);
        const auto stop = text.begin() + static_cast<std::ptrdiff_t>(end);
        const auto line = 1 + std::count(text.begin(), stop, '\n');
        const auto lineStart = end == 0 ? std::string::npos : text.rfind('\n', end - 1);
        const auto column = lineStart == std::string::npos ? end + 1 : end - lineStart;
        throw Error(source + ":" + std::to_string(line) + ":" + std::to_string(column)
            + ": this is not valid JSON here; " + "check the quotes, commas and brackets before it");
    } catch (const Json::out_of_range&) {
        throw Error(source + ": it has a number that is too large for a double");
    }
}

Json readJsonFile(const std::filesystem::path& file)
{
    return parseJson(readFile(file), file.string());
}

JsonObject::JsonObject(const Json& value, std::string where) : m_value(&value), m_where(std::move(where))
{
    if (!value.is_object()) {
        wrongType(m_where, "an object", value);
    }
}

std::string JsonObject::at(const std::string& key) const
{
    return m_where + ": " + key;
}

const Json& JsonObject::value(const std::string& key) const
{
    const auto found = m_value->find(key);
    if (found == m_value->end()) {
        throw Error(m_where + ": \"" + key + "\" is missing");
    }
    return *found;
}

double JsonObject::number(const std::string& key) const
{
    const Json& found = value(key);
    if (!found.is_number()) {
        wrongType(at(key), "a number", found);
    }
    return found.get<double>();
}

std::int64_t JsonObject::integer(const std::string& key) const
{
    const Json& found = value(key);
    if (!found.is_number()) {
        wrongType(at(key), "a whole number", found);
    }
    if (found.is_number_unsigned()
        && found.get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        throw Error(at(key) + ": " + dumpJson(found) + " is too large");
    }
    if (found.is_number_float()) {
        const double number = found.get<double>();
        if (number != std::floor(number) || std::abs(number) > 9e15) {
            throw Error(at(key) + ": expected a whole number, found " + dumpJson(found));
        }
        return static_cast<std::int64_t>(number);
    }
    return found.get<std::int64_t>();
}

bool JsonObject::boolean(const std::string& key, bool fallback) const
{
    if (!has(key)) {
        return fallback;
    }
    const Json& found = value(key);
    if (!found.is_boolean()) {
        wrongType(at(key), "true or false", found);
    }
    return found.get<bool>();
}

std::string JsonObject::string(const std::string& key) const
{
    const Json& found = value(key);
    if (!found.is_string()) {
        wrongType(at(key), "a string", found);
    }
    return found.get<std::string>();
}

const Json& JsonObject::array(const std::string& key) const
{
    const Json& found = value(key);
    if (!found.is_array()) {
        wrongType(at(key), "an array", found);
    }
    return found;
}

std::vector<double> JsonObject::numbers(const std::string& key) const
{
    const Json& found = array(key);
    std::vector<double> result;
    result.reserve(found.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (found[i].is_null()) {
            result.push_back(std::numeric_limits<double>::quiet_NaN());
        } else if (found[i].is_number()) {
            result.push_back(found[i].get<double>());
        } else {
            wrongType(at(key) + "[" + std::to_string(i) + "]", "a number", found[i]);
        }
    }
    return result;
}

JsonObject JsonObject::object(const std::string& key) const
{
    return {value(key), at(key)};
}

void JsonObject::rejectOthers(const std::vector<std::string>& known) const
{
    for (const auto& [key, unused] : m_value->items()) {
        if (std::find(known.begin(), known.end(), key) == known.end()) {
            std::string list;
            for (const std::string& name : known) {
                list += (list.empty() ? "" : ", ") + name;
            }
            throw Error(m_where + ": \"" + key + "\" is not known; known keys are " + list);
        }
    }
}

Json toJson(const std::vector<double>& values)
{
    Json result = Json::array();
    for (const double value : values) {
        result.push_back(finiteOrNull(value));
    }
    return result;
}

Json finiteOrNull(double value)
{
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}

} // namespace dpl
