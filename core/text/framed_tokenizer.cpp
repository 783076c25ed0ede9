#include "text/framed_tokenizer.hpp"

#include "base/content_hash.hpp"
#include "base/error.hpp"
#include "text/utf8_text.hpp"

namespace dpl::text {

FramedTokenizer::FramedTokenizer(Vocabulary vocabulary, Frame frame, std::string_view rules)
    : m_vocabulary(std::move(vocabulary)), m_frame(std::move(frame))
{
    ContentHash hash;
    hash.add(rules);
    for (std::size_t id = 0; id < m_vocabulary.size(); ++id) {
        const std::string* token = m_vocabulary.token(static_cast<TokenId>(id));
        hash.add(token ? *token : std::string_view());
    }
    for (const AddedTokens* added : {&m_frame.addedTokens, &m_frame.normalizedAddedTokens}) {
        hash.add(std::to_string(added->tokens().size()));
        for (const AddedToken& token : added->tokens()) {
            hash.add(token.content);
            hash.add(std::to_string(token.id) + (token.singleWord ? "w" : "") + (token.leftStrip ? "l" : "")
                + (token.rightStrip ? "r" : ""));
            m_added.emplace_back(token.id, &token.content);
        }
    }
    for (const TokenIds* around : {&m_frame.prefix, &m_frame.suffix}) {
        std::string text;
        for (const TokenId id : *around) {
            text += std::to_string(id) + " ";
        }
        hash.add(text);
    }
    m_fingerprint = hash.hex();
    std::sort(m_added.begin(), m_added.end());
}

std::string_view FramedTokenizer::normalized(std::string_view text, std::string&) const
{
    return text;
}

TokenIds FramedTokenizer::encode(std::string_view text) const
{
    TokenIds ids = m_frame.prefix;
    appendUnframed(text, ids);
    ids.insert(ids.end(), m_frame.suffix.begin(), m_frame.suffix.end());
    return ids;
}

TokenIds FramedTokenizer::encodeUnframed(std::string_view text) const
{
    TokenIds ids;
    appendUnframed(text, ids);
    return ids;
}

void FramedTokenizer::appendUnframed(std::string_view text, TokenIds& ids) const
{
    std::string whole;
    text = wellFormed(text, whole);
    ids.reserve(ids.size() + text.size() / 3 + m_frame.suffix.size());
    std::vector<TextPart> parts;
    std::vector<TextPart> normalizedParts;
    std::string storage;
    m_frame.addedTokens.split(text, parts);
    for (const TextPart& part : parts) {
        if (part.token >= 0) {
            ids.push_back(part.token);
            continue;
        }
        normalizedParts.clear();
        m_frame.normalizedAddedTokens.split(normalized(part.text, storage), normalizedParts);
        for (const TextPart& inner : normalizedParts) {
            if (inner.token >= 0) {
                ids.push_back(inner.token);
            } else {
                encodeStretch(inner.text, &part == parts.data() && &inner == normalizedParts.data(), ids);
            }
        }
    }
}

const std::string* FramedTokenizer::addedContent(TokenId id) const
{
    const auto found = std::lower_bound(
        m_added.begin(), m_added.end(), id, [](const auto& entry, TokenId value) { return entry.first < value; });
    return found != m_added.end() && found->first == id ? found->second : nullptr;
}

std::string FramedTokenizer::decode(std::span<const TokenId> ids) const
{
    std::string bytes;
    bool isFirst = true;
    for (std::size_t at = 0; at < ids.size();) {
        if (!m_vocabulary.token(ids[at])) {
            throw Error("token " + std::to_string(ids[at]) + " (number " + std::to_string(at + 1) + " of "
                + std::to_string(ids.size()) + ") is not in the vocabulary, whose ids are below "
                + std::to_string(vocabularySize()));
        }
        if (addedContent(ids[at])) {
            bytes += *m_vocabulary.token(ids[at]);
            ++at;
            continue;
        }
        std::size_t end = at;
        while (end < ids.size() && m_vocabulary.token(ids[end]) && !addedContent(ids[end])) {
            ++end;
        }
        decodeStretch(ids.subspan(at, end - at), isFirst, bytes);
        isFirst = false;
        at = end;
    }
    std::string storage;
    const std::string_view text = wellFormed(bytes, storage);
    return text.data() == bytes.data() ? std::move(bytes) : std::string(text);
}

std::string FramedTokenizer::tokenText(TokenId id) const
{
    const std::string* token = m_vocabulary.token(id);
    if (!token) {
        throw Error("token " + std::to_string(id) + " is not in the vocabulary, whose ids are below "
            + std::to_string(vocabularySize()));
    }
    return *token;
}

} // namespace dpl::text
