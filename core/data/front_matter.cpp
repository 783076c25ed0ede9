#include "data/front_matter.hpp"

#include "data/whole_text.hpp"

#include <optional>
#include <string>
#include <vector>

namespace dpl::data {

namespace {

constexpr std::size_t mostBytes = std::size_t{1} << 20;
constexpr int deepestLevel = 16;

/// What this reader does not know; never seen outside.
struct Unknown { };

struct YamlLine {
    std::size_t indent = 0;
    std::string_view text; ///< without indent, comment and blanks behind it
};

/// Without a comment, which begins with # behind a blank, outside of quotes.
std::string_view withoutComment(std::string_view text)
{
    char quote = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool isFirst = i == 0 || text[i - 1] == ' ' || text[i - 1] == '\t';
        if (quote != 0) {
            quote = text[i] == quote ? 0 : quote;
        } else if ((text[i] == '"' || text[i] == '\'') && (isFirst || text[i - 1] == '[' || text[i - 1] == ',')) {
            quote = text[i];
        } else if (text[i] == '#' && isFirst) {
            return text.substr(0, i);
        }
    }
    return text;
}

/// The lines of the front matter that belong to a key, what stands behind the key on its own line first.
std::vector<YamlLine> linesUnder(std::string_view text, std::string_view key)
{
    std::vector<YamlLine> lines;
    bool isFirst = true;
    bool isWanted = false;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) {
            line.remove_suffix(1);
        }
        if (isFirst) {
            if (line != "---") {
                return {};
            }
            isFirst = false;
            continue;
        }
        if (line == "---" || line == "...") {
            return lines;
        }
        const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
        const std::string_view content = trimmed(withoutComment(line.substr(indent)));
        if (content.empty()) {
            continue;
        }
        const bool isItem = content == "-" || content.starts_with("- ");
        if (indent == 0 && !isItem) {
            isWanted = content.starts_with(key) && content.substr(key.size()).starts_with(':');
            const std::string_view behind = isWanted ? trimmed(content.substr(key.size() + 1)) : std::string_view();
            if (!behind.empty()) {
                lines.push_back({0, behind});
            }
            continue;
        }
        if (isWanted) {
            lines.push_back({indent, content});
        }
    }
    return {}; // it does not end
}

/// The value of a scalar or of what stands in brackets.
class FlowReader {
public:
    explicit FlowReader(std::string_view text) : m_rest(text) { }

    Json whole()
    {
        Json value = read(0, "");
        if (!trimmed(m_rest).empty()) {
            throw Unknown();
        }
        return value;
    }

private:
    Json read(int level, std::string_view ends)
    {
        skip();
        if (level > deepestLevel) {
            throw Unknown();
        }
        if (take('[')) {
            Json list = Json::array();
            while (!take(']')) {
                list.push_back(read(level + 1, ",]"));
                requireNext(']');
            }
            return list;
        }
        if (take('{')) {
            Json members = Json::object();
            while (!take('}')) {
                const Json name = read(level + 1, ":");
                if (!name.is_string() || !take(':')) {
                    throw Unknown();
                }
                members[name.get<std::string>()] = read(level + 1, ",}");
                requireNext('}');
            }
            return members;
        }
        return scalar(ends);
    }

    Json scalar(std::string_view ends)
    {
        if (m_rest.empty()) {
            throw Unknown();
        }
        const char quote = m_rest.front();
        if (quote == '"' || quote == '\'') {
            return quoted(quote);
        }
        if (std::string_view("&*!|>%@`").find(quote) != std::string_view::npos) {
            throw Unknown();
        }
        const std::size_t end = ends.empty() ? m_rest.size() : std::min(m_rest.find_first_of(ends), m_rest.size());
        const std::string text(trimmed(m_rest.substr(0, end)));
        m_rest.remove_prefix(end);
        return text;
    }

