#include "widgets/row_ground.hpp"

#include "base/theme.hpp"

#include <QPainter>
#include <QStyleOptionViewItem>

namespace dpl::ui {

void paintRowGround(QPainter& painter, const QRect& body, const QStyleOptionViewItem& option)
{
    const Theme theme = Theme::of(option.palette);
    const bool selected = option.state & QStyle::State_Selected;
    painter.setRenderHint(QPainter::Antialiasing);
    if (selected || (option.state & QStyle::State_MouseOver)) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(selected ? theme.selection : mixed(theme.card, theme.hover, 0.6));
        painter.drawRoundedRect(body, 6, 6);
    }
    if (selected && (option.state & QStyle::State_HasFocus) && (option.state & QStyle::State_KeyboardFocusChange)) {
        painter.setPen(QPen(theme.accent, 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(body).adjusted(0.75, 0.75, -0.75, -0.75), 6, 6);
    }
}

} // namespace dpl::ui
