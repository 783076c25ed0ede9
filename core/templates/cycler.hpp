#pragma once

#include "templates/object.hpp"

namespace dpl::templates {

/// cycler(a, b, ...): next() gives one after another, over and over.
Value makeCycler(Runtime& runtime, const Arguments& arguments);

/// joiner(", "): nothing when it is called first, then the separator.
Value makeJoiner(Runtime& runtime, const Arguments& arguments);

} // namespace dpl::templates
