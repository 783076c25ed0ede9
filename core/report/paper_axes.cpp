#include "report/paper_axes.hpp"

namespace dpl::report {

namespace {

class AxesCollector {
public:
    AxesCollector(const Figure& figure, const PaperPanel& set) : m_set(set), m_sizes(figure) { }

    void grid(const Panel& panel)
    {
        for (const double height : gridHeights(panel, m_set)) {
            const double y = (1.0 - height) * m_set.height;
            m_axes.grid.push_back({0.0, y, m_set.width, y});
        }
    }

    void title() { addLines(m_set.title, m_set.titleCentre, -m_set.titleRise - m_set.title.rise()); }

    void horizontal(const Axis& axis)
    {
        if (!axis.visible) {
            return;
        }
        const PaperAxis& own = m_set.x;
        m_axes.lines.push_back({0.0, m_set.height, m_set.width, m_set.height});
        const double baseline = m_set.height + own.depth - PaperSizes::axisLine - PaperSizes::tickGap;
        for (const double tick : own.ticks) {
            const double x = own.map.toUnit(tick) * m_set.width;
            m_axes.lines.push_back({x, m_set.height, x, m_set.height + PaperSizes::tickLength});
            m_axes.labels.push_back({tickText(tickLabel(tick, own.ticks)), x, baseline, m_sizes.tick});
        }
        addLines(own.title, 0.5 * m_set.width,
            m_set.height + own.depth + PaperSizes::titleGap + textAscent * own.title.size);
    }

    void vertical(const Axis& axis, const PaperAxis& own, bool right)
    {
        if (!axis.visible) {
            return;
        }
        const double foot = right ? m_set.width : 0.0;
        const double outwards = right ? 1.0 : -1.0;
        m_axes.lines.push_back({foot, 0.0, foot, m_set.height});
        for (const double tick : own.ticks) {
            const double y = (1.0 - own.map.toUnit(tick)) * m_set.height;
            m_axes.lines.push_back({foot, y, foot + outwards * PaperSizes::tickLength, y});
            m_axes.labels.push_back(
                {tickText(tickLabel(tick, own.ticks)), foot + outwards * (PaperSizes::tickLength + PaperSizes::tickGap),
                    y + 0.5 * digitHeight * m_sizes.tick, m_sizes.tick, right ? TextAnchor::start : TextAnchor::end});
        }
        // Titles read upwards: of the one on the right the ascenders point to the axis.
        const double distance = own.depth + PaperSizes::titleGap;
        double x = right ? foot + distance + textAscent * own.title.size
                         : foot - distance - textDescent * own.title.size - own.title.rise();
        for (const std::string& line : own.title.lines) {
            m_axes.titles.push_back({{line, {}}, x, 0.5 * m_set.height, own.title.size, TextAnchor::middle, true});
            x += PaperTitle::lineDistance * own.title.size;
        }
    }

    PaperAxes take() { return std::move(m_axes); }

private:
    void addLines(const PaperTitle& title, double centre, double baseline)
    {
        for (const std::string& line : title.lines) {
            m_axes.titles.push_back({{line, {}}, centre, baseline, title.size});
            baseline += PaperTitle::lineDistance * title.size;
        }
    }

    const PaperPanel& m_set;
    PaperSizes m_sizes;
    PaperAxes m_axes;
};

} // namespace

std::vector<double> gridHeights(const Panel& panel, const PaperPanel& set)
{
    std::vector<double> heights;
    for (const double tick : set.leftAxis.ticks) {
        const double height = set.leftAxis.map.toUnit(tick);
        if (height * set.height > PaperSizes::axisLine || !panel.x.visible) {
            heights.push_back(height);
        }
    }
    return heights;
}

PaperAxes paperAxes(const Figure& figure, const Panel& panel, const PaperPanel& set)
{
    AxesCollector collector(figure, set);
    collector.grid(panel);
    collector.title();
    collector.horizontal(panel.x);
    collector.vertical(panel.left, set.leftAxis, false);
    if (panel.right) {
        collector.vertical(*panel.right, *set.rightAxis, true);
    }
    return collector.take();
}

} // namespace dpl::report
