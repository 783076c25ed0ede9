#include "report/legend_plan.hpp"

#include <algorithm>
#include <limits>
#include <type_traits>

namespace dpl::report {

namespace {

constexpr double crowdedScale = 0.78; // of the font, where a legend at full size would cover too much
constexpr double mostAbove = 0.25; // of the height of legend and plot area

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

/// Tries places in a plot area.
class PlaceSearch {
public:
    PlaceSearch(const LegendSizes& sizes, double width, double height, const InkIn& ink)
        : m_sizes(sizes), m_width(width), m_height(height), m_ink(ink),
          m_count(static_cast<int>(sizes.textWidths.size()))
    {
    }

    /// What is drawn below the block and close to it; nothing if it does not fit.
    std::optional<int> inkBelow(const LegendPlan& plan) const
    {
        const LegendBlock block(m_sizes, plan);
        const double inset = LegendSizes::inset * block.em();
        if (block.width() + 2.0 * inset > m_width || block.height() + 2.0 * inset > m_height) {
            return std::nullopt;
        }
        const LegendRect at = block.within(m_width, m_height);
        return m_ink({at.left - inset, at.top - inset / 2.0, at.width + 2.0 * inset, at.height + inset});
    }

    std::optional<LegendPlan> freePlace(double scale) const
    {
        for (int columns = 1; columns <= m_count; ++columns) {
            // Corners first, then along the upper and the lower edge.
            for (const double x : {1.0, 0.0, 0.75, 0.5, 0.25}) {
                for (const double y : {0.0, 1.0}) {
                    const LegendPlan plan{false, columns, scale, x, y, false};
                    if (inkBelow(plan) == 0) {
                        return plan;
                    }
                }
            }
        }
        return std::nullopt;
    }

    /// In as few rows as fit.
    LegendPlan above() const
    {
        LegendPlan plan{true, m_count, 1.0, 0.0, 0.0, false};
        while (plan.columns > 1 && LegendBlock(m_sizes, plan).width() > m_width) {
            --plan.columns;
        }
        return plan;
    }

    std::optional<LegendPlan> leastInk() const
    {
        constexpr int steps = 12;
        std::optional<LegendPlan> best;
        int least = std::numeric_limits<int>::max();
        for (int columns = 1; columns <= m_count; ++columns) {
            for (int place = 0; place < 4 + (steps + 1) * (steps + 1); ++place) {
                // Corners come first, so that they win where the rest is equal.
                const int index = place < 4 ? (place % 2) * steps + (place / 2) * steps * (steps + 1) : place - 4;
                const LegendPlan plan{false, columns, crowdedScale,
                    1.0 - static_cast<double>(index % (steps + 1)) / steps,
                    static_cast<double>(index / (steps + 1)) / steps, true};
                const auto ink = inkBelow(plan);
                if (ink && *ink < least) {
                    least = *ink;
                    best = plan;
                }
            }
        }
        return best;
    }

private:
    const LegendSizes& m_sizes;
    double m_width;
    double m_height;
    const InkIn& m_ink;
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

LegendPlan planLegend(
    const LegendSizes& sizes, double width, double height, const InkIn& ink, const std::optional<LegendPlan>& before)
{
    const PlaceSearch search(sizes, width, height, ink);
    if (before && !before->above && search.inkBelow(*before) == 0) {
        return *before;
    }
    if (const auto free = search.freePlace(1.0)) {
        return *free;
    }
    const LegendPlan above = search.above();
    const double rows = LegendBlock(sizes, above).heightAbove();
    if (rows < mostAbove * (height + rows)) {
        return above;
    }
    if (const auto free = search.freePlace(crowdedScale)) {
        return *free;
    }
    return search.leastInk().value_or(above);
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
