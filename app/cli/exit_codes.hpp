#pragma once

#include "base/error.hpp"

namespace dpl::cli {

// What dpl ends with; README.md has the same table.
inline constexpr int doneExitCode = 0;
inline constexpr int failedExitCode = 1;
inline constexpr int wrongUseExitCode = 2;

/// The job was asked to end before it was done, and all that it had done is saved: the same command goes on.
inline constexpr int goesOnExitCode = 75;

/// Of a job that was stopped by a signal and has saved what it had done: goesOnExitCode after SIGTERM and SIGHUP under
/// a scheduler or launcher, which starts it again; 128 + the signal otherwise, as of a program that the signal ended.
int stoppedExitCode(int signal);

/// An option or a file of the user's that cannot be used.
class WrongUse : public Error {
public:
    using Error::Error;
};

} // namespace dpl::cli
