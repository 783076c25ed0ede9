#pragma once

#include <QStyledItemDelegate>

namespace dpl::ui {

/// Draws a row of the command palette: icon, title with the letters found, kind, and shortcut.
class PaletteDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace dpl::ui
