#pragma once

#include "data/response_set.hpp"
#include "evaluation/evaluate.hpp"
#include "scoring/dialogue_reader.hpp"

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

namespace dpl::evaluation {

/// The token ids of all responses of a set, as one model reads them.
struct TokenizedResponses {
    std::vector<text::TokenIds> texts; ///< row after row
    std::vector<std::size_t> firstOfRow; ///< in texts; [rows + 1]
    std::int64_t longTexts = 0; ///< of more than max_length tokens
    std::vector<std::int64_t> longRows; ///< numbers of the rows that have one (RowReader::number)
};

/// What is scored of a row, for people to read: a text for each response.
std::vector<std::string> scoredTexts(const data::ResponseRow& row);

/// Long texts are cut, or kept, as `rule` says; throws Error for one if it says refuse, and Stopped on request.
TokenizedResponses tokenize(const data::ResponseSet& set, const scoring::DialogueReader& reader, std::int64_t maxLength,
    LongTexts rule, int threads, const std::stop_token& stop);

} // namespace dpl::evaluation
