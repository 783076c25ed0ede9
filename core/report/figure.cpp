#include "report/figure.hpp"

#include "base/error.hpp"

#include <cmath>

namespace dpl::report {

namespace {

/// Checks one panel and knows how to name it in a message.
class PanelCheck {
public:
    PanelCheck(const Figure& figure, std::size_t panel) : m_figure(figure), m_panel(figure.panels[panel])
    {
        m_where = "figure \"" + figure.name + "\", panel " + std::to_string(panel + 1);
        if (!m_panel.title.empty()) {
            m_where += " (\"" + m_panel.title + "\")";
        }
    }

    void run()
    {
        checkCell();
        checkAxis(m_panel.x, "horizontal");
        checkAxis(m_panel.left, "left");
        if (m_panel.right) {
            checkAxis(*m_panel.right, "right");
        }
        for (m_layer = 0; m_layer < m_panel.layers.size(); ++m_layer) {
            std::visit(*this, m_panel.layers[m_layer]);
        }
    }

    void operator()(const Line& line) const { checkSeries("line", line); }
    void operator()(const Points& points) const { checkSeries("points", points); }

    void operator()(const Band& band) const
    {
        if (band.x.size() != band.lower.size() || band.x.size() != band.upper.size()) {
            fail("band", band.label,
                std::to_string(band.x.size()) + " x, " + std::to_string(band.lower.size()) + " lower and "
                    + std::to_string(band.upper.size()) + " upper values; their numbers must be equal");
        }
        if (!band.middle.empty() && band.middle.size() != band.x.size()) {
            fail("band", band.label,
                std::to_string(band.x.size()) + " x and " + std::to_string(band.middle.size())
                    + " values in the middle; their numbers must be equal");
        }
        checkAlong("band", band.label, band.x.size(), band.along);
        checkSide("band", band.label, band.axis);
    }

    void operator()(const Bars& bars) const
    {
        if (bars.edges.size() != bars.height.size() + 1 && !(bars.edges.empty() && bars.height.empty())) {
            fail("bars", bars.label,
                std::to_string(bars.edges.size()) + " edges for " + std::to_string(bars.height.size())
                    + " heights; there must be one more edge than heights");
        }
    }

    void operator()(const HeatMap& map) const
    {
        const std::size_t columns = map.xEdges.empty() ? 0 : map.xEdges.size() - 1;
        const std::size_t rows = map.yEdges.empty() ? 0 : map.yEdges.size() - 1;
        checkField("heat map", map.label, map.values.size(), columns, rows);
        if (!(map.low < map.high)) {
            fail("heat map", map.label, "its low value is not below its high value");
        }
    }

    void operator()(const Contours& contours) const
    {
        checkField("contours", contours.label, contours.values.size(), contours.x.size(), contours.y.size());
    }

private:
    [[noreturn]] void fail(const std::string& kind, const std::string& label, const std::string& what) const
    {
        std::string layer = "layer " + std::to_string(m_layer + 1) + ", " + kind;
        if (!label.empty()) {
            layer += " \"" + label + "\"";
        }
        throw Error(m_where + ", " + layer + ": " + what);
    }

    template <typename Series> void checkSeries(const std::string& kind, const Series& series) const
    {
        if (series.x.size() != series.y.size()) {
            fail(kind, series.label,
                std::to_string(series.x.size()) + " x and " + std::to_string(series.y.size())
                    + " y values; their numbers must be equal");
        }
        checkAlong(kind, series.label, series.x.size(), series.along);
        checkSide(kind, series.label, series.axis);
    }

    void checkAlong(
        const std::string& kind, const std::string& label, std::size_t points, const PointValues& along) const
    {
        if (!along.values.empty() && along.values.size() != points) {
            fail(kind, label,
                std::to_string(along.values.size()) + " values of " + along.name + " for " + std::to_string(points)
                    + " points");
        }
    }

    void checkSide(const std::string& kind, const std::string& label, YAxis axis) const
    {
        if (axis == YAxis::right && !m_panel.right) {
            fail(kind, label, "is drawn on the right axis, which the panel lacks");
        }
    }

    void checkField(const std::string& kind, const std::string& label, std::size_t values, std::size_t columns,
        std::size_t rows) const
    {
        if (values != columns * rows) {
            fail(kind, label,
                std::to_string(values) + " values for a grid of " + std::to_string(columns) + " x "
                    + std::to_string(rows));
        }
    }

    void checkCell() const
    {
        const Cell& cell = m_panel.cell;
        if (cell.row < 0 || cell.column < 0 || cell.rowSpan < 1 || cell.columnSpan < 1
            || cell.row + cell.rowSpan > m_figure.rows || cell.column + cell.columnSpan > m_figure.columns) {
            throw Error(m_where + ": row " + std::to_string(cell.row + 1) + ", column "
                + std::to_string(cell.column + 1) + ", " + std::to_string(cell.rowSpan) + " x "
                + std::to_string(cell.columnSpan) + " cells, is not within the figure's grid of "
                + std::to_string(m_figure.rows) + " x " + std::to_string(m_figure.columns));
        }
    }

    void checkAxis(const Axis& axis, const std::string& name) const
    {
        if (!axis.range) {
            return;
        }
        const auto [low, high] = *axis.range;
        if (!std::isfinite(low) || !std::isfinite(high) || !(low < high)) {
            throw Error(m_where + ": the range of the " + name + " axis is empty or not finite");
        }
        if (axis.scale == Scale::logarithmic && low <= 0.0) {
            throw Error(m_where + ": the " + name + " axis is logarithmic, but its range does not start above zero");
        }
    }

    const Figure& m_figure;
    const Panel& m_panel;
    std::string m_where;
    std::size_t m_layer = 0;
};

} // namespace

void checkFigure(const Figure& figure)
{
    const auto positive = [](double value) { return std::isfinite(value) && value > 0.0; };
    if (!positive(figure.widthInches) || !positive(figure.heightInches) || !positive(figure.fontPoints)
        || !positive(figure.lineWidthPoints)) {
        throw Error("figure \"" + figure.name + "\": width, height, font size and line width must be above zero");
    }
    if (figure.rows < 1 || figure.columns < 1) {
        throw Error("figure \"" + figure.name + "\": it needs at least one row and one column");
    }
    for (std::size_t panel = 0; panel < figure.panels.size(); ++panel) {
        PanelCheck(figure, panel).run();
    }
}

} // namespace dpl::report
