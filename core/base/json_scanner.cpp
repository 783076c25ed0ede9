#include "base/json_scanner.hpp"

#include "base/error.hpp"
#include "base/utf8.hpp"

#include <bit>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>

namespace dpl {

namespace {

constexpr std::uint64_t everyByte(unsigned char value)
{
    return 0x0101010101010101u * value;
}

/// Not zero if one of the eight bytes is zero.
constexpr std::uint64_t zeroBytes(std::uint64_t word)
{
    return (word - everyByte(1)) & ~word & everyByte(0x80);
}

constexpr bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// Of a backslash and this; 0 for what is no such pair.
constexpr char meaningOfEscape(char kind)
{
    switch (kind) {
    case '"':
    case '\\':
    case '/': return kind;
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return '\0';
    }
}

} // namespace

JsonScanner::JsonScanner(std::string_view text, std::string_view source, std::int64_t line)
    : m_source(source), m_line(line), m_begin(text.data()), m_at(m_begin), m_end(m_begin + text.size()),
      m_value(m_begin)
{
}

void JsonScanner::fail(const std::string& what) const
{
    const char* lineBegin = m_begin;
    std::int64_t line = m_line;
    for (const char* at = m_begin; at != m_value; ++at) {
        if (*at == '\n') {
            lineBegin = at + 1;
            ++line;
        }
    }
    throw Error(std::string(m_source) + ":" + std::to_string(line) + ":" + std::to_string(m_value - lineBegin + 1)
        + ": " + what);
}

void JsonScanner::failHere(const std::string& what)
{
    m_value = m_at;
    fail(what);
}

void JsonScanner::skipBlanks()
{
    while (m_at != m_end && (*m_at == ' ' || *m_at == '\t' || *m_at == '\n' || *m_at == '\r')) {
        ++m_at;
    }
    m_value = m_at;
}

void JsonScanner::wrongKind(const char* expected)
{
    if (m_at == m_end) {
        fail("the text ends where " + std::string(expected) + " is expected; was the file cut off?");
    }
    const char* found = "something that is not JSON";
    switch (*m_at) {
    case '{': found = "an object"; break;
    case '[': found = "an array"; break;
    case '"': found = "a string"; break;
    case 't':
    case 'f': found = "true or false"; break;
    case 'n': found = "null"; break;
    default: found = isDigit(*m_at) || *m_at == '-' ? "a number" : found;
    }
    fail("expected " + std::string(expected) + ", found " + found);
}

void JsonScanner::open(char bracket, const char* expected)
{
    skipBlanks();
    if (m_at == m_end || *m_at != bracket) {
        wrongKind(expected);
    }
    if (m_depth == deepest) {
        fail("arrays and objects are nested more than " + std::to_string(deepest) + " deep here");
    }
    m_hadMember[m_depth++] = false;
    ++m_at;
}

/// Moves to the next member or element, or behind the closing bracket.
bool JsonScanner::next(char bracket)
{
    skipBlanks();
    if (m_at == m_end) {
        fail("the text ends inside an array or object; was the file cut off?");
    }
    if (*m_at == bracket) {
        ++m_at;
        --m_depth;
        return false;
    }
    bool& hadMember = m_hadMember[m_depth - 1];
    if (hadMember) {
        if (*m_at != ',') {
            fail(std::string("expected a comma or ") + bracket + " here");
        }
        ++m_at;
        skipBlanks();
    }
    hadMember = true;
    return true;
}

void JsonScanner::beginObject()
{
    open('{', "an object");
}

void JsonScanner::beginArray()
{
    open('[', "an array");
}

bool JsonScanner::nextElement()
{
    return next(']');
}

bool JsonScanner::nextMember(std::string_view& key)
{
    if (!next('}')) {
        return false;
    }
    key = string();
    skipBlanks();
    if (m_at == m_end || *m_at != ':') {
        fail("expected a colon after the name of a member");
    }
    ++m_at;
    return true;
}

std::string_view JsonScanner::numberText()
{
    const char* const begin = m_at;
    const auto digits = [&] {
        const char* const first = m_at;
        while (m_at != m_end && isDigit(*m_at)) {
            ++m_at;
        }
        if (m_at == first) {
            fail("this is not a valid JSON number");
        }
        return m_at - first;
    };
    m_at += m_at != m_end && *m_at == '-' ? 1 : 0;
    const char* const whole = m_at;
    if (digits() > 1 && *whole == '0') {
        fail("a number may not start with 0 followed by another digit");
    }
    if (m_at != m_end && *m_at == '.') {
        ++m_at;
        digits();
    }
    if (m_at != m_end && (*m_at == 'e' || *m_at == 'E')) {
        ++m_at;
        m_at += m_at != m_end && (*m_at == '+' || *m_at == '-') ? 1 : 0;
        digits();
    }
    return {begin, static_cast<std::size_t>(m_at - begin)};
}

namespace {

/// Of a JSON number other than 0 that is as 0.1 to 1 times 10 to that power; cut to what matters.
std::int64_t decimalExponent(std::string_view number)
{
    const std::size_t mark = std::min(number.find_first_of("eE"), number.size());
    const std::string_view digits = number.substr(0, mark);
    const std::size_t point = std::min(digits.find('.'), digits.size());
    const std::size_t first = std::min(digits.find_first_of("123456789"), digits.size());
    std::int64_t exponent =
        static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first) + (first > point ? 1 : 0);
    if (mark < number.size()) {
        const bool isNegative = number[mark + 1] == '-';
        std::int64_t size = 0;
        for (const char c : number.substr(mark + 1)) {
            size = c >= '0' && c <= '9' ? std::min<std::int64_t>(size * 10 + (c - '0'), std::int64_t{1} << 40) : size;
        }
        exponent += isNegative ? -size : size;
    }
    return exponent;
}

} // namespace

