#include "pages/inspect/model_chip.hpp"

#include "base/theme.hpp"
#include "widgets/series_swatch.hpp"

#include <QPainter>

#include <algorithm>

namespace dpl::ui {

namespace {

constexpr int margin = 8;
constexpr int swatch = 9;
constexpr int gap = 6;

} // namespace

ModelChip::ModelChip(const QString& name, report::SeriesRole role, QWidget* parent)
    : QAbstractButton(parent), m_role(role)
{
    setText(name);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
}

QSize ModelChip::sizeHint() const
{
    return {2 * margin + swatch + gap + fontMetrics().horizontalAdvance(text()) + 1, fontMetrics().height() + 10};
}

QSize ModelChip::minimumSizeHint() const
{
    return {2 * margin + swatch + gap
            + std::min(9 * fontMetrics().averageCharWidth(), fontMetrics().horizontalAdvance(text()) + 1),
        sizeHint().height()};
}

void ModelChip::enterEvent(QEnterEvent* event)
{
    QAbstractButton::enterEvent(event);
    update();
}

void ModelChip::leaveEvent(QEvent* event)
{
    QAbstractButton::leaveEvent(event);
    update();
}

void ModelChip::paintEvent(QPaintEvent*)
{
    const Theme theme = Theme::of(*this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(hasFocus() ? theme.accent : theme.fieldBorder, 1.0));
    painter.setBrush(isDown() || (isEnabled() && underMouse()) ? theme.hover : theme.card);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6.0, 6.0);
    paintSwatch(painter, QRectF(margin, (height() - swatch) / 2.0, swatch, swatch), m_role, theme.figureGround);
    const QRect place = rect().adjusted(margin + swatch + gap, 0, -margin, 0);
    painter.setPen(theme.text);
    painter.drawText(
        place, Qt::AlignVCenter | Qt::AlignLeft, fontMetrics().elidedText(text(), Qt::ElideRight, place.width() + 1));
}

} // namespace dpl::ui
