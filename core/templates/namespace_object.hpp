#pragma once

#include "templates/object.hpp"

namespace dpl::templates {

/// namespace(...): the one value whose members a template can set.
class Namespace : public Object {
public:
    /// Throws Failure for a name that begins with "_".
    void set(const std::string& name, Value value);
    void clear() { m_members.clear(); }

    std::string kind() const override { return "Namespace"; }
    std::optional<Value> attribute(Runtime& runtime, std::string_view name) override;
    std::optional<std::string> text(Runtime& runtime) override;

private:
    std::vector<std::pair<std::string, Value>> m_members;
};

} // namespace dpl::templates
