#pragma once

namespace dpl::recipes {

/// How a job ended that did not fail.
enum class Outcome { finished, stopped };

inline Outcome outcomeOf(bool finished)
{
    return finished ? Outcome::finished : Outcome::stopped;
}

} // namespace dpl::recipes
