#pragma once

#include <QStyledItemDelegate>

namespace dpl::ui {

/// Draws a row of a BackboneModel: the name, and what it is below; a broken one is marked by an icon and its colour.
class BackboneDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace dpl::ui
