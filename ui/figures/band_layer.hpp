#pragma once

#include "figures/plot_layer.hpp"

#include <QBrush>
#include <QList>

namespace dpl::ui {

/// A band, as its uninterrupted stretches inside the plot area.
class BandLayer : public PlotLayer {
public:
    struct Piece {
        Run lower;
        Run upper;
    };

    void update(const report::Layer& layer, const PlotFrame& frame, const FigureStyle& style) override;
    void occupy(Occupancy& occupancy) const override;
    void paint(QPainter& painter) const override;

    const QList<Piece>& pieces() const { return m_pieces; }
    const QBrush& brush() const { return m_brush; }

private:
    QList<Piece> m_pieces;
    QBrush m_brush;
    QSizeF m_size;
};

} // namespace dpl::ui
