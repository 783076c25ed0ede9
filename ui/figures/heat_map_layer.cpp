#include "figures/heat_map_layer.hpp"

#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace dpl::ui {

namespace {

constexpr int shades = 64;

std::vector<double> positions(const std::vector<double>& edges, const AxisMapping& axis, bool whole)
{
    std::vector<double> result;
    result.reserve(edges.size());
    for (const double edge : edges) {
        const double position = axis.position(edge);
        result.push_back(whole ? std::round(position) : position);
    }
    return result;
}

} // namespace

void HeatMapLayer::update(const report::Layer& layer, const PlotFrame& frame, const FigureStyle& style)
{
    const auto& map = std::get<report::HeatMap>(layer);
    m_cells.clear();
    if (map.xEdges.size() < 2 || map.yEdges.size() < 2
        || map.values.size() != (map.xEdges.size() - 1) * (map.yEdges.size() - 1)) {
        return;
    }
    std::array<QRgb, shades + 1> colours{};
    for (int shade = 0; shade <= shades; ++shade) {
        colours[static_cast<std::size_t>(shade)] =
            mixed(style.colours.background, style.colours.text, static_cast<double>(shade) / shades).rgb();
    }
    const std::vector<double> x = positions(map.xEdges, frame.x, !style.vector);
    const std::vector<double> y = positions(map.yEdges, frame.left, !style.vector);
    const QRectF area(QPointF(), frame.size);
    // On paper each cell reaches a hair under the next one, for viewers that smooth edges leave a seam between cells
    // that only touch.
    const double overlap = style.vector ? 0.15 * style.hairline : 0.0;
    for (std::size_t i = 0; i + 1 < x.size(); ++i) {
        for (std::size_t j = 0; j + 1 < y.size(); ++j) {
            const double value = map.values[i * (y.size() - 1) + j];
            const double share = (value - map.low) / (map.high - map.low);
            const auto shade = std::isfinite(share) ? std::lround(std::clamp(share, 0.0, 1.0) * shades) : 0;
            if (shade == 0) {
                continue;
            }
            QRectF rect = QRectF(QPointF(x[i], y[j]), QPointF(x[i + 1], y[j + 1])).normalized();
            if (i + 2 < x.size()) {
                rect.setRight(rect.right() + overlap);
            }
            if (j + 2 < y.size()) {
                rect.setTop(rect.top() - overlap);
            }
            rect &= area;
            if (!rect.isEmpty()) {
                m_cells.push_back({rect, colours[static_cast<std::size_t>(shade)]});
            }
        }
    }
}

void HeatMapLayer::occupy(Occupancy& occupancy) const
{
    for (const FilledCell& cell : m_cells) {
        occupancy.addRect(cell.rect);
    }
}

void HeatMapLayer::paint(QPainter& painter) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (const FilledCell& cell : m_cells) {
        painter.fillRect(cell.rect, QColor(cell.colour));
    }
    painter.restore();
}

} // namespace dpl::ui
