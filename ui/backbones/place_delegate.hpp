#pragma once

#include <QStyledItemDelegate>

namespace dpl::ui {

/// Draws a row of a PlacesModel: the place, and at the right what was found there.
class PlaceDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace dpl::ui
