#pragma once

#include "base/json.hpp"
#include "data/line_reader.hpp"

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

/// Reads a JSONL file: an object a line, in the order of its keys, blank lines left out.
class JsonRowReader {
public:
    explicit JsonRowReader(const std::filesystem::path& file, std::size_t longestLine = LineReader::longestLine);

    /// The next row; false at the end. Throws RowError, as LineReader does, for a line that is not a JSON object (or
    /// one nested deeper than JsonScanner::deepest); the call after that goes on with the next line.
    bool next(Json& row);

    /// The next row from line `line` on; lines before it are passed over, whatever they hold.
    bool nextFrom(std::int64_t line, Json& row);

    /// Of the row read last, from 1.
    std::int64_t line() const { return m_lines.line(); }

    /// "file:line"
    std::string where() const { return m_lines.where(); }

private:
    void parse(std::string_view line, Json& row) const;

    LineReader m_lines;
};

/// A member that must be there and be a string. Throws RowError "`where`: field: ...".
const std::string& stringMember(const Json& row, const char* field, const std::string& where);

} // namespace dpl::data
