#include "pages/runs/compare_panel.hpp"

#include "models/report_table_model.hpp"
#include "runs/run_comparison.hpp"
#include "widgets/card.hpp"
#include "widgets/reading_table.hpp"
#include "widgets/secondary_label.hpp"
#include "widgets/series_swatch.hpp"

#include <QBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QVBoxLayout>

namespace dpl::ui {

namespace {

constexpr int roomForBoth = 1400; // from which the tables stand beside each other

} // namespace

ComparePanel::ComparePanel(QWidget* parent)
    : QWidget(parent), m_layout(new QBoxLayout(QBoxLayout::LeftToRight, this)),
      m_differences(new ReportTableModel(this)), m_numbers(new ReportTableModel(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(12);
    auto* differences = new Card(tr("Parameters that differ"));
    m_differencesView = addTable(differences, m_differences, tr("Parameters in which the selected runs differ"));
    m_nothing = new SecondaryLabel;
    m_nothing->setWordWrap(true);
    m_nothing->setAlignment(Qt::AlignTop);
    differences->body()->addWidget(m_nothing, 1);
    auto* numbers = new Card(tr("Latest numbers"));
    numbers->setNote(tr("loss in nats, accuracies as shares, time in seconds"));
    m_numbersView = addTable(numbers, m_numbers, tr("Latest numbers of the selected runs"));
    m_numbersView->setItemDelegateForColumn(0, new SeriesDelegate(m_numbersView));
    m_layout->addWidget(differences, 1);
    m_layout->addWidget(numbers, 1);
}

void ComparePanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_layout->setDirection(width() < roomForBoth ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

QTableView* ComparePanel::addTable(Card* card, ReportTableModel* model, const QString& name)
{
    QTableView* view = readingTable(model, name);
    view->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    view->setMinimumHeight(72);
    card->body()->addWidget(view, 2);
    return view;
}

void ComparePanel::setRuns(const std::vector<std::shared_ptr<const runs::ListedRun>>& runs,
    const std::vector<report::SeriesRole>& roles, const std::vector<std::string>& states)
{
    m_runs = runs;
    m_roles = roles;
    m_states = states;
    m_isStale = true;
    if (isVisible()) {
        bringUpToDate();
    }
}

void ComparePanel::setStates(const std::vector<std::string>& states)
{
    if (states != m_states) {
        setRuns(m_runs, m_roles, states);
    }
}

/// Tables of many runs take long to lay out, and mostly the curves are looked at.
void ComparePanel::bringUpToDate()
{
    if (!std::exchange(m_isStale, false)) {
        return;
    }
    std::vector<runs::ListedRun> selected;
    for (const auto& run : m_runs) {
        selected.push_back(*run);
    }
    const auto shape = std::pair(m_differences->columnCount(), m_numbers->rowCount());
    m_differences->setTable(selected.empty() ? report::Table() : runs::parameterDifferences(selected));
    m_numbers->setTable(runs::lastNumbers(selected, m_states), m_roles);
    if (shape != std::pair(m_differences->columnCount(), m_numbers->rowCount())) {
        fitColumns(*m_differencesView);
        fitColumns(*m_numbersView);
    }
    const bool any = m_differences->rowCount() > 0;
    m_differencesView->setVisible(any);
    m_nothing->setVisible(!any);
    m_nothing->setText(m_runs.size() < 2
            ? tr("Select two or more runs in the table above (Ctrl or Shift with the arrow "
                 "keys or a click) to see how they differ.")
            : tr("The selected runs have the same parameters."));
}

void ComparePanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    bringUpToDate();
}

const ReportTableModel& ComparePanel::differences()
{
    bringUpToDate();
    return *m_differences;
}

std::vector<report::Table> ComparePanel::tables()
{
    bringUpToDate();
    std::vector<report::Table> tables;
    for (const ReportTableModel* model : {m_differences, m_numbers}) {
        if (model->rowCount() > 0) {
            tables.push_back(model->table());
        }
    }
    return tables;
}

} // namespace dpl::ui
