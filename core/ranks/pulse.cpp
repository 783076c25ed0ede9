#include "ranks/pulse.hpp"

#include "base/clock.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

namespace dpl::ranks {

namespace {

constexpr const char* verdictKey = "verdict";
constexpr const char* heardKey = "heard";

std::string keyOf(int rank)
{
    return "pulse/" + std::to_string(rank);
}

/// Between two beats: half a second, and longer where there are so many ranks that asking for all takes the store's
/// time.
std::chrono::milliseconds intervalOf(int size)
{
    return std::chrono::milliseconds(std::max(500, 16 * size));
}

template <typename Done> bool waitUntil(double seconds, const Done& done)
{
    for (const double end = steadySeconds() + seconds; steadySeconds() < end;) {
        if (done()) {
            return true;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return done();
}

} // namespace

struct Pulse::State {
    int rank = 0;
    int size = 1;
    int storeAt = 0;

    std::mutex mutex;
    std::condition_variable changed;
    bool ends = false;
    std::vector<std::int64_t> beats; ///< by rank
    std::vector<double> lastBeat; ///< when it changed, on steadySeconds' clock
    double lastAnswer = 0.0; ///< of the store
    bool isStoreLost = false;
    std::optional<Verdict> toTell;
    std::optional<Verdict> told; ///< the one that counts
    std::int64_t heard = 0; ///< ranks that know it
};

Pulse::Pulse(int rank, int size, int storeAt, std::function<Store()> connect) : m_state(std::make_shared<State>())
{
    m_state->rank = rank;
    m_state->size = size;
    m_state->storeAt = storeAt;
    m_state->beats.assign(static_cast<std::size_t>(size), 0);
    m_state->lastBeat.assign(static_cast<std::size_t>(size), steadySeconds());
    m_state->lastAnswer = steadySeconds();
    std::thread([state = m_state, connect = std::move(connect)] { run(state, connect); }).detach();
}

Pulse::~Pulse()
{
    const std::lock_guard lock(m_state->mutex);
    m_state->ends = true;
    m_state->changed.notify_all();
}

void Pulse::run(const std::shared_ptr<State>& state, const std::function<Store()>& connect)
{
    try {
        Store store = connect();
        bool hasHeard = false;
        for (;;) {
            std::optional<Verdict> toTell;
            {
                const std::lock_guard lock(state->mutex);
                if (state->ends) {
                    return;
                }
                toTell = state->toTell;
            }
            std::optional<std::string> told = store.find(verdictKey);
            if (!told && toTell) {
                told = store.setOnce(verdictKey, toTell->text());
            }
            store.add(keyOf(state->rank), 1);
            std::vector<std::int64_t> beats;
            for (int rank = 0; rank < state->size; ++rank) {
                beats.push_back(store.add(keyOf(rank), 0));
            }
            const std::int64_t heard = store.add(heardKey, told && !hasHeard ? 1 : 0);
            hasHeard = told.has_value();

            std::unique_lock lock(state->mutex);
            const double now = steadySeconds();
            for (std::size_t rank = 0; rank < beats.size(); ++rank) {
                if (beats[rank] != state->beats[rank]) {
                    state->beats[rank] = beats[rank];
                    state->lastBeat[rank] = now;
                }
            }
            state->lastAnswer = now;
            state->heard = heard;
            if (told && !state->told) {
                state->told = Verdict::fromText(*told);
            }
            state->changed.wait_for(lock, intervalOf(state->size),
                [&] { return state->ends || (state->toTell.has_value() && !state->told); });
        }
    } catch (const std::exception&) { // the store is gone
        const std::lock_guard lock(state->mutex);
        state->isStoreLost = true;
    }
}

double Pulse::certainty() const
{
    constexpr double beats = 4.0;
    return beats * std::chrono::duration<double>(intervalOf(m_state->size)).count();
}

bool Pulse::isStoreLost() const
{
    const std::lock_guard lock(m_state->mutex);
    return m_state->isStoreLost;
}

bool Pulse::isStoreSilentFor(double seconds) const
{
    const std::lock_guard lock(m_state->mutex);
    return m_state->isStoreLost || steadySeconds() - m_state->lastAnswer > seconds;
}

std::vector<int> Pulse::silentFor(double seconds) const
{
    if (isStoreSilentFor(seconds)) {
        return m_state->storeAt >= 0 ? std::vector<int>{m_state->storeAt} : std::vector<int>{};
    }
    const std::lock_guard lock(m_state->mutex);
    std::vector<int> silent;
    for (int rank = 0; rank < m_state->size; ++rank) {
        // Counted up to the store's last answer: what it has not answered yet says nothing of the rank.
        if (rank != m_state->rank
            && m_state->lastAnswer - m_state->lastBeat[static_cast<std::size_t>(rank)] > seconds) {
            silent.push_back(rank);
        }
    }
    return silent;
}

std::optional<Verdict> Pulse::verdict() const
{
    const std::lock_guard lock(m_state->mutex);
    return m_state->told;
}

Verdict Pulse::tell(const Verdict& verdict)
{
    constexpr double patience = 3.0;
    {
        const std::lock_guard lock(m_state->mutex);
        m_state->toTell = verdict;
        m_state->changed.notify_all();
    }
    waitUntil(patience, [this] { return this->verdict().has_value() || isStoreSilentFor(patience); });
    return this->verdict().value_or(verdict);
}

void Pulse::waitForHeard()
{
    constexpr double patience = 6.0;
    waitUntil(patience, [this] {
        const std::lock_guard lock(m_state->mutex);
        const auto lost = m_state->told ? static_cast<std::int64_t>(m_state->told->lost.size()) : 0;
        return m_state->isStoreLost || m_state->heard + lost >= m_state->size;
    });
}

} // namespace dpl::ranks
