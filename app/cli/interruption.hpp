#pragma once

#include <stop_token>

namespace dpl::cli {

/// What becomes of a command's work when it is stopped.
enum class Work {
    isSaved, ///< the same command goes on; it survives whoever read its messages
    isPassedOn, ///< it went to standard output as it was done; the command ends when nobody reads that any more
};

/// Turns the first Ctrl-C, request to terminate or hang-up into a request to stop, and SIGUSR1 and SIGUSR2 into
/// requests to save (SignalWatch says what a second one does). Called again, it gives the same token.
std::stop_token stopOnInterruption(Work work = Work::isSaved);

/// Whether a request to save has come since this was last asked.
bool takeSaveRequest();

/// The exit code of a job that was stopped, by the signal that stopped it; `goesOn` says whether the same command goes
/// on where it was.
int interruptedExitCode(bool goesOn = true);

} // namespace dpl::cli
