#include "widgets/series_swatch.hpp"

#include "base/theme.hpp"
#include "figures/figure_style.hpp"
#include "models/report_table_model.hpp"

#include <QPainter>

namespace dpl::ui {

namespace {

constexpr int swatchSize = 10;
constexpr int swatchSpace = swatchSize + 7; // with the gap to the text

/// Of the square, from left to right.
struct SwatchPiece {
    int from;
    int length;
};

QList<SwatchPiece> piecesOf(report::Dash dash)
{
    switch (dash) {
    case report::Dash::dashed: return {{0, 4}, {6, 4}};
    case report::Dash::dotted: return {{0, 2}, {4, 2}, {8, 2}};
    case report::Dash::dashDotted: return {{0, 6}, {8, 2}};
    case report::Dash::solid: break;
    }
    return {{0, swatchSize}};
}

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
    const report::SeriesStyle style = report::seriesStyle(role, ground);
    painter.setBrush(toColour(style.colour));
    const double part = place.width() / swatchSize;
    for (const SwatchPiece& piece : piecesOf(style.dash)) {
        const double round = style.dash == report::Dash::solid ? 2.0 : 1.0;
        painter.drawRoundedRect(
            QRectF(place.left() + part * piece.from, place.top(), part * piece.length, place.height()), round, round);
    }
    painter.restore();
}

QIcon swatchIcon(report::SeriesRole role, report::Ground ground, double devicePixelRatio)
{
    QPixmap picture(QSize(swatchSize, swatchSize) * devicePixelRatio);
    picture.setDevicePixelRatio(devicePixelRatio);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    paintSwatch(painter, QRectF(0, 0, swatchSize, swatchSize), role, ground);
    painter.end();
    QIcon icon(picture);
    icon.addPixmap(picture, QIcon::Selected); // which would be tinted
    return icon;
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
