#include "charts/plot_layer.hpp"

#include "charts/band_layer.hpp"
#include "charts/bars_item.hpp"
#include "charts/contours_item.hpp"
#include "charts/heat_map_item.hpp"
#include "charts/line_layer.hpp"
#include "charts/points_item.hpp"

#include <QtCharts/QChart>

#include <type_traits>
#include <variant>

namespace dpl::ui {

namespace {

constexpr double belowSeries = -0.5;
constexpr double aboveSeries = 1000.0;

} // namespace

PlotItem::PlotItem(const PanelChart& chart, bool afterSeries) : QGraphicsItem(chart.chart), m_chart(chart.chart)
{
    setZValue(afterSeries ? aboveSeries : belowSeries);
}

void PlotItem::place(const PlotFrame& frame)
{
    if (m_size != frame.size) {
        prepareGeometryChange();
        m_size = frame.size;
    }
    setPos(m_chart->plotArea().topLeft());
    QGraphicsItem::update();
}

std::unique_ptr<PlotLayer> makePlotLayer(const report::Layer& layer, const PanelChart& chart, bool afterSeries)
{
    return std::visit(
        [&](const auto& value) -> std::unique_ptr<PlotLayer> {
            using Kind = std::decay_t<decltype(value)>;
            if constexpr (std::is_same_v<Kind, report::Line>) {
                return std::make_unique<LineLayer>(chart);
            } else if constexpr (std::is_same_v<Kind, report::Band>) {
                return std::make_unique<BandLayer>(chart);
            } else if constexpr (std::is_same_v<Kind, report::Points>) {
                return std::make_unique<PointsItem>(chart, afterSeries);
            } else if constexpr (std::is_same_v<Kind, report::Bars>) {
                return std::make_unique<BarsItem>(chart, afterSeries);
            } else if constexpr (std::is_same_v<Kind, report::HeatMap>) {
                return std::make_unique<HeatMapItem>(chart, afterSeries);
            } else {
                static_assert(std::is_same_v<Kind, report::Contours>);
                return std::make_unique<ContoursItem>(chart, afterSeries);
            }
        },
        layer);
}

QPen linePen(const QColor& colour, report::Dash dash, double width, bool vector)
{
    QPen pen(colour, width, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin);
    switch (dash) {
    case report::Dash::solid:
        if (vector) {
            pen.setDashPattern({endlessDash, 1.0});
        }
        break;
    case report::Dash::dashed: pen.setDashPattern({4.0, 2.0}); break;
    case report::Dash::dotted: pen.setDashPattern({1.2, 1.8}); break;
    case report::Dash::dashDotted: pen.setDashPattern({5.0, 2.0, 1.2, 2.0}); break;
    }
    return pen;
}

} // namespace dpl::ui
