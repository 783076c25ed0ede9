#pragma once

#include <QTableView>

namespace dpl::ui {

/// A table to be read, not edited: rows of one height without grid, frame or row numbers, selected as a whole; Tab
/// leaves it.
QTableView* readingTable(QAbstractItemModel* model, const QString& accessibleName, int rowHeight = 26);

/// Makes columns as wide as they need, shares what is left among them, and makes the table as high as its rows; where
/// they need more than there is, `optional` ones (by their headings) are left out, and then the table scrolls sideways.
void fitToRoom(QTableView& table, const QStringList& optional = {});

/// Of the columns that are not left out, without scrolling.
int leastWidth(const QTableView& table, const QStringList& optional);

/// Does so whenever its room has another width.
void keepFittedToRoom(QTableView* table);

/// Makes columns as wide as what is in them, and a little apart.
void fitColumns(QTableView& table);

} // namespace dpl::ui
