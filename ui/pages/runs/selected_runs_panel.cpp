#include "pages/runs/selected_runs_panel.hpp"

#include "pages/runs/compare_panel.hpp"
#include "pages/runs/curves_panel.hpp"
#include "pages/runs/log_panel.hpp"
#include "pages/runs/run_actions.hpp"
#include "widgets/current_stack.hpp"
#include "widgets/folding_row.hpp"
#include "widgets/least_height.hpp"
#include "widgets/notice_row.hpp"
#include "widgets/segmented_control.hpp"

#include <QAction>
#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace dpl::ui {

namespace {

constexpr int roomForTexts = 1360; // from which buttons have room for theirs

} // namespace

SelectedRunsPanel::SelectedRunsPanel(const RunActions& actions, QWidget* parent)
    : QWidget(parent), m_failure(new NoticeRow(Tone::bad)), m_warnings(new NoticeRow(Tone::warning)),
      m_view(new SegmentedControl), m_stack(new CurrentStack), m_curves(new CurvesPanel),
      m_comparison(new ComparePanel), m_log(new LogPanel)
{
    m_failure->addButton(actions.resume());
    m_failure->addButton(actions.duplicate());
    m_view->setAccessibleName(tr("What is shown of the selected runs"));
    m_view->addSegment(tr("Curves"), tr("The curves of the selected runs, drawn over each other"));
    m_view->addSegment(tr("Compare"), tr("The parameters in which the selected runs differ, and their latest numbers"));
    m_view->addSegment(tr("Log"), tr("What happened to the selected run: warnings, checkpoints, stops and errors"));
    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(0, 0, 0, 0);
    buttons->setSpacing(4);
    for (QAction* action : actions.likeliest()) {
        auto* button = new QToolButton;
        button->setDefaultAction(action);
        button->setAutoRaise(true);
        button->setAccessibleName(action->text());
        buttons->addWidget(button);
        m_buttons << button;
    }
    auto* buttonRow = new QWidget;
    buttonRow->setLayout(buttons);
    auto* bar = new FoldingRow;
    bar->setSpacing(12);
    bar->addWidget(m_view);
    bar->addWidget(buttonRow);
    bar->addSpring();
    for (QWidget* control : m_curves->controls()) {
        bar->addWidget(control);
    }
    m_stack->addWidget(m_curves);
    m_stack->addWidget(m_comparison);
    m_stack->addWidget(m_log);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addLayout(bar); // above what comes and goes with the selection, so that it stays under the mouse
    column->addWidget(m_failure);
    column->addWidget(m_warnings);
    column->addWidget(m_stack, 1);
    connect(m_view, &SegmentedControl::currentChanged, this, [this](int index) {
        m_stack->setCurrentIndex(index);
        for (QWidget* control : m_curves->controls()) {
            control->setVisible(index == 0);
        }
        Q_EMIT viewChanged();
    });
}

void SelectedRunsPanel::setFailure(const QString& why)
{
    m_failure->setText(why);
}

void SelectedRunsPanel::setWarnings(const QString& warnings)
{
    m_warnings->setText(warnings);
}

int SelectedRunsPanel::view() const
{
    return m_view->currentIndex();
}

void SelectedRunsPanel::setView(int view)
{
    m_view->setCurrentIndex(std::clamp(view, 0, m_view->count() - 1));
}

QSize SelectedRunsPanel::minimumSizeHint() const
{
    const QSize least = QWidget::minimumSizeHint();
    return {least.width(), leastHeight(*this, std::max(width(), least.width()), least.height())};
}

void SelectedRunsPanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    updateGeometry(); // its bar folds
    for (QToolButton* button : std::as_const(m_buttons)) {
        button->setToolButtonStyle(width() < roomForTexts ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
    }
}

} // namespace dpl::ui
