#include "widgets/themed_icon.hpp"

#include "base/icon.hpp"
#include "base/theme.hpp"

#include <QPainter>

namespace dpl::ui {

ThemedIcon::ThemedIcon(const QString& name, int side, Colour colour, QWidget* parent)
    : QWidget(parent), m_name(name), m_colour(std::move(colour))
{
    setFixedSize(side, side);
}

void ThemedIcon::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.drawPixmap(0, 0, iconPixmap(m_name, m_colour(Theme::of(*this)), width(), devicePixelRatioF()));
}

} // namespace dpl::ui
