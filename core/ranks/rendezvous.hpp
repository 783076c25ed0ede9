#pragma once

// Includes LibTorch: for sources of this room only.

#include "ranks/join.hpp"
#include "ranks/store.hpp"

#include <atomic>
#include <optional>

namespace dpl::ranks {

/// What ranks know when they have come together.
struct Meeting {
    Store store;
    std::string storeAddress;
    std::vector<Member> members; ///< by rank
    bool isOneMachine = false; ///< all reach each other by the loopback
    std::string address; ///< of this rank, for the others, where they are on several machines
};

/// Ranks come together at the store: each says who it is and what it does, rank 0 compares, and all get its answer. May
/// hang, where what listens at the place is no store: for a thread that can be left alone. `isLeft` says that it was.
Meeting meet(const RankPlace& place, const Json& job, const JoinOptions& options, const std::atomic<bool>& isLeft);

/// In what two ranks' jobs differ, in a sentence; empty: in nothing.
std::string differenceBetween(int rankA, const Json& a, int rankB, const Json& b);

} // namespace dpl::ranks
