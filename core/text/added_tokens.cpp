#include "text/added_tokens.hpp"

#include "text/split_pattern.hpp"

#include <optional>

namespace dpl::text {

namespace {

/// What touches the borders of a token: found by patterns, since it depends on Unicode's properties.
class Borders {
public:
    bool endsWithWord(std::string_view text) { return !text.empty() && has(m_wordAtEnd, tail(text)); }
    bool beginsWithWord(std::string_view text) { return !text.empty() && has(m_wordAtBegin, text); }

    std::size_t spaceAtEnd(std::string_view text)
    {
        std::size_t length = 0;
        while (length < text.size() && has(m_spaceAtEnd, tail(text.substr(0, text.size() - length)))) {
            length += tail(text.substr(0, text.size() - length)).size();
        }
        return length;
    }

    std::size_t spaceAtBegin(std::string_view text)
    {
        SplitPattern::Match match;
        return !text.empty() && m_spaceAtBegin.find(text, 0, match, m_scratch) ? match.end : 0;
    }

private:
    bool has(const SplitPattern& pattern, std::string_view text)
    {
        SplitPattern::Match match;
        return pattern.find(text, 0, match, m_scratch);
    }

    /// The last character.
    static std::string_view tail(std::string_view text)
    {
        std::size_t begin = text.size() - 1;
        while (begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xc0) == 0x80) {
            --begin;
        }
        return text.substr(begin);
    }

    // Joiners belong to words, as in the regex library that Hugging Face asks here.
    SplitPattern m_wordAtEnd{R"([\w\u200c\u200d]\z)", "added token"};
    SplitPattern m_wordAtBegin{R"(\A[\w\u200c\u200d])", "added token"};
    SplitPattern m_spaceAtEnd{R"(\A\s\z)", "added token"};
    SplitPattern m_spaceAtBegin{R"(\A\s+)", "added token"};
    SplitPattern::Scratch m_scratch;
};

} // namespace

AddedTokens::AddedTokens(std::vector<AddedToken> tokens) : m_tokens(std::move(tokens)), m_nodes(1), m_begins(256, false)
{
    for (std::size_t i = 0; i < m_tokens.size(); ++i) {
        const std::string& content = m_tokens[i].content;
        if (content.empty()) {
            continue; // is nowhere to be found
        }
        m_begins[static_cast<unsigned char>(content[0])] = true;
        std::uint32_t at = 0;
        for (const char byte : content) {
            const auto& next = m_nodes[at].next;
            const auto known =
                std::find_if(next.begin(), next.end(), [&](const auto& edge) { return edge.first == byte; });
            if (known != next.end()) {
                at = known->second;
            } else {
                const auto made = static_cast<std::uint32_t>(m_nodes.size());
                m_nodes[at].next.emplace_back(byte, made);
                m_nodes.emplace_back();
                at = made;
            }
        }
        m_nodes[at].token = static_cast<std::int32_t>(i);
    }
}

const AddedToken* AddedTokens::longestAt(std::string_view text) const
{
    std::int32_t found = -1;
    std::uint32_t at = 0;
    for (const char byte : text) {
        const auto& next = m_nodes[at].next;
        const auto edge =
            std::find_if(next.begin(), next.end(), [&](const auto& candidate) { return candidate.first == byte; });
        if (edge == next.end()) {
            break;
        }
        at = edge->second;
        if (m_nodes[at].token >= 0) {
            found = m_nodes[at].token;
        }
    }
    return found < 0 ? nullptr : &m_tokens[static_cast<std::size_t>(found)];
}

void AddedTokens::split(std::string_view text, std::vector<TextPart>& parts) const
{
    std::optional<Borders> borders; // few tokens ask for them
    std::size_t done = 0;
    for (std::size_t at = 0; !m_tokens.empty() && at < text.size();) {
        const AddedToken* token = m_begins[static_cast<unsigned char>(text[at])] ? longestAt(text.substr(at)) : nullptr;
        if (!token) {
            ++at;
            continue;
        }
        std::size_t begin = at;
        std::size_t end = at + token->content.size();
        at = end;
        if (!borders && (token->singleWord || token->leftStrip || token->rightStrip)) {
            borders.emplace();
        }
        if (token->singleWord
            && (borders->endsWithWord(text.substr(0, begin)) || borders->beginsWithWord(text.substr(end)))) {
            continue;
        }
        if (token->leftStrip) {
            begin = std::max(begin - borders->spaceAtEnd(text.substr(0, begin)), done);
        }
        if (token->rightStrip) {
            end += borders->spaceAtBegin(text.substr(end));
        }
        if (done < begin) {
            parts.push_back({text.substr(done, begin - done), -1});
        }
        parts.push_back({text.substr(begin, end - std::min(begin, end)), token->id});
        done = end;
    }
    if (done < text.size()) {
        parts.push_back({text.substr(done), -1});
    }
}

} // namespace dpl::text
