#pragma once

#include "data/byte_stream.hpp"
#include "data/line_reader.hpp"
#include "data/row_reader.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dpl::data {

/// Reads a file that is one JSON list of objects, on however many lines, in memory of about its longest row.
class JsonArrayReader final : public RowReader {
public:
    explicit JsonArrayReader(const std::filesystem::path& file, std::size_t longestRow = LineReader::longestLine);
    JsonArrayReader(
        const std::filesystem::path& file, ByteStream stream, std::size_t longestRow = LineReader::longestLine);

    /// Throws RowError for what is no object, is longer than `longestRow`, or does not parse; Error where the list
    /// itself is not well-formed.
    bool nextFrom(std::int64_t number, Json& row) override;

    std::int64_t number() const override { return m_number; }
    RowNumbers numbers() const override { return RowNumbers::rows; }

    /// "file:17 (row 3)": the line on which it begins, too.
    std::string where() const override;

    /// Passes over a row, whatever it holds; false at the end.
    bool pass();

private:
    /// Moves behind the next row; false behind the last one.
    bool findRow();
    void passValue();
    void passString();
    void passBlanks();
    std::optional<char> peek();
    bool fill();
    [[noreturn]] void fail(const std::string& what) const;

    std::string m_file;
    ByteStream m_stream;
    std::size_t m_longest;
    std::vector<char> m_buffer;
    std::size_t m_at = 0; ///< the next byte
    std::size_t m_end = 0;
    std::size_t m_row = 0; ///< where the row begins: what is kept
    bool m_keeps = false; ///< the row's bytes, as long as they are not too many
    bool m_isTooLong = false;
    bool m_hasBegun = false; ///< the list
    bool m_hasEnded = false;
    std::int64_t m_line = 1;
    std::int64_t m_rowLine = 1;
    std::int64_t m_number = 0;
};

} // namespace dpl::data
