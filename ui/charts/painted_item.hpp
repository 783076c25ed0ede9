#pragma once

#include <QGraphicsItem>

#include <functional>

namespace dpl::ui {

/// An item of a scene that draws what Qt Charts has no series for: a part of a PanelLayout.
class PaintedItem : public QGraphicsItem {
public:
    PaintedItem(std::function<void(QPainter&)> paintPart, double z, QGraphicsItem* parent = nullptr);

    void setBounds(const QRectF& bounds);

    QRectF boundingRect() const override { return m_bounds; }
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    std::function<void(QPainter&)> m_paintPart;
    QRectF m_bounds;
};

} // namespace dpl::ui
