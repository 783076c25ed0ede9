#pragma once

#include "figures/plot_layer.hpp"

#include <QColor>
#include <QList>
#include <QRectF>

namespace dpl::ui {

class BarsLayer : public PlotLayer {
public:
    void update(const report::Layer& layer, const PlotFrame& frame, const FigureStyle& style) override;
    void occupy(Occupancy& occupancy) const override;
    void paint(QPainter& painter) const override;

private:
    QList<QRectF> m_bars;
    QColor m_colour;
};

} // namespace dpl::ui
