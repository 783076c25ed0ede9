#include "text/byte_level_tokenizer.hpp"

#include "base/error.hpp"
#include "text/byte_alphabet.hpp"
#include "text/composition.hpp"
#include "text/scratch_pool.hpp"
#include "text/word_cache.hpp"

#include <array>

namespace dpl::text {

namespace {

class ByteLevelTokenizer final : public FramedTokenizer {
public:
    ByteLevelTokenizer(
        ByteLevelParts parts, Vocabulary vocabulary, Frame frame, const std::string& rules, const std::string& source)
        : FramedTokenizer(std::move(vocabulary), std::move(frame), rules),
          m_merges(parts.merges, this->vocabulary(), source), m_preTokenizer(std::move(parts.preTokenizer)),
          m_ignoreMerges(parts.ignoreMerges), m_composes(parts.composes), m_fusesUnknown(parts.fusesUnknown)
    {
        for (int byte = 0; byte < 256; ++byte) {
            m_byteIds[static_cast<std::size_t>(byte)] =
                this->vocabulary().find(spelledBytes(std::string(1, static_cast<char>(byte)))).value_or(-1);
        }
        if (parts.unknownToken) {
            m_unknown = this->vocabulary().find(*parts.unknownToken);
            if (!m_unknown) {
                throw Error(source + ": the unknown token \"" + *parts.unknownToken + "\" is not in the vocabulary");
            }
        }
        m_bytes.reserve(this->vocabulary().size());
        for (std::size_t id = 0; id < this->vocabulary().size(); ++id) {
            const std::string* token = this->vocabulary().token(static_cast<TokenId>(id));
            m_bytes.push_back(token ? bytesSpelled(*token).value_or(*token) : std::string());
        }
    }

    std::string kind() const override { return "byte-level BPE"; }

protected:
    std::string_view normalized(std::string_view text, std::string& storage) const override
    {
        return m_composes ? composed(text, storage) : text;
    }

    void encodeStretch(std::string_view text, bool, TokenIds& ids) const override
    {
        const auto scratch = m_scratch.borrow();
        Words words(*this, *scratch, ids);
        m_preTokenizer.split(text, (*scratch).preTokenizer, words);
    }

    void decodeStretch(std::span<const TokenId> ids, bool, std::string& bytes) const override
    {
        for (const TokenId id : ids) {
            bytes += m_bytes[static_cast<std::size_t>(id)];
        }
    }

private:
    struct Scratch {
        PreTokenizer::Scratch preTokenizer;
        WordCache cache;
        MergeTable::Scratch merges;
        TokenIds symbols;
    };

    class Words final : public PreTokenizer::WordSink {
    public:
        Words(const ByteLevelTokenizer& tokenizer, Scratch& scratch, TokenIds& ids)
            : m_tokenizer(tokenizer), m_scratch(scratch), m_ids(ids)
        {
        }

        void word(std::string_view word) override
        {
            WordCache::Entry* entry = m_scratch.cache.entryOf(word);
            if (entry && entry->holds(word)) {
                m_ids.insert(m_ids.end(), entry->ids.data(), entry->ids.data() + entry->count);
                return;
            }
            m_tokenizer.encodeWord(word, m_scratch);
            m_ids.insert(m_ids.end(), m_scratch.symbols.begin(), m_scratch.symbols.end());
            if (entry) {
                entry->keep(word, m_scratch.symbols);
            }
        }

    private:
        const ByteLevelTokenizer& m_tokenizer;
        Scratch& m_scratch;
        TokenIds& m_ids;
    };

    /// The ids of a word, into scratch.symbols.
    void encodeWord(std::string_view word, Scratch& scratch) const
    {
        TokenIds& symbols = scratch.symbols;
        symbols.clear();
        if (m_ignoreMerges) {
            if (const auto whole = vocabulary().find(spelledBytes(word))) {
                symbols.push_back(*whole);
                return;
            }
        }
        bool wasUnknown = false;
        for (const char byte : word) {
            const TokenId id = m_byteIds[static_cast<unsigned char>(byte)];
            if (id >= 0) {
                symbols.push_back(id);
            } else if (m_unknown && !(m_fusesUnknown && wasUnknown)) {
                symbols.push_back(*m_unknown);
            }
            wasUnknown = id < 0;
        }
        m_merges.apply(symbols, scratch.merges);
    }

    MergeTable m_merges;
    PreTokenizer m_preTokenizer;
    bool m_ignoreMerges;
    bool m_composes;
    bool m_fusesUnknown;
    std::optional<TokenId> m_unknown;
    std::array<TokenId, 256> m_byteIds{};
    std::vector<std::string> m_bytes; ///< of each token
    mutable ScratchPool<Scratch> m_scratch;
};

} // namespace

std::unique_ptr<Tokenizer> makeByteLevelTokenizer(
    ByteLevelParts parts, Vocabulary vocabulary, Frame frame, const std::string& source)
{
    std::string rules = "byte-level BPE\n" + parts.preTokenizer.description() + (parts.ignoreMerges ? "i" : "")
        + (parts.composes ? "c" : "") + (parts.fusesUnknown ? "f" : "") + parts.unknownToken.value_or("") + "\n";
    for (const auto& [left, right] : parts.merges) {
        rules.append(left).append(" ").append(right).append("\n");
    }
    return std::make_unique<ByteLevelTokenizer>(
        std::move(parts), std::move(vocabulary), std::move(frame), rules, source);
}

} // namespace dpl::text
