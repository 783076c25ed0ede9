#include "widgets/notice.hpp"

#include "widgets/themed_icon.hpp"
#include "widgets/wrapped_text.hpp"

#include <QHBoxLayout>
#include <QPainter>

namespace dpl::ui {

namespace {

constexpr int iconSide = 18;

QString iconOf(Tone tone)
{
    switch (tone) {
    case Tone::good: return QStringLiteral("done");
    case Tone::neutral:
    case Tone::accent: return QStringLiteral("note");
    case Tone::warning:
    case Tone::bad: break;
    }
    return QStringLiteral("alert");
}

} // namespace

Notice::Notice(Tone tone, QWidget* parent) : QWidget(parent), m_tone(tone), m_text(new WrappedText(this))
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 10, 12, 10);
    row->setSpacing(10);
    row->addWidget(
        new ThemedIcon(iconOf(tone), iconSide, [tone](const Theme& theme) { return theme.toneColour(tone); }), 0,
        Qt::AlignTop);
    row->addWidget(m_text, 1, Qt::AlignVCenter);
    setText({});
}

void Notice::setText(const QString& text)
{
    m_sentence = text;
    m_text->setContent(text);
    m_text->setAccessibleName(text);
    setAccessibleName(text);
    setVisible(!text.isEmpty());
}

void Notice::paintEvent(QPaintEvent*)
{
    const Theme theme = Theme::of(*this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(mixed(theme.card, theme.toneColour(m_tone), 0.35), 1));
    painter.setBrush(theme.pillGround(m_tone));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
}

} // namespace dpl::ui
