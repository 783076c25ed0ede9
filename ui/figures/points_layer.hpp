#pragma once

#include "figures/plot_layer.hpp"

#include <QImage>
#include <QPen>

namespace dpl::ui {

/// Points as discs or rings. (A QScatterSeries keeps a graphics item for each of its points: 8,000 take it 250 ms to
/// make and 30 ms to paint, and pages show as many.)
class PointsLayer : public PlotLayer {
public:
    void update(const report::Layer& layer, const PlotFrame& frame, const FigureStyle& style) override;
    void occupy(Occupancy& occupancy) const override;
    void paint(QPainter& painter) const override;

private:
    Run m_points;
    double m_radius = 1.0;
    QPen m_ring; ///< of open points
    QColor m_colour;
    QImage m_disc; ///< stamped in place of drawing many discs on screen; null where each is drawn
};

} // namespace dpl::ui
