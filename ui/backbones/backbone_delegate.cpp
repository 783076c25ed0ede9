#include "backbones/backbone_delegate.hpp"

#include "base/icon.hpp"
#include "base/theme.hpp"
#include "models/backbone_model.hpp"
#include "widgets/row_ground.hpp"

#include <QPainter>

namespace dpl::ui {

namespace {

constexpr int rowPadding = 8;
constexpr int lineSpacing = 2;
constexpr int above = 7;
constexpr int backboneIconSide = 16;

QFont nameFont(QFont font)
{
    font.setWeight(QFont::Medium);
    return font;
}

QFont detailFont(QFont font)
{
    font.setPointSizeF(font.pointSizeF() * 0.92);
    return font;
}

} // namespace

void BackboneDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Theme theme = Theme::of(option.palette);
    painter->save();
    const QRect body = option.rect.adjusted(0, 1, 0, -1);
    paintRowGround(*painter, body, option);

    QRect text = body.adjusted(rowPadding, above - 1, -rowPadding, 1 - above);
    painter->setFont(nameFont(option.font));
    painter->setPen(theme.text);
    // Of names that differ at their ends, Q4_K_M and Q8_0, both ends are seen.
    const QString name = painter->fontMetrics().elidedText(
        index.data(BackboneModel::NameRole).toString(), Qt::ElideMiddle, text.width());
    painter->drawText(text, Qt::AlignLeft | Qt::AlignTop, name);

    const bool usable = index.data(BackboneModel::UsableRole).toBool();
    painter->setFont(detailFont(option.font));
    painter->setPen(usable ? theme.secondaryText : theme.bad);
    QRect detail(text.left(), text.bottom() + 1 - painter->fontMetrics().height(), text.width(),
        painter->fontMetrics().height());
    if (!usable) {
        const qreal ratio = option.widget ? option.widget->devicePixelRatioF() : 1.0;
        painter->drawPixmap(detail.left(), detail.center().y() - backboneIconSide / 2,
            iconPixmap(QStringLiteral("alert"), theme.bad, backboneIconSide, ratio));
        detail.setLeft(detail.left() + backboneIconSide + 6);
    }
    painter->drawText(detail, Qt::AlignLeft | Qt::AlignVCenter,
        painter->fontMetrics().elidedText(
            index.data(BackboneModel::SummaryRole).toString(), Qt::ElideRight, detail.width()));
    painter->restore();
}

QSize BackboneDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    return {200,
        QFontMetrics(nameFont(option.font)).height() + lineSpacing + QFontMetrics(detailFont(option.font)).height()
            + 2 * above};
}

} // namespace dpl::ui
