#pragma once

#include "figures/figure_style.hpp"
#include "figures/occupancy.hpp"
#include "figures/plot_frame.hpp"
#include "report/figure.hpp"

#include <memory>

class QPainter;

namespace dpl::ui {

/// One layer of a panel as it is drawn. It is made once and then updated with layers of the same kind. Positions are
/// those of the plot area, from its upper left corner.
class PlotLayer {
public:
    PlotLayer() = default;
    virtual ~PlotLayer() = default;
    PlotLayer(const PlotLayer&) = delete;
    PlotLayer& operator=(const PlotLayer&) = delete;

    virtual void update(const report::Layer& layer, const PlotFrame& frame, const FigureStyle& style) = 0;

    /// Marks where the layer has ink.
    virtual void occupy(Occupancy& occupancy) const = 0;

    /// Draws what the last update made. Pen, brush and font of the painter change.
    virtual void paint(QPainter& painter) const = 0;
};

std::unique_ptr<PlotLayer> makePlotLayer(const report::Layer& layer);

} // namespace dpl::ui
