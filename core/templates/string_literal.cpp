#include "templates/string_literal.hpp"

#include "base/utf8.hpp"
#include "templates/characters.hpp"
#include "templates/failure.hpp"

#include <charconv>

namespace dpl::templates {

namespace {

class Unescaper {
public:
    explicit Unescaper(std::string_view text) : m_text(text) { }

    std::string read()
    {
        while (m_at < m_text.size()) {
            const char c = m_text[m_at++];
            if (c != '\\') {
                m_result += c;
            } else if (m_at < m_text.size()) {
                readEscape();
            } else {
                m_result += c;
            }
        }
        return std::move(m_result);
    }

private:
    void readEscape()
    {
        const char c = m_text[m_at];
        static constexpr std::string_view letters = "abfnrtv\\'\"";
        static constexpr std::string_view meanings = "\a\b\f\n\r\t\v\\'\"";
        if (const std::size_t found = letters.find(c); found != std::string_view::npos) {
            m_result += meanings[found];
            ++m_at;
        } else if (c == '\n') {
            ++m_at;
        } else if (c == 'x' || c == 'u' || c == 'U') {
            ++m_at;
            readCode(c == 'x' ? 2 : c == 'u' ? 4 : 8);
        } else if (c >= '0' && c <= '7') {
            std::size_t length = 1;
            while (length < 3 && m_at + length < m_text.size() && m_text[m_at + length] >= '0'
                && m_text[m_at + length] <= '7') {
                ++length;
            }
            append(m_text.substr(m_at, length), 8);
            m_at += length;
        } else if (c == 'N') {
            throw Failure("\\N{...} is not supported in a string; \\u with the character's number is");
        } else if (static_cast<unsigned char>(c) >= 0x80) {
            readBeyondAscii();
        } else {
            m_result += '\\'; // an escape that is none is kept
        }
    }

    void readCode(std::size_t length)
    {
        if (m_at + length > m_text.size()) {
            throw Failure("a \\ escape in a string is cut short");
        }
        append(m_text.substr(m_at, length), 16);
        m_at += length;
    }

    void append(std::string_view digits, int base)
    {
        std::uint32_t code = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, base);
        if (error != std::errc() || end != digits.data() + digits.size() || code > 0x10ffff
            || (code >= 0xd800 && code < 0xe000)) {
            throw Failure("a \\ escape in a string names no character: " + std::string(digits));
        }
        appendUtf8(m_result, static_cast<char32_t>(code));
    }

    /// Jinja writes such a character as an escape of its own, whose \ the one before then makes plain.
    void readBeyondAscii()
    {
        const std::size_t length = utf8SequenceAt(m_text.substr(m_at)).length;
        const char32_t c = codePointOf(m_text.substr(m_at, length));
        m_result += numericEscape(c);
        m_at += length;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::string m_result;
};

} // namespace

std::string stringLiteral(std::string_view text)
{
    return Unescaper(text).read();
}

} // namespace dpl::templates
