#pragma once

#include "base/json.hpp"

#include <QObject>
#include <QTimer>

#include <string>
#include <vector>

namespace dpl::bench {

/// A watchdog on the GUI thread that asks to be woken every millisecond. The time from one wake-up to the next is how
/// long a turn of the event loop took, painting and waiting for a core included; the processor's time of the thread is
/// the window's own share of it.
class TurnWatch : public QObject {
public:
    TurnWatch();

    /// What the user does from now on: turns that follow belong to it.
    void begins(const std::string& action) { m_action = action; }

    void start();
    void stop() { m_timer.stop(); }

    /// Numbers of all turns since the start, and of each action the longest, by the longest of the thread's own time.
    Json told() const;

private:
    struct Turn {
        std::string action;
        double milliseconds = 0.0;
        double ownMilliseconds = 0.0; ///< of the thread on a core
    };

    void woken();

    QTimer m_timer;
    std::string m_action = "nothing";
    std::vector<Turn> m_turns;
    double m_last = 0.0;
    double m_lastOwn = 0.0;
};

} // namespace dpl::bench
