#include "report/legend_plan.hpp"

#include <algorithm>
#include <type_traits>

namespace dpl::report {

namespace {

constexpr double crowdedScale = 0.78; // of the font, where a legend at full size would take too much
constexpr double mostOutside = 0.25; // of the height of legend and plot area

std::string labelOf(const Layer& layer)
{
    return std::visit([](const auto& of) { return of.label; }, layer);
}

/// Whether two layers have the same sample and text in a legend.
bool sameEntry(const Layer& a, const Layer& b)
{
    if (a.index() != b.index() || labelOf(a) != labelOf(b)) {
        return false;
    }
    return std::visit(
        [&]([[maybe_unused]] const auto& first) {
            [[maybe_unused]] const auto& second = std::get<std::decay_t<decltype(first)>>(b);
            bool same = true;
            if constexpr (requires { first.role; }) {
                same = same && first.role == second.role;
            }
            if constexpr (requires { first.opacity; }) {
                same = same && first.opacity == second.opacity;
            }
            if constexpr (requires { first.open; }) {
                same = same && first.open == second.open;
            }
            if constexpr (requires { first.dash; }) {
                same = same && first.drawnDash() == second.drawnDash() && first.relativeWidth == second.relativeWidth;
            }
            return same;
        },
        a);
}

/// Tries places in a plot area and beside it.
class PlaceSearch {
public:
    PlaceSearch(const LegendSizes& sizes, const LegendRoom& room)
        : m_sizes(sizes), m_room(room), m_count(static_cast<int>(sizes.textWidths.size()))
    {
    }

    /// Whether the block fits and nothing is drawn below it and close to it.
    bool isFree(const LegendPlan& plan) const
    {
        const LegendBlock block(m_sizes, plan);
        const double inset = LegendSizes::inset * block.em();
        if (block.width() + 2.0 * inset > m_room.width || block.height() + 2.0 * inset > m_room.height) {
            return false;
        }
        const LegendRect at = block.within(m_room.width, m_room.height);
        return m_room.ink({at.left - inset, at.top - inset / 2.0, at.width + 2.0 * inset, at.height + inset}) == 0;
    }

    std::optional<LegendPlan> freePlace(double scale) const
    {
        for (int columns = 1; columns <= m_count; ++columns) {
            // Corners first, then along the upper and the lower edge.
            for (const double x : {1.0, 0.0, 0.75, 0.5, 0.25}) {
                for (const double y : {0.0, 1.0}) {
                    const LegendPlan plan{LegendPlace::inside, columns, scale, x, y};
                    if (isFree(plan)) {
                        return plan;
                    }
                }
            }
        }
        return std::nullopt;
    }

    /// In as few rows as fit, all about equally long; smaller still where a single entry is too wide.
    LegendPlan outside(double scale) const
    {
        const LegendPlan row{LegendPlace::above, m_count, scale, 0.0, 0.0};
        const bool below = m_room.widthBelow > 0.0 && widthOf(row) > m_room.width;
        const double width = below ? m_room.widthBelow : m_room.width;
        LegendPlan plan{below ? LegendPlace::below : LegendPlace::above, m_count, scale, below ? 0.5 : 0.0, 0.0};
        while (plan.columns > 1 && widthOf(plan) > width) {
            --plan.columns;
        }
        const int rows = (m_count + plan.columns - 1) / plan.columns;
        plan.columns = (m_count + rows - 1) / rows;
        plan.scale = std::max(smallestScale, std::min(scale, scale * width / widthOf(plan)));
        return plan;
    }

private:
    static constexpr double smallestScale = 0.5;

    double widthOf(const LegendPlan& plan) const { return LegendBlock(m_sizes, plan).width(); }

    const LegendSizes& m_sizes;
    const LegendRoom& m_room;
    int m_count;
};

} // namespace

std::vector<std::size_t> legendLayers(const Figure& figure, const Panel& panel)
{
    std::vector<std::size_t> layers;
    if (!figure.legends || !panel.legend) {
        return layers;
    }
    for (std::size_t i = 0; i < panel.layers.size(); ++i) {
        const bool isThere = std::any_of(layers.begin(), layers.end(),
            [&](std::size_t other) { return sameEntry(panel.layers[other], panel.layers[i]); });
        if (!isThere && !labelOf(panel.layers[i]).empty()) {
            layers.push_back(i);
        }
    }
    return layers;
}

LegendPlan planLegend(const LegendSizes& sizes, const LegendRoom& room, const std::optional<LegendPlan>& before)
{
    const PlaceSearch search(sizes, room);
    if (before && before->place == LegendPlace::inside && search.isFree(*before)) {
        return *before;
    }
    if (const auto free = search.freePlace(1.0)) {
        return *free;
    }
    const LegendPlan outside = search.outside(1.0);
    const double rows = LegendBlock(sizes, outside).heightOutside();
    if (rows < mostOutside * (room.height + rows)) {
        return outside;
    }
    return search.freePlace(crowdedScale).value_or(search.outside(crowdedScale));
}

LegendBlock::LegendBlock(const LegendSizes& sizes, const LegendPlan& plan) : m_plan(plan), m_em(plan.scale * sizes.em)
{
    const auto columns = static_cast<std::size_t>(std::max(1, plan.columns));
    std::vector<double> widest(columns, 0.0);
    for (std::size_t i = 0; i < sizes.textWidths.size(); ++i) {
        m_widths.push_back(
            plan.scale * sizes.textWidths[i] + (LegendSizes::sampleWidth + LegendSizes::sampleGap) * m_em);
        widest[i % columns] = std::max(widest[i % columns], m_widths.back());
    }
    for (const double width : widest) {
        m_lefts.push_back(m_width + (m_lefts.empty() ? 0.0 : LegendSizes::entryGap * m_em));
        m_width = m_lefts.back() + width;
    }
    m_height = LegendSizes::rowHeight * m_em * static_cast<double>((m_widths.size() + columns - 1) / columns);
}

LegendRect LegendBlock::within(double width, double height) const
{
    const double inset = LegendSizes::inset * m_em;
    return {inset + m_plan.x * (width - 2.0 * inset - m_width), inset + m_plan.y * (height - 2.0 * inset - m_height),
        m_width, m_height};
}

LegendRect LegendBlock::entry(std::size_t index) const
{
    const double row = LegendSizes::rowHeight * m_em;
    return {m_lefts[index % m_lefts.size()], row * static_cast<double>(index / m_lefts.size()), m_widths[index], row};
}

} // namespace dpl::report
