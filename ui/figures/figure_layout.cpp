#include "figures/figure_layout.hpp"

#include <algorithm>

namespace dpl::ui {

namespace {

// Between cells, in sizes of the font; panels without axes stand closer.
constexpr double wideGap = 1.1;
constexpr double narrowGap = 0.5;

constexpr double padding = 4.0; // around the whole figure

bool hasAxes(const report::Figure& figure)
{
    return std::any_of(figure.panels.begin(), figure.panels.end(), [](const report::Panel& panel) {
        return panel.x.visible || panel.left.visible || (panel.right && panel.right->visible);
    });
}

/// First and last row (or column) of a panel, inside the grid whatever the figure says.
struct Span {
    std::size_t first;
    std::size_t last;
};

Span spanOf(int start, int length, std::size_t count)
{
    const std::size_t first = std::min(static_cast<std::size_t>(std::max(0, start)), count - 1);
    return {first, std::min(first + static_cast<std::size_t>(std::max(1, length)) - 1, count - 1)};
}

} // namespace

bool FigureLayout::update(std::shared_ptr<const report::Figure> figure, const FigureStyle& style, const QSizeF& size)
{
    const bool sameFigure = figure == m_figure || (figure && m_figure && *figure == *m_figure);
    if (sameFigure && style == m_style && size == m_size) {
        return false;
    }
    const bool sameFrame = style.font == m_style.font && size == m_size;
    const auto previous = std::exchange(m_figure, std::move(figure));
    m_style = style;
    m_size = size;
    const std::size_t panelsBefore = m_panels.size();
    fitPanels();
    if (!sameFrame || m_panels.size() != panelsBefore) {
        m_leftMargins.clear();
        m_rightMargins.clear();
        for (const auto& panel : m_panels) {
            panel->forgetLegendPlace();
        }
    }
    if (!m_figure || m_size.isEmpty()) {
        return true;
    }
    for (std::size_t i = 0; i < m_panels.size(); ++i) {
        m_panels[i]->setPanel(*m_figure, m_figure->panels[i], m_style);
    }
    layOut();
    bool again = false;
    for (const auto& panel : m_panels) {
        again = !panel->updateLayers() || again;
    }
    if (again) {
        layOut();
        for (const auto& panel : m_panels) {
            panel->updateLayers();
        }
    }
    return true;
}

void FigureLayout::fitPanels()
{
    const std::size_t count = m_figure ? m_figure->panels.size() : 0;
    const bool fits = m_panels.size() == count
        && std::equal(m_panels.begin(), m_panels.end(),
            m_figure ? m_figure->panels.begin() : decltype(m_figure->panels.begin()){},
            [](const auto& layout, const report::Panel& panel) { return layout->fits(panel); });
    if (fits) {
        return;
    }
    m_panels.clear();
    m_leftMargins.clear();
    m_rightMargins.clear();
    for (std::size_t i = 0; i < count; ++i) {
        m_panels.push_back(std::make_shared<PanelLayout>(m_figure->panels[i]));
    }
}

void FigureLayout::layOut()
{
    const auto rows = static_cast<std::size_t>(std::max(1, m_figure->rows));
    const auto columns = static_cast<std::size_t>(std::max(1, m_figure->columns));
    const double gap = emOf(m_style.font) * (hasAxes(*m_figure) ? wideGap : narrowGap);
    const double width = m_size.width() - 2.0 * padding;
    const double height = m_size.height() - 2.0 * padding;
    const double cellWidth = (width - gap * static_cast<double>(columns - 1)) / static_cast<double>(columns);
    const double cellHeight = (height - gap * static_cast<double>(rows - 1)) / static_cast<double>(rows);
    const auto cellRect = [&](const Span& across, const Span& down) {
        const double x = padding + static_cast<double>(across.first) * (cellWidth + gap);
        const double y = padding + static_cast<double>(down.first) * (cellHeight + gap);
        const auto wide = static_cast<double>(across.last - across.first);
        const auto high = static_cast<double>(down.last - down.first);
        return QRectF(x, y, cellWidth + wide * (cellWidth + gap), cellHeight + high * (cellHeight + gap));
    };
    m_leftMargins.resize(columns, 0.0);
    m_rightMargins.resize(columns, 0.0);
    std::vector<double> top;
    std::vector<double> bottom;

    const auto plotArea = [&](const Span& across, const Span& down) {
        const QRectF area = cellRect(across, down)
                                .adjusted(m_leftMargins[across.first], top[down.first], -m_rightMargins[across.last],
                                    -bottom[down.last]);
        // In a window too small for its labels the plot area still has a size to map to.
        const QRectF visible(area.topLeft(), area.size().expandedTo(QSizeF(1.0, 1.0)));
        return QRectF(visible.toRect());
    };
    // The ticks depend on both sides, the margins on the ticks: twice is enough.
    for (int round = 0; round < 2; ++round) {
        top.assign(rows, 0.0);
        bottom.assign(rows, 0.0);
        for (const auto& panel : m_panels) {
            const Span down = spanOf(panel->panel().cell.row, panel->panel().cell.rowSpan, rows);
            top[down.first] = std::max(top[down.first], panel->topMargin());
            bottom[down.last] = std::max(bottom[down.last], panel->bottomMargin());
        }
        for (const auto& panel : m_panels) {
            const Span across = spanOf(panel->panel().cell.column, panel->panel().cell.columnSpan, columns);
            const Span down = spanOf(panel->panel().cell.row, panel->panel().cell.rowSpan, rows);
            panel->setPlotSize(plotArea(across, down).size());
            m_leftMargins[across.first] = std::max(m_leftMargins[across.first], panel->leftMargin());
            m_rightMargins[across.last] = std::max(m_rightMargins[across.last], panel->rightMargin());
        }
    }
    double titleScale = 1.0;
    for (const auto& panel : m_panels) {
        const Span across = spanOf(panel->panel().cell.column, panel->panel().cell.columnSpan, columns);
        const Span down = spanOf(panel->panel().cell.row, panel->panel().cell.rowSpan, rows);
        const QRectF cell = cellRect(across, down);
        titleScale = std::min(titleScale, panel->axes().titleScale(cell.width()));
        panel->place(cell, plotArea(across, down));
    }
    for (const auto& panel : m_panels) {
        panel->setTitleScale(titleScale);
    }
}

} // namespace dpl::ui
