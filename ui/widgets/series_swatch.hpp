#pragma once

#include "report/series_style.hpp"

#include <QIcon>
#include <QStyledItemDelegate>
#include <QWidget>

namespace dpl::ui {

/// Draws the small square that marks a series by its colour, and by its dashes: whole, in two, in three, or one long
/// and one short piece.
void paintSwatch(QPainter& painter, const QRectF& place, report::SeriesRole role, report::Ground ground);

/// The square as an icon, for cells that have something else before their text, too.
QIcon swatchIcon(report::SeriesRole role, report::Ground ground, double devicePixelRatio);

/// The square as a widget, beside a label or a check box.
class SeriesSwatch : public QWidget {
    Q_OBJECT

public:
    explicit SeriesSwatch(report::SeriesRole role, QWidget* parent = nullptr);

    QSize sizeHint() const override { return {10, 10}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    report::SeriesRole m_role;
};

/// The square before the text of a cell whose model gives it a series (ReportTableModel::SeriesRoleRole).
class SeriesDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace dpl::ui
