#pragma once

#include <array>

/// Names of what lies in a run's folder for the program alone.
namespace dpl::runs {

inline constexpr const char* lockName = ".lock";

/// Where earlier versions kept each run's own token ids.
inline constexpr const char* oldTokens = "tokens";

/// What a finished run needs no more.
inline constexpr std::array whatOnlyWorkNeeds{"checkpoints", oldTokens};

} // namespace dpl::runs
