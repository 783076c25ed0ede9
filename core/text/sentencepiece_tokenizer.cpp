#include "text/sentencepiece_tokenizer.hpp"

#include "base/error.hpp"
#include "text/character_tokenizer.hpp"
#include "text/utf8_text.hpp"

#include <sentencepiece_processor.h>

namespace dpl::text {

namespace {

class SentencePieceTokenizer final : public FramedTokenizer {
public:
    /// `prefixesFirst`: the model itself adds no dummy prefix, but the text's beginning has one.
    SentencePieceTokenizer(const SentencePieceModel& model, bool prefixesFirst, Vocabulary vocabulary, Frame frame, const std::string& proto,
        const std::string& source)
        : FramedTokenizer(std::move(vocabulary), std::move(frame), proto + (prefixesFirst ? "first" : "")), m_hasBytes(model.hasBytes()),
          m_prefixesAll(model.addsDummyPrefix), m_prefixesFirst(prefixesFirst)
    {
        m_types.assign(this->vocabulary().size(), PieceType::userDefined);
        for (std::size_t id = 0; id < model.pieces.size(); ++id) {
            m_types[id] = model.pieces[id].type;
        }
        if (const auto status = m_processor.LoadFromSerializedProto(proto); !status.ok()) {
            throw Error(source + ": SentencePiece does not take this model: " + status.ToString());
        }
    }

    std::string kind() const override { return m_hasBytes ? "SentencePiece BPE with byte fall-back" : "SentencePiece BPE"; }

protected:
    void encodeStretch(std::string_view text, bool isFirst, TokenIds& ids) const override
    {
        std::string prefixed;
        if (isFirst && m_prefixesFirst) {
            prefixed.append(spaceSymbol).append(text);
            text = prefixed;
        }
        std::vector<int> pieces;
        if (const auto status = m_processor.Encode(text, &pieces); !status.ok()) {
            throw Error("SentencePiece cannot encode a text of " + std::to_string(text.size()) + " bytes: " + status.ToString());
        }
        ids.insert(ids.end(), pieces.begin(), pieces.end());
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
    sentencepiece::SentencePieceProcessor m_processor;
    std::vector<PieceType> m_types; ///< by id
    bool m_hasBytes;
    bool m_prefixesAll;
    bool m_prefixesFirst;
};

} // namespace

std::unique_ptr<Tokenizer> makeSentencePieceTokenizer(SentencePieceModel model, const TokenizerConfig& config, const std::string& source)
{
    model.validate(source);
    const bool legacy = config.legacy.value_or(true);
    const bool prefixesFirst = !legacy && model.addsDummyPrefix && config.addsPrefixSpace.value_or(true);
    if (!legacy) {
        if (model.removesExtraSpaces) {
            throw Error(config.source + ": legacy is false, which is supported only for models that keep all spaces, and "
                + source + " removes some; set legacy to true if the model was trained so");
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
            throw Error(source + ": a " + what + " token is to be put around every text, and the model has none; name it in "
                + config.source + ", or switch it off there");
        }
        if (wanted) {
            where.push_back(*token);
        }
    };
    around(config.addsBegin.value_or(true), frame.begin, frame.prefix, "begin");
    around(config.addsEnd.value_or(false), frame.end, frame.suffix, "end");
    std::sort(added.begin(), added.end(), [](const AddedToken& a, const AddedToken& b) { return a.id < b.id; });
    frame.addedTokens = AddedTokens(std::move(added));
    const std::string proto = serialized(model);
    return std::make_unique<SentencePieceTokenizer>(model, prefixesFirst, std::move(vocabulary), std::move(frame), proto, source);
}

} // namespace dpl::text
