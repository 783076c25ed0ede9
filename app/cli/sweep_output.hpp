#pragma once

#include "sweep/run_sweep.hpp"
#include "terminal_observer.hpp"

#include <filesystem>
#include <string>

namespace dpl::cli {

/// Shows a sweep under way: one line of progress, and a line for every run that is done.
class SweepTerminal final : public TerminalObserver<sweep::SweepObserver> {
public:
    void ran(std::size_t number, std::size_t of, const sweep::SweepRun& run) override;
};

/// Prints what a sweep found: tables, or one JSON object. If it was stopped, says how to go on and ends the command as
/// interrupted; if runs failed, says which and why, and ends it as failed.
void printSweep(const sweep::SweepResult& result, const std::filesystem::path& folder, bool json);

} // namespace dpl::cli
