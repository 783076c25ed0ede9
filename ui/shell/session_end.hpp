#pragma once

#include "base/signal_watch.hpp"

#include <QObject>

class QSessionManager;

namespace dpl::ui {

class JobQueue;
class MainWindow;

/// Ends the program when the terminal, a scheduler or the desktop's session asks it to (SignalWatch, logging out):
/// without a question, as nobody may be there to answer it; jobs stop at a checkpoint and are in the queue at the next
/// start. A scheduler's word to save is passed on to the running job.
class SessionEnd : public QObject {
public:
    SessionEnd(MainWindow& window, JobQueue& queue);

private:
    void commitData(QSessionManager& manager);

    MainWindow& m_window;
    JobQueue& m_queue;
    SignalWatch m_signals;
};

} // namespace dpl::ui
