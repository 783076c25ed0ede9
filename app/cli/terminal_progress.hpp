#pragma once

#include "base/remaining_time.hpp"

namespace dpl::cli {

/// One line of progress on standard error that rewrites itself, with the time left; silent where that is no terminal.
class TerminalProgress {
public:
    TerminalProgress();
    ~TerminalProgress();
    TerminalProgress(const TerminalProgress&) = delete;
    TerminalProgress& operator=(const TerminalProgress&) = delete;

    void show(const Progress& progress);

    /// Takes the line away, to write something else.
    void clear();

private:
    bool m_isTerminal;
    bool m_shown = false;
    double m_lastShown = 0.0;
    RemainingTime m_remaining;
};

} // namespace dpl::cli
