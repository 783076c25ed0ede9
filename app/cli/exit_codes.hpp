#pragma once

#include "base/error.hpp"

namespace dpl::cli {

inline constexpr int failedExitCode = 1;
inline constexpr int wrongUseExitCode = 2;
inline constexpr int interruptedExitCode = 130;

/// An option or a file of the user's that cannot be used.
class WrongUse : public Error {
public:
    using Error::Error;
};

} // namespace dpl::cli
