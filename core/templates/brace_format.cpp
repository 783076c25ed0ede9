#include "templates/brace_format.hpp"

#include "templates/attributes.hpp"
#include "templates/operators.hpp"
#include "templates/written.hpp"

#include <algorithm>

namespace dpl::templates {

namespace {

class BraceFormat {
public:
    BraceFormat(Runtime& runtime, const Arguments& arguments) : m_runtime(runtime), m_arguments(arguments) { }

    std::string write(std::string_view format, int levels = 2)
    {
        if (levels < 0) {
            throw Failure("a format has places within places within places");
        }
        std::string result;
        for (std::size_t at = 0; at < format.size(); ++at) {
            const char c = format[at];
            if (c != '{' && c != '}') {
                result += c;
                continue;
            }
            if (at + 1 < format.size() && format[at + 1] == c) {
                result += c;
                ++at;
                continue;
            }
            if (c == '}') {
                throw Failure("a format has a } without {");
            }
            const std::size_t close = closing(format, at);
            result += writeField(format.substr(at + 1, close - at - 1), levels);
            m_runtime.budget().make(result.size() / 16);
            at = close;
        }
        return result;
    }

private:
    static std::size_t closing(std::string_view format, std::size_t open)
    {
        int depth = 0;
        for (std::size_t at = open; at < format.size(); ++at) {
            depth += format[at] == '{' ? 1 : format[at] == '}' ? -1 : 0;
            if (depth == 0) {
                return at;
            }
        }
        throw Failure("a format has a { without }");
    }

    std::string writeField(std::string_view field, int levels)
    {
        // A : or ! within brackets is part of a key.
        std::size_t end = 0;
        for (bool inBrackets = false; end < field.size(); ++end) {
            inBrackets = field[end] == '[' || (inBrackets && field[end] != ']');
            if (!inBrackets && (field[end] == ':' || field[end] == '!')) {
                break;
            }
        }
        Value value = valueOf(field.substr(0, end));
        if (end < field.size() && field[end] == '!') {
            const char conversion = end + 1 < field.size() ? field[end + 1] : '\0';
            if (conversion != 'r' && conversion != 's') {
                throw Failure("a format has a conversion other than !r and !s");
            }
            value = conversion == 'r' ? represented(m_runtime, value) : written(m_runtime, value);
            end += 2;
            if (end < field.size() && field[end] != ':') {
                throw Failure("a format lacks a : behind its conversion");
            }
        }
        const std::string_view specification = end < field.size() ? field.substr(end + 1) : std::string_view();
        return formatted(m_runtime, value, write(specification, levels - 1));
    }

    Value valueOf(std::string_view name)
    {
        const std::size_t end = std::min(name.find_first_of(".["), name.size());
        Value value = argument(std::string(name.substr(0, end)));
        for (std::size_t at = end; at < name.size();) {
            const bool isDot = name[at] == '.';
            if (!isDot && name[at] != '[') {
                throw Failure("a format has something other than . or [ behind ]");
            }
            const std::size_t stop =
                isDot ? std::min(name.find_first_of(".[", at + 1), name.size()) : name.find(']', at);
            if (stop == std::string_view::npos || stop == at + 1) {
                throw Failure("a format names an empty member, or has a [ without ]");
            }
            const std::string key(name.substr(at + 1, stop - at - 1));
            value = isDot ? attributeOf(m_runtime, value, key) : itemOf(m_runtime, value, keyOf(key));
            at = isDot ? stop : stop + 1;
        }
        return value;
    }

    static bool isNumber(const std::string& text)
    {
        return !text.empty() && text.size() < 10
            && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    }

    static Value keyOf(const std::string& key)
    {
        return isNumber(key) ? Value(static_cast<std::int64_t>(std::stoll(key))) : Value(key);
    }

    Value argument(const std::string& name)
    {
        if (name.empty() || isNumber(name)) {
            const bool isCounted = name.empty();
            if ((isCounted ? m_isNumbered : m_isCounted)) {
                throw Failure("a format mixes {} with {0}");
            }
            (isCounted ? m_isCounted : m_isNumbered) = true;
            const std::size_t index = isCounted ? m_next++ : static_cast<std::size_t>(std::stoll(name));
            if (index >= m_arguments.positional.size()) {
                throw Failure("a format is given fewer arguments than it has places");
            }
            return m_arguments.positional[index];
        }
        const Value* found = m_arguments.find(name);
        if (!found) {
            throw Failure("a format names \"" + name + "\", which it is not given");
        }
        return *found;
    }

    Runtime& m_runtime;
    const Arguments& m_arguments;
    std::size_t m_next = 0;
    bool m_isCounted = false;
    bool m_isNumbered = false;
};

} // namespace

std::string braceFormat(Runtime& runtime, const std::string& format, const Arguments& arguments)
{
    return BraceFormat(runtime, arguments).write(format);
}

} // namespace dpl::templates
