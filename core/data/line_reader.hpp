#pragma once

#include "data/byte_stream.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dpl::data {

/// Reads a file of JSON lines line by line, unpacked, in memory of about its longest line.
class LineReader {
public:
    static constexpr std::size_t longestLine = std::size_t{64} << 20;

    explicit LineReader(const std::filesystem::path& file, std::size_t longest = longestLine);
    LineReader(const std::filesystem::path& file, ByteStream stream, std::size_t longest = longestLine);

    /// The next line, without "\n" or "\r\n" (and the first without a byte order mark), valid until the next call;
    /// false at the end. Throws RowError if the line is too long or not UTF-8 (the call after that goes on behind it),
    /// Error if the file cannot be read on, or is one JSON list.
    bool next(std::string_view& line);

    /// Of the line read last, from 1.
    std::int64_t line() const { return m_line; }
    const std::string& file() const { return m_file; }

    /// "file:line"
    std::string where() const { return m_file + ":" + std::to_string(m_line); }

private:
    bool fill();
    bool takeLine(std::string_view& line);
    void discardLine();

    std::string m_file;
    ByteStream m_stream;
    std::size_t m_longest;
    std::vector<char> m_buffer;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
    std::int64_t m_line = 0;
    bool m_ended = false;
    bool m_hasRows = false; ///< a line that is not blank was read
};

} // namespace dpl::data