    Json quoted(char quote)
    {
        std::string text;
        for (std::size_t i = 1; i < m_rest.size(); ++i) {
            const bool isQuote = m_rest[i] == quote;
            const bool isDoubled = isQuote && quote == '\'' && i + 1 < m_rest.size() && m_rest[i + 1] == quote;
            if (isQuote && !isDoubled) {
                m_rest.remove_prefix(i + 1);
                skip();
                return text;
            }
            if (quote == '"' && m_rest[i] == '\\') {
                if (i + 1 == m_rest.size() || std::string_view("\"\\/").find(m_rest[i + 1]) == std::string_view::npos) {
                    throw Unknown();
                }
                ++i;
            } else if (isDoubled) {
                ++i;
            }
            text += m_rest[i];
        }
        throw Unknown();
    }

    /// A comma, or the end of a list.
    void requireNext(char end)
    {
        skip();
        if (!take(',') && !m_rest.starts_with(end)) {
            throw Unknown();
        }
    }

    bool take(char wanted)
    {
        skip();
        if (!m_rest.starts_with(wanted)) {
            return false;
        }
        m_rest.remove_prefix(1);
        return true;
    }

    void skip()
    {
        while (m_rest.starts_with(' ') || m_rest.starts_with('\t')) {
            m_rest.remove_prefix(1);
        }
    }

    std::string_view m_rest;
};

/// The colon behind a mapping's key; nothing if the line is no member.
std::optional<std::size_t> colonOf(std::string_view text)
{
    if (text.starts_with('"') || text.starts_with('\'') || text.starts_with('[') || text.starts_with('{')) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == ':' && (i + 1 == text.size() || text[i + 1] == ' ')) {
            return i;
        }
    }
    return std::nullopt;
}

class BlockReader {
public:
    explicit BlockReader(std::vector<YamlLine> lines) : m_lines(std::move(lines)) { }

    Json whole()
    {
        if (m_lines.empty()) {
            return nullptr;
        }
        Json value = block(0);
        if (m_next < m_lines.size()) {
            throw Unknown();
        }
        return value;
    }

private:
    static bool isItem(std::string_view text) { return text == "-" || text.starts_with("- "); }

    Json block(int level)
    {
        if (level > deepestLevel) {
            throw Unknown();
        }
        const YamlLine& line = m_lines[m_next];
        if (isItem(line.text)) {
            return list(line.indent, level);
        }
        if (colonOf(line.text)) {
            return mapping(line.indent, level);
        }
        ++m_next;
        return FlowReader(line.text).whole();
    }

    Json list(std::size_t indent, int level)
    {
        Json items = Json::array();
        while (m_next < m_lines.size() && m_lines[m_next].indent == indent && isItem(m_lines[m_next].text)) {
            YamlLine& line = m_lines[m_next];
            const std::size_t begin = line.text.find_first_not_of(' ', 1);
            if (begin == std::string_view::npos) { // the item is below
                ++m_next;
                const bool isThere = m_next < m_lines.size() && m_lines[m_next].indent > indent;
                items.push_back(isThere ? block(level + 1) : Json());
                continue;
            }
            // What stands behind the dash is a block that begins there.
            line.indent += begin;
            line.text.remove_prefix(begin);
            items.push_back(block(level + 1));
        }
        return items;
    }

    Json mapping(std::size_t indent, int level)
    {
        Json members = Json::object();
        while (m_next < m_lines.size() && m_lines[m_next].indent == indent && !isItem(m_lines[m_next].text)) {
            const std::string_view text = m_lines[m_next].text;
            const auto colon = colonOf(text);
            if (!colon) {
                throw Unknown();
            }
            const std::string name(trimmed(text.substr(0, *colon)));
            const std::string_view behind = trimmed(text.substr(*colon + 1));
            ++m_next;
            if (!behind.empty()) {
                members[name] = FlowReader(behind).whole();
                continue;
            }
            // A list may stand as far to the left as the key that it is of.
            const bool isBelow = m_next < m_lines.size()
                && (m_lines[m_next].indent > indent
                    || (m_lines[m_next].indent == indent && isItem(m_lines[m_next].text)));
            members[name] = isBelow ? block(level + 1) : Json();
        }
        return members;
    }

    std::vector<YamlLine> m_lines;
    std::size_t m_next = 0;
};

} // namespace

Json frontMatterOf(std::string_view text, std::string_view key)
{
    try {
        return BlockReader(linesUnder(text.substr(0, mostBytes), key)).whole();
    } catch (const Unknown&) {
        return nullptr;
    }
}

} // namespace dpl::data
