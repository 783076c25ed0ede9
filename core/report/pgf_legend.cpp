#include "report/pgf_legend.hpp"

#include "report/latex_text.hpp"
#include "report/number_text.hpp"
#include "report/pgf_occupancy.hpp"
#include "report/pgf_style.hpp"

#include <algorithm>
#include <array>

namespace dpl::report {

namespace {

struct Entry {
    std::string label;
    std::string image; ///< from (0,0), 9 pt wide
};

constexpr double imagePoints = 9.0;

std::string square(const std::string& style)
{
    return "\\path[" + style + "] (1pt,-2pt) rectangle (8pt,2.5pt);";
}

struct EntryOf {
    const Figure& figure;

    Entry operator()(const Line& line) const
    {
        return {line.label, "\\path[" + pgfStroke(line, figure.lineWidthPoints) + "] (0pt,0pt) -- (9pt,0pt);"};
    }
    Entry operator()(const Band& band) const { return {band.label, square(pgfFill(band.role, band.opacity))}; }
    Entry operator()(const Points& points) const
    {
        return {points.label,
            "\\path[" + pgfMark(points.role, points.opacity, points.open) + "] (4.5pt,0pt) circle[radius="
                + significantText(1.2 * figure.lineWidthPoints * std::min(points.relativeSize, 1.8), 4) + "pt];"};
    }
    Entry operator()(const Bars& bars) const { return {bars.label, square(pgfFill(bars.role, bars.opacity))}; }
    Entry operator()(const HeatMap& map) const { return {map.label, square("fill=dplInk!50,draw=none")}; }
    Entry operator()(const Contours& contours) const
    {
        return {contours.label,
            "\\path[draw=" + pgfColourName(contours.role)
                + "!70,line width=" + significantText(0.8 * figure.lineWidthPoints, 4) + "pt] (0pt,0pt) -- (9pt,0pt);"};
    }
};

std::vector<Entry> entriesOf(const Figure& figure, const Panel& panel)
{
    std::vector<Entry> entries;
    if (!figure.legends || !panel.legend) {
        return entries;
    }
    for (const Layer& layer : panel.layers) {
        Entry entry = std::visit(EntryOf{figure}, layer);
        if (!entry.label.empty()) {
            entries.push_back(std::move(entry));
        }
    }
    return entries;
}

/// A legend's size and the place of its centre, as shares of the plot area's width and height.
struct Layout {
    double x = 1.0;
    double y = 1.0;
    int columns = 1;
    double fontPoints = 7.0;
};

/// The legend's box, from upper bounds of the widths of its texts.
class LegendBox {
public:
    LegendBox(const std::vector<Entry>& entries, int columns, double fontPoints)
        : m_columns(columns), m_rowHeight(1.25 * fontPoints)
    {
        for (const Entry& entry : entries) {
            m_widths.push_back(imagePoints + 5.0 + latexWidth(entry.label, fontPoints));
            m_columnWidth = std::max(m_columnWidth, m_widths.back());
        }
    }

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

/// Tries places, numbers of columns and, if need be, smaller text, and takes what covers least ink. Corners and text of
/// the size of tick labels win where the rest is equal.
Layout bestLayout(const std::vector<Entry>& entries, const PgfPanel& set, const Path& ink, double fontPoints)
{
    const int count = static_cast<int>(entries.size());
    constexpr std::array shares{1.0, 0.0, 0.5, 0.25, 0.75};
    Layout best;
    double bestCost = -1.0;
    for (const double scale : {1.0, 0.86}) {
        for (const int columns : {1, 2, count}) {
            const LegendBox box(entries, columns, scale * fontPoints);
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
                    best = {(left + 0.5 * width) / set.width, (bottom + 0.5 * height) / set.height, columns,
                        scale * fontPoints};
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

/// What keeps the texts readable above other ink: on curves each text has a ground of its own, which hides least; on
/// areas the whole legend has one, so that its samples are seen as well.
std::string ground(const Panel& panel)
{
    const bool areas = std::any_of(panel.layers.begin(), panel.layers.end(), [](const Layer& layer) {
        return std::holds_alternative<HeatMap>(layer) || std::holds_alternative<Bars>(layer);
    });
    const std::string fill = "fill=white,fill opacity=0.75,text opacity=1";
    return areas ? fill : "nodes={" + fill + "}";
}

std::string anchor(const Layout& layout)
{
    const auto end = [](double share) { return share == 0.0 || share == 1.0; };
    if (!end(layout.x) || !end(layout.y)) {
        return "center";
    }
    return std::string(layout.y == 1.0 ? "north" : "south") + (layout.x == 1.0 ? " east" : " west");
}

} // namespace

PgfLegend pgfLegend(const Figure& figure, const Panel& panel, const PgfPanel& set)
{
    const std::vector<Entry> entries = entriesOf(figure, panel);
    if (entries.empty()) {
        return {};
    }
    const Layout layout = bestLayout(entries, set, pgfOccupancy(panel, set), PgfSizes(figure).tick);
    PgfLegend legend;
    const std::string font = significantText(layout.fontPoints, 3);
    legend.options = "legend columns=" + std::to_string(layout.columns) + ",legend style={at={("
        + significantText(layout.x, 4) + "," + significantText(layout.y, 4) + ")},anchor=" + anchor(layout) + ","
        + ground(panel) + ",font=\\fontsize{" + font + "}{" + font + "}\\selectfont},";
    for (const Entry& entry : entries) {
        legend.entries += "\\addlegendimage{legend image code/.code={" + entry.image + "}}\\addlegendentry{"
            + latexText(entry.label) + "}\n";
    }
    return legend;
}

} // namespace dpl::report
