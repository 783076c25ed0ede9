#include "text/unframed_tokenizer.hpp"

#include "base/content_hash.hpp"
#include "base/error.hpp"
#include "text/framed_tokenizer.hpp"

namespace dpl::text {

namespace {

class UnframedTokenizer final : public Tokenizer {
public:
    explicit UnframedTokenizer(const FramedTokenizer& framed) : m_framed(framed) { }

    TokenIds encode(std::string_view text) const override { return m_framed.encodeUnframed(text); }
    std::string decode(std::span<const TokenId> ids) const override { return m_framed.decode(ids); }
    std::string tokenText(TokenId id) const override { return m_framed.tokenText(id); }
    std::size_t vocabularySize() const override { return m_framed.vocabularySize(); }
    std::string kind() const override { return m_framed.kind(); }
    std::optional<TokenId> beginToken() const override { return m_framed.beginToken(); }
    std::optional<TokenId> endToken() const override { return m_framed.endToken(); }
    std::string fingerprint() const override
    {
        ContentHash hash;
        hash.add(m_framed.fingerprint());
        hash.add("without frame");
        return hash.hex();
    }

private:
    const FramedTokenizer& m_framed;
};

} // namespace

std::unique_ptr<Tokenizer> withoutFrame(const Tokenizer& tokenizer)
{
    const auto* framed = dynamic_cast<const FramedTokenizer*>(&tokenizer);
    if (!framed) {
        throw Error("this tokenizer cannot leave out the tokens that it puts around a text");
    }
    return std::make_unique<UnframedTokenizer>(*framed);
}

} // namespace dpl::text
