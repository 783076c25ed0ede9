#pragma once

#include "templates/value.hpp"

#include <memory>

namespace dpl::templates {

/// Names and what they stand for in one part of a template: the whole, one turn of a loop, a macro's body. Names that
/// it lacks are looked for around it; what is set stays within it.
class Scope {
public:
    explicit Scope(std::shared_ptr<const Scope> around = nullptr) : m_around(std::move(around)) { }

    /// `name` outlives the scope.
    void set(std::string_view name, Value value);

    const Value* find(std::string_view name) const;
    void clear() { m_values.clear(); }

private:
    std::shared_ptr<const Scope> m_around;
    std::vector<std::pair<std::string_view, Value>> m_values;
};

using ScopePointer = std::shared_ptr<Scope>;

} // namespace dpl::templates
