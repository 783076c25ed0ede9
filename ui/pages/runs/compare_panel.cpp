#include "pages/runs/compare_panel.hpp"

#include "models/report_table_model.hpp"
#include "runs/run_comparison.hpp"
#include "widgets/card.hpp"
#include "widgets/secondary_label.hpp"
#include "widgets/series_swatch.hpp"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>

namespace dpl::ui {

ComparePanel::ComparePanel(QWidget* parent) : QWidget(parent), m_differences(new ReportTableModel(this)), m_numbers(new ReportTableModel(this))
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    auto* differences = new Card(tr("Parameters that differ"));
    m_differencesView = addTable(differences, m_differences, tr("Parameters in which the selected runs differ"));
    m_nothing = new SecondaryLabel;
    m_nothing->setWordWrap(true);
    m_nothing->setAlignment(Qt::AlignTop);
    differences->body()->addWidget(m_nothing, 1);
    auto* numbers = new Card(tr("Last numbers"));
    numbers->setNote(tr("loss in nats, accuracies as shares, time in seconds"));
    m_numbersView = addTable(numbers, m_numbers, tr("Last numbers of the selected runs"));
    m_numbersView->setItemDelegateForColumn(0, new SeriesDelegate(m_numbersView));
    row->addWidget(differences, 1);
    row->addWidget(numbers, 1);
}

QTableView* ComparePanel::addTable(Card* card, ReportTableModel* model, const QString& name)
{
    auto* view = new QTableView;
    view->setModel(model);
    view->setAccessibleName(name);
    view->verticalHeader()->hide();
    view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    view->verticalHeader()->setDefaultSectionSize(26);
    view->horizontalHeader()->setHighlightSections(false);
    view->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    view->setSelectionBehavior(QAbstractItemView::SelectRows);
    view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    view->setShowGrid(false);
    view->setFrameShape(QFrame::NoFrame);
    view->setTabKeyNavigation(false);
    view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    card->body()->addWidget(view, 2);
    return view;
}

void ComparePanel::setRuns(const std::vector<std::shared_ptr<const runs::ListedRun>>& runs, const std::vector<report::SeriesRole>& roles)
{
    std::vector<runs::ListedRun> selected;
    for (const auto& run : runs) {
        selected.push_back(*run);
    }
    const auto shape = std::pair(m_differences->columnCount(), m_numbers->rowCount());
    m_differences->setTable(selected.empty() ? report::Table() : runs::parameterDifferences(selected));
    m_numbers->setTable(runs::lastNumbers(selected), roles);
    if (shape != std::pair(m_differences->columnCount(), m_numbers->rowCount())) {
        m_differencesView->resizeColumnsToContents();
        m_numbersView->resizeColumnsToContents();
    }
    const bool any = m_differences->rowCount() > 0;
    m_differencesView->setVisible(any);
    m_nothing->setVisible(!any);
    m_nothing->setText(runs.size() < 2 ? tr("Select two runs or more in the table above (Ctrl or Shift and the arrow keys or a click), and their differences stand here.")
                                       : tr("The selected runs have the same parameters."));
}

std::vector<report::Table> ComparePanel::tables() const
{
    std::vector<report::Table> tables;
    for (const ReportTableModel* model : {m_differences, m_numbers}) {
        if (model->rowCount() > 0) {
            tables.push_back(model->table());
        }
    }
    return tables;
}

} // namespace dpl::ui
