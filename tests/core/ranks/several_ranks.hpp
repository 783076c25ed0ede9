#pragma once

#include "ranks/join.hpp"

#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <thread>
#include <vector>

namespace dpl::test {

/// What a rank is to do; it may let go of its group.
using RankWork = std::function<void(std::unique_ptr<ranks::Group>& group)>;

/// The ranks of a job as threads of this process, each with a connection, a pulse and a group of its own, at a port
/// that is free. What each threw, by rank; null: nothing.
inline std::vector<std::exception_ptr> runRanks(
    int size, const RankWork& work, const ranks::JoinOptions& options = {},
    const std::function<Json(int rank)>& job = [](int) { return Json::object(); })
{
    ranks::quietLibTorch();
    std::promise<std::uint16_t> listening;
    const std::shared_future<std::uint16_t> port = listening.get_future().share();
    std::vector<std::exception_ptr> thrown(static_cast<std::size_t>(size));
    std::vector<std::jthread> threads;
    for (int rank = 0; rank < size; ++rank) {
        threads.emplace_back([&, rank] {
            try {
                ranks::RankPlace place;
                place.rank = place.localRank = rank;
                place.size = size;
                place.port = rank == 0 ? std::uint16_t{0} : port.get();
                place.launcher = ranks::Launcher::variables;
                ranks::JoinOptions own = options;
                if (rank == 0) {
                    own.listening = [&](std::uint16_t served) { listening.set_value(served); };
                }
                std::unique_ptr<ranks::Group> group = ranks::join(place, job(rank), own, {});
                work(group);
            } catch (...) {
                thrown[static_cast<std::size_t>(rank)] = std::current_exception();
            }
        });
    }
    threads.clear();
    return thrown;
}

/// The message of what was thrown; empty if nothing was.
inline std::string messageOf(const std::exception_ptr& thrown)
{
    if (!thrown) {
        return {};
    }
    try {
        std::rethrow_exception(thrown);
    } catch (const std::exception& error) {
        return error.what();
    } catch (...) {
        return "something that is no exception of the standard's";
    }
}

} // namespace dpl::test
