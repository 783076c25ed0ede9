#pragma once

#include "templates/runtime.hpp"

namespace dpl::templates {

/// What every template can name: range, dict, namespace, cycler, joiner, raise_exception, strftime_now.
std::optional<Value> globalNamed(std::string_view name);

} // namespace dpl::templates
