#pragma once

#include "places/place.hpp"

#include <chrono>

namespace dpl::places {

/// After how long a place is to be asked again where its jobs stand. `isWatched`: somebody looks at one of them.
/// `failures`: how often in a row it has not answered; each doubles the time, up to five minutes. Clusters are asked
/// less often than others: their controllers answer everybody.
std::chrono::seconds lookAgainAfter(PlaceKind kind, bool isWatched, int failures);

} // namespace dpl::places
