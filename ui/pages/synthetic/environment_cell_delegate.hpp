#pragma once

#include <QStyledItemDelegate>

namespace dpl::ui {

/// Cells of the editor's tables: inset as their headers are, edited in a field that fills them. A cell whose model
/// gives it a series (HiddenContextsModel::SeriesRole) shows before its text how the series' lines are drawn.
class EnvironmentCellDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void updateEditorGeometry(
        QWidget* editor, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;
};

} // namespace dpl::ui
