#pragma once

#include "places/shells.hpp"

namespace dpl::cli {

/// The shells of places, for a command that somebody waits for: where a host would ask something, ssh asks it on the
/// terminal, if there is one, and the connection stays for a while.
places::Shells terminalShells();

} // namespace dpl::cli
