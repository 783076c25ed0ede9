#include "pages/runs/selected_runs_view.hpp"

#include "pages/runs/compare_panel.hpp"
#include "pages/runs/curves_panel.hpp"
#include "widgets/notice.hpp"
#include "widgets/segmented_control.hpp"

#include <QHBoxLayout>
#include <QResizeEvent>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace dpl::ui {

namespace {

constexpr int roomForTexts = 1360; ///< from which buttons have room for theirs

} // namespace

SelectedRunsView::SelectedRunsView(const QList<QAction*>& actions, QWidget* parent) : QWidget(parent)
{
    m_view = new SegmentedControl;
    m_view->setAccessibleName(tr("What is shown of the selected runs"));
    m_view->addSegment(tr("Curves"), tr("The numbers of the selected runs over each other"));
    m_view->addSegment(tr("Compare"), tr("The parameters in which the selected runs differ, and their last numbers"));
    m_curves = new CurvesPanel;
    m_comparison = new ComparePanel;
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(4);
    for (QAction* action : actions) {
        auto* button = new QToolButton;
        button->setDefaultAction(action);
        button->setAutoRaise(true);
        button->setAccessibleName(action->text());
        buttons->addWidget(button);
        m_buttons << button;
    }
    auto* bar = new QHBoxLayout;
    bar->setSpacing(16);
    bar->addWidget(m_view);
    bar->addLayout(buttons);
    bar->addStretch(1);
    bar->addWidget(m_curves->controls());
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_curves);
    m_stack->addWidget(m_comparison);
    m_problem = new Notice(Tone::bad);
    m_problem->hide();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(m_problem);
    column->addLayout(bar);
    column->addWidget(m_stack, 1);
    connect(m_view, &SegmentedControl::currentChanged, this, [this](int index) {
        m_stack->setCurrentIndex(index);
        m_curves->controls()->setVisible(index == 0);
        Q_EMIT stateChanged();
    });
    connect(m_curves, &CurvesPanel::changed, this, &SelectedRunsView::stateChanged);
}

void SelectedRunsView::setRuns(std::vector<std::shared_ptr<const runs::ListedRun>> runs, const std::vector<report::SeriesRole>& roles)
{
    m_comparison->setRuns(runs, roles);
    m_curves->setRuns(std::move(runs), roles);
}

void SelectedRunsView::setProblem(const QString& problem)
{
    m_problem->setText(problem);
}

Json SelectedRunsView::state() const
{
    return {{"curves", m_curves->state()}, {"view", m_view->currentIndex()}};
}

void SelectedRunsView::restore(const Json& state)
{
    m_curves->restore(state.value("curves", Json::object()));
    m_view->setCurrentIndex(std::clamp(state.value("view", 0), 0, 1));
}

void SelectedRunsView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    for (QToolButton* button : std::as_const(m_buttons)) {
        button->setToolButtonStyle(event->size().width() < roomForTexts ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
    }
}

} // namespace dpl::ui
