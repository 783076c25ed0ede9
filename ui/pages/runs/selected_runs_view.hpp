#pragma once

#include "base/json.hpp"
#include "report/series_style.hpp"
#include "runs/run_scan.hpp"

#include <QAction>
#include <QList>
#include <QWidget>

#include <memory>
#include <vector>

class QStackedWidget;
class QToolButton;

namespace dpl::ui {

class ComparePanel;
class CurvesPanel;
class Notice;
class SegmentedControl;

/// The selected runs: their curves over each other, or in what they differ; why one failed; and buttons of what can be done with them.
class SelectedRunsView : public QWidget {
    Q_OBJECT

public:
    explicit SelectedRunsView(const QList<QAction*>& actions, QWidget* parent = nullptr);

    void setRuns(std::vector<std::shared_ptr<const runs::ListedRun>> runs, const std::vector<report::SeriesRole>& roles);
    void setProblem(const QString& problem); ///< of the one that is selected; empty: none

    Json state() const;
    void restore(const Json& state);

    CurvesPanel* curves() const { return m_curves; }
    ComparePanel* comparison() const { return m_comparison; }

Q_SIGNALS:
    void stateChanged();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    Notice* m_problem = nullptr;
    SegmentedControl* m_view = nullptr;
    QList<QToolButton*> m_buttons;
    QStackedWidget* m_stack = nullptr;
    CurvesPanel* m_curves = nullptr;
    ComparePanel* m_comparison = nullptr;
};

} // namespace dpl::ui
