#include "text/sentencepiece_model.hpp"

#include "base/error.hpp"
#include "base/protobuf_writer.hpp"
#include "text/character_tokenizer.hpp"
#include "text/utf8_text.hpp"

#include <cmath>
#include <cstring>
#include <unordered_set>

namespace dpl::text {

namespace {

// Field numbers of sentencepiece_model.proto.
constexpr std::uint32_t modelPieces = 1;
constexpr std::uint32_t modelTrainer = 2;
constexpr std::uint32_t modelNormalizer = 3;
constexpr std::uint32_t modelDenormalizer = 5;
constexpr std::uint32_t pieceText = 1;
constexpr std::uint32_t pieceScore = 2;
constexpr std::uint32_t pieceType = 3;
constexpr std::uint32_t trainerModelType = 3;
constexpr std::uint32_t trainerSpaceIsSuffix = 24;
constexpr std::uint32_t trainerByteFallback = 35;
constexpr std::uint32_t trainerUnknownPiece = 45;
constexpr std::uint32_t normalizerCharacterMap = 2;
constexpr std::uint32_t normalizerDummyPrefix = 3;
constexpr std::uint32_t normalizerExtraSpaces = 4;
constexpr std::uint32_t normalizerEscape = 5;

enum ModelType : std::uint64_t { unigram = 1, bpe = 2 };

/// A field of a protobuf message.
struct Field {
    std::uint32_t number = 0;
    std::uint64_t value = 0; ///< of a varint, or the bits of a fixed number
    std::string_view bytes; ///< of a length-delimited one
    enum class Kind { varint = 0, fixed64 = 1, delimited = 2, fixed32 = 5 } kind = Kind::varint;
};

class Message {
public:
    Message(std::string_view bytes, const std::string& source) : m_bytes(bytes), m_source(source) { }

    bool next(Field& field)
    {
        if (m_bytes.empty()) {
            return false;
        }
        const std::uint64_t tag = varint();
        field = {};
        field.number = static_cast<std::uint32_t>(tag >> 3);
        field.kind = static_cast<Field::Kind>(tag & 7);
        if (field.number == 0 || tag >> 3 > 0x1fffffff) {
            damaged("a field without a number");
        }
        switch (field.kind) {
        case Field::Kind::varint: field.value = varint(); break;
        case Field::Kind::fixed64: field.value = fixed(8); break;
        case Field::Kind::fixed32: field.value = fixed(4); break;
        case Field::Kind::delimited: {
            const std::uint64_t length = varint();
            if (length > m_bytes.size()) {
                damaged("a field that claims to be longer than the file");
            }
            field.bytes = m_bytes.substr(0, length);
            m_bytes.remove_prefix(length);
            break;
        }
        default: damaged("a field of unknown kind");
        }
        return true;
    }

    /// The kind that a known field must have.
    void expect(const Field& field, Field::Kind kind) const
    {
        if (field.kind != kind) {
            damaged("field " + std::to_string(field.number) + " is of the wrong kind");
        }
    }

    [[noreturn]] void damaged(const std::string& what) const
    {
        throw Error(m_source + " is not a SentencePiece model, or is damaged: " + what);
    }

private:
    std::uint64_t varint()
    {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (m_bytes.empty()) {
                damaged("it ends inside a number");
            }
            const auto byte = static_cast<unsigned char>(m_bytes.front());
            m_bytes.remove_prefix(1);
            value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
            if (byte < 0x80) {
                return value;
            }
        }
        damaged("a number that does not end");
    }

    std::uint64_t fixed(std::size_t length)
    {
        if (m_bytes.size() < length) {
            damaged("it ends inside a number");
        }
        std::uint64_t value = 0;
        std::memcpy(&value, m_bytes.data(), length);
        m_bytes.remove_prefix(length);
        return value;
    }

    std::string_view m_bytes;
    const std::string& m_source;
};

SentencePieceModel::Piece readPiece(std::string_view bytes, std::size_t id, const std::string& source)
{
    const std::string where = source + ": piece " + std::to_string(id);
    Message message(bytes, where);
    SentencePieceModel::Piece piece;
    for (Field field; message.next(field);) {
        switch (field.number) {
        case pieceText:
            message.expect(field, Field::Kind::delimited);
            piece.text = field.bytes;
            break;
        case pieceScore: {
            message.expect(field, Field::Kind::fixed32);
            const auto bits = static_cast<std::uint32_t>(field.value);
            std::memcpy(&piece.score, &bits, sizeof bits);
            break;
        }
        case pieceType:
            message.expect(field, Field::Kind::varint);
            if (field.value < 1 || field.value > 6) {
                message.damaged("its type is " + std::to_string(field.value));
            }
            piece.type = static_cast<PieceType>(field.value);
            break;
        default: break;
        }
    }
    return piece;
}

void readTrainer(std::string_view bytes, const std::string& source, SentencePieceModel& model, std::uint64_t& type)
{
    Message message(bytes, source);
    for (Field field; message.next(field);) {
        if (field.number == trainerModelType || field.number == trainerSpaceIsSuffix) {
            message.expect(field, Field::Kind::varint);
            if (field.number == trainerModelType) {
                type = field.value;
            } else {
                model.spaceIsSuffix = field.value != 0;
            }
        }
    }
}

void readNormalizerSpec(std::string_view bytes, const std::string& source, SentencePieceModel& model)
{
    Message message(bytes, source);
    for (Field field; message.next(field);) {
        switch (field.number) {
        case normalizerCharacterMap:
            message.expect(field, Field::Kind::delimited);
            if (!field.bytes.empty()) {
                throw Error(source
                    + ": it normalises characters before tokenising them, which is not supported; models of the Llama "
                      "and Mistral families do not");
            }
            break;
        case normalizerDummyPrefix:
        case normalizerExtraSpaces:
        case normalizerEscape:
            message.expect(field, Field::Kind::varint);
            (field.number == normalizerDummyPrefix          ? model.addsDummyPrefix
                    : field.number == normalizerExtraSpaces ? model.removesExtraSpaces
                                                            : model.escapesSpaces) = field.value != 0;
            break;
        default: break;
        }
    }
}

} // namespace

