#pragma once

#include "interruption.hpp"
#include "terminal_progress.hpp"

#include <iostream>
#include <string>

namespace dpl::cli {

/// Shows what a job tells on standard error: progress in one line, and warnings. `CoreObserver` is the job's.
template <typename CoreObserver> class TerminalObserver : public CoreObserver {
public:
    void progressed(const Progress& progress) override { m_progress.show(progress); }
    void warned(const std::string& message) override { print("dpl: " + message); }
    bool wantsCheckpoint() override { return takeSaveRequest(); }

protected:
    /// Writes a line above that of the progress.
    void print(const std::string& line)
    {
        m_progress.clear();
        std::cerr << line << "\n";
    }

private:
    TerminalProgress m_progress;
};

} // namespace dpl::cli
