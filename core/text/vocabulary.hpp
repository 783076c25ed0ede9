#pragma once

#include "text/tokenizer.hpp"

#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace dpl::text {

/// Tokens and their ids, one to one. Ids may leave holes.
class Vocabulary {
public:
    using Entries = std::vector<std::pair<std::string, std::int64_t>>;

    /// Throws Error, naming the source, if an id is negative or far above the number of tokens, or if an id or a token
    /// occurs twice.
    Vocabulary(Entries entries, const std::string& source);

    Vocabulary(Vocabulary&&) noexcept = default;
    Vocabulary& operator=(Vocabulary&&) noexcept = default;
    Vocabulary(const Vocabulary&) = delete;
    Vocabulary& operator=(const Vocabulary&) = delete;

    /// Adds one, or does nothing if it is there with this very id. Throws as the constructor does.
    void add(const std::string& token, std::int64_t id, const std::string& source);

    std::optional<TokenId> find(std::string_view token) const;

    /// The token of an id, or nullptr for a hole and outside.
    const std::string* token(TokenId id) const;

    /// Every id is below it.
    std::size_t size() const { return m_tokens.size(); }

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };

    std::unordered_map<std::string, TokenId, Hash, std::equal_to<>> m_ids;
    std::vector<const std::string*> m_tokens; ///< the keys of m_ids, which stay where they are
};

} // namespace dpl::text
