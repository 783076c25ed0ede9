#include "shell/session_end.hpp"

#include "jobs/job_queue.hpp"
#include "shell/main_window.hpp"

#include <QGuiApplication>
#include <QSessionManager>

namespace dpl::ui {

SessionEnd::SessionEnd(MainWindow& window, JobQueue& queue)
    : m_window(window), m_queue(queue), m_signals([this](SignalWatch::Request request, int) {
          QMetaObject::invokeMethod(
              this,
              [this, request] {
                  if (request == SignalWatch::Request::end)
                      m_window.stopAndClose();
                  else
                      m_queue.saveProgress();
              },
              Qt::QueuedConnection);
      })
{
    connect(qGuiApp, &QGuiApplication::commitDataRequest, this, &SessionEnd::commitData, Qt::DirectConnection);
}

void SessionEnd::commitData(QSessionManager&)
{
    m_window.stopAndClose();
    // When this returns, the session may end at any moment.
    while (m_window.hasWorkAhead())
        QCoreApplication::processEvents(QEventLoop::ExcludeUserInputEvents | QEventLoop::WaitForMoreEvents);
}

} // namespace dpl::ui
