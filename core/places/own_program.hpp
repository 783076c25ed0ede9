#pragma once

#include <string>

namespace dpl::places {

/// The `dpl` that belongs to the program that runs: the one beside it, so that both are of one version; "dpl" where
/// there is none.
std::string ownProgram();

} // namespace dpl::places
