#include "report/paper_layout.hpp"

#include "report/latex_text.hpp"
#include "report/paper_occupancy.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace dpl::report {

namespace {

struct Margins {
    double left = 0.0;
    double right = 0.0;
    double bottom = 0.0;
    double top = 0.0;
};

/// Width of a tick's label; exponents are set as powers of ten.
double labelWidth(double tick, const std::vector<double>& ticks, double fontPoints)
{
    const TickText text = tickText(tickLabel(tick, ticks));
    return text.exponent.empty()
        ? latexWidth(text.text, fontPoints)
        : latexWidth(text.text, fontPoints) + latexWidth(text.exponent, 0.75 * fontPoints) + 1.0;
}

double widestLabel(const std::vector<double>& ticks, double fontPoints)
{
    double widest = 0.0;
    for (const double tick : ticks) {
        widest = std::max(widest, labelWidth(tick, ticks, fontPoints));
    }
    return widest;
}

/// As many ticks as their labels have room for along an axis of `length` points.
std::vector<double> fittingTicks(
    const Axis& axis, std::pair<double, double> range, double length, bool horizontal, double fontPoints)
{
    const AxisMap map(axis.scale, range);
    const auto fit = [&](const std::vector<double>& ticks) {
        const double room = horizontal ? widestLabel(ticks, fontPoints) + 0.8 * fontPoints : 1.8 * fontPoints;
        for (std::size_t i = 1; i < ticks.size(); ++i) {
            if ((map.toUnit(ticks[i]) - map.toUnit(ticks[i - 1])) * length < room) {
                return false;
            }
        }
        return true;
    };
    std::vector<double> ticks = axisTicks(axis, range, 6);
    if (!axis.ticks.empty()) {
        return ticks;
    }
    for (int wanted = 5; wanted > 1 && !fit(ticks); --wanted) {
        ticks = axisTicks(axis, range, wanted);
    }
    while (ticks.size() > 2 && !fit(ticks)) {
        // Every second one: those at even multiples of their distance, so that zero stays.
        const double step = ticks[1] - ticks[0];
        const bool oddFirst = axis.scale == Scale::linear && std::abs(std::remainder(ticks[0] / step, 2.0)) > 0.5;
        std::vector<double> kept;
        for (std::size_t i = oddFirst ? 1 : 0; i < ticks.size(); i += 2) {
            kept.push_back(ticks[i]);
        }
        ticks = std::move(kept);
    }
    return ticks;
}

double shrunk(double size, const std::string& text, double room)
{
    const double width = latexWidth(text, size);
    return width <= room ? size : std::max(4.0, size * room / width);
}

double besideAxis(const Axis& axis, const PaperAxis& set, const PaperSizes& sizes)
{
    if (!axis.visible) {
        return 0.0;
    }
    const double ticks = ticksBeside(set, sizes);
    return axis.title.empty() ? ticks : ticks + 2.0 * PaperSizes::titleGap + (textAscent + textDescent) * set.titleSize;
}

double belowAxis(const Axis& axis, const PaperAxis& set, const PaperSizes& sizes)
{
    if (!axis.visible) {
        return 0.0;
    }
    const double ticks = ticksBelow(set, sizes);
    return axis.title.empty() ? ticks : ticks + 2.0 * PaperSizes::titleGap + (textAscent + textDescent) * set.titleSize;
}

/// How far the label of a tick near the end of the horizontal axis reaches beyond it.
double overhang(const PaperAxis& x, double width, bool atEnd, double fontPoints)
{
    double result = 0.0;
    for (const double tick : x.ticks) {
        const double unit = x.map.toUnit(tick);
        const double toEnd = (atEnd ? 1.0 - unit : unit) * width;
        result = std::max(result, labelWidth(tick, x.ticks, fontPoints) / 2.0 - toEnd);
    }
    return result;
}

/// Lays out one panel before its margins are known, from the size of its cells.
PaperPanel draft(const Figure& figure, const Panel& panel, const PaperSizes& sizes)
{
    const double width = texPointsPerInch * figure.widthInches / figure.columns * panel.cell.columnSpan;
    const double height = texPointsPerInch * figure.heightInches / figure.rows * panel.cell.rowSpan;
    const auto axis = [&](const Axis& which, AxisPosition position) {
        const auto range = axisRange(panel, position);
        const bool horizontal = position == AxisPosition::x;
        PaperAxis set{AxisMap(which.scale, range), {}, sizes.title};
        if (which.visible) {
            set.ticks = fittingTicks(which, range, horizontal ? 0.7 * width : 0.55 * height, horizontal, sizes.tick);
        }
        return set;
    };
    PaperPanel set{0.0, 0.0, width, height, shrunk(sizes.title, panel.title, width - 2.0),
        axis(panel.x, AxisPosition::x), axis(panel.left, AxisPosition::left), std::nullopt};
    set.x.titleSize = shrunk(sizes.title, panel.x.title, width - 4.0);
    set.leftAxis.titleSize = shrunk(sizes.title, panel.left.title, height - 4.0);
    if (panel.right) {
        set.rightAxis = axis(*panel.right, AxisPosition::right);
        set.rightAxis->titleSize = shrunk(sizes.title, panel.right->title, height - 4.0);
    }
    return set;
}

Margins margins(const Figure& figure, const Panel& panel, const PaperPanel& set, const PaperSizes& sizes)
{
    // A little air between neighbours, none at the figure's own edge.
    const bool framed = panel.x.visible || panel.left.visible;
    const double air = framed ? 4.0 : 1.5;
    const bool first = panel.cell.column == 0;
    const bool last = panel.cell.column + panel.cell.columnSpan == figure.columns;
    Margins result;
    result.left = (first ? 0.5 : air) + besideAxis(panel.left, set.leftAxis, sizes);
    result.right = (last ? 0.5 : air) + (panel.right ? besideAxis(*panel.right, *set.rightAxis, sizes) : 0.0);
    if (panel.x.visible) {
        result.left = std::max(result.left, 1.0 + overhang(set.x, 0.7 * set.width, false, sizes.tick));
        result.right = std::max(result.right, 1.0 + overhang(set.x, 0.7 * set.width, true, sizes.tick));
    }
    result.bottom = (panel.cell.row + panel.cell.rowSpan == figure.rows ? 0.5 : air) + belowAxis(panel.x, set.x, sizes);
    const bool sideAxis = panel.left.visible || (panel.right && panel.right->visible);
    result.bottom = std::max(result.bottom, sideAxis ? 0.4 * sizes.tick : 0.0);
    result.top = (panel.cell.row == 0 ? 0.5 : air) + (sideAxis ? 0.4 * sizes.tick : 0.0);
    if (!panel.title.empty()) {
        result.top = (panel.cell.row == 0 ? 0.5 : air) + PaperSizes::panelTitleGap + textAscent * set.titleSize;
    }
    result.top += set.legendAbove();
    return result;
}

/// Shrinks the title of a vertical axis that would reach beyond the panel's cells, being centred on the plot area.
void fitVerticalTitle(PaperAxis& set, const Axis& axis, double below, double above, double plotHeight)
{
    set.titleSize = shrunk(set.titleSize, axis.title, plotHeight + 2.0 * std::min(below, above) - 1.0);
}

} // namespace

