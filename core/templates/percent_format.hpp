#pragma once

#include "templates/runtime.hpp"

namespace dpl::templates {

/// format % arguments, as Python's strings do it: a tuple gives an argument each, a dict those in brackets, anything
/// else is the one argument.
Value percentFormat(Runtime& runtime, const Text& format, const Value& arguments);

} // namespace dpl::templates
