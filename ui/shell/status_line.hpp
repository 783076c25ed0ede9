#pragma once

#include "jobs/job.hpp"

#include <QList>
#include <QTimer>
#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace dpl::ui {

/// The line along the bottom: device and threads, memory, that of devices at work, what runs now and for how long, and
/// a notice at the right.
class StatusLine : public QWidget {
    Q_OBJECT

public:
    explicit StatusLine(QWidget* parent = nullptr);

    void setDevice(const QString& text); ///< "CPU · 2 threads"

    /// How much of the devices' memory is in use: "cuda:0 · 3.1 of 140 GiB"; empty: none is at work.
    void setDeviceMemory(const QString& text);

    /// What runs now, of several the first, with the numbers of jobs that wait for their turn and of those that are
    /// paused; none: nothing runs.
    void setRunning(const QList<const JobStatus*>& running, int queued, int paused);

    /// How many jobs have failed that nobody has looked at yet.
    void setFailures(int count);

    /// A sentence at the right end, with a button beside it if it has a text; an empty one clears it.
    void setNotice(const QString& text, const QString& button = {});

    /// An answer to what was just asked, which goes by itself.
    void setPassingNotice(const QString& text);

Q_SIGNALS:
    void noticeButtonClicked();
    void failuresClicked();

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void refreshMemory();
    void colourFailures();

    QLabel* m_device = nullptr;
    QLabel* m_memory = nullptr;
    QLabel* m_deviceMemory = nullptr;
    QLabel* m_job = nullptr;
    QProgressBar* m_progress = nullptr;
    QLabel* m_timeLeft = nullptr;
    QPushButton* m_failures = nullptr;
    QLabel* m_notice = nullptr;
    QPushButton* m_noticeButton = nullptr;
    QTimer m_memoryTimer;
    QTimer m_passing; ///< of the notice
};

} // namespace dpl::ui
