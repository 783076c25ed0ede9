#pragma once

#include <QDialog>

class QPushButton;

namespace dpl::ui {

/// Asks, once, what becomes of the jobs when the window is closed.
class CloseDialog : public QDialog {
    Q_OBJECT

public:
    /// `losesWaiting`: those that wait are gone when the window closes.
    CloseDialog(int running, int queued, bool losesWaiting, QWidget* parent);

    void setCanKeep(bool canKeep); ///< whether the jobs would ever be done

Q_SIGNALS:
    void keepChosen(); ///< close when the jobs are done
    void stopChosen(); ///< stop the jobs at a checkpoint, then close

private:
    QPushButton* m_keep = nullptr;
};

} // namespace dpl::ui
