#include "templates/json_writer.hpp"

#include "base/format.hpp"
#include "templates/characters.hpp"
#include "templates/mapping.hpp"
#include "templates/operators.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace dpl::templates {

namespace {

std::string realOf(double number)
{
    return std::isnan(number) ? "NaN"
        : std::isinf(number)  ? (number > 0 ? "Infinity" : "-Infinity")
                              : formatLikePython(number);
}

void appendUnit(std::string& to, unsigned unit)
{
    char digits[16];
    std::snprintf(digits, sizeof digits, "\\u%04x", unit);
    to += digits;
}

class JsonTextWriter {
public:
    JsonTextWriter(Runtime& runtime, const JsonStyle& style) : m_runtime(runtime), m_style(style) { }

    void add(const Value& value)
    {
        const Budget::Level level(m_runtime.budget());
        m_runtime.budget().step();
        const std::size_t before = m_text.size();
        if (value.is<None>()) {
            m_text += "null";
        } else if (const bool* flag = value.get<bool>()) {
            m_text += *flag ? "true" : "false";
        } else if (const auto whole = wholeNumber(value)) {
            m_text += std::to_string(*whole);
        } else if (const double* real = value.get<double>()) {
            m_text += realOf(*real);
        } else if (const std::string* text = value.text()) {
            addText(*text);
        } else if (value.is<List>() || value.is<Tuple>()) {
            addList((value.is<List>() ? value.as<List>().items : value.as<Tuple>().items)->values);
            return;
        } else if (const Dict* dict = value.get<Dict>()) {
            addDict(*dict->entries);
            return;
        } else {
            throw Failure("a value of kind " + kindOf(value) + " is no JSON"
                + (value.is<Undefined>() && value.as<Undefined>().reason ? ": " + *value.as<Undefined>().reason
                                                                         : std::string()));
        }
        m_runtime.budget().make(m_text.size() - before);
    }

    std::string take() { return std::move(m_text); }

private:
    void addText(const std::string& text)
    {
        m_text += '"';
        for (const char32_t c : decoded(text)) {
            switch (c) {
            case U'"': m_text += "\\\""; break;
            case U'\\': m_text += "\\\\"; break;
            case U'\n': m_text += "\\n"; break;
            case U'\r': m_text += "\\r"; break;
            case U'\t': m_text += "\\t"; break;
            case U'\b': m_text += "\\b"; break;
            case U'\f': m_text += "\\f"; break;
            default: addCharacter(c);
            }
        }
        m_text += '"';
    }

    void addCharacter(char32_t c)
    {
        if (c < 0x20 || (m_style.asciiOnly && c >= 0x7f && c < 0x10000)) {
            appendUnit(m_text, static_cast<unsigned>(c));
        } else if (m_style.asciiOnly && c >= 0x10000) {
            appendUnit(m_text, static_cast<unsigned>(0xd800 + ((c - 0x10000) >> 10)));
            appendUnit(m_text, static_cast<unsigned>(0xdc00 + ((c - 0x10000) & 0x3ff)));
        } else {
            m_text += encoded(std::u32string_view(&c, 1));
        }
    }

    void newLine()
    {
        if (!m_style.indent) {
            return;
        }
        m_text += '\n';
        m_runtime.budget().make(m_style.indent->size() * static_cast<std::size_t>(m_depth) + 1);
        for (int i = 0; i < m_depth; ++i) {
            m_text += *m_style.indent;
        }
    }

    void addList(const std::vector<Value>& values)
    {
        if (values.empty()) {
            m_text += "[]";
            return;
        }
        m_text += '[';
        ++m_depth;
        bool isFirst = true;
        for (const Value& value : values) {
            m_text += isFirst ? std::string() : m_style.itemSeparator;
            isFirst = false;
            newLine();
            add(value);
        }
        --m_depth;
        newLine();
        m_text += ']';
    }

    std::string keyOf(const Value& key)
    {
        if (const std::string* text = key.text()) {
            return *text;
        }
        if (const bool* flag = key.get<bool>()) {
            return *flag ? "true" : "false";
        }
        if (const auto whole = wholeNumber(key)) {
            return std::to_string(*whole);
        }
        if (const double* real = key.get<double>()) {
            return realOf(*real);
        }
        if (key.is<None>()) {
            return "null";
        }
        throw Failure("a " + kindOf(key) + " cannot be a key in JSON");
    }

    void addDict(const Mapping& mapping)
    {
        if (mapping.size() == 0) {
            m_text += "{}";
            return;
        }
        auto entries = mapping.entries();
        if (m_style.sortsKeys) {
            std::stable_sort(entries.begin(), entries.end(),
                [&](const auto& a, const auto& b) { return isLess(m_runtime, a.first, b.first); });
        }
        m_text += '{';
        ++m_depth;
        bool isFirst = true;
        for (const auto& [key, value] : entries) {
            m_text += isFirst ? std::string() : m_style.itemSeparator;
            isFirst = false;
            newLine();
            const std::string name = keyOf(key);
            m_runtime.budget().make(name.size());
            addText(name);
            m_text += m_style.keySeparator;
            add(value);
        }
        --m_depth;
        newLine();
        m_text += '}';
    }

    Runtime& m_runtime;
    const JsonStyle& m_style;
    std::string m_text;
    int m_depth = 0;
};

} // namespace

std::string toJsonText(Runtime& runtime, const Value& value, const JsonStyle& style)
{
    JsonTextWriter writer(runtime, style);
    writer.add(value);
    return writer.take();
}

} // namespace dpl::templates
