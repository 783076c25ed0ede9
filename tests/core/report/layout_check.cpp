#include "core/report/layout_check.hpp"

#include "report/figure_writers.hpp"
#include "report/paper_axes.hpp"
#include "report/paper_shapes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace dpl::report {

namespace {

/// In points from the figure's upper left corner.
struct Box {
    double left;
    double top;
    double right;
    double bottom;
    std::string what;
};

bool touch(const Box& a, const Box& b)
{
    constexpr double slack = 0.05;
    return a.left < b.right - slack && b.left < a.right - slack && a.top < b.bottom - slack && b.top < a.bottom - slack;
}

bool isWithin(const Box& inner, const Box& outer)
{
    constexpr double slack = 0.51;
    return inner.left >= outer.left - slack && inner.top >= outer.top - slack && inner.right <= outer.right + slack
        && inner.bottom <= outer.bottom + slack;
}

std::string textOf(const Box& box)
{
    return "\"" + box.what + "\" [" + std::to_string(box.left) + ", " + std::to_string(box.right) + "] x ["
        + std::to_string(box.top) + ", " + std::to_string(box.bottom) + "]";
}

Box boxOf(const PaperText& text, double left, double top)
{
    const bool power = !text.text.exponent.empty();
    const double width = latexWidth(text.text.text, text.size)
        + (power ? latexWidth(text.text.exponent, exponentScale * text.size) : 0.0);
    const double start = text.anchor == TextAnchor::start ? 0.0
        : text.anchor == TextAnchor::end                  ? -width
                                                          : -width / 2.0;
    const bool isNumber = text.text.text.find_first_not_of("0123456789.\u2212") == std::string::npos;
    const double ascent = (power ? powerHeight : isNumber ? digitHeight : textAscent) * text.size;
    const double descent = isNumber || power ? 0.0 : textDescent * text.size;
    const double x = left + text.x;
    const double y = top + text.y;
    const std::string what = text.text.text + (power ? "^" + text.text.exponent : "");
    return text.upwards ? Box{x - ascent, y - start - width, x + descent, y - start, what}
                        : Box{x + start, y - ascent, x + start + width, y + descent, what};
}

/// Where the layers of a panel have ink in a box: found from their geometry, by other means than the layout's own.
class InkFinder {
public:
    InkFinder(const PaperPanel& set, double lineWidth, const Box& plot, const Box& box)
        : m_set(set), m_lineWidth(lineWidth), m_plot(plot), m_box(box)
    {
    }

    bool operator()(const Line& line) const { return crosses(line.x, line.y, line.axis); }

    bool operator()(const Band& band) const
    {
        bool found = crosses(band.x, band.lower, band.axis) || crosses(band.x, band.upper, band.axis);
        for (std::size_t i = 0; i < band.x.size(); ++i) { // within, the edges may pass above and below
            found = found || crosses({band.x[i], band.x[i]}, {band.lower[i], band.upper[i]}, band.axis);
        }
        return found;
    }

    bool operator()(const Points& points) const
    {
        const double radius = markRadius(points, m_lineWidth);
        for (std::size_t i = 0; i < points.x.size(); ++i) {
            const auto [x, y] = at(points.x[i], points.y[i], points.axis);
            const bool isShown = x >= m_plot.left && x <= m_plot.right && y >= m_plot.top && y <= m_plot.bottom;
            if (isShown && touch({x - radius, y - radius, x + radius, y + radius, ""}, m_box)) {
                return true;
            }
        }
        return false;
    }

    bool operator()(const Bars& bars) const
    {
        for (const UnitRect& bar : barRectangles(bars, m_set.area(YAxis::left))) {
            const Box shape{m_plot.left + bar.left * m_set.width, m_plot.bottom - bar.top * m_set.height,
                m_plot.left + bar.right * m_set.width, m_plot.bottom - bar.bottom * m_set.height, ""};
            if (touch(shape, m_box)) {
                return true;
            }
        }
        return false;
    }

    bool operator()(const HeatMap&) const { return false; } // no figure has a legend on one
    bool operator()(const Contours& contours) const
    {
        for (const ContourLine& line : contourLines(contours)) {
            std::vector<double> x;
            std::vector<double> y;
            for (const auto& [px, py] : line.points) {
                x.push_back(px);
                y.push_back(py);
            }
            if (crosses(x, y, YAxis::left)) {
                return true;
            }
        }
        return false;
    }

private:
    std::pair<double, double> at(double x, double y, YAxis axis) const
    {
        const Point unit = m_set.area(axis).toUnit(x, y);
        return {m_plot.left + unit.first * m_set.width, m_plot.bottom - unit.second * m_set.height};
    }

