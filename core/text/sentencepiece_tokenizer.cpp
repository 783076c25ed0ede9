#include "text/sentencepiece_tokenizer.hpp"

#include "base/error.hpp"
#include "text/character_tokenizer.hpp"
#include "text/scratch_pool.hpp"
#include "text/utf8_text.hpp"
#include "text/word_cache.hpp"

#include <sentencepiece_processor.h>

namespace dpl::text {

namespace {

/// Whether no merge crosses from a word to the space symbol of the next, so that words can be encoded one by one: "▁"
/// is a piece itself, no piece that merging makes has one behind something else, and the library changes nothing but
/// spaces.
bool hasSeparateWords(const SentencePieceModel& model)
{
    bool hasSpace = false;
    for (const SentencePieceModel::Piece& piece : model.pieces) {
        if (piece.type != PieceType::normal && piece.type != PieceType::userDefined
            && piece.type != PieceType::unused) {
            continue;
        }
        std::string_view text = piece.text;
        hasSpace = hasSpace || (text == spaceSymbol && piece.type == PieceType::normal);
        while (text.starts_with(spaceSymbol)) {
            text.remove_prefix(spaceSymbol.size());
        }
        if (text.find(spaceSymbol) != std::string_view::npos || text.find(' ') != std::string_view::npos) {
            return false;
        }
    }
    return hasSpace && model.escapesSpaces && !model.removesExtraSpaces && !model.spaceIsSuffix;
}

class SentencePieceTokenizer final : public FramedTokenizer {
public:
    /// `prefixesFirst`: the model itself adds no dummy prefix, but the text's beginning has one.
    SentencePieceTokenizer(const SentencePieceModel& model, bool prefixesFirst, Vocabulary vocabulary, Frame frame,
        const std::string& source)
        : FramedTokenizer(std::move(vocabulary), std::move(frame), serialized(model) + (prefixesFirst ? "first" : "")),
          m_hasBytes(model.hasBytes()), m_prefixesAll(model.addsDummyPrefix), m_prefixesFirst(prefixesFirst),
          m_hasSeparateWords(hasSeparateWords(model))
    {
        SentencePieceModel given = model;
        if (m_hasSeparateWords) {
            given.addsDummyPrefix = false; // words come with theirs
        }
        m_types.assign(this->vocabulary().size(), PieceType::userDefined);
        for (std::size_t id = 0; id < model.pieces.size(); ++id) {
            m_types[id] = model.pieces[id].type;
        }
        if (const auto status = m_processor.LoadFromSerializedProto(serialized(given)); !status.ok()) {
            throw Error(source + ": SentencePiece rejects this model: " + status.ToString());
        }
    }

    std::string kind() const override
    {
        return m_hasBytes ? "SentencePiece BPE with byte fall-back" : "SentencePiece BPE";
    }

protected:
    void encodeStretch(std::string_view text, bool isFirst, TokenIds& ids) const override
    {
        const bool isPrefixed = (isFirst && m_prefixesFirst) || (m_prefixesAll && m_hasSeparateWords);
        std::string storage;
        if (isPrefixed || m_hasSeparateWords) {
            storage = isPrefixed ? spaceSymbol : std::string_view();
            storage += m_hasSeparateWords ? replaced(text, " ", spaceSymbol) : text;
            text = storage;
        }
        const auto scratch = m_scratch.borrow();
        if (!m_hasSeparateWords) {
            encodePart(text, *scratch, ids);
            return;
        }
        for (std::size_t begin = 0; begin < text.size();) {
            std::size_t end = begin;
            while (text.substr(end).starts_with(spaceSymbol)) {
                end += spaceSymbol.size();
            }
            end = std::min(text.find(spaceSymbol, end), text.size());
            encodeWord(text.substr(begin, end - begin), *scratch, ids);
            begin = end;
        }
    }

    // By hand: the library spells unknown and control pieces otherwise than they are.
    void decodeStretch(std::span<const TokenId> ids, bool isFirst, std::string& bytes) const override
    {
        std::string text;
        for (const TokenId id : ids) {
            const std::string& piece = *vocabulary().token(id);
            if (m_types[static_cast<std::size_t>(id)] == PieceType::byte) {
                text += *byteOfPiece(piece);
            } else {
                text += replaced(piece, spaceSymbol, " ");
            }
        }
        const bool hasPrefix = m_prefixesAll || (m_prefixesFirst && isFirst);
        bytes += hasPrefix && text.starts_with(' ') ? text.substr(1) : text;
    }

private:
    struct Scratch {
        WordCache cache;
        std::vector<int> pieces;
    };

