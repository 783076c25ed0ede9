#pragma once

#include "base/json.hpp"
#include "data/line_reader.hpp"
#include "data/row_reader.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace dpl::data {

/// Rows that were left out because they could not be used.
struct SkippedRows {
    static constexpr std::size_t mostListed = 1000;

    std::int64_t count = 0;
    std::vector<std::string> reasons; ///< "file:line: reason" of the first `mostListed`

    void add(const std::string& reason);
    void add(const SkippedRows& others);

    /// "2 rows cannot be used and are skipped; the first: file:line: reason"; empty if there are none.
    std::string sentence() const;
};

/// Reads a file of JSON lines: an object a line, in the order of its keys, blank lines left out.
class JsonRowReader final : public RowReader {
public:
    explicit JsonRowReader(const std::filesystem::path& file, std::size_t longestLine = LineReader::longestLine);
    JsonRowReader(
        const std::filesystem::path& file, ByteStream stream, std::size_t longestLine = LineReader::longestLine);

    /// Throws RowError, as LineReader does, for a line that is not a JSON object.
    bool nextFrom(std::int64_t line, Json& row) override;

    std::int64_t number() const override { return m_lines.line(); }
    RowNumbers numbers() const override { return RowNumbers::lines; }
    std::string where() const override { return m_lines.where(); }

private:
    LineReader m_lines;
};

/// A row from its text, which begins on line `line` of `file`. Throws RowError, mostly with line and column, else
/// beginning with `where`, if it is not a JSON object (or one nested deeper than JsonScanner::deepest).
Json parsedRow(std::string_view text, const std::string& file, std::int64_t line, const std::string& where);

/// A member that must be there and be a string. Throws RowError "`where`: field: ...".
const std::string& stringMember(const Json& row, const char* field, const std::string& where);

} // namespace dpl::data
