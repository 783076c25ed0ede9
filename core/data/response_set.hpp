#pragma once

#include "base/json.hpp"
#include "data/columns.hpp"
#include "data/dialogue.hpp"
#include "data/json_rows.hpp"
#include "data/row_reader.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace dpl::data {

/// A prompt and responses to it, at least one: [safe, jailbroken] in the data of the paper. Holds the row's JSON
/// object.
class ResponseRow {
public:
    /// `row` must have a prompt, which is a string with "Human: " somewhere in it, or a list of messages, and the list
    /// of responses, strings, or, behind messages, messages (data::messagesOf); "system" comes before messages
    /// (withSystem). What `columns` names is called by what
    /// it means from then on. Throws RowError beginning with `where`.
    ResponseRow(Json row, const std::string& where, std::int64_t line, const Columns& columns = {});

    std::size_t responseCount() const;

    /// What a reward model is given: the prompt from its first "Human: " on, followed directly by the response; or the
    /// messages of both.
    Dialogue scored(std::size_t response) const;

    /// Whether they are messages.
    bool hasMessages() const;

    const Json& row() const { return m_row; }
    std::int64_t line() const { return m_line; } ///< the row's number in its file (RowReader::number)

private:
    Json messagesOfResponse(std::size_t response, const std::string& where) const;

    Json m_row;
    std::size_t m_dialogue = 0; ///< where in a prompt that is a text it begins
    std::int64_t m_line;
};

struct ResponseSet {
    std::filesystem::path file;
    std::vector<ResponseRow> rows;
    SkippedRows skipped;
    RowNumbers numbers = RowNumbers::lines;
    std::vector<std::string> leftOut; ///< columns of the file that no row has, in sentences

    /// "file:12" or "file, row 12"
    std::string placeOf(const ResponseRow& row) const { return data::placeOf(file.string(), numbers, row.line()); }
};

/// Throws RowError ("file:line: ...") for the first row that cannot be used, unless they are skipped and listed, and
/// Error if the file cannot be read or gives no row.
ResponseSet loadResponses(const std::filesystem::path& file, bool skipBadRows = false, const Columns& columns = {});

} // namespace dpl::data
