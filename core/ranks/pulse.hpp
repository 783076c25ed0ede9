#pragma once

// Includes LibTorch: for sources of this room only.

#include "ranks/store.hpp"
#include "ranks/verdict.hpp"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace dpl::ranks {

/// A sign of life of this rank, and what is known of those of the others, on a thread of its own with a connection of
/// its own: a process that computes has a pulse, one that was killed, frozen or cut off has none. Also carries the
/// verdict by which ranks give up together, to those that compute as well. Questions are answered at once, whatever the
/// store does.
class Pulse {
public:
    /// `connect` makes the connection, on the pulse's thread. `storeAt` is the rank in whose process the store is
    /// served; negative: a launcher serves it.
    Pulse(int rank, int size, int storeAt, std::function<Store()> connect);
    ~Pulse();
    Pulse(const Pulse&) = delete;
    Pulse& operator=(const Pulse&) = delete;

    /// Seconds after which a silent rank is surely no busy one: some beats.
    double certainty() const;

    /// Ranks that gave no sign for so many seconds; if the store gives none, or is lost, the one that serves it.
    std::vector<int> silentFor(double seconds) const;
    bool isStoreLost() const; ///< its connection is closed

    std::optional<Verdict> verdict() const; ///< told by any rank

    /// Tells a verdict, and waits for the one that counts, the first that was told; the own one where nobody answers in
    /// time.
    Verdict tell(const Verdict& verdict);

    /// Waits until every rank that is not lost has heard the verdict, or for some seconds: where the store is served,
    /// before it ends.
    void waitForHeard();

private:
    struct State;
    bool isStoreSilentFor(double seconds) const;
    static void run(const std::shared_ptr<State>& state, const std::function<Store()>& connect);

    std::shared_ptr<State> m_state; ///< the thread's, too, which may hang in the store for longer than this lives
};

} // namespace dpl::ranks
