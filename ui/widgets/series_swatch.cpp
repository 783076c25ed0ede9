#include "widgets/series_swatch.hpp"

#include "base/theme.hpp"
#include "figures/figure_style.hpp"
#include "models/report_table_model.hpp"

#include <QPainter>

namespace dpl::ui {

namespace {

constexpr int swatchSize = 10;
constexpr int swatchSpace = swatchSize + 7; // with the gap to the text

bool hasSeries(const QModelIndex& index)
{
    return index.data(ReportTableModel::SeriesRoleRole).isValid();
}

} // namespace

void paintSwatch(QPainter& painter, const QRectF& place, report::SeriesRole role, report::Ground ground)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(toColour(report::seriesStyle(role, ground).colour));
    painter.drawRoundedRect(place, 2.0, 2.0);
    painter.restore();
}

SeriesSwatch::SeriesSwatch(report::SeriesRole role, QWidget* parent) : QWidget(parent), m_role(role)
{
    setFixedSize(swatchSize, swatchSize);
}

void SeriesSwatch::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintSwatch(painter, rect(), m_role, Theme::of(*this).figureGround);
}

void SeriesDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    if (!hasSeries(index)) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    QStyleOptionViewItem shifted(option);
    shifted.rect.setLeft(option.rect.left() + swatchSpace);
    QStyledItemDelegate::paint(painter, shifted, index);
    const auto role = static_cast<report::SeriesRole>(index.data(ReportTableModel::SeriesRoleRole).toInt());
    const QRectF place(option.rect.left() + 3, option.rect.center().y() - swatchSize / 2 + 1, swatchSize, swatchSize);
    paintSwatch(*painter, place, role, Theme::of(option.palette).figureGround);
}

QSize SeriesDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    return hasSeries(index) ? size + QSize(swatchSpace, 0) : size;
}

} // namespace dpl::ui
