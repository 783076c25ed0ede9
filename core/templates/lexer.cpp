#include "templates/lexer.hpp"

#include "base/utf8.hpp"
#include "templates/characters.hpp"
#include "templates/string_literal.hpp"
#include "templates/syntax_failure.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace dpl::templates {

namespace {

constexpr std::array<std::string_view, 25> signs{"//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[",
    "]", "(", ")", "{", "}", ">", "<", "=", ".", ":", "|", ","};

bool isDigitByte(char c)
{
    return c >= '0' && c <= '9';
}

class Lexer {
public:
    explicit Lexer(const std::string& source) : m_source(source) { }

    std::vector<Token> read()
    {
        while (m_at < m_source.size()) {
            readData();
        }
        add(Token::Kind::end, m_source.size());
        return std::move(m_tokens);
    }

private:
    std::string_view rest() const { return std::string_view(m_source).substr(m_at); }

    [[noreturn]] void fail(const std::string& reason, std::size_t at) const
    {
        throw SyntaxFailure(reason, static_cast<Offset>(at));
    }

    Token& add(Token::Kind kind, std::size_t at)
    {
        Token& token = m_tokens.emplace_back();
        token.kind = kind;
        token.at = static_cast<Offset>(at);
        return token;
    }

    void skipBlanks() { m_at = m_source.size() - strippedLeft(rest()).size(); }

    /// Up to the next tag, and the tag.
    void readData()
    {
        const std::size_t begin = m_at;
        std::size_t open = m_source.find('{', begin);
        while (open != std::string::npos
            && (open + 1 >= m_source.size()
                || std::string_view("%{#").find(m_source[open + 1]) == std::string_view::npos)) {
            open = m_source.find('{', open + 1);
        }
        if (open == std::string::npos) {
            addData(std::string_view(m_source).substr(begin), begin);
            m_at = m_source.size();
            return;
        }
        const char tag = m_source[open + 1];
        m_at = open + 2;
        const char control =
            m_at < m_source.size() && (m_source[m_at] == '-' || m_source[m_at] == '+') ? m_source[m_at] : '\0';
        m_at += control != '\0';
        addData(dataBefore(std::string_view(m_source).substr(begin, open - begin), control, tag != '{'), begin);
        m_beginsLine = false;
        if (tag == '#') {
            readComment(open);
        } else if (tag == '{') {
            add(Token::Kind::outputBegin, open);
            readTag(open, "}}");
        } else if (!readRaw(open)) {
            add(Token::Kind::statementBegin, open);
            readTag(open, "%}");
        }
    }

    /// Text without the white space that the tag behind it takes away.
    std::string_view dataBefore(std::string_view text, char control, bool mayStrip) const
    {
        if (control == '-') {
            return strippedRight(text);
        }
        if (control == '+' || !mayStrip) {
            return text;
        }
        const std::size_t line = text.rfind('\n') + 1; // 0 if there is none
        const bool isWholeLine = line > 0 || m_beginsLine;
        return isWholeLine && strippedLeft(text.substr(line)).empty() ? text.substr(0, line) : text;
    }

    void addData(std::string_view text, std::size_t at)
    {
        if (!text.empty()) {
            add(Token::Kind::data, at).text = text;
        }
    }

    /// Behind a tag: what its end takes away.
    void endTag(char control, bool trimsLine)
    {
        const std::size_t before = m_at;
        if (control == '-') {
            skipBlanks();
        } else if (control == '\0' && trimsLine && rest().starts_with('\n')) {
            ++m_at;
        }
        m_beginsLine = m_at > before && m_source[m_at - 1] == '\n';
    }

    void readComment(std::size_t open)
    {
        const std::size_t close = m_source.find("#}", m_at);
        if (close == std::string::npos) {
            fail("a comment is not closed by #}", open);
        }
        const char before = close > m_at ? m_source[close - 1] : '\0';
        m_at = close + 2;
        endTag(before == '-' || before == '+' ? before : '\0', true);
    }