    /// Through the cache.
    void encodeWord(std::string_view word, Scratch& scratch, TokenIds& ids) const
    {
        WordCache::Entry* entry = scratch.cache.entryOf(word);
        if (entry && entry->holds(word)) {
            ids.insert(ids.end(), entry->ids.data(), entry->ids.data() + entry->count);
            return;
        }
        encodePart(word, scratch, ids);
        if (entry) {
            entry->keep(word, scratch.pieces);
        }
    }

    void encodePart(std::string_view text, Scratch& scratch, TokenIds& ids) const
    {
        if (const auto status = m_processor.Encode(text, &scratch.pieces); !status.ok()) {
            throw Error("SentencePiece cannot encode a text of " + std::to_string(text.size())
                + " bytes: " + status.ToString());
        }
        ids.insert(ids.end(), scratch.pieces.begin(), scratch.pieces.end());
    }

    sentencepiece::SentencePieceProcessor m_processor;
    std::vector<PieceType> m_types; ///< by id
    bool m_hasBytes;
    bool m_prefixesAll;
    bool m_prefixesFirst;
    bool m_hasSeparateWords;
    mutable ScratchPool<Scratch> m_scratch;
};

} // namespace

std::unique_ptr<Tokenizer> makeSentencePieceTokenizer(
    SentencePieceModel model, const TokenizerConfig& config, const std::string& source)
{
    model.validate(source);
    const bool legacy = config.legacy.value_or(!config.isOfTransformers5);
    model.addsDummyPrefix = model.addsDummyPrefix && config.addsPrefixSpace.value_or(true);
    const bool prefixesFirst = !legacy && model.addsDummyPrefix;
    if (!legacy) {
        if (model.removesExtraSpaces) {
            throw Error(config.source
                + ": legacy is false, which is supported only for models that keep all spaces, but " + source
                + " removes some; set legacy to true if the model was trained that way");
        }
        model.addsDummyPrefix = false;
    }

    Vocabulary::Entries entries;
    for (std::size_t id = 0; id < model.pieces.size(); ++id) {
        entries.emplace_back(model.pieces[id].text, id);
    }
    Vocabulary vocabulary(std::move(entries), source);
    std::vector<AddedToken> added = config.added;
    for (const AddedToken& token : added) {
        vocabulary.add(token.content, token.id, config.source);
    }
    const auto find = [&](const std::optional<std::string>& configured, const char* usual, const char* key) {
        const std::string name = configured.value_or(usual);
        const auto id = vocabulary.find(name);
        if (!id && configured) {
            throw Error(config.source + ": " + key + ": \"" + name + "\" is not among the pieces of " + source);
        }
        // A special token is found in the text, unless the config says how, anyway.
        if (id && std::none_of(added.begin(), added.end(), [&](const AddedToken& token) { return token.id == *id; })) {
            added.push_back({name, *id});
        }
        return id;
    };
    Frame frame;
    frame.begin = find(config.begin, "<s>", "bos_token");
    frame.end = find(config.end, "</s>", "eos_token");
    find(config.unknown, "<unk>", "unk_token");
    const auto around = [&](bool wanted, std::optional<TokenId> token, TokenIds& where, const char* what) {
        if (wanted && !token) {
            throw Error(source + ": a " + what
                + " token is to be added around every text, but the model has none; name it in " + config.source
                + ", or switch it off there");
        }
        if (wanted) {
            where.push_back(*token);
        }
    };
    around(config.addsBegin.value_or(true), frame.begin, frame.prefix, "begin");
    around(config.addsEnd.value_or(false), frame.end, frame.suffix, "end");
    std::sort(added.begin(), added.end(), [](const AddedToken& a, const AddedToken& b) { return a.id < b.id; });
    frame.addedTokens = AddedTokens(std::move(added));
    return std::make_unique<SentencePieceTokenizer>(
        model, prefixesFirst, std::move(vocabulary), std::move(frame), source);
}

} // namespace dpl::text
