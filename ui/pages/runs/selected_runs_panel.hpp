#pragma once

#include <QList>
#include <QWidget>

class QAction;
class QStackedWidget;
class QToolButton;

namespace dpl::ui {

class ComparePanel;
class CurvesPanel;
class LogPanel;
class NoticeRow;
class RunActions;
class SegmentedControl;

/// The lower part of the page, on the selected runs: their curves or how they compare, buttons for what one likeliest
/// does with them, and, of one that failed, why and what helps.
class SelectedRunsPanel : public QWidget {
    Q_OBJECT

public:
    explicit SelectedRunsPanel(const RunActions& actions, QWidget* parent = nullptr);

    CurvesPanel* curves() const { return m_curves; }
    ComparePanel* comparison() const { return m_comparison; }
    LogPanel* log() const { return m_log; }

    void setFailure(const QString& why); ///< empty if none of them failed
    void setWarnings(const QString& warnings); ///< of the only one; empty if it gave none
    int view() const; ///< 0: curves, 1: comparison, 2: log
    void setView(int view);

    QSize minimumSizeHint() const override; ///< at the width that it has

Q_SIGNALS:
    void viewChanged();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    NoticeRow* m_failure;
    NoticeRow* m_warnings;
    SegmentedControl* m_view;
    QList<QToolButton*> m_buttons;
    QStackedWidget* m_stack;
    CurvesPanel* m_curves;
    ComparePanel* m_comparison;
    LogPanel* m_log;
};

} // namespace dpl::ui
