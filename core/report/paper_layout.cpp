#include "report/paper_layout.hpp"

#include "report/paper_occupancy.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace dpl::report {

namespace {

struct Margins {
    double left = 0.0;
    double right = 0.0;
    double bottom = 0.0;
    double top = 0.0;
};

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

constexpr double leastTextPoints = 4.0;
constexpr double smallerTitle = 0.85; // of its size, before it is set on several lines
constexpr double betweenTitles = 0.6; // of neighbours, in sizes of their font

/// Lays out the panels of one figure.
class PaperLayout {
public:
    PaperLayout(const Figure& figure, const TextWidth& widthOf) : m_figure(figure), m_sizes(figure), m_widthOf(widthOf)
    {
        for (const Panel& panel : figure.panels) {
            // Before margins are known, a guess at the plot area chooses the ticks.
            PaperPanel set{0.0, 0.0, 0.7 * cellWidth() * panel.cell.columnSpan,
                0.55 * cellHeight() * panel.cell.rowSpan, {}, 0.0, 0.0, axis(panel.x, panel, AxisPosition::x),
                axis(panel.left, panel, AxisPosition::left), std::nullopt};
            if (panel.right) {
                set.rightAxis = axis(*panel.right, panel, AxisPosition::right);
            }
            measureLegend(panel, set);
            m_panels.push_back(std::move(set));
        }
        m_rooms.resize(m_panels.size());
    }

    std::vector<PaperPanel> run()
    {
        place();
        // Each time round, a legend more goes outside or all are where they are planned to be.
        while (planLegends()) {
            place();
        }
        placeLegends();
        return std::move(m_panels);
    }

private:
    /// Along each title of a panel.
    struct TitleRooms {
        double panel = std::numeric_limits<double>::infinity();
        double x = panel;
        double left = panel;
        double right = panel;
    };

    double cellWidth() const { return texPointsPerInch * m_figure.widthInches / m_figure.columns; }
    double cellHeight() const
    {
        double below = 0.0;
        for (const PaperPanel& set : m_panels) {
            below += set.legendBelow();
        }
        return std::max(1.0, texPointsPerInch * m_figure.heightInches - below) / m_figure.rows;
    }

    PaperAxis axis(const Axis& axis, const Panel& panel, AxisPosition position) const
    {
        return {AxisMap(axis.scale, axisRange(panel, position)), {}, {{}, m_sizes.title}};
    }

    /// Width of a tick's label; exponents are set as powers of ten.
    double labelWidth(double tick, const std::vector<double>& ticks) const
    {
        const TickText text = tickText(tickLabel(tick, ticks));
        const double width = m_widthOf(text.text, m_sizes.tick);
        return text.exponent.empty() ? width : width + m_widthOf(text.exponent, exponentScale * m_sizes.tick) + 1.0;
    }

    double widestLabel(const std::vector<double>& ticks) const
    {
        double widest = 0.0;
        for (const double tick : ticks) {
            widest = std::max(widest, labelWidth(tick, ticks));
        }
        return widest;
    }

    /// As many ticks as their labels have room for along an axis of `length` points.
    std::vector<double> fittingTicks(const Axis& axis, const AxisMap& map, double length, bool horizontal) const
    {
        const auto fit = [&](const std::vector<double>& ticks) {
            const double room = horizontal ? widestLabel(ticks) + 0.8 * m_sizes.tick : 1.8 * m_sizes.tick;
            for (std::size_t i = 1; i < ticks.size(); ++i) {
                if ((map.toUnit(ticks[i]) - map.toUnit(ticks[i - 1])) * length < room) {
                    return false;
                }
            }
            return true;
        };
        const std::pair range{map.low(), map.high()};
        std::vector<double> ticks = axisTicks(axis, range, 6);
        for (int wanted = 5; wanted > 1 && axis.ticks.empty() && !fit(ticks); --wanted) {
            ticks = axisTicks(axis, range, wanted);
        }
        while (ticks.size() > 1 && !fit(ticks)) {
            // Every second one: those at even multiples of their distance, so that zero stays.
            const double step = ticks[1] - ticks[0];
            const bool oddFirst = axis.scale == Scale::linear && axis.ticks.empty()
                && std::abs(std::remainder(ticks[0] / step, 2.0)) > 0.5;
            std::vector<double> kept;
            for (std::size_t i = oddFirst ? 1 : 0; i < ticks.size(); i += 2) {
                kept.push_back(ticks[i]);
            }
            ticks = std::move(kept);
        }
        return ticks;
    }