PaperSizes::PaperSizes(const Figure& figure) : title(figure.fontPoints)
{
    // Half points, because Computer Modern is drawn for whole ones: 9 pt text gets ticks of 7, 10 pt of 8.
    const auto halfPoints = [](double size) { return std::max(4.0, std::round(2.0 * size) / 2.0); };
    tick = halfPoints(0.78 * figure.fontPoints);
    contour = halfPoints(0.65 * figure.fontPoints);
}

bool isSansSerif(const std::string& family)
{
    std::string lower;
    for (const char c : family) {
        lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    constexpr std::array names{"sans", "helvetica", "arial", "verdana", "roboto", "inter", "calibri", "segoe", "lato"};
    return std::any_of(
        names.begin(), names.end(), [&](const char* name) { return lower.find(name) != std::string::npos; });
}

double ticksBeside(const PaperAxis& set, const PaperSizes& sizes)
{
    const double line = PaperSizes::axisLine;
    const double beforeLabels = line + PaperSizes::tickLength + 2.0 * PaperSizes::tickGap;
    return set.ticks.empty() ? line : beforeLabels + widestLabel(set.ticks, sizes.tick);
}

double ticksBelow(const PaperAxis& set, const PaperSizes& sizes)
{
    if (set.ticks.empty()) {
        return PaperSizes::axisLine;
    }
    const bool powers = tickLabel(set.ticks.back(), set.ticks).find('e') != std::string::npos;
    return PaperSizes::axisLine + PaperSizes::tickLength + 2.0 * PaperSizes::tickGap
        + (powers ? powerHeight : digitHeight) * sizes.tick;
}

PlotArea PaperPanel::area(YAxis axis) const
{
    return {x.map, axis == YAxis::right && rightAxis ? rightAxis->map : leftAxis.map, width, height};
}

double PaperPanel::legendAbove() const
{
    return !legend.empty() && legendPlan.above ? LegendBlock(legendSizes, legendPlan).heightAbove() : 0.0;
}

namespace {

/// Which parts of a plot area carry ink, on a grid finer than any text.
class InkGrid {
public:
    InkGrid(const PaperPanel& set, const Path& ink)
        : m_columns(static_cast<int>(set.width / cell) + 1), m_rows(static_cast<int>(set.height / cell) + 1),
          m_taken(static_cast<std::size_t>(m_columns) * static_cast<std::size_t>(m_rows), 0)
    {
        for (const auto& [x, y] : ink) {
            const int column = std::clamp(static_cast<int>(x / cell), 0, m_columns - 1);
            const int row = std::clamp(static_cast<int>((set.height - y) / cell), 0, m_rows - 1);
            m_taken[at(column, row)] = 1;
        }
    }

    int inkIn(const LegendRect& rect) const
    {
        int ink = 0;
        const int right = std::min(m_columns - 1, static_cast<int>((rect.left + rect.width) / cell));
        const int bottom = std::min(m_rows - 1, static_cast<int>((rect.top + rect.height) / cell));
        for (int row = std::max(0, static_cast<int>(rect.top / cell)); row <= bottom; ++row) {
            for (int column = std::max(0, static_cast<int>(rect.left / cell)); column <= right; ++column) {
                ink += m_taken[at(column, row)];
            }
        }
        return ink;
    }

private:
    static constexpr double cell = 1.5;

    std::size_t at(int column, int row) const
    {
        return static_cast<std::size_t>(row) * static_cast<std::size_t>(m_columns) + static_cast<std::size_t>(column);
    }

    int m_columns;
    int m_rows;
    std::vector<std::uint8_t> m_taken;
};

void measureLegend(const Figure& figure, const Panel& panel, PaperPanel& set)
{
    set.legend = legendLayers(figure, panel);
    set.legendSizes.em = PaperSizes(figure).tick;
    for (const std::size_t layer : set.legend) {
        const std::string label = std::visit([](const auto& of) { return of.label; }, panel.layers[layer]);
        set.legendSizes.textWidths.push_back(latexWidth(label, set.legendSizes.em));
    }
}

void placePanels(const Figure& figure, std::vector<PaperPanel>& panels)
{
    const PaperSizes sizes(figure);
    std::vector<Margins> columns(static_cast<std::size_t>(figure.columns));
    std::vector<Margins> rows(static_cast<std::size_t>(figure.rows));
    const auto at = [](int index) { return static_cast<std::size_t>(index); };
    for (std::size_t i = 0; i < panels.size(); ++i) {
        const Panel& panel = figure.panels[i];
        const Margins own = margins(figure, panel, panels[i], sizes);
        const Cell& cell = panel.cell;
        double& left = columns[at(cell.column)].left;
        double& right = columns[at(cell.column + cell.columnSpan - 1)].right;
        double& top = rows[at(cell.row)].top;
        double& bottom = rows[at(cell.row + cell.rowSpan - 1)].bottom;
        left = std::max(left, own.left);
        right = std::max(right, own.right);
        top = std::max(top, own.top);
        bottom = std::max(bottom, own.bottom);
    }
    const double cellWidth = texPointsPerInch * figure.widthInches / figure.columns;
    const double cellHeight = texPointsPerInch * figure.heightInches / figure.rows;
    for (std::size_t i = 0; i < panels.size(); ++i) {
        const Panel& panel = figure.panels[i];
        const Cell& cell = panel.cell;
        PaperPanel& set = panels[i];
        const double left = columns[at(cell.column)].left;
        const double right = columns[at(cell.column + cell.columnSpan - 1)].right;
        const double top = rows[at(cell.row)].top;
        const double bottom = rows[at(cell.row + cell.rowSpan - 1)].bottom;
        // A figure too small for its labels still gets a plot, if a tiny one.
        set.width = std::max(4.0, cellWidth * cell.columnSpan - left - right);
        set.height = std::max(4.0, cellHeight * cell.rowSpan - top - bottom);
        set.left = cellWidth * cell.column + left;
        set.bottom = cellHeight * (figure.rows - cell.row - cell.rowSpan) + bottom;
        set.x.titleSize = shrunk(set.x.titleSize, panel.x.title, set.width + 2.0 * std::min(left, right) - 1.0);
        set.titleSize = shrunk(set.titleSize, panel.title, set.width + 2.0 * std::min(left, right) - 1.0);
        fitVerticalTitle(set.leftAxis, panel.left, bottom, top, set.height);
        if (set.rightAxis) {
            fitVerticalTitle(*set.rightAxis, *panel.right, bottom, top, set.height);
        }
    }
}

} // namespace

std::vector<PaperPanel> layOutPanels(const Figure& figure)
{
    const PaperSizes sizes(figure);
    const auto drafts = [&] {
        std::vector<PaperPanel> panels;
        for (const Panel& panel : figure.panels) {
            panels.push_back(draft(figure, panel, sizes));
            measureLegend(figure, panel, panels.back());
        }
        return panels;
    };
    std::vector<PaperPanel> panels = drafts();
    placePanels(figure, panels);
    bool again = false;
    for (std::size_t i = 0; i < panels.size(); ++i) {
        PaperPanel& set = panels[i];
        if (!set.legend.empty()) {
            const InkGrid grid(set, paperOccupancy(figure.panels[i], set, figure.lineWidthPoints));
            set.legendPlan = planLegend(
                set.legendSizes, set.width, set.height, [&grid](const LegendRect& rect) { return grid.inkIn(rect); });
            again = again || set.legendPlan.above;
        }
    }
    if (again) { // with room for the legends above
        std::vector<PaperPanel> roomier = drafts();
        for (std::size_t i = 0; i < panels.size(); ++i) {
            roomier[i].legendPlan = panels[i].legendPlan;
        }
        placePanels(figure, roomier);
        return roomier;
    }
    return panels;
}

} // namespace dpl::report
