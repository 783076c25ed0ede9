#pragma once

#include "report/figure.hpp"

#include <functional>
#include <optional>
#include <vector>

/// Where a panel's legend stands: decided here alone, for the screen and for every format.
namespace dpl::report {

/// The layers of a panel that its legend has an entry of: those with a label, of several that look and read the same
/// the first. None if the figure or the panel wants no legend.
std::vector<std::size_t> legendLayers(const Figure& figure, const Panel& panel);

/// The sizes of a legend's entries, in the units of the plot area.
struct LegendSizes {
    double em = 1.0; ///< size of the font
    std::vector<double> textWidths; ///< of the entries

    static constexpr double sampleWidth = 1.6; ///< in sizes of the font, as those below
    static constexpr double sampleGap = 0.45;
    static constexpr double entryGap = 1.2;
    static constexpr double rowHeight = 1.3;
    static constexpr double inset = 0.4; ///< from the plot area's edges
    static constexpr double spaceBelow = 0.4; ///< a legend that stands above the plot area
};

/// A place, the same for texts that are a little wider or narrower.
struct LegendPlan {
    bool above = false; ///< the plot area, from its left edge; else in it
    int columns = 1; ///< entries fill rows of so many from the left
    double scale = 1.0; ///< of the font
    double x = 1.0; ///< of a legend in the plot area: share of the room beside the block that is left of it
    double y = 0.0; ///< share of the room above it
    bool covers = false; ///< something is drawn below it

    friend bool operator==(const LegendPlan&, const LegendPlan&) = default;
};

/// From the plot area's upper left corner, y downwards.
struct LegendRect {
    double left = 0.0;
    double top = 0.0;
    double width = 0.0;
    double height = 0.0;
};

/// How much is drawn in a rectangle of the plot area; 0: nothing.
using InkIn = std::function<int(const LegendRect&)>;

/// A block where nothing is drawn, at full size, in a corner or else along the upper or lower edge; if there is none,
/// rows above the plot area, unless they would take a quarter of the height of both, as in the small figures of papers;
/// then smaller, and where it covers least. `before`: kept while it is free, so that a live figure stays calm.
LegendPlan planLegend(const LegendSizes& sizes, double width, double height, const InkIn& ink,
    const std::optional<LegendPlan>& before = std::nullopt);

/// A legend's entries as they stand by a plan.
class LegendBlock {
public:
    LegendBlock(const LegendSizes& sizes, const LegendPlan& plan);

    double em() const { return m_em; } ///< of its font
    double width() const { return m_width; }
    double height() const { return m_height; }

    /// The room that it takes above the plot area.
    double heightAbove() const { return m_height + LegendSizes::spaceBelow * m_em; }

    /// In a plot area of this size.
    LegendRect within(double width, double height) const;

    /// An entry, relative to the block.
    LegendRect entry(std::size_t index) const;

private:
    LegendPlan m_plan;
    double m_em;
    double m_width = 0.0;
    double m_height = 0.0;
    std::vector<double> m_lefts; ///< of the columns
    std::vector<double> m_widths; ///< of the entries
};

} // namespace dpl::report
