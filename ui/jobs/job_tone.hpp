#pragma once

#include "base/theme.hpp"
#include "jobs/job.hpp"

namespace dpl::ui {

/// The tone that a state is shown in.
inline Tone stateTone(JobState state)
{
    switch (state) {
    case JobState::queued: return Tone::neutral;
    case JobState::running: return Tone::accent;
    case JobState::finished: return Tone::good;
    case JobState::paused:
    case JobState::stopped:
    case JobState::interrupted: return Tone::warning;
    case JobState::failed: return Tone::bad;
    }
    return Tone::neutral;
}

} // namespace dpl::ui
