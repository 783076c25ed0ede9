#pragma once

#include <QDialog>

namespace dpl::ui {

/// Asks, once, what becomes of the jobs when the window is closed.
class CloseDialog : public QDialog {
    Q_OBJECT

public:
    /// With the numbers of jobs that run, that wait for their turn, that are paused, for which nobody waits, and that
    /// go on elsewhere.
    CloseDialog(int running, int queued, int paused, int elsewhere, QWidget* parent);

Q_SIGNALS:
    void keepChosen(); ///< close when the jobs are done
    void stopChosen(); ///< stop the jobs at a checkpoint, then close
};

} // namespace dpl::ui
