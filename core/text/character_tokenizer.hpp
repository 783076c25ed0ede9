#pragma once

#include "text/framed_tokenizer.hpp"
#include "text/merge_table.hpp"

#include <memory>

namespace dpl::text {

/// What a SentencePiece BPE tokenizer is made of in a tokenizer.json: merges over characters, a space spelled "▁".
struct CharacterParts {
    /// Whether a "▁" goes in front of text that has none: always, at the beginning of the whole text, or never; or, as
    /// the Prepend normalizer does it, in front of every stretch, whatever it begins with.
    enum class Prefix { never, first, always, everything };

    MergeTable::Pairs merges;
    Prefix prefix = Prefix::everything;
    bool normalizes = true; ///< spaces become "▁" before added tokens that are found in normalized text are looked for
    bool splits = false; ///< words begin at each "▁"; otherwise merges cross them
    bool ignoreMerges = false;
    bool byteFallback = true; ///< characters that are not in the vocabulary become the tokens of their bytes
    std::optional<std::string> unknownToken;
    bool fusesUnknown = true;
};

/// Byte-pair encoding over characters, like that of Llama 1 and 2 and Mistral. `source` names the file in errors.
std::unique_ptr<Tokenizer> makeCharacterTokenizer(
    CharacterParts parts, Vocabulary vocabulary, Frame frame, const std::string& source);

/// The byte that a token such as "<0x0A>" stands for, or nothing.
std::optional<char> byteOfPiece(std::string_view piece);

/// "▁"
inline constexpr std::string_view spaceSymbol = "\xe2\x96\x81";

} // namespace dpl::text
