#pragma once

#include "base/json.hpp"
#include "text/vocabulary.hpp"

#include <string>
#include <vector>

namespace dpl::text {

/// A JSON text whose vocabulary, an object of tens of thousands of keys, is set apart.
struct VocabularyJson {
    Json rest; ///< without the vocabulary; a key that occurs twice is kept twice, and the first is found
    Vocabulary::Entries vocabulary; ///< as the file has it, unchecked
};

/// Parses text whose vocabulary is the object at `path` ({"model", "vocab"}; empty: the whole text). Throws Error with
/// line and column for invalid JSON, for values in the vocabulary that are not ids, and for nesting deeper than any
/// tokenizer's.
VocabularyJson parseVocabularyJson(
    const std::string& text, const std::vector<std::string>& path, const std::string& source);

} // namespace dpl::text
