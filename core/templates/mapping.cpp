#include "templates/mapping.hpp"

#include "templates/equality.hpp"
#include "templates/failure.hpp"

#include <algorithm>

namespace dpl::templates {

namespace {

constexpr std::size_t manyEntries = 16;

} // namespace

std::ptrdiff_t Mapping::indexOf(const Value& key) const
{
    const std::size_t hash = hashOf(key); // also of few entries: a list is no key
    if (m_entries.size() <= manyEntries) {
        const auto found = std::find_if(
            m_entries.begin(), m_entries.end(), [&](const auto& entry) { return isSameKey(entry.first, key); });
        return found == m_entries.end() ? -1 : found - m_entries.begin();
    }
    const auto [first, last] = m_byHash.equal_range(hash);
    for (auto at = first; at != last; ++at) {
        if (isSameKey(m_entries[at->second].first, key)) {
            return static_cast<std::ptrdiff_t>(at->second);
        }
    }
    return -1;
}

void Mapping::set(Value key, Value value)
{
    m_nesting = std::max({m_nesting, 1 + nestingOf(key), 1 + nestingOf(value)});
    if (const std::ptrdiff_t at = indexOf(key); at >= 0) {
        m_entries[static_cast<std::size_t>(at)].second = std::move(value);
        return;
    }
    m_entries.emplace_back(std::move(key), std::move(value));
    if (m_entries.size() <= manyEntries) {
        return;
    }
    for (std::size_t i = m_byHash.empty() ? 0 : m_entries.size() - 1; i < m_entries.size(); ++i) {
        m_byHash.emplace(hashOf(m_entries[i].first), i);
    }
}

const Value* Mapping::find(const Value& key) const
{
    const std::ptrdiff_t at = indexOf(key);
    return at < 0 ? nullptr : &m_entries[static_cast<std::size_t>(at)].second;
}

const Value* Mapping::find(std::string_view key) const
{
    if (m_entries.size() > manyEntries) {
        return find(Value(key));
    }
    for (const auto& [name, value] : m_entries) {
        if (const std::string* text = name.text(); text && *text == key) {
            return &value;
        }
    }
    return nullptr;
}

} // namespace dpl::templates
