#pragma once

#include "charts/occupancy.hpp"
#include "charts/plot_frame.hpp"
#include "figures/figure_style.hpp"
#include "report/figure.hpp"

#include <QGraphicsItem>
#include <QPen>

#include <memory>

class QChart;
class QValueAxis;

namespace dpl::ui {

/// The chart of a panel. Its two axes are never seen and count in coordinates of the plot area, so that thinning,
/// logarithmic and right-hand axes all go through one mapping, and a live update moves points and nothing else.
struct PanelChart {
    QChart* chart = nullptr;
    QValueAxis* x = nullptr;
    QValueAxis* y = nullptr;
};

/// What draws one layer of a panel. It is made once and then updated with layers of the same kind.
class PlotLayer {
public:
    PlotLayer() = default;
    virtual ~PlotLayer() = default;
    PlotLayer(const PlotLayer&) = delete;
    PlotLayer& operator=(const PlotLayer&) = delete;

    virtual void update(const report::Layer& layer, const PlotFrame& frame, const FigureStyle& style) = 0;

    /// Marks where the layer has ink.
    virtual void occupy(Occupancy& occupancy) const = 0;

    /// A few points of the layer, to place its legend entry near it.
    virtual Run landmarks() const { return {}; }
};

/// `afterSeries`: a layer below it is drawn by a series of the chart.
std::unique_ptr<PlotLayer> makePlotLayer(const report::Layer& layer, const PanelChart& chart, bool afterSeries);

/// A layer that Qt Charts has no series for: an item in the plot area.
class PlotItem : public PlotLayer, public QGraphicsItem {
public:
    PlotItem(const PanelChart& chart, bool afterSeries);

    QRectF boundingRect() const override { return QRectF(QPointF(), m_size); }

protected:
    /// Takes its place in the plot area and asks to be painted.
    void place(const PlotFrame& frame);
    QSizeF plotSize() const { return m_size; }

private:
    QChart* m_chart;
    QSizeF m_size;
};

/// Pen of a line. Whole lines are given one endless dash on paper: Qt Charts then draws one path in place of one line
/// for each pair of points, which would leave notches at the joints.
QPen linePen(const QColor& colour, report::Dash dash, double width, bool vector);
constexpr double endlessDash = 100000.0;

} // namespace dpl::ui