bool SentencePieceModel::hasBytes() const
{
    return std::any_of(pieces.begin(), pieces.end(), [](const Piece& piece) { return piece.type == PieceType::byte; });
}

void SentencePieceModel::validate(const std::string& source) const
{
    std::unordered_set<std::string_view> known;
    std::size_t unknowns = 0;
    std::size_t bytes = 0;
    for (std::size_t id = 0; id < pieces.size(); ++id) {
        const Piece& piece = pieces[id];
        const auto wrong = [&](const std::string& why) {
            return Error(source + ": piece " + std::to_string(id) + " " + why);
        };
        if (piece.text.empty() || !isWellFormed(piece.text) || piece.text.find('\0') != std::string::npos) {
            throw wrong("is not text");
        }
        if (!known.insert(piece.text).second) {
            throw wrong("(\"" + piece.text + "\") appears twice");
        }
        if (!std::isfinite(piece.score)) {
            throw wrong("(\"" + piece.text + "\") has a score that is not a number");
        }
        if (piece.type == PieceType::byte && !byteOfPiece(piece.text)) {
            throw wrong("(\"" + piece.text + "\") claims to be a byte but is not");
        }
        unknowns += piece.type == PieceType::unknown ? 1 : 0;
        bytes += piece.type == PieceType::byte ? 1 : 0;
    }
    if (unknowns != 1) {
        throw Error(source + ": it has " + std::to_string(unknowns) + " unknown pieces instead of one");
    }
    if (bytes != 0 && bytes != 256) {
        throw Error(source + ": it has pieces for " + std::to_string(bytes) + " of the 256 bytes");
    }
}

SentencePieceModel parseSentencePieceModel(std::string_view bytes, const std::string& source)
{
    SentencePieceModel model;
    model.removesExtraSpaces = true; // the format's own default
    std::uint64_t type = unigram;
    Message message(bytes, source);
    for (Field field; message.next(field);) {
        switch (field.number) {
        case modelPieces:
            message.expect(field, Field::Kind::delimited);
            model.pieces.push_back(readPiece(field.bytes, model.pieces.size(), source));
            break;
        case modelTrainer:
            message.expect(field, Field::Kind::delimited);
            readTrainer(field.bytes, source, model, type);
            break;
        case modelNormalizer:
        case modelDenormalizer:
            message.expect(field, Field::Kind::delimited);
            if (field.number == modelNormalizer) {
                readNormalizerSpec(field.bytes, source, model);
            }
            break;
        default: break; // samples for a self-test, and what newer versions add
        }
    }
    if (model.pieces.empty()) {
        message.damaged("it has no pieces");
    }
    if (type != bpe) {
        throw Error(source + ": it is a SentencePiece model of type " + std::to_string(type)
            + (type == unigram ? " (unigram)" : "")
            + "; BPE models, such as those of Llama 1 and 2 and Mistral, are supported");
    }
    model.validate(source);
    return model;
}

std::string serialized(const SentencePieceModel& model)
{
    ProtobufWriter result;
    std::string unknown = "<unk>";
    for (const SentencePieceModel::Piece& piece : model.pieces) {
        ProtobufWriter writer;
        writer.bytes(pieceText, piece.text);
        writer.real(pieceScore, piece.score);
        writer.number(pieceType, static_cast<std::uint64_t>(piece.type));
        result.bytes(modelPieces, writer.message());
        if (piece.type == PieceType::unknown) {
            unknown = piece.text;
        }
    }
    ProtobufWriter trainer;
    trainer.number(trainerModelType, bpe);
    trainer.number(trainerSpaceIsSuffix, model.spaceIsSuffix);
    trainer.number(trainerByteFallback, model.hasBytes());
    trainer.bytes(trainerUnknownPiece, unknown);
    result.bytes(modelTrainer, trainer.message());
    ProtobufWriter normalizer;
    normalizer.number(normalizerDummyPrefix, model.addsDummyPrefix);
    normalizer.number(normalizerExtraSpaces, model.removesExtraSpaces);
    normalizer.number(normalizerEscape, model.escapesSpaces);
    result.bytes(modelNormalizer, normalizer.message());
    return result.message();
}

bool looksLikeSentencePiece(std::string_view bytes)
{
    return bytes.starts_with('\n'); // the first piece: field 1, length-delimited
}

} // namespace dpl::text
