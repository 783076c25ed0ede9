#pragma once

#include <stop_token>

namespace dpl::cli {

/// Turns Ctrl-C and a request to terminate into a request to stop, once; a second one ends the program at once.
std::stop_token stopOnInterruption();

} // namespace dpl::cli
