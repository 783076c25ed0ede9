#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <utility>

namespace dpl::ui {

/// Waits for a pause in changes that follow each other, as letters that are typed do, before something is done about
/// them; a change that comes alone is followed as soon as control is back in the event loop.
class TypingPause {
public:
    explicit TypingPause(std::chrono::milliseconds pause) : m_pause(pause) { m_timer.setSingleShot(true); }

    template <typename Receiver, typename Function> void connect(Receiver* receiver, Function&& function)
    {
        QObject::connect(&m_timer, &QTimer::timeout, receiver, std::forward<Function>(function));
    }

    void changed()
    {
        const bool isAtOnce = m_timer.isActive() && m_timer.interval() == 0; // a choice changes several things
        const bool isAlone = !m_last.isValid() || m_last.hasExpired(m_pause.count());
        m_last.start();
        m_timer.start(isAtOnce || isAlone ? std::chrono::milliseconds(0) : m_pause);
    }

    void stop() { m_timer.stop(); }

private:
    std::chrono::milliseconds m_pause;
    QElapsedTimer m_last; ///< change
    QTimer m_timer;
};

} // namespace dpl::ui
