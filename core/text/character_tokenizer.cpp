#include "text/character_tokenizer.hpp"

#include "base/error.hpp"
#include "text/scratch_pool.hpp"
#include "text/utf8_text.hpp"

#include <array>
#include <cstdio>

namespace dpl::text {

namespace {

using Prefix = CharacterParts::Prefix;

class CharacterTokenizer final : public FramedTokenizer {
public:
    CharacterTokenizer(const CharacterParts& parts, Vocabulary vocabulary, Frame frame, const std::string& rules,
        const std::string& source)
        : FramedTokenizer(std::move(vocabulary), std::move(frame), rules),
          m_merges(parts.merges, this->vocabulary(), source), m_prefix(parts.prefix), m_normalizes(parts.normalizes),
          m_splits(parts.splits), m_ignoreMerges(parts.ignoreMerges), m_byteFallback(parts.byteFallback),
          m_fusesUnknown(parts.fusesUnknown)
    {
        for (unsigned byte = 0; byte < 256; ++byte) {
            char piece[8];
            std::snprintf(piece, sizeof piece, "<0x%02X>", byte);
            m_byteIds[byte] = this->vocabulary().find(piece).value_or(-1);
        }
        if (parts.unknownToken) {
            m_unknown = this->vocabulary().find(*parts.unknownToken);
            if (!m_unknown) {
                throw Error(source + ": the unknown token \"" + *parts.unknownToken + "\" is not in the vocabulary");
            }
        }
    }

    std::string kind() const override
    {
        return m_byteFallback ? "SentencePiece BPE with byte fall-back" : "SentencePiece BPE";
    }

protected:
    std::string_view normalized(std::string_view text, std::string& storage) const override
    {
        if (!m_normalizes) {
            return text;
        }
        storage = m_prefix == Prefix::everything ? std::string(spaceSymbol) : std::string();
        storage += replaced(text, " ", spaceSymbol);
        return storage;
    }

    void encodeStretch(std::string_view text, bool isFirst, TokenIds& ids) const override
    {
        std::string storage;
        if (!m_normalizes) {
            storage = replaced(text, " ", spaceSymbol);
            const bool wanted = m_prefix == Prefix::always || (m_prefix == Prefix::first && isFirst);
            if (wanted && !storage.starts_with(spaceSymbol)) {
                storage.insert(0, spaceSymbol);
            }
            text = storage;
        }
        const auto scratch = m_scratch.borrow();
        std::size_t begin = 0;
        while (begin < text.size()) {
            std::size_t end = text.size();
            if (m_splits) {
                end = std::min(end, text.find(spaceSymbol, begin + 1));
            }
            encodeWord(text.substr(begin, end - begin), *scratch, ids);
            begin = end;
        }
    }

    void decodeStretch(std::span<const TokenId> ids, bool isFirst, std::string& bytes) const override
    {
        std::string text;
        for (const TokenId id : ids) {
            const std::string& token = *vocabulary().token(id);
            const auto byte = m_byteFallback ? byteOfPiece(token) : std::nullopt;
            text += byte ? std::string(1, *byte) : token;
        }
        text = replaced(text, spaceSymbol, " ");
        // The space that encoding put in front.
        const bool hasPrefix =
            m_prefix == Prefix::everything || m_prefix == Prefix::always || (m_prefix == Prefix::first && isFirst);
        bytes += hasPrefix && text.starts_with(' ') ? text.substr(1) : text;
    }

private:
    struct Scratch {
        MergeTable::Scratch merges;
        TokenIds symbols;
    };

    void encodeWord(std::string_view word, Scratch& scratch, TokenIds& ids) const
    {
        if (m_ignoreMerges) {
            if (const auto whole = vocabulary().find(word)) {
                ids.push_back(*whole);
                return;
            }
        }
        TokenIds& symbols = scratch.symbols;
        symbols.clear();
        // An unknown token waits for the next known character, as in Hugging Face's library, and bytes overtake it
        // there too.
        int waiting = 0;
        for (std::size_t at = 0; at < word.size();) {
            const std::string_view character = word.substr(at, characterLength(word[at]));
            at += character.size();
            if (const auto id = vocabulary().find(character)) {
                symbols.insert(symbols.end(), static_cast<std::size_t>(waiting), m_unknown.value_or(-1));
                waiting = 0;
                symbols.push_back(*id);
            } else if (m_byteFallback && hasBytes(character)) {
                for (const char byte : character) {
                    symbols.push_back(m_byteIds[static_cast<unsigned char>(byte)]);
                }
            } else if (m_unknown) {
                if (waiting > 0 && !m_fusesUnknown) {
                    symbols.push_back(*m_unknown);
                }
                waiting = 1;
            }
        }
        symbols.insert(symbols.end(), static_cast<std::size_t>(waiting), m_unknown.value_or(-1));
        m_merges.apply(symbols, scratch.merges);
        ids.insert(ids.end(), symbols.begin(), symbols.end());
    }

    bool hasBytes(std::string_view character) const
    {
        return std::all_of(character.begin(), character.end(),
            [&](char byte) { return m_byteIds[static_cast<unsigned char>(byte)] >= 0; });
    }

    MergeTable m_merges;
    Prefix m_prefix;
    bool m_normalizes;
    bool m_splits;
    bool m_ignoreMerges;
    bool m_byteFallback;
    bool m_fusesUnknown;
    std::optional<TokenId> m_unknown;
    std::array<TokenId, 256> m_byteIds{};
    mutable ScratchPool<Scratch> m_scratch;
};

int hexDigit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

} // namespace

std::optional<char> byteOfPiece(std::string_view piece)
{
    if (piece.size() != 6 || !piece.starts_with("<0x") || piece[5] != '>' || hexDigit(piece[3]) < 0
        || hexDigit(piece[4]) < 0) {
        return std::nullopt;
    }
    return static_cast<char>(hexDigit(piece[3]) * 16 + hexDigit(piece[4]));
}

std::unique_ptr<Tokenizer> makeCharacterTokenizer(
    CharacterParts parts, Vocabulary vocabulary, Frame frame, const std::string& source)
{
    std::string rules = "character BPE\n" + std::to_string(static_cast<int>(parts.prefix));
    for (const bool flag :
        {parts.normalizes, parts.splits, parts.ignoreMerges, parts.byteFallback, parts.fusesUnknown}) {
        rules += flag ? '1' : '0';
    }
    rules += parts.unknownToken.value_or("") + "\n";
    for (const auto& [left, right] : parts.merges) {
        rules.append(left).append(" ").append(right).append("\n");
    }
    return std::make_unique<CharacterTokenizer>(parts, std::move(vocabulary), std::move(frame), rules, source);
}

} // namespace dpl::text
