#pragma once

#include "text/framed_tokenizer.hpp"
#include "text/merge_table.hpp"
#include "text/pre_tokenizer.hpp"

#include <memory>

namespace dpl::text {

/// What a byte-level BPE tokenizer is made of. The vocabulary is spelled in GPT-2's alphabet of bytes.
struct ByteLevelParts {
    MergeTable::Pairs merges;
    PreTokenizer preTokenizer;
    bool ignoreMerges = false; ///< a word that is in the vocabulary is that token, whatever the merges say
    bool composes = false; ///< Unicode normalization form C before everything else
    std::optional<std::string>
        unknownToken; ///< for bytes that are not in the vocabulary; without one they are left out
    bool fusesUnknown = false; ///< unknown bytes in a row are one unknown token
};

/// Byte-level byte-pair encoding, like that of GPT-2, Llama 3, Qwen2 and SmolLM. `source` names the file in errors.
std::unique_ptr<Tokenizer> makeByteLevelTokenizer(
    ByteLevelParts parts, Vocabulary vocabulary, Frame frame, const std::string& source);

} // namespace dpl::text