    void chooseTicks(const Axis& axis, double length, bool horizontal, PaperAxis& set) const
    {
        if (!axis.visible) {
            return;
        }
        set.ticks = fittingTicks(axis, set.map, length, horizontal);
        set.depth = PaperSizes::axisLine;
        if (!set.ticks.empty()) {
            const bool powers = tickLabel(set.ticks.back(), set.ticks).find('e') != std::string::npos;
            const double labels =
                horizontal ? (powers ? powerHeight : digitHeight) * m_sizes.tick : widestLabel(set.ticks);
            set.depth += PaperSizes::tickLength + 2.0 * PaperSizes::tickGap + labels;
        }
    }

    /// At full size on one line, a little smaller, or in lines of words; smaller still only where a word is too long.
    /// `least`: the least room that the title has had in all rounds. It never gets more again: a title that took a line
    /// more and a line less in turn would keep the layout from coming to rest.
    PaperTitle fitting(const std::string& text, double room, double& least) const
    {
        if (text.empty()) {
            return {};
        }
        least = std::min(least, room);
        room = least;
        // Small letters are wider for their size, so that a size has to be tried.
        for (const double scale : {1.0, 0.95, 0.9, smallerTitle}) {
            if (m_widthOf(text, scale * m_sizes.title) <= room) {
                return {{text}, scale * m_sizes.title};
            }
        }
        PaperTitle title{{}, smallerTitle * m_sizes.title};
        std::string line;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = std::min(text.find(' ', at), text.size());
            const std::string word = text.substr(at, end - at);
            while (title.size > leastTextPoints && m_widthOf(word, title.size) > room) {
                title.size -= 0.25;
            }
            const std::string longer = line.empty() ? word : line + ' ' + word;
            if (!line.empty() && m_widthOf(longer, title.size) > room) {
                title.lines.push_back(std::exchange(line, word));
            } else {
                line = longer;
            }
            at = end + 1;
        }
        title.lines.push_back(line);
        return title;
    }

    double widthOf(const PaperTitle& title) const
    {
        double widest = 0.0;
        for (const std::string& line : title.lines) {
            widest = std::max(widest, m_widthOf(line, title.size));
        }
        return widest;
    }

    static double besideAxis(const PaperAxis& set)
    {
        return set.title.lines.empty()
            ? set.depth
            : set.depth + 2.0 * PaperSizes::titleGap + (textAscent + textDescent) * set.title.size + set.title.rise();
    }

    /// How far the label of a tick near the end of the horizontal axis reaches beyond it.
    double overhang(const PaperPanel& set, bool atEnd) const
    {
        double result = 0.0;
        for (const double tick : set.x.ticks) {
            const double unit = set.x.map.toUnit(tick);
            const double toEnd = (atEnd ? 1.0 - unit : unit) * set.width;
            result = std::max(result, labelWidth(tick, set.x.ticks) / 2.0 - toEnd);
        }
        return result;
    }

    /// Of the titles of a row, which line up: above the legends and above the labels at the upper ends of vertical
    /// axes.
    double titleRise(int row) const
    {
        double rise = PaperSizes::panelTitleGap;
        for (std::size_t i = 0; i < m_panels.size(); ++i) {
            const Panel& panel = m_figure.panels[i];
            if (panel.cell.row == row) {
                const double labels =
                    panel.left.visible || panel.right ? 0.5 * digitHeight * m_sizes.tick + PaperSizes::titleGap : 0.0;
                rise =
                    std::max(rise, std::max(labels, m_panels[i].legendAbove()) + textDescent * m_panels[i].title.size);
            }
        }
        return rise;
    }

