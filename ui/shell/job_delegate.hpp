#pragma once

#include "shell/job_actions.hpp"

#include <QStyledItemDelegate>

namespace dpl::ui {

/// Draws a row of the jobs panel: title and state, what it does, and its most likely action as a button at the right.
class JobDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    bool editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
        const QModelIndex& index) override;
    bool helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
        const QModelIndex& index) override;

Q_SIGNALS:
    void actionClicked(const QModelIndex& index, dpl::ui::JobAction action);
};

} // namespace dpl::ui
