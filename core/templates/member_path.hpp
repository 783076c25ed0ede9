#pragma once

#include "templates/runtime.hpp"

namespace dpl::templates {

/// What filters call an attribute: "name", "a.b.0", or an index.
class MemberPath {
public:
    explicit MemberPath(const Value& attribute);

    /// The member of a value; `fallback`, where it is given, for one that is not there.
    Value of(Runtime& runtime, Value value, const Value* fallback = nullptr) const;

private:
    std::vector<Value> m_parts;
};

/// Strings in lower case, others as they are: how filters compare unless they are case sensitive.
Value withoutCase(const Value& value);

} // namespace dpl::templates
