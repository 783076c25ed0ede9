#include "charts/painted_item.hpp"

#include <utility>

namespace dpl::ui {

PaintedItem::PaintedItem(std::function<void(QPainter&)> paintPart, double z, QGraphicsItem* parent)
    : QGraphicsItem(parent), m_paintPart(std::move(paintPart))
{
    setZValue(z);
}

void PaintedItem::setBounds(const QRectF& bounds)
{
    if (bounds != m_bounds) {
        prepareGeometryChange();
        m_bounds = bounds;
    }
    update();
}

void PaintedItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*)
{
    m_paintPart(*painter);
}

} // namespace dpl::ui
