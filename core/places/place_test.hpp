#pragma once

#include "places/place.hpp"
#include "places/shells.hpp"

#include <optional>
#include <stop_token>
#include <string>

namespace dpl::places {

/// What came of trying a place.
struct PlaceTest {
    std::string version; ///< of dpl there: "0.2.0"; empty: it could not be asked
    std::optional<int> idleNodes; ///< of a cluster
    bool isWritable = false; ///< its folder
    bool needsUser = false; ///< it cannot be reached before the user has answered what ssh asks
    std::string problem; ///< the first thing that does not work, in a sentence with the way out; empty: all does

    /// "version 0.2.0, 2 nodes idle, folder writable", and the problem.
    std::string text() const;
};

/// Asks a place what it has: the version of dpl after its setup lines, idle nodes, whether its folder can be written.
/// Throws Stopped alone: what fails is the result.
PlaceTest test(const Place& place, Shells& shells, const std::stop_token& stop = {});

} // namespace dpl::places