    /// {% raw %} ... {% endraw %}; false, and nothing read, if this is another statement.
    bool readRaw(std::size_t open)
    {
        const std::size_t start = m_at;
        const auto word = [&](std::string_view name) {
            skipBlanks();
            if (!rest().starts_with(name)) {
                return false;
            }
            m_at += name.size();
            skipBlanks();
            return true;
        };
        const auto close = [&](bool mayPlus) -> std::optional<char> {
            const char sign = rest().starts_with('-') || (mayPlus && rest().starts_with('+')) ? m_source[m_at] : '\0';
            if (!rest().substr(sign != '\0').starts_with("%}")) {
                return std::nullopt;
            }
            m_at += 2 + (sign != '\0');
            return sign;
        };
        std::optional<char> end;
        if (!word("raw") || !(end = close(false))) {
            m_at = start;
            return false;
        }
        endTag(*end, false);
        const std::size_t begin = m_at;
        for (std::size_t tag = m_source.find("{%", begin); tag != std::string::npos;
             tag = m_source.find("{%", tag + 1)) {
            m_at = tag + 2;
            const char control = rest().starts_with('-') || rest().starts_with('+') ? m_source[m_at] : '\0';
            m_at += control != '\0';
            if (word("endraw") && (end = close(true))) {
                addData(dataBefore(std::string_view(m_source).substr(begin, tag - begin), control, true), begin);
                endTag(*end, true);
                return true;
            }
        }
        fail("{% raw %} is not closed by {% endraw %}", open);
    }

    void readTag(std::size_t open, std::string_view close)
    {
        const bool isOutput = close == "}}";
        std::vector<std::pair<char, std::size_t>> brackets;
        for (;;) {
            skipBlanks();
            if (m_at >= m_source.size()) {
                fail(std::string(isOutput ? "{{" : "{%") + " is not closed by " + std::string(close), open);
            }
            if (brackets.empty()) {
                const char sign =
                    rest().starts_with('-') || (!isOutput && rest().starts_with('+')) ? m_source[m_at] : '\0';
                if (rest().substr(sign != '\0').starts_with(close)) {
                    add(isOutput ? Token::Kind::outputEnd : Token::Kind::statementEnd, m_at);
                    m_at += close.size() + (sign != '\0');
                    endTag(sign, !isOutput);
                    return;
                }
            }
            readToken(brackets);
        }
    }

    void readToken(std::vector<std::pair<char, std::size_t>>& brackets)
    {
        const char c = m_source[m_at];
        if (isDigitByte(c)) {
            readNumber();
            return;
        }
        if (c == '"' || c == '\'') {
            readString(c);
            return;
        }
        const std::size_t length = utf8SequenceAt(rest()).length;
        if (isNamePart(codePointOf(rest().substr(0, length)))) {
            readName();
            return;
        }
        const auto* sign =
            std::find_if(signs.begin(), signs.end(), [&](std::string_view s) { return rest().starts_with(s); });
        if (sign == signs.end()) {
            fail("\"" + std::string(rest().substr(0, length)) + "\" means nothing here", m_at);
        }
        balance(c, brackets);
        add(Token::Kind::sign, m_at).text = *sign;
        m_at += sign->size();
    }

    void balance(char c, std::vector<std::pair<char, std::size_t>>& brackets) const
    {
        static constexpr std::string_view opening = "([{";
        static constexpr std::string_view closing = ")]}";
        if (opening.find(c) != std::string_view::npos) {
            brackets.emplace_back(closing[opening.find(c)], m_at);
        } else if (closing.find(c) != std::string_view::npos) {
            if (brackets.empty() || brackets.back().first != c) {
                fail(brackets.empty() ? std::string("\"") + c + "\" closes nothing"
                                      : std::string("\"") + c + "\" stands where \"" + brackets.back().first
                            + "\" should close a bracket",
                    m_at);
            }
            brackets.pop_back();
        }
    }

    void readName()
    {
        const std::size_t begin = m_at;
        while (m_at < m_source.size()) {
            const std::size_t length = utf8SequenceAt(rest()).length;
            if (!isNamePart(codePointOf(rest().substr(0, length)))) {
                break;
            }
            m_at += length;
        }
        const std::string_view name = std::string_view(m_source).substr(begin, m_at - begin);
        if (!isNameStart(codePointOf(name.substr(0, utf8SequenceAt(name).length)))) {
            fail("\"" + std::string(name) + "\" is no name", begin);
        }
        add(Token::Kind::name, begin).text = name;
    }

