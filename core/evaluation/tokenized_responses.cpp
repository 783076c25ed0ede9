#include "evaluation/tokenized_responses.hpp"

#include "base/error.hpp"

namespace dpl::evaluation {

namespace {

/// Counts the texts of a row that are too long, and cuts them if they are to be.
std::int64_t countLong(std::span<text::TokenIds> texts, std::size_t longest, LongTexts rule)
{
    std::int64_t count = 0;
    for (text::TokenIds& ids : texts) {
        if (ids.size() > longest) {
            ++count;
            if (rule == LongTexts::truncate) {
                ids.resize(longest);
            }
        }
    }
    return count;
}

} // namespace

std::vector<std::string> scoredTexts(const data::ResponseRow& row)
{
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < row.responseCount(); ++i) {
        texts.push_back(row.scored(i).readable());
    }
    return texts;
}

TokenizedResponses tokenize(const data::ResponseSet& set, const scoring::DialogueReader& reader, std::int64_t maxLength,
    LongTexts rule, int threads, const std::stop_token& stop)
{
    TokenizedResponses result;
    std::vector<scoring::ReadText> texts;
    for (const data::ResponseRow& row : set.rows) {
        result.firstOfRow.push_back(texts.size());
        const std::string where = set.placeOf(row);
        for (std::size_t i = 0; i < row.responseCount(); ++i) {
            texts.push_back(reader.read(row.scored(i), where));
        }
    }
    result.firstOfRow.push_back(texts.size());
    result.texts = reader.encode(std::move(texts), threads, stop);
    for (std::size_t row = 0; row < set.rows.size(); ++row) {
        const std::size_t first = result.firstOfRow[row];
        const auto ofRow = std::span(result.texts).subspan(first, result.firstOfRow[row + 1] - first);
        if (const std::int64_t count = countLong(ofRow, static_cast<std::size_t>(maxLength), rule); count > 0) {
            result.longTexts += count;
            result.longRows.push_back(set.rows[row].line());
        }
    }
    if (rule == LongTexts::refuse && result.longTexts > 0) {
        throw Error(set.file.string() + ": " + std::to_string(result.longTexts) + " responses in "
            + std::to_string(result.longRows.size()) + " rows have more than " + std::to_string(maxLength)
            + " tokens, the first of them in " + (set.numbers == data::RowNumbers::lines ? "line " : "row ")
            + std::to_string(result.longRows.front()) + "; raise max_length, or choose truncate or keep");
    }
    return result;
}

} // namespace dpl::evaluation
