#include "turn_watch.hpp"

#include "base/clock.hpp"

#include <algorithm>
#include <ctime>
#include <map>

namespace dpl::bench {

namespace {

constexpr double smooth = 16.0; // milliseconds

/// The processor's time of the calling thread.
double ownSeconds()
{
    std::timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) + 1e-9 * double(time.tv_nsec);
}

Json numbersOf(std::vector<double> turns)
{
    std::sort(turns.begin(), turns.end());
    const auto quantile = [&turns](double q) {
        return turns.empty() ? 0.0 : turns[std::min(turns.size() - 1, std::size_t(q * double(turns.size())))];
    };
    const auto under = std::lower_bound(turns.begin(), turns.end(), smooth) - turns.begin();
    Json json;
    json["under_16_ms_percent"] = turns.empty() ? 0.0 : 100.0 * double(under) / double(turns.size());
    json["median_ms"] = quantile(0.5);
    json["p99_ms"] = quantile(0.99);
    json["longest_ms"] = turns.empty() ? 0.0 : turns.back();
    return json;
}

} // namespace

TurnWatch::TurnWatch()
{
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(1);
    connect(&m_timer, &QTimer::timeout, this, &TurnWatch::woken);
}

void TurnWatch::start()
{
    m_turns.clear();
    m_last = steadySeconds();
    m_lastOwn = ownSeconds();
    m_timer.start();
}

void TurnWatch::woken()
{
    const double now = steadySeconds();
    const double own = ownSeconds();
    m_turns.push_back({m_action, 1e3 * (now - m_last), 1e3 * (own - m_lastOwn)});
    m_last = now;
    m_lastOwn = own;
}

Json TurnWatch::told() const
{
    struct Longest {
        int turns = 0;
        int overSmooth = 0;
        double milliseconds = 0.0;
        double ownMilliseconds = 0.0;
    };
    std::vector<double> all;
    std::vector<double> own;
    std::map<std::string, Longest> actions;
    for (const Turn& turn : m_turns) {
        all.push_back(turn.milliseconds);
        own.push_back(turn.ownMilliseconds);
        Longest& longest = actions[turn.action];
        ++longest.turns;
        longest.overSmooth += turn.ownMilliseconds >= smooth ? 1 : 0;
        longest.milliseconds = std::max(longest.milliseconds, turn.milliseconds);
        longest.ownMilliseconds = std::max(longest.ownMilliseconds, turn.ownMilliseconds);
    }
    std::vector<std::pair<std::string, Longest>> sorted(actions.begin(), actions.end());
    std::sort(sorted.begin(), sorted.end(),
        [](const auto& a, const auto& b) { return a.second.ownMilliseconds > b.second.ownMilliseconds; });
    Json json;
    json["turns"] = m_turns.size();
    json["all"] = numbersOf(std::move(all));
    json["own_time"] = numbersOf(std::move(own));
    json["actions"] = Json::array();
    for (const auto& [action, longest] : sorted) {
        json["actions"].push_back(
            {{"action", action}, {"turns", longest.turns}, {"own_time_16_ms_or_more", longest.overSmooth},
                {"longest_own_ms", longest.ownMilliseconds}, {"longest_ms", longest.milliseconds}});
    }
    return json;
}

} // namespace dpl::bench
