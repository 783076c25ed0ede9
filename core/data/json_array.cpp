#include "data/json_array.hpp"

#include "base/error.hpp"
#include "data/json_rows.hpp"
#include "data/row_error.hpp"

#include <cstring>

namespace dpl::data {

namespace {

constexpr std::size_t blockSize = std::size_t{1} << 18;

} // namespace

JsonArrayReader::JsonArrayReader(const std::filesystem::path& file, std::size_t longestRow)
    : JsonArrayReader(file, ByteStream(file), longestRow)
{
}

JsonArrayReader::JsonArrayReader(const std::filesystem::path& file, ByteStream stream, std::size_t longestRow)
    : m_file(file.string()), m_stream(std::move(stream)), m_longest(longestRow), m_buffer(blockSize)
{
}

bool JsonArrayReader::nextFrom(std::int64_t number, Json& row)
{
    do {
        if (!findRow()) {
            return false;
        }
    } while (m_number < number);
    if (m_isTooLong) {
        throw RowError(where() + ": this row is longer than " + std::to_string(m_longest) + " bytes");
    }
    row = parsedRow({m_buffer.data() + m_row, m_at - m_row}, m_file, m_rowLine, where());
    return true;
}

std::string JsonArrayReader::where() const
{
    return placeOf(m_file, RowNumbers::lines, m_rowLine) + " (row " + std::to_string(m_number) + ")";
}

bool JsonArrayReader::pass()
{
    return findRow();
}

bool JsonArrayReader::findRow()
{
    if (m_hasEnded) {
        return false;
    }
    m_keeps = false;
    if (!m_hasBegun && peek() == '\xef') {
        for (const char expected : {'\xef', '\xbb', '\xbf'}) { // a byte order mark
            if (peek() != expected) {
                break;
            }
            ++m_at;
        }
    }
    passBlanks();
    const bool isFirst = !m_hasBegun;
    if (isFirst) {
        if (peek() != '[') {
            fail("expected the beginning of a list");
        }
        m_hasBegun = true;
        ++m_at;
        passBlanks();
    }
    if (peek() == ']') {
        ++m_at;
        passBlanks();
        if (peek()) {
            fail("the list ends before this, and a file of rows holds one list");
        }
        m_hasEnded = true;
        return false;
    }
    if (!isFirst) {
        if (peek() != ',') {
            fail(peek() ? "expected a comma or the end of the list" : "the list has no end; was the file cut off?");
        }
        ++m_at;
        passBlanks();
    }
    ++m_number;
    m_rowLine = m_line;
    m_row = m_at;
    m_keeps = true;
    m_isTooLong = false;
    passValue();
    m_isTooLong = m_isTooLong || m_at - m_row > m_longest;
    return true;
}

/// A value by its brackets alone: what is between them is for the parser.
void JsonArrayReader::passValue()
{
    std::size_t depth = 0;
    for (;;) {
        const auto c = peek();
        if (!c) {
            fail("the list has no end; was the file cut off?");
        }
        if (depth == 0 && (*c == ',' || *c == ']' || *c == '}')) {
            return;
        }
        if (*c == '"') {
            passString();
            continue;
        }
        ++m_at;
        if (*c == '{' || *c == '[') {
            ++depth;
        } else if (*c == '}' || *c == ']') {
            if (--depth == 0) {
                return;
            }
        } else if (*c == '\n') {
            ++m_line;
        }
    }
}

void JsonArrayReader::passString()
{
    ++m_at;
    bool isEscaped = false;
    while (const auto c = peek()) {
        ++m_at;
        if (*c == '\n') {
            ++m_line;
        }
        if (isEscaped) {
            isEscaped = false;
        } else if (*c == '"') {
            return;
        } else {
            isEscaped = *c == '\\';
        }
    }
}

void JsonArrayReader::passBlanks()
{
    while (const auto c = peek()) {
        if (*c == '\n') {
            ++m_line;
        } else if (*c != ' ' && *c != '\t' && *c != '\r') {
            return;
        }
        ++m_at;
    }
}

std::optional<char> JsonArrayReader::peek()
{
    return m_at != m_end || fill() ? std::optional(m_buffer[m_at]) : std::nullopt;
}

/// Reads more where all has been taken; false at the file's end.
bool JsonArrayReader::fill()
{
    if (m_keeps && m_at - m_row > m_longest) {
        m_isTooLong = true;
    }
    const std::size_t kept = m_keeps && !m_isTooLong ? m_at - m_row : 0;
    std::memmove(m_buffer.data(), m_buffer.data() + (m_at - kept), kept);
    m_row = 0;
    m_at = m_end = kept;
    if (m_end == m_buffer.size()) {
        m_buffer.resize(2 * m_buffer.size());
    }
    m_end += m_stream.read(m_buffer.data() + m_end, m_buffer.size() - m_end);
    return m_at != m_end;
}

void JsonArrayReader::fail(const std::string& what) const
{
    throw Error(placeOf(m_file, RowNumbers::lines, m_line) + ": " + what);
}

} // namespace dpl::data
