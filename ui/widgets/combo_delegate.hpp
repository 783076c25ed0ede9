#pragma once

#include <QStyledItemDelegate>

namespace dpl::ui {

/// Rows of what a combo box drops down: as high as a field, with air beside the text.
class ComboDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace dpl::ui
