#include "widgets/reading_table.hpp"

#include <QEvent>
#include <QHeaderView>
#include <QScrollBar>

#include <algorithm>
#include <numeric>

namespace dpl::ui {

namespace {

/// A table is laid out after what it stands in, so its room is known only then.
class RoomWatch : public QObject {
public:
    explicit RoomWatch(QTableView* table) : QObject(table), m_table(table) { }

    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() == QEvent::Resize && m_table->viewport()->width() != m_width) {
            m_width = m_table->viewport()->width();
            fitToRoom(*m_table);
        }
        return QObject::eventFilter(watched, event);
    }

private:
    QTableView* m_table;
    int m_width = -1;
};

/// What the columns need for their headings and cells.
QList<int> neededWidths(const QTableView& table)
{
    const QAbstractItemModel& model = *table.model();
    QList<int> widths;
    for (int column = 0; column < model.columnCount(); ++column) {
        int width = table.horizontalHeader()->sectionSizeHint(column) + 2;
        for (int row = 0; row < model.rowCount(); ++row) {
            width = std::max(width, table.sizeHintForIndex(model.index(row, column)).width() + 2);
        }
        widths.append(width);
    }
    return widths;
}

bool isOneOf(const QStringList& optional, const QTableView& table, int column)
{
    return optional.contains(table.model()->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
}

} // namespace

QTableView* readingTable(QAbstractItemModel* model, const QString& accessibleName, int rowHeight)
{
    auto* table = new QTableView;
    rowHeight = std::max(rowHeight, table->fontMetrics().height() + 5);
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

void fitToRoom(QTableView& table, const QStringList& optional)
{
    QHeaderView* header = table.horizontalHeader();
    const QAbstractItemModel& model = *table.model();
    const int columns = model.columnCount();
    if (columns == 0) {
        return;
    }
    // Columns as wide as they need, and what is left shared among them.
    header->setSectionResizeMode(QHeaderView::Fixed);
    header->setMinimumSectionSize(24);
    for (int column = 0; column < columns; ++column) {
        table.setColumnHidden(column, false); // the heading of a hidden one would ask for no room
    }
    const QList<int> widths = neededWidths(table);
    int needed = std::accumulate(widths.begin(), widths.end(), 0);
    int shown = columns;
    const int room = table.viewport()->width();
    const bool hides = needed > room;
    for (int column = 0; column < columns; ++column) {
        if (hides && isOneOf(optional, table, column)) {
            table.setColumnHidden(column, true);
            needed -= widths[column];
            --shown;
        }
    }
    const int spare = std::max(0, room - needed);
    for (int column = 0, place = 0; column < columns; ++column) {
        if (!table.isColumnHidden(column)) {
            header->resizeSection(column, widths[column] + spare * (place + 1) / shown - spare * place / shown);
            ++place;
        }
    }
    const int scrollBar = needed > room ? table.horizontalScrollBar()->sizeHint().height() : 0;
    table.setFixedHeight(
        std::max(header->sizeHint().height(), header->height()) + table.verticalHeader()->length() + 4 + scrollBar);
}

int leastWidth(const QTableView& table, const QStringList& optional)
{
    int width = 0;
    const QList<int> widths = neededWidths(table); // those that may be hidden do not count
    for (int column = 0; column < int(widths.size()); ++column) {
        width += isOneOf(optional, table, column) ? 0 : widths[column];
    }
    return width;
}

void keepFittedToRoom(QTableView* table)
{
    table->viewport()->installEventFilter(new RoomWatch(table));
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