double JsonScanner::number()
{
    skipBlanks();
    if (atNull()) {
        fail("expected a number, found null, which stands for a number that is not finite");
    }
    if (m_at == m_end || (!isDigit(*m_at) && *m_at != '-')) {
        wrongKind("a number");
    }
    const std::string_view text = numberText();
    double value = 0.0;
    if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc()) {
        if (decimalExponent(text) > 0) {
            fail("this number is too large");
        }
        value = text.front() == '-' ? -0.0 : 0.0; // too small to be anything else
    }
    return value;
}

std::uint32_t JsonScanner::fourHexDigits()
{
    std::uint32_t value = 0;
    if (m_end - m_at < 4 || std::from_chars(m_at, m_at + 4, value, 16).ptr != m_at + 4) {
        failHere("expected four hexadecimal digits after \\u");
    }
    m_at += 4;
    return value;
}

/// Of what stands behind a backslash.
void JsonScanner::scanEscape(std::string* plain)
{
    const char kind = m_at == m_end ? '\0' : *m_at;
    if (const char meaning = meaningOfEscape(kind); meaning != '\0') {
        ++m_at;
        if (plain != nullptr) {
            *plain += meaning;
        }
        return;
    }
    if (kind != 'u') {
        failHere("this is not a JSON escape sequence");
    }
    ++m_at;
    std::uint32_t code = fourHexDigits();
    if (plain == nullptr) {
        return;
    }
    if (code >= 0xd800 && code < 0xdc00 && m_end - m_at >= 6 && m_at[0] == '\\' && m_at[1] == 'u') {
        const char* const behind = m_at;
        m_at += 2;
        const std::uint32_t low = fourHexDigits();
        if (low >= 0xdc00 && low < 0xe000) {
            code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        } else {
            m_at = behind;
        }
    }
    appendUtf8(*plain, code >= 0xd800 && code < 0xe000 ? 0xfffd : code);
}

void JsonScanner::scanString(std::string* plain)
{
    skipBlanks();
    if (m_at == m_end || *m_at != '"') {
        wrongKind("a string");
    }
    const char* const begin = ++m_at;
    std::uint64_t high = 0;
    for (;;) {
        const char* const run = m_at;
        bool found = false;
        // Eight bytes at once, up to the first that is a quote, a backslash or a control character. In a little-endian
        // word the lowest marked byte is that one; marks above it may be false.
        while (std::endian::native == std::endian::little && m_end - m_at >= 8) {
            std::uint64_t word = 0;
            std::memcpy(&word, m_at, sizeof word);
            high |= word & everyByte(0x80);
            const std::uint64_t control = (word - everyByte(0x20)) & ~word & everyByte(0x80);
            const std::uint64_t marks = zeroBytes(word ^ everyByte('"')) | zeroBytes(word ^ everyByte('\\')) | control;
            if (marks != 0) {
                m_at += std::countr_zero(marks) / 8;
                found = true;
                break;
            }
            m_at += 8;
        }
        while (!found && m_at != m_end && *m_at != '"' && *m_at != '\\' && static_cast<unsigned char>(*m_at) >= 0x20) {
            high |= static_cast<unsigned char>(*m_at) & 0x80u;
            ++m_at;
        }
        if (plain != nullptr) {
            plain->append(run, m_at);
        }
        if (m_at == m_end) {
            fail("this string is not terminated; was the file cut off?");
        }
        if (*m_at == '"') {
            break;
        }
        if (*m_at != '\\') {
            failHere("a control character in a string must be written as an escape sequence");
        }
        ++m_at;
        scanEscape(plain);
    }
    if (high != 0) {
        if (const auto wrong = firstInvalidUtf8({begin, static_cast<std::size_t>(m_at - begin)})) {
            m_at = begin + *wrong;
            failHere("these bytes are not UTF-8; save the file in that encoding");
        }
    }
    ++m_at;
}

std::string_view JsonScanner::string()
{
    m_plain.clear();
    scanString(&m_plain);
    return m_plain;
}

void JsonScanner::appendString(std::string& to)
{
    scanString(&to);
}

bool JsonScanner::atNull()
{
    skipBlanks();
    return m_at != m_end && *m_at == 'n';
}

bool JsonScanner::atString()
{
    skipBlanks();
    return m_at != m_end && *m_at == '"';
}

void JsonScanner::scanWord(std::string_view word)
{
    if (static_cast<std::size_t>(m_end - m_at) < word.size() || std::memcmp(m_at, word.data(), word.size()) != 0) {
        fail("expected " + std::string(word) + " here");
    }
    m_at += word.size();
}

void JsonScanner::skip()
{
    skipBlanks();
    switch (m_at == m_end ? '\0' : *m_at) {
    case '{': {
        beginObject();
        std::string_view key;
        while (nextMember(key)) {
            skip(); // no deeper than `deepest`
        }
        return;
    }
    case '[':
        beginArray();
        while (nextElement()) {
            skip();
        }
        return;
    case '"': scanString(nullptr); return;
    case 't': scanWord("true"); return;
    case 'f': scanWord("false"); return;
    case 'n': scanWord("null"); return;
    default:
        if (m_at == m_end || (!isDigit(*m_at) && *m_at != '-')) {
            wrongKind("a value");
        }
        numberText();
    }
}

std::string_view JsonScanner::raw()
{
    skipBlanks();
    const char* const begin = m_at;
    skip();
    return {begin, static_cast<std::size_t>(m_at - begin)};
}

void JsonScanner::end()
{
    skipBlanks();
    if (m_at != m_end) {
        fail("more text follows the value; each line holds one");
    }
}

} // namespace dpl
