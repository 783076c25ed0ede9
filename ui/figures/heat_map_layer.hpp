#pragma once

#include "figures/plot_layer.hpp"

#include <QColor>

#include <vector>

namespace dpl::ui {

/// Cells from the ground's colour to ink. Cells that would have the ground's colour are not drawn.
class HeatMapLayer : public PlotLayer {
public:
    void update(const report::Layer& layer, const PlotFrame& frame, const FigureStyle& style) override;
    void occupy(Occupancy& occupancy) const override;
    void paint(QPainter& painter) const override;

private:
    struct FilledCell {
        QRectF rect;
        QRgb colour;
    };
    std::vector<FilledCell> m_cells;
};

} // namespace dpl::ui
