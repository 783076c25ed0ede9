#include "widgets/reading_table.hpp"

#include <QHeaderView>

namespace dpl::ui {

QTableView* readingTable(QAbstractItemModel* model, const QString& accessibleName, int rowHeight)
{
    auto* table = new QTableView;
    table->setModel(model);
    table->setAccessibleName(accessibleName);
    table->verticalHeader()->hide();
    table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table->verticalHeader()->setMinimumSectionSize(rowHeight);
    table->verticalHeader()->setDefaultSectionSize(rowHeight);
    table->horizontalHeader()->setHighlightSections(false);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table->setShowGrid(false);
    table->setFrameShape(QFrame::NoFrame);
    table->setTabKeyNavigation(false);
    return table;
}

void fitColumns(QTableView& table)
{
    constexpr int air = 12;
    table.resizeColumnsToContents();
    QHeaderView& header = *table.horizontalHeader();
    for (int column = 0; column < header.count(); ++column) {
        header.resizeSection(column, header.sectionSize(column) + air);
    }
}

} // namespace dpl::ui
