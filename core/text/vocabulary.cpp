#include "text/vocabulary.hpp"

#include "base/error.hpp"

namespace dpl::text {

namespace {

/// Ids may leave as many holes as there are tokens, and some more: enough for padded vocabularies, and a small file
/// cannot ask for a large table.
constexpr std::size_t holes = std::size_t{1} << 16;
constexpr std::size_t mostTokens = std::size_t{1} << 26;

} // namespace

Vocabulary::Vocabulary(Entries entries, const std::string& source)
{
    if (entries.size() > mostTokens) {
        throw Error(
            source + ": a vocabulary of " + std::to_string(entries.size()) + " tokens is larger than any tokenizer's");
    }
    m_ids.reserve(entries.size());
    m_tokens.reserve(entries.size());
    const std::size_t bound = 2 * entries.size() + holes;
    for (auto& [token, id] : entries) {
        if (id < 0 || static_cast<std::uint64_t>(id) >= bound) {
            throw Error(source + ": token \"" + token + "\" has id " + std::to_string(id)
                + ", but ids must be from 0 to " + std::to_string(bound - 1) + " in a vocabulary of "
                + std::to_string(entries.size()) + " tokens");
        }
        const auto [entry, isNew] = m_ids.emplace(std::move(token), static_cast<TokenId>(id));
        if (!isNew) {
            throw Error(source + ": token \"" + entry->first + "\" occurs twice");
        }
        const auto at = static_cast<std::size_t>(id);
        if (m_tokens.size() <= at) {
            m_tokens.resize(at + 1, nullptr);
        }
        if (m_tokens[at]) {
            throw Error(source + ": tokens \"" + *m_tokens[at] + "\" and \"" + entry->first + "\" have the same id "
                + std::to_string(id));
        }
        m_tokens[at] = &entry->first;
    }
}

void Vocabulary::add(const std::string& token, std::int64_t id, const std::string& source)
{
    if (const auto known = find(token)) {
        if (*known != id) {
            throw Error(source + ": token \"" + token + "\" has id " + std::to_string(id) + " here and "
                + std::to_string(*known) + " in the vocabulary; the files belong to different tokenizers");
        }
        return;
    }
    const std::size_t bound = 2 * m_ids.size() + holes;
    if (id < 0 || static_cast<std::uint64_t>(id) >= bound) {
        throw Error(source + ": token \"" + token + "\" has id " + std::to_string(id) + ", far outside a vocabulary of "
            + std::to_string(m_ids.size()) + " tokens");
    }
    const auto at = static_cast<std::size_t>(id);
    if (at < m_tokens.size() && m_tokens[at]) {
        throw Error(source + ": token \"" + token + "\" has id " + std::to_string(id) + ", which is that of \""
            + *m_tokens[at] + "\"");
    }
    if (m_tokens.size() <= at) {
        m_tokens.resize(at + 1, nullptr);
    }
    m_tokens[at] = &m_ids.emplace(token, static_cast<TokenId>(id)).first->first;
}

std::optional<TokenId> Vocabulary::find(std::string_view token) const
{
    const auto found = m_ids.find(token);
    return found == m_ids.end() ? std::nullopt : std::optional(found->second);
}

const std::string* Vocabulary::token(TokenId id) const
{
    return id >= 0 && static_cast<std::size_t>(id) < m_tokens.size() ? m_tokens[static_cast<std::size_t>(id)] : nullptr;
}

} // namespace dpl::text
