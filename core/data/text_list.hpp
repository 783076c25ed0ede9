#pragma once

#include "base/json.hpp"
#include "data/columns.hpp"
#include "data/dialogue.hpp"
#include "data/json_rows.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace dpl::data {

/// A text of a list, to be scored.
struct ListedText {
    Dialogue dialogue; ///< with its prompt
    std::string prompt; ///< texts of equal ones answer the same; of those of a list without a prompt, the list's own
    Json row; ///< what is told of it: its row without the list that it is of, and "response" where it is of one
    std::string where; ///< "file:12"
};

struct TextList {
    std::vector<ListedText> texts;
    SkippedRows skipped;
};

/// Any list of texts: lines of plain text, JSON texts (a line each, or one list), or rows, in any format that openRows
/// reads, each with
/// - text, or messages: one text, without a prompt,
/// - response, or a list of responses, texts or messages, to the prompt in prompt, instruction, question or query, a
///   text or messages; without one, texts in a list are ranked among themselves.
/// A prompt that is a text goes before the response as it is, unless that has it already. Throws RowError for the first
/// row that cannot be used, unless they are skipped and listed, and Error if there is no text.
TextList loadTexts(const std::filesystem::path& file, bool skipBadRows = false, const Columns& columns = {});

} // namespace dpl::data
