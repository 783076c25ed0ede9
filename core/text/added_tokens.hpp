#pragma once

#include "text/tokenizer.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace dpl::text {

/// A token that is found in the text before anything else happens to it, such as "<|endoftext|>".
struct AddedToken {
    std::string content;
    TokenId id = 0;
    bool singleWord = false; ///< only where no letter or digit touches it
    bool leftStrip = false; ///< takes the white space before it along
    bool rightStrip = false; ///< and after it
};

/// A stretch of text, or an added token in its place.
struct TextPart {
    std::string_view text;
    TokenId token = -1; ///< -1: text
};

/// Finds added tokens as Hugging Face's library does: the leftmost, of those that begin there the longest.
class AddedTokens {
public:
    AddedTokens() = default;
    explicit AddedTokens(std::vector<AddedToken> tokens);

    const std::vector<AddedToken>& tokens() const { return m_tokens; }

    /// Takes well-formed text apart, in order; no part of text is empty. Parts are appended.
    void split(std::string_view text, std::vector<TextPart>& parts) const;

private:
    struct Node {
        std::vector<std::pair<char, std::uint32_t>> next;
        std::int32_t token = -1; ///< that ends here
    };

    const AddedToken* longestAt(std::string_view text) const;

    std::vector<AddedToken> m_tokens;
    std::vector<Node> m_nodes; ///< a trie, its root first
    std::vector<bool> m_begins; ///< whether a token begins with a byte
};

} // namespace dpl::text