    /// Digits with single _ between them, from `at` on.
    std::size_t digitsFrom(std::size_t at, int base) const
    {
        const auto isDigit = [&](std::size_t i) {
            if (i >= m_source.size()) {
                return false;
            }
            const char c = m_source[i];
            const int value = isDigitByte(c) ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : 99;
            return value < base;
        };
        while (isDigit(at) || (at < m_source.size() && m_source[at] == '_' && isDigit(at + 1))) {
            ++at;
        }
        return at;
    }

    void readNumber()
    {
        const std::size_t begin = m_at;
        std::size_t end = digitsFrom(begin, 10);
        bool isReal = false;
        const bool isMember = begin > 0 && m_source[begin - 1] == '.'; // a.0.1 are indices
        const auto at = [&](std::size_t i) { return i < m_source.size() ? m_source[i] : '\0'; };
        if (!isMember) {
            if (at(end) == '.' && isDigitByte(at(end + 1))) {
                end = digitsFrom(end + 1, 10);
                isReal = true;
            }
            const std::size_t sign = end + 1 + (at(end + 1) == '+' || at(end + 1) == '-');
            if ((at(end) | 32) == 'e' && isDigitByte(at(sign))) {
                end = digitsFrom(sign, 10);
                isReal = true;
            }
        }
        std::string digits;
        int base = 10;
        std::size_t from = begin;
        if (!isReal) {
            const char mark = static_cast<char>(at(begin + 1) | 32);
            base = at(begin) != '0' ? 10 : mark == 'x' ? 16 : mark == 'o' ? 8 : mark == 'b' ? 2 : 10;
            from = base == 10 ? begin : begin + 2 + (at(begin + 2) == '_');
            const std::size_t after = digitsFrom(from, base);
            if (base != 10 && after == from) {
                base = 10;
                from = begin;
            }
            end = base == 10 ? digitsFrom(begin, 10) : after;
            if (base == 10 && at(begin) == '0') { // 007 is no number
                end = begin;
                while (at(end) == '0' || (at(end) == '_' && at(end + 1) == '0')) {
                    ++end;
                }
            }
        }
        std::copy_if(m_source.begin() + static_cast<std::ptrdiff_t>(from),
            m_source.begin() + static_cast<std::ptrdiff_t>(end), std::back_inserter(digits),
            [](char c) { return c != '_'; });
        Value value;
        std::errc error{};
        if (isReal) {
            double number = 0;
            error = std::from_chars(digits.data(), digits.data() + digits.size(), number).ec;
            value = number;
        } else {
            std::int64_t number = 0;
            error = std::from_chars(digits.data(), digits.data() + digits.size(), number, base).ec;
            value = number;
        }
        if (error != std::errc()) {
            fail("the number " + m_source.substr(begin, end - begin) + " is too large", begin);
        }
        m_at = end;
        add(Token::Kind::literal, begin).value = value;
    }

    void readString(char quote)
    {
        const std::size_t begin = m_at;
        std::size_t end = begin + 1;
        while (end < m_source.size() && m_source[end] != quote) {
            end += m_source[end] == '\\' ? 2 : 1;
        }
        if (end >= m_source.size()) {
            fail("a string is not closed", begin);
        }
        try {
            add(Token::Kind::literal, begin).value =
                stringLiteral(std::string_view(m_source).substr(begin + 1, end - begin - 1));
        } catch (const SyntaxFailure&) {
            throw;
        } catch (const Failure& failure) {
            fail(failure.what(), begin);
        }
        m_at = end + 1;
    }

    const std::string& m_source;
    std::size_t m_at = 0;
    bool m_beginsLine = true; ///< whether what comes next is at the beginning of a line
    std::vector<Token> m_tokens;
};

} // namespace

std::string normalizedSource(std::string_view source)
{
    std::string text;
    text.reserve(source.size());
    for (std::size_t i = 0; i < source.size(); ++i) {
        if (source[i] != '\r') {
            text += source[i];
        } else {
            text += '\n';
            i += i + 1 < source.size() && source[i + 1] == '\n';
        }
    }
    if (text.ends_with('\n')) {
        text.pop_back();
    }
    return text;
}

std::vector<Token> tokensOf(const std::string& source)
{
    return Lexer(source).read();
}

} // namespace dpl::templates
