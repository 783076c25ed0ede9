#include "report/legend_place.hpp"

#include "report/latex_text.hpp"
#include "report/paper_occupancy.hpp"

#include <algorithm>
#include <array>

namespace dpl::report {

namespace {

/// The legend's box, from upper bounds of the widths of its texts.
class LegendBox {
public:
    LegendBox(const std::vector<std::string>& labels, int columns, double fontPoints)
        : m_columns(columns), m_rowHeight(1.25 * fontPoints)
    {
        for (const std::string& label : labels) {
            m_widths.push_back(legendSamplePoints + 5.0 + latexWidth(label, fontPoints));
            m_columnWidth = std::max(m_columnWidth, m_widths.back());
        }
    }

    double columnWidth() const { return m_columnWidth; }
    double rowHeight() const { return m_rowHeight; }
    double width() const { return m_columns * m_columnWidth; }
    double height() const { return m_rowHeight * ((static_cast<int>(m_widths.size()) + m_columns - 1) / m_columns); }

    /// Whether a point, from the box' upper left corner and downwards, is on or close to an entry.
    bool covers(double x, double y) const
    {
        constexpr double air = 1.0;
        if (x < -air || y < -air || x > width() + air || y > height() + air) {
            return false;
        }
        const auto row = static_cast<std::size_t>(std::clamp(y / m_rowHeight, 0.0, height() / m_rowHeight - 0.5));
        const auto column = static_cast<std::size_t>(std::clamp(x / m_columnWidth, 0.0, m_columns - 0.5));
        const std::size_t entry = row * static_cast<std::size_t>(m_columns) + column;
        return entry < m_widths.size() && x - static_cast<double>(column) * m_columnWidth < m_widths[entry] + air;
    }

private:
    int m_columns;
    double m_rowHeight;
    double m_columnWidth = 0.0;
    std::vector<double> m_widths;
};

} // namespace

std::vector<std::string> legendLabels(const Figure& figure, const Panel& panel)
{
    std::vector<std::string> labels;
    if (!figure.legends || !panel.legend) {
        return labels;
    }
    for (const Layer& layer : panel.layers) {
        std::string label = std::visit([](const auto& value) { return value.label; }, layer);
        if (!label.empty()) {
            labels.push_back(std::move(label));
        }
    }
    return labels;
}

LegendPlace placeLegend(const Figure& figure, const Panel& panel, const PaperPanel& set)
{
    const std::vector<std::string> labels = legendLabels(figure, panel);
    const Path ink = paperOccupancy(panel, set);
    const double fontPoints = PaperSizes(figure).tick;
    const int count = static_cast<int>(labels.size());
    constexpr std::array shares{1.0, 0.0, 0.5, 0.25, 0.75};
    LegendPlace best;
    double bestCost = -1.0;
    for (const double scale : {1.0, 0.86}) {
        for (const int columns : {1, 2, count}) {
            const LegendBox box(labels, columns, scale * fontPoints);
            const double width = box.width();
            const double height = box.height();
            const double outside = std::max(0.0, width - set.width) + std::max(0.0, height - set.height);
            for (std::size_t place = 0; place < shares.size() * shares.size(); ++place) {
                const double x = shares[place % shares.size()];
                const double y = shares[place / shares.size()];
                const double left = x * (set.width - width);
                const double bottom = y * (set.height - height);
                const auto covered = std::count_if(ink.begin(), ink.end(),
                    [&](const Point& point) { return box.covers(point.first - left, bottom + height - point.second); });
                const bool corner = (x == 0.0 || x == 1.0) && (y == 0.0 || y == 1.0);
                const double cost = static_cast<double>(covered) + 10.0 * outside + 20.0 * (1.0 - scale)
                    + (corner ? 0.0 : 2.0) + (columns > count ? 1e6 : 0.0);
                if (bestCost < 0.0 || cost < bestCost) {
                    bestCost = cost;
                    best = {columns, scale * fontPoints, (left + 0.5 * width) / set.width,
                        (bottom + 0.5 * height) / set.height, left, bottom, box.columnWidth(), box.rowHeight()};
                    // In a corner, an estimate of the width that is too large must not leave a gap.
                    if (corner) {
                        best.x = x;
                        best.y = y;
                    }
                }
            }
        }
    }
    return best;
}

bool hasAreas(const Panel& panel)
{
    return std::any_of(panel.layers.begin(), panel.layers.end(), [](const Layer& layer) {
        return std::holds_alternative<HeatMap>(layer) || std::holds_alternative<Bars>(layer);
    });
}

} // namespace dpl::report
