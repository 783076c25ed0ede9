#include "widgets/status_pill.hpp"

#include <QFontMetrics>
#include <QPainter>

namespace dpl::ui {

namespace {

QFont pillFont(QFont font)
{
    font.setPointSizeF(font.pointSizeF() * 0.9);
    font.setWeight(QFont::Medium);
    return font;
}

} // namespace

StatusPill::StatusPill(QWidget* parent) : StatusPill(QString(), Tone::accent, parent) { }

StatusPill::StatusPill(const QString& text, Tone tone, QWidget* parent) : QWidget(parent), m_tone(tone)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setText(text);
}

void StatusPill::setText(const QString& text)
{
    if (text == m_text && accessibleName() == text)
        return;
    m_text = text;
    setAccessibleName(text);
    updateGeometry();
    update();
}

void StatusPill::setTone(Tone tone)
{
    m_tone = tone;
    update();
}

QSize StatusPill::sizeHint() const
{
    return m_text.isEmpty() ? QSize(0, 0) : pillSize(m_text, font());
}

QSize StatusPill::pillSize(const QString& text, const QFont& font)
{
    const QFontMetrics metrics(pillFont(font));
    return {metrics.horizontalAdvance(text) + 16, metrics.height() + 4};
}

void StatusPill::paintPill(
    QPainter& painter, const QRectF& rect, const QString& text, Tone tone, const QFont& font, const Theme& theme)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.pillGround(tone));
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2);
    painter.setFont(pillFont(font));
    painter.setPen(theme.toneColour(tone));
    painter.drawText(rect, Qt::AlignCenter, text);
    painter.restore();
}

void StatusPill::paintEvent(QPaintEvent*)
{
    if (m_text.isEmpty())
        return;
    QPainter painter(this);
    paintPill(painter, rect(), m_text, m_tone, font(), Theme::of(*this));
}

} // namespace dpl::ui
