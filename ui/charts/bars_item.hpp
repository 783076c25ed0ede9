#pragma once

#include "charts/plot_layer.hpp"

#include <QColor>
#include <QList>
#include <QRectF>

namespace dpl::ui {

class BarsItem : public PlotItem {
public:
    using PlotItem::PlotItem;

    void update(const report::Layer& layer, const PlotFrame& frame, const FigureStyle& style) override;
    void occupy(Occupancy& occupancy) const override;
    Run landmarks() const override;
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    QList<QRectF> m_bars;
    QColor m_colour;
};

} // namespace dpl::ui
