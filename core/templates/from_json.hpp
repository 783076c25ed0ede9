#pragma once

#include "base/json.hpp"
#include "templates/value.hpp"

namespace dpl::templates {

/// What JSON stands for. Throws Failure for whole numbers beyond 64 bits.
Value fromJson(const Json& json);

} // namespace dpl::templates
