#include "places/look_schedule.hpp"

#include <algorithm>

namespace dpl::places {

std::chrono::seconds lookAgainAfter(PlaceKind kind, bool isWatched, int failures)
{
    using std::chrono::seconds;
    constexpr seconds longest = std::chrono::minutes(5);
    seconds time = isWatched ? seconds(3) : seconds(30);
    if (isSlurm(kind)) {
        time = isWatched ? seconds(10) : seconds(60);
    } else if (!isRemote(kind)) {
        time = isWatched ? seconds(1) : seconds(5);
    }
    for (int i = 0; i < failures && time < longest; ++i) {
        time *= 2;
    }
    return std::min(time, longest);
}

} // namespace dpl::places
