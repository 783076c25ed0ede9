#pragma once

#include "base/json.hpp"
#include "ranks/group.hpp"
#include "ranks/rank_place.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

namespace dpl::ranks {

/// How ranks come together, and how long one waits for another. Times are in seconds.
struct JoinOptions {
    double rendezvousTimeout = 300.0; ///< for all to come
    double connectTimeout =
        30.0; ///< for ranks that have come to be connected with each other: it may take five times as long
    double silenceTimeout = 30.0; ///< a rank that shows no sign of life for so long is lost
    double collectiveTimeout = 600.0; ///< for one that lives but does not come to where the others wait
    std::string interface; ///< network interface between machines, such as "eth0"; empty: DPL_INTERFACE,
                           ///< GLOO_SOCKET_IFNAME, or the one on the way to the other machines

    /// Called in rank 0 when the others may come, with the port. For who starts them.
    std::function<void(std::uint16_t port)> listening{};

    /// Called now and then while this rank waits for the others to come; throws to leave.
    std::function<void()> check{};
};

/// This process's group. Ranks come together at a store of c10d's that rank 0 (or torchrun) serves, agree that they do
/// the same job, and are connected by Gloo, both of LibTorch's. `job` is what has to be equal: the command and its
/// params. For places of several processes; one alone has alone().
///
/// Throws Error, the same sentence in all ranks that can be reached, if they do not all come in time, if two say that
/// they are the same rank, or if they differ in `job` or in the program's version; Stopped.
std::unique_ptr<Group> join(
    const RankPlace& place, const Json& job, const JoinOptions& options, const std::stop_token& stop);

/// Whether this process has begun to join others: threads of LibTorch's may still wait for them, so that it should end
/// without waiting for its threads.
bool hasBegunToJoin();

/// Keeps LibTorch from writing to standard error what goes wrong between ranks: the program says it itself.
void quietLibTorch();

} // namespace dpl::ranks
