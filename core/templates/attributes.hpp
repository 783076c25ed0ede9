#pragma once

#include "templates/runtime.hpp"

namespace dpl::templates {

/// value.name: an attribute, such as a method, before a member of that name. What is not there, or what would change a
/// value (list.append), is undefined.
Value attributeOf(Runtime& runtime, const Value& value, const std::string& name);

/// value[key]: a member before an attribute.
Value itemOf(Runtime& runtime, const Value& value, const Value& key);

/// value[start:stop:step], each of which may be none.
Value sliceOf(Runtime& runtime, const Value& value, const Value& start, const Value& stop, const Value& step);

/// The attribute alone; `attr` gives this.
std::optional<Value> ownAttribute(Runtime& runtime, const Value& value, const std::string& name);

} // namespace dpl::templates