    Margins margins(const Panel& panel, const PaperPanel& set) const
    {
        // A little air between neighbours, none at the figure's own edge.
        const bool framed = panel.x.visible || panel.left.visible;
        const double air = framed ? 4.0 : 1.5;
        const auto airAt = [&](bool edge) { return edge ? 0.5 : air; };
        Margins result;
        result.left = airAt(panel.cell.column == 0) + besideAxis(set.leftAxis);
        result.right = airAt(panel.cell.column + panel.cell.columnSpan == m_figure.columns)
            + (panel.right ? besideAxis(*set.rightAxis) : 0.0);
        if (panel.x.visible) {
            result.left = std::max(result.left, 1.0 + overhang(set, false));
            result.right = std::max(result.right, 1.0 + overhang(set, true));
        }
        result.bottom = airAt(panel.cell.row + panel.cell.rowSpan == m_figure.rows) + besideAxis(set.x);
        const bool sideAxis = panel.left.visible || (panel.right && panel.right->visible);
        result.bottom = std::max(result.bottom, sideAxis ? 0.4 * m_sizes.tick : 0.0);
        result.top = airAt(panel.cell.row == 0) + (sideAxis ? 0.4 * m_sizes.tick : 0.0);
        if (!panel.title.empty()) {
            result.top =
                airAt(panel.cell.row == 0) + titleRise(panel.cell.row) + set.title.rise() + textAscent * set.title.size;
        } else {
            result.top += set.legendAbove();
        }
        return result;
    }

    void placeOnGrid()
    {
        std::vector<Margins> columns(static_cast<std::size_t>(m_figure.columns));
        std::vector<Margins> rows(static_cast<std::size_t>(m_figure.rows));
        const auto at = [](int index) { return static_cast<std::size_t>(index); };
        for (std::size_t i = 0; i < m_panels.size(); ++i) {
            const Cell& cell = m_figure.panels[i].cell;
            const Margins own = margins(m_figure.panels[i], m_panels[i]);
            double& left = columns[at(cell.column)].left;
            double& right = columns[at(cell.column + cell.columnSpan - 1)].right;
            double& top = rows[at(cell.row)].top;
            double& bottom = rows[at(cell.row + cell.rowSpan - 1)].bottom;
            left = std::max(left, own.left);
            right = std::max(right, own.right);
            top = std::max(top, own.top);
            bottom = std::max(bottom, own.bottom);
        }
        const double below = texPointsPerInch * m_figure.heightInches - m_figure.rows * cellHeight();
        for (std::size_t i = 0; i < m_panels.size(); ++i) {
            const Cell& cell = m_figure.panels[i].cell;
            const Margins around{columns[at(cell.column)].left, columns[at(cell.column + cell.columnSpan - 1)].right,
                rows[at(cell.row + cell.rowSpan - 1)].bottom, rows[at(cell.row)].top};
            PaperPanel& set = m_panels[i];
            // A figure too small for its labels still gets a plot, if a tiny one.
            set.width = std::max(4.0, cellWidth() * cell.columnSpan - around.left - around.right);
            set.height = std::max(4.0, cellHeight() * cell.rowSpan - around.top - around.bottom);
            set.left = cellWidth() * cell.column + around.left;
            set.bottom = below + cellHeight() * (m_figure.rows - cell.row - cell.rowSpan) + around.bottom;
            fitTitles(m_figure.panels[i], around, set, m_rooms[i]);
        }
    }

    /// Titles stay within the panel's cells and clear of each other, smaller where they have to.
    void fitTitles(const Panel& panel, const Margins& around, PaperPanel& set, TitleRooms& rooms) const
    {
        const double between = betweenTitles * m_sizes.title;
        const double room = set.width + around.left + around.right - between;
        set.title = fitting(panel.title, room, rooms.panel);
        const double half = widthOf(set.title) / 2.0;
        const double first = between / 2.0 - around.left + half;
        set.titleCentre = std::max(first, std::min(0.5 * set.width, first + room - 2.0 * half));
        set.titleRise = titleRise(panel.cell.row);

        const double beside = std::min(around.left, around.right);
        const auto titleOf = [](const Axis& axis) { return axis.visible ? axis.title : std::string(); };
        set.x.title = fitting(titleOf(panel.x), set.width + 2.0 * beside - between, rooms.x);
        // Those of the vertical axes may reach neither into the panel's title, or the legend below it, nor into that of
        // the horizontal axis.
        const double above = panel.title.empty() && set.legendAbove() == 0.0 ? around.top : 0.0;
        const double under = set.x.title.lines.empty() ? around.bottom : set.x.depth;
        const double along = set.height + 2.0 * std::min(above, under) - 1.0;
        set.leftAxis.title = fitting(titleOf(panel.left), along, rooms.left);
        if (set.rightAxis) {
            set.rightAxis->title = fitting(titleOf(*panel.right), along, rooms.right);
        }
    }

