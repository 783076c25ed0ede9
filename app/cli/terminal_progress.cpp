#include "terminal_progress.hpp"

#include "base/clock.hpp"
#include "base/format.hpp"

#include <cstdio>
#include <string>

#include <unistd.h>

namespace dpl::cli {

TerminalProgress::TerminalProgress() : m_isTerminal(::isatty(STDERR_FILENO) == 1) { }

TerminalProgress::~TerminalProgress()
{
    clear();
}

void TerminalProgress::show(const Progress& progress)
{
    const double now = steadySeconds();
    m_remaining.update(progress, now);
    if (!m_isTerminal || progress.total <= 0
        || (m_shown && now - m_lastShown < 0.2 && progress.step < progress.total)) {
        return;
    }
    std::string line = progress.phase + ": " + std::to_string(progress.step) + " of " + std::to_string(progress.total)
        + " (" + std::to_string(100 * progress.step / progress.total) + " %)";
    if (const auto left = m_remaining.secondsLeft(); left && progress.step < progress.total) {
        line += ", " + formatDuration(*left) + " left";
    }
    std::fprintf(stderr, "\r\033[K%s", line.c_str());
    std::fflush(stderr);
    m_shown = true;
    m_lastShown = now;
}

void TerminalProgress::clear()
{
    if (m_shown) {
        std::fputs("\r\033[K", stderr);
        std::fflush(stderr);
        m_shown = false;
    }
}

} // namespace dpl::cli
