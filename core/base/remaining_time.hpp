#pragma once

#include "base/observer.hpp"

#include <optional>

namespace dpl {

/// Estimates how long a job still takes, in seconds, from the speed of its present phase: the mean speed at first, then
/// a moving one that forgets within about half a minute, so that the number follows a job that slows down and yet does
/// not flicker.
class RemainingTime {
public:
    /// The job is at `progress`, `seconds` after some fixed moment.
    void update(const Progress& progress, double seconds);

    /// None before a second of progress was seen, or when the total is unknown.
    std::optional<double> secondsLeft() const;

private:
    Progress m_first;
    Progress m_last;
    double m_firstSeconds = 0;
    double m_lastSeconds = 0;
    double m_stepsPerSecond = 0; ///< 0: not known yet
    bool m_started = false;
};

} // namespace dpl
