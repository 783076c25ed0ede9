#pragma once

#include <QObject>
#include <QPointer>

class QWidget;

namespace dpl::ui {

class CloseDialog;
class JobQueue;

/// What becomes of the jobs when the window is closed: the user is asked once, and the window closes when the jobs are
/// done or have stopped.
class WindowClosing : public QObject {
    Q_OBJECT

public:
    WindowClosing(JobQueue& queue, QWidget& window);

    /// What would still happen if nobody did anything.
    bool hasWorkAhead() const;

    bool mayClose(); ///< now; if not, asks
    bool endsProgram() const { return m_how == How::ending; }

    void keepOpen();
    void stopAndEnd(); ///< what runs at a checkpoint, and then the program; nobody is asked
    void followJobs();

Q_SIGNALS:
    void noticed(const QString& sentence, const QString& button);

private:
    enum class How { no, whenDone, stopping, ending };

    void begin(How how);
    void ask();
    int running() const;

    JobQueue& m_queue;
    QWidget& m_window;
    QPointer<CloseDialog> m_dialog;
    How m_how = How::no;
};

} // namespace dpl::ui
