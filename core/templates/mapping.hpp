#pragma once

#include "templates/value.hpp"

#include <unordered_map>
#include <utility>

namespace dpl::templates {

/// The entries of a dict, in the order in which they came.
class Mapping {
public:
    /// Replaces the value of a key that is there. Throws Failure for a key that cannot be one: a list, a dict.
    void set(Value key, Value value);

    const Value* find(const Value& key) const;
    const Value* find(std::string_view key) const;

    const std::vector<std::pair<Value, Value>>& entries() const { return m_entries; }
    std::size_t size() const { return m_entries.size(); }
    int nesting() const { return m_nesting; }

private:
    std::ptrdiff_t indexOf(const Value& key) const;

    std::vector<std::pair<Value, Value>> m_entries;
    std::unordered_multimap<std::size_t, std::size_t> m_byHash; ///< once there are many
    int m_nesting = 1;
};

} // namespace dpl::templates
