#include "shell/palette_delegate.hpp"

#include "base/icon.hpp"
#include "base/theme.hpp"
#include "shell/palette_model.hpp"
#include "widgets/row_ground.hpp"

#include <QPainter>

#include <algorithm>

namespace dpl::ui {

namespace {

constexpr int entryHeight = 36;

/// Draws text whose letters at `positions` are bold in the accent colour; returns where it ends.
int drawFound(QPainter& painter, const QRect& rect, const QString& text, const QList<int>& positions, const QFont& font,
    const Theme& theme)
{
    QFont bold = font;
    bold.setWeight(QFont::Bold);
    int x = rect.left();
    qsizetype start = 0;
    while (start < text.size()) {
        const bool found = positions.contains(int(start));
        qsizetype end = start + 1;
        while (end < text.size() && positions.contains(int(end)) == found)
            ++end;
        painter.setFont(found ? bold : font);
        painter.setPen(found ? theme.accent : theme.text);
        QString piece = text.mid(start, end - start);
        const int room = rect.right() - x;
        if (painter.fontMetrics().horizontalAdvance(piece) > room) {
            painter.drawText(QRect(x, rect.top(), room, rect.height()), Qt::AlignLeft | Qt::AlignVCenter,
                painter.fontMetrics().elidedText(piece, Qt::ElideRight, room));
            return rect.right();
        }
        painter.drawText(QRect(x, rect.top(), room, rect.height()), Qt::AlignLeft | Qt::AlignVCenter, piece);
        x += painter.fontMetrics().horizontalAdvance(piece);
        start = end;
    }
    return x;
}

} // namespace

void PaletteDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Theme theme = Theme::of(option.palette);
    const bool selected = option.state & QStyle::State_Selected;
    painter->save();
    const QRect body = option.rect.adjusted(8, 0, -8, 0);
    paintRowGround(*painter, body, option);

    const qreal ratio = option.widget ? option.widget->devicePixelRatioF() : 1.0;
    const QString iconName = index.data(PaletteModel::IconNameRole).toString();
    if (!iconName.isEmpty())
        painter->drawPixmap(body.left() + 12, body.center().y() - 8,
            iconPixmap(iconName, selected ? theme.accent : theme.secondaryText, 18, ratio));

    QFont small = option.font;
    small.setPointSizeF(small.pointSizeF() * 0.9);
    QRect text = body.adjusted(42, 0, -12, 0);
    painter->setFont(small);
    painter->setPen(theme.secondaryText);
    const QString shortcut = index.data(PaletteModel::ShortcutRole).toString();
    if (!shortcut.isEmpty()) {
        painter->drawText(text, Qt::AlignRight | Qt::AlignVCenter, shortcut);
        text.setRight(text.right() - painter->fontMetrics().horizontalAdvance(shortcut) - 16);
    }
    const QString detail = index.data(PaletteModel::DetailRole).toString();
    QRect title = text;
    const int detailWidth = painter->fontMetrics().horizontalAdvance(detail);
    if (!detail.isEmpty())
        title.setRight(std::max(title.left() + 120, text.right() - detailWidth - 12));
    const int end = drawFound(*painter, title, index.data(PaletteModel::TitleRole).toString(),
        index.data(PaletteModel::PositionsRole).value<QList<int>>(), option.font, theme);
    painter->setFont(small);
    painter->setPen(theme.secondaryText);
    const QRect rest(end + 10, text.top(), text.right() - end - 10, text.height());
    painter->drawText(rest, Qt::AlignLeft | Qt::AlignVCenter,
        painter->fontMetrics().elidedText(detail, Qt::ElideRight, rest.width()));
    painter->restore();
}

QSize PaletteDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    return {200, std::max(entryHeight, option.fontMetrics.height() + 16)};
}

} // namespace dpl::ui
