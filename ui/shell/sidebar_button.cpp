#include "shell/sidebar_button.hpp"

#include "base/demi_bold.hpp"
#include "base/icon.hpp"

#include <QPainter>

#include <algorithm>

namespace dpl::ui {

namespace {

constexpr int buttonPadding = 10;
constexpr int buttonIconSide = 18;
constexpr int textStart = buttonPadding + buttonIconSide + 10;

QFont noteFont(QFont font)
{
    font.setPointSizeF(font.pointSizeF() * 0.85);
    return font;
}

} // namespace

SidebarButton::SidebarButton(const QString& text, const QString& iconName, QWidget* parent)
    : QAbstractButton(parent), m_iconName(iconName)
{
    setText(text);
    setAccessibleName(text);
    setCheckable(true);
    setAttribute(Qt::WA_Hover);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void SidebarButton::setNote(const QString& note, Tone tone)
{
    m_note = note;
    m_noteTone = tone;
    setAccessibleDescription(note);
    update();
}

QSize SidebarButton::sizeHint() const
{
    const int note = QFontMetrics(noteFont(font())).horizontalAdvance(QStringLiteral("Ctrl+0")) + 8;
    const int text = QFontMetrics(demiBold(font())).horizontalAdvance(this->text());
    return {std::max(160, textStart + text + note + buttonPadding), std::max(32, fontMetrics().height() + 12)};
}

void SidebarButton::paintEvent(QPaintEvent*)
{
    const Theme theme = Theme::of(*this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);

    if (isChecked() || underMouse() || isDown()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(isChecked() ? theme.selection : theme.hover);
        painter.drawRoundedRect(rect(), 6, 6);
    }
    if (hasFocus() && window()->testAttribute(Qt::WA_KeyboardFocusChange)) {
        painter.setPen(QPen(theme.accent, 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.75, 0.75, -0.75, -0.75), 6, 6);
    }

    const QColor colour = isChecked() ? theme.accent : theme.secondaryText;
    painter.drawPixmap(buttonPadding, (height() - buttonIconSide) / 2,
        iconPixmap(m_iconName, colour, buttonIconSide, devicePixelRatioF()));

    QRect area = rect().adjusted(textStart, 0, -buttonPadding, 0);
    if (!m_note.isEmpty()) {
        painter.setFont(noteFont(font()));
        painter.setPen(m_noteTone == Tone::neutral ? theme.secondaryText : theme.toneColour(m_noteTone));
        painter.drawText(area, Qt::AlignRight | Qt::AlignVCenter, m_note);
        area.setRight(area.right() - painter.fontMetrics().horizontalAdvance(m_note) - 8);
    }
    painter.setFont(isChecked() ? demiBold(font()) : font());
    painter.setPen(isChecked() ? theme.accent : underMouse() ? theme.text : theme.secondaryText);
    painter.drawText(
        area, Qt::AlignLeft | Qt::AlignVCenter, painter.fontMetrics().elidedText(text(), Qt::ElideRight, area.width()));
}

} // namespace dpl::ui
