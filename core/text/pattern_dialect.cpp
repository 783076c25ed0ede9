#include "text/pattern_dialect.hpp"

#include "base/error.hpp"
#include "text/utf8_text.hpp"

#include <array>
#include <cctype>

namespace dpl::text {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isHexDigit(char c)
{
    return std::isxdigit(static_cast<unsigned char>(c)) != 0;
}

/// General categories as both libraries spell them. What is not among them is taken for a script.
constexpr std::array<std::string_view, 37> categories{"L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N",
    "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "S", "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp",
    "C", "Cc", "Cf", "Cs", "Co", "Cn"};

class Translation {
public:
    Translation(std::string_view pattern, const std::string& where) : m_pattern(pattern), m_where(where) { }

    std::string run()
    {
        while (m_at < m_pattern.size()) {
            switch (const char c = m_pattern[m_at]; c) {
            case '\\': escape(false); break;
            case '[': characterClass(); break;
            case '(': group(); break;
            case '{': repetition(); break;
            default: m_result += c; ++m_at;
            }
        }
        return std::move(m_result);
    }

private:
    [[noreturn]] void refuse(const std::string& what) const
    {
        throw Error(m_where + ": " + what + " at offset " + std::to_string(m_at) + " of the pattern \""
            + std::string(m_pattern.substr(0, 200)) + "\" is not supported: libraries read it differently");
    }

    char peek(std::size_t ahead) const { return m_at + ahead < m_pattern.size() ? m_pattern[m_at + ahead] : '\0'; }

    void take(std::size_t length)
    {
        m_result += m_pattern.substr(m_at, length);
        m_at += length;
    }

    void put(std::string_view replacement, std::size_t length)
    {
        m_result += replacement;
        m_at += length;
    }

    void escape(bool inClass)
    {
        if (m_at + 1 >= m_pattern.size()) {
            refuse("a backslash at the end");
        }
        const char c = peek(1);
        const std::string_view set = inClass ? "" : "[";
        const std::string_view endOfSet = inClass ? "" : "]";
        switch (c) {
        // Not \s itself: PCRE2 counts U+180E to it, which is white space no more.
        case 's': put("\\p{White_Space}", 2); return;
        case 'S': put("\\P{White_Space}", 2); return;
        case 'w': put(std::string(set) + "\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}" + std::string(endOfSet), 2); return;
        case 'W':
            if (inClass) {
                refuse("\\W inside brackets");
            }
            put("[^\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}]", 2);
            return;
        case 'v': put("\\x0b", 2); return;
        case 'd':
        case 'D':
        case 'r':
        case 'n':
        case 't':
        case 'f': take(2); return;
        case 'A':
        case 'z':
            if (inClass) {
                refuse(std::string("\\") + c + " inside brackets");
            }
            take(2);
            return;
        case 'p':
        case 'P': property(); return;
        case 'x': hexadecimal(); return;
        case 'u':
            for (std::size_t i = 2; i < 6; ++i) {
                if (!isHexDigit(peek(i))) {
                    refuse("\\u without four hexadecimal digits");
                }
            }
            put("\\x{" + std::string(m_pattern.substr(m_at + 2, 4)) + "}", 6);
            return;
        default: break;
        }
        if (std::isalnum(static_cast<unsigned char>(c))) {
            refuse(std::string("\\") + c);
        }
        if (static_cast<unsigned char>(c) >= 0x80) {
            ++m_at; // a backslash before a letter that needs none
            take(characterLength(m_pattern[m_at]));
        } else {
            take(2);
        }
    }

    void property()
    {
        const std::size_t close = m_pattern.find('}', m_at);
        if (peek(2) != '{' || close == std::string_view::npos) {
            refuse("a property without braces");
        }
        std::string_view name = m_pattern.substr(m_at + 3, close - m_at - 3);
        bool negated = peek(1) == 'P';
        if (name.starts_with('^')) {
            negated = !negated;
            name.remove_prefix(1);
        }
        if (name.empty()
            || name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_")
                != std::string_view::npos) {
            refuse("the property \"" + std::string(name) + "\"");
        }
        const bool isCategory = std::find(categories.begin(), categories.end(), name) != categories.end();
        // A script alone, not what PCRE2 takes by default: its characters and those shared with other scripts.
        put(std::string(negated ? "\\P{" : "\\p{") + (isCategory ? "" : "sc:") + std::string(name) + "}",
            close + 1 - m_at);
    }

    void hexadecimal()
    {
        if (peek(2) == '{') {
            const std::size_t close = m_pattern.find('}', m_at);
            if (close == std::string_view::npos || close - m_at < 4 || close - m_at > 9) {
                refuse("\\x{...} without one to six digits");
            }
            for (std::size_t i = m_at + 3; i < close; ++i) {
                if (!isHexDigit(m_pattern[i])) {
                    refuse("\\x{...} with anything other than digits");
                }
            }
            take(close + 1 - m_at);
            return;
        }
        if (!isHexDigit(peek(2)) || !isHexDigit(peek(3)) || peek(2) > '7') {
            refuse("\\x without two digits below 80");
        }
        take(4);
    }

    void characterClass()
    {
        take(1);
        if (peek(0) == '^') {
            take(1);
        }
        if (peek(0) == ']') {
            refuse("an empty pair of brackets");
        }
        while (m_at < m_pattern.size() && m_pattern[m_at] != ']') {
            const char c = m_pattern[m_at];
            if (c == '\\') {
                escape(true);
            } else if (c == '[') {
                refuse("a bracket inside brackets");
            } else if (c == '&' && peek(1) == '&') {
                refuse("&&");
            } else {
                take(characterLength(c));
            }
        }
        if (m_at >= m_pattern.size()) {
            refuse("a bracket that is not closed");
        }
        take(1);
    }

    void group()
    {
        if (peek(1) == '*') {
            refuse("(*");
        }
        if (peek(1) != '?') {
            put("(?:", 1); // nobody asks for what it captures
            return;
        }
        for (const std::string_view known : {"(?:", "(?=", "(?!", "(?<=", "(?<!", "(?>", "(?i:", "(?-i:"}) {
            if (m_pattern.substr(m_at).starts_with(known)) {
                take(known.size());
                return;
            }
        }
        if (m_at == 0 && m_pattern.starts_with("(?i)")) {
            take(4); // at the beginning it means the whole in both
            return;
        }
        refuse("this kind of group");
    }

    void repetition()
    {
        const std::size_t close = m_pattern.find('}', m_at);
        bool isRepetition = close != std::string_view::npos && isDigit(peek(1));
        bool hasComma = false;
        for (std::size_t i = m_at + 1; isRepetition && i < close; ++i) {
            const bool isComma = m_pattern[i] == ',';
            isRepetition = isDigit(m_pattern[i]) || (isComma && !hasComma);
            hasComma = hasComma || isComma;
        }
        if (!isRepetition) {
            refuse("a brace that is not {n}, {n,} or {n,m}");
        }
        const char after = close + 1 < m_pattern.size() ? m_pattern[close + 1] : '\0';
        if (after == '+' || (after == '?' && !hasComma)) {
            refuse(std::string("} followed by ") + after);
        }
        take(close + 1 - m_at);
    }

    std::string_view m_pattern;
    const std::string& m_where;
    std::string m_result;
    std::size_t m_at = 0;
};

} // namespace

std::string pcre2Dialect(std::string_view pattern, const std::string& where)
{
    if (!isWellFormed(pattern) || pattern.find('\0') != std::string_view::npos) {
        throw Error(where + ": the pattern is not UTF-8 text");
    }
    return Translation(pattern, where).run();
}

} // namespace dpl::text
