#pragma once

#include "figures/plot_layer.hpp"

#include <QList>
#include <QPen>

namespace dpl::ui {

/// A line, as its uninterrupted stretches inside the plot area.
class LineLayer : public PlotLayer {
public:
    struct Piece {
        Run run;
        QPen pen;
    };

    void update(const report::Layer& layer, const PlotFrame& frame, const FigureStyle& style) override;
    void occupy(Occupancy& occupancy) const override;
    void paint(QPainter& painter) const override;

    const QList<Piece>& pieces() const { return m_pieces; }

private:
    QList<Piece> m_pieces;
    QSizeF m_size;
};

} // namespace dpl::ui
