#include "data/line_reader.hpp"

#include "base/error.hpp"
#include "base/utf8.hpp"
#include "data/row_error.hpp"

#include <cstring>

namespace dpl::data {

namespace {

constexpr std::size_t firstBuffer = std::size_t{1} << 18;

} // namespace

LineReader::LineReader(const std::filesystem::path& file, std::size_t longest)
    : LineReader(file, ByteStream(file), longest)
{
}

LineReader::LineReader(const std::filesystem::path& file, ByteStream stream, std::size_t longest)
    : m_file(file.string()), m_stream(std::move(stream)), m_longest(longest), m_buffer(firstBuffer)
{
}

/// Reads more behind what is there; false at the file's end.
bool LineReader::fill()
{
    if (m_ended) {
        return false;
    }
    if (m_begin > 0) {
        std::memmove(m_buffer.data(), m_buffer.data() + m_begin, m_end - m_begin);
        m_end -= m_begin;
        m_begin = 0;
    }
    if (m_end == m_buffer.size()) {
        m_buffer.resize(2 * m_buffer.size());
    }
    const std::size_t count = m_stream.read(m_buffer.data() + m_end, m_buffer.size() - m_end);
    m_end += count;
    m_ended = count == 0;
    return !m_ended;
}

void LineReader::discardLine()
{
    for (;;) {
        const auto* end = static_cast<const char*>(std::memchr(m_buffer.data() + m_begin, '\n', m_end - m_begin));
        if (end != nullptr) {
            m_begin = static_cast<std::size_t>(end - m_buffer.data()) + 1;
            return;
        }
        m_begin = m_end;
        if (!fill()) {
            return;
        }
    }
}

bool LineReader::takeLine(std::string_view& line)
{
    std::size_t searched = 0;
    for (;;) {
        const char* const begin = m_buffer.data() + m_begin;
        const std::size_t size = m_end - m_begin;
        const auto* end = static_cast<const char*>(std::memchr(begin + searched, '\n', size - searched));
        const std::size_t length = end != nullptr ? static_cast<std::size_t>(end - begin) : size;
        if (length > m_longest) {
            ++m_line;
            discardLine();
            throw RowError(where() + ": this line is longer than " + std::to_string(m_longest)
                + " bytes; does the file hold one JSON object per line?");
        }
        if (end != nullptr || m_ended) {
            if (end == nullptr && size == 0) {
                return false;
            }
            ++m_line;
            line = {begin, length};
            m_begin += length + (end != nullptr ? 1 : 0);
            return true;
        }
        searched = size;
        fill();
    }
}

bool LineReader::next(std::string_view& line)
{
    if (!takeLine(line)) {
        return false;
    }
    if (m_line == 1 && line.starts_with("\xef\xbb\xbf")) {
        line.remove_prefix(3);
    }
    if (line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    if (const auto first = line.find_first_not_of(" \t"); !m_hasRows && first != std::string_view::npos) {
        m_hasRows = true;
        if (line[first] == '[') {
            throw Error(where()
                + ": the file is one JSON list; write an object per line (JSON lines), for example with "
                  "\"jq -c '.[]'\"");
        }
    }
    if (const auto wrong = firstInvalidUtf8(line)) {
        throw RowError(
            where() + ":" + std::to_string(*wrong + 1) + ": these bytes are not UTF-8; save the file in that encoding");
    }
    return true;
}

} // namespace dpl::data
