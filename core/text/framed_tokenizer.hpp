#pragma once

#include "text/added_tokens.hpp"
#include "text/tokenizer.hpp"
#include "text/vocabulary.hpp"

namespace dpl::text {

/// What all kinds of tokenizers put around their own work.
struct Frame {
    AddedTokens addedTokens; ///< looked for in the text as it is
    AddedTokens normalizedAddedTokens; ///< looked for in normalized text, spelled as normalized
    TokenIds prefix; ///< in front of every text
    TokenIds suffix; ///< behind every text
    std::optional<TokenId> begin;
    std::optional<TokenId> end;
};

/// A tokenizer that takes added tokens out of the text, encodes what lies between, and puts tokens around the whole.
class FramedTokenizer : public Tokenizer {
public:
    TokenIds encode(std::string_view text) const final;

    /// The ids without those of the tokens around every text.
    TokenIds encodeUnframed(std::string_view text) const;

    std::string decode(std::span<const TokenId> ids) const final;
    std::string tokenText(TokenId id) const final;
    std::size_t vocabularySize() const final { return m_vocabulary.size(); }
    std::optional<TokenId> beginToken() const final { return m_frame.begin; }
    std::optional<TokenId> endToken() const final { return m_frame.end; }
    std::string fingerprint() const final { return m_fingerprint; }

protected:
    /// `rules`: all that decides ids beside vocabulary and frame, for the fingerprint.
    FramedTokenizer(Vocabulary vocabulary, Frame frame, std::string_view rules);

    const Vocabulary& vocabulary() const { return m_vocabulary; }

    /// Text between added tokens before anything is looked for in it: the text itself, or a copy in `storage`.
    virtual std::string_view normalized(std::string_view text, std::string& storage) const;

    /// Appends the ids of a stretch of normalized text, not empty. `isFirst`: the whole text begins with it.
    virtual void encodeStretch(std::string_view text, bool isFirst, TokenIds& ids) const = 0;

    /// Appends the text of ids between added tokens, as bytes that may be no UTF-8. `isFirst`: no text came before.
    virtual void decodeStretch(std::span<const TokenId> ids, bool isFirst, std::string& bytes) const = 0;

private:
    const std::string* addedContent(TokenId id) const;
    void appendUnframed(std::string_view text, TokenIds& ids) const;

    Vocabulary m_vocabulary;
    Frame m_frame;
    std::vector<std::pair<TokenId, const std::string*>> m_added; ///< by id
    std::string m_fingerprint;
};

} // namespace dpl::text
