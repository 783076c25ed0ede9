#include "templates/written.hpp"

#include "base/format.hpp"
#include "templates/characters.hpp"
#include "templates/mapping.hpp"

namespace dpl::templates {

namespace {

/// Single quotes, unless there are some in the text and no double ones.
std::string quoted(const std::string& text)
{
    const bool isDouble = text.find('\'') != std::string::npos && text.find('"') == std::string::npos;
    const char32_t quote = isDouble ? U'"' : U'\'';
    std::u32string run;
    std::string result(1, static_cast<char>(quote));
    for (const char32_t c : decoded(text)) {
        if (c == quote || c == U'\\') {
            result += '\\';
            result += static_cast<char>(c);
        } else if (c == U'\n') {
            result += "\\n";
        } else if (c == U'\r') {
            result += "\\r";
        } else if (c == U'\t') {
            result += "\\t";
        } else if (isPrintable(c)) {
            result += encoded(std::u32string_view(&c, 1));
        } else {
            result += numericEscape(c);
        }
    }
    return result + static_cast<char>(quote);
}

class Writer {
public:
    explicit Writer(Runtime& runtime) : m_runtime(runtime) { }

    void add(const Value& value)
    {
        const Budget::Level level(m_runtime.budget());
        m_runtime.budget().step();
        const std::size_t before = m_text.size();
        std::visit([this](const auto& held) { write(held); }, value.storage());
        if (nestingOf(value) == 0) {
            m_runtime.budget().make(m_text.size() - before);
        }
    }

    std::string take() { return std::move(m_text); }

private:
    void write(const Undefined&) { m_text += "Undefined"; }
    void write(const None&) { m_text += "None"; }
    void write(bool flag) { m_text += flag ? "True" : "False"; }
    void write(std::int64_t number) { m_text += std::to_string(number); }
    void write(double number) { m_text += formatLikePython(number); }
    void write(const Text& text) { m_text += text.isMarkup ? "Markup(" + quoted(*text) + ")" : quoted(*text); }
    void write(const List& list) { writeItems(list.items->values, "[", "]"); }
    void write(const Tuple& tuple)
    {
        writeItems(tuple.items->values, "(", tuple.items->values.size() == 1 ? ",)" : ")");
    }
    void write(const Dict& dict) { writeEntries(*dict.entries); }
    void write(const View& view)
    {
        m_text += view.kind == View::Kind::keys ? "dict_keys(["
            : view.kind == View::Kind::values   ? "dict_values(["
                                                : "dict_items([";
        const char* separator = "";
        for (const auto& [key, value] : view.entries->entries()) {
            m_text += separator;
            separator = ", ";
            add(view.kind == View::Kind::keys         ? key
                    : view.kind == View::Kind::values ? value
                                                      : makeTuple({key, value}));
        }
        m_text += "])";
    }
    void write(const Range& range)
    {
        m_text += "range(" + std::to_string(range.start) + ", " + std::to_string(range.stop)
            + (range.step == 1 ? ")" : ", " + std::to_string(range.step) + ")");
    }
    void write(const Iterator&)
    {
        throw Failure("a generator has no text of its own; |list makes a list of it, |join a text");
    }
    void write(const std::shared_ptr<Object>& object)
    {
        const auto text = object->text(m_runtime);
        if (!text) {
            throw Failure("a " + object->kind() + " has no text of its own; it may lack its call, as in name()");
        }
        m_text += *text;
    }

    void writeItems(const std::vector<Value>& values, const char* open, const char* close)
    {
        m_text += open;
        const char* separator = "";
        for (const Value& value : values) {
            m_text += separator;
            separator = ", ";
            add(value);
        }
        m_text += close;
    }

    void writeEntries(const Mapping& entries)
    {
        m_text += '{';
        const char* separator = "";
        for (const auto& [key, value] : entries.entries()) {
            m_text += separator;
            separator = ", ";
            add(key);
            m_text += ": ";
            add(value);
        }
        m_text += '}';
    }

    Runtime& m_runtime;
    std::string m_text;
};

} // namespace

std::string written(Runtime& runtime, const Value& value)
{
    if (const std::string* text = value.text()) {
        runtime.budget().make(text->size());
        return *text;
    }
    return value.is<Undefined>() ? std::string() : represented(runtime, value);
}

std::string represented(Runtime& runtime, const Value& value)
{
    Writer writer(runtime);
    writer.add(value);
    return writer.take();
}

} // namespace dpl::templates