    /// Whether a segment between two neighbours meets the box (Liang and Barsky).
    bool crosses(const std::vector<double>& x, const std::vector<double>& y, YAxis axis) const
    {
        for (std::size_t i = 0; i + 1 < x.size(); ++i) {
            const auto [x1, y1] = at(x[i], y[i], axis);
            const auto [x2, y2] = at(x[i + 1], y[i + 1], axis);
            if (!std::isfinite(x1 + y1 + x2 + y2)) {
                continue;
            }
            double from = 0.0;
            double to = 1.0;
            const auto clip = [&](double start, double end, double low, double high) {
                const double step = end - start;
                if (step == 0.0) {
                    to = start > low && start < high ? to : -1.0;
                    return;
                }
                from = std::max(from, std::min((low - start) / step, (high - start) / step));
                to = std::min(to, std::max((low - start) / step, (high - start) / step));
            };
            clip(x1, x2, m_box.left, m_box.right);
            clip(y1, y2, m_box.top, m_box.bottom);
            if (from < to) {
                return true;
            }
        }
        return false;
    }

    const PaperPanel& m_set;
    double m_lineWidth;
    const Box& m_plot;
    const Box& m_box;
};

void expectNothingTouchesAtThisSize(const Figure& figure, const std::string& name)
{
    const std::vector<PaperPanel> panels = layOutPanels(figure);
    const double height = texPointsPerInch * figure.heightInches;
    const Box whole{0.0, 0.0, texPointsPerInch * figure.widthInches, height, "figure"};
    std::vector<Box> texts;
    std::vector<Box> plots;
    std::vector<Box> legends;
    for (std::size_t i = 0; i < panels.size(); ++i) {
        const PaperPanel& set = panels[i];
        const double top = height - set.bottom - set.height;
        plots.push_back({set.left, top, set.left + set.width, top + set.height, "plot area"});
        const PaperAxes axes = paperAxes(figure, figure.panels[i], set);
        for (const auto* all : {&axes.labels, &axes.titles}) {
            for (const PaperText& text : *all) {
                texts.push_back(boxOf(text, set.left, top));
            }
        }
        if (!set.legend.empty()) {
            const LegendRect& rect = set.legendRect;
            legends.push_back({set.left + rect.left, top + rect.top, set.left + rect.left + rect.width,
                top + rect.top + rect.height, "legend"});
            texts.push_back(legends.back());
        }
    }
    for (std::size_t i = 0; i < texts.size(); ++i) {
        EXPECT_TRUE(isWithin(texts[i], whole)) << name << ": " << textOf(texts[i]) << " leaves " << textOf(whole);
        for (std::size_t k = 0; k < i; ++k) {
            EXPECT_FALSE(touch(texts[i], texts[k])) << name << ": " << textOf(texts[i]) << " and " << textOf(texts[k]);
        }
    }
    std::size_t legend = 0;
    for (std::size_t i = 0; i < panels.size(); ++i) {
        if (panels[i].legend.empty()) {
            continue;
        }
        const Box& box = legends[legend++];
        const bool inside = panels[i].legendPlan.place == LegendPlace::inside;
        for (std::size_t k = 0; k < plots.size(); ++k) {
            if (inside && k == i) {
                EXPECT_TRUE(isWithin(box, plots[k])) << name;
            } else {
                EXPECT_FALSE(touch(box, plots[k])) << name << ": " << textOf(box) << " and " << textOf(plots[k]);
            }
        }
        for (const Layer& layer : figure.panels[i].layers) {
            EXPECT_FALSE(inside && std::visit(InkFinder(panels[i], figure.lineWidthPoints, plots[i], box), layer))
                << name << ": panel " << i + 1 << ", legend " << textOf(box);
        }
    }
}

/// Someone who wants to look at the pictures names a folder to keep them in.
void keep(const Figure& figure, const std::string& name)
{
    if (const char* folder = std::getenv("DPL_KEEP_PICTURES")) {
        std::filesystem::create_directories(folder);
        const std::string file = name + "-" + std::to_string(std::lround(100.0 * figure.widthInches)) + "-"
            + std::to_string(std::lround(figure.fontPoints)) + ".svg";
        std::ofstream(std::filesystem::path(folder) / file, std::ios::binary) << toSvg(figure);
    }
}

} // namespace

void expectNothingTouches(const Figure& figure, const char* name)
{
    ASSERT_FALSE(figure.panels.empty()) << name;
    Figure sized = figure;
    for (const double width : {figure.widthInches, 3.25, 5.5, 7.0}) {
        for (const double font : {8.0, 9.0, 10.0}) {
            sized.widthInches = width;
            sized.fontPoints = font;
            keep(sized, name);
            expectNothingTouchesAtThisSize(sized,
                std::string(name) + ", " + std::to_string(width) + " inches, " + std::to_string(font) + " points");
        }
    }
}

} // namespace dpl::report