    /// Ticks depend on the size of the plot area, which depends on the margins that their labels need.
    void place()
    {
        constexpr int rounds = 4;
        for (int round = 0; round < rounds; ++round) {
            for (std::size_t i = 0; i < m_panels.size(); ++i) {
                const Panel& panel = m_figure.panels[i];
                PaperPanel& set = m_panels[i];
                chooseTicks(panel.x, set.width, true, set.x);
                chooseTicks(panel.left, set.height, false, set.leftAxis);
                if (panel.right) {
                    chooseTicks(*panel.right, set.height, false, *set.rightAxis);
                }
            }
            placeOnGrid();
        }
    }

    void measureLegend(const Panel& panel, PaperPanel& set) const
    {
        set.legend = legendLayers(m_figure, panel);
        set.legendSizes.em = m_sizes.tick;
        for (const std::size_t layer : set.legend) {
            const std::string label = std::visit([](const auto& of) { return of.label; }, panel.layers[layer]);
            set.legendSizes.textWidths.push_back(m_widthOf(label, m_sizes.tick));
        }
    }

    /// True if a legend went outside, for which there is no room yet. Those that are there stay there.
    bool planLegends()
    {
        bool again = false;
        for (std::size_t i = 0; i < m_panels.size(); ++i) {
            PaperPanel& set = m_panels[i];
            if (set.legend.empty() || set.legendPlan.place != LegendPlace::inside) {
                continue;
            }
            const InkGrid grid(set, paperOccupancy(m_figure.panels[i], set, m_figure.lineWidthPoints));
            set.legendPlan = planLegend(set.legendSizes,
                {set.width, set.height, texPointsPerInch * m_figure.widthInches - 2.0,
                    [&grid](const LegendRect& rect) { return grid.inkIn(rect); }});
            again = again || set.legendPlan.place != LegendPlace::inside;
        }
        return again;
    }

    void placeLegends()
    {
        double below = 0.0;
        for (PaperPanel& set : m_panels) {
            const LegendBlock block(set.legendSizes, set.legendPlan);
            set.legendRect = block.within(set.width, set.height);
            if (set.legendPlan.place == LegendPlace::above) {
                set.legendRect.left = 0.0;
                set.legendRect.top = -block.heightOutside();
            } else if (set.legendPlan.place == LegendPlace::below) {
                const double figureTop = set.bottom + set.height; // from the lower edge to the plot area's upper one
                set.legendRect.left = 0.5 * (texPointsPerInch * m_figure.widthInches - block.width()) - set.left;
                set.legendRect.top = figureTop - below - block.height();
                below += block.heightOutside();
            }
        }
    }

    const Figure& m_figure;
    PaperSizes m_sizes;
    const TextWidth& m_widthOf;
    std::vector<PaperPanel> m_panels;
    std::vector<TitleRooms> m_rooms; ///< of the panels
};

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

PlotArea PaperPanel::area(YAxis axis) const
{
    return {x.map, axis == YAxis::right && rightAxis ? rightAxis->map : leftAxis.map, width, height};
}

double PaperPanel::legendAbove() const
{
    const bool isAbove = !legend.empty() && legendPlan.place == LegendPlace::above;
    return isAbove ? LegendBlock(legendSizes, legendPlan).heightOutside() : 0.0;
}

double PaperPanel::legendBelow() const
{
    const bool isBelow = !legend.empty() && legendPlan.place == LegendPlace::below;
    return isBelow ? LegendBlock(legendSizes, legendPlan).heightOutside() : 0.0;
}

std::vector<PaperPanel> layOutPanels(const Figure& figure, const TextWidth& widthOf)
{
    return PaperLayout(figure, widthOf).run();
}

} // namespace dpl::report
