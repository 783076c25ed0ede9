#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dpl::text {

enum class PieceType { normal = 1, unknown = 2, control = 3, userDefined = 4, unused = 5, byte = 6 };

/// What of a SentencePiece model decides ids.
struct SentencePieceModel {
    struct Piece {
        std::string text; ///< a space is "▁"
        float score = 0.0f; ///< the higher, the earlier two pieces are merged into it
        PieceType type = PieceType::normal;
    };
    std::vector<Piece> pieces; ///< by id
    bool addsDummyPrefix = true;
    bool removesExtraSpaces = false;
    bool escapesSpaces = true;
    bool spaceIsSuffix = false;

    /// Throws Error if the library could misbehave on it: a piece that is empty, not UTF-8 or repeated, a score that
    /// is not a number, no unknown piece or several, byte pieces that are not all 256.
    void validate(const std::string& source) const;

    bool hasBytes() const;
};

/// Reads a tokenizer.model (a protobuf message), its BPE pieces and its flags. Throws Error, naming the source, if it
/// is damaged, or a model that is not supported: unigram, or with a normalization other than identity.
SentencePieceModel parseSentencePieceModel(std::string_view bytes, const std::string& source);

/// A tokenizer.model with exactly what the model holds, for the library.
std::string serialized(const SentencePieceModel& model);

/// Whether a file may be a tokenizer.model by its first bytes. Llama 3's files of that name are none.
bool looksLikeSentencePiece(std::string_view bytes);

} // namespace dpl::text
