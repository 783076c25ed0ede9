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
    static constexpr double spaceBeside = 0.4; ///< between the plot area, or its labels, and a legend outside it
};

enum class LegendPlace {
    inside, ///< the plot area
    above, ///< it, from its left edge
    below, ///< the whole figure, in its middle
};

/// A place, the same for texts that are a little wider or narrower.
struct LegendPlan {
    LegendPlace place = LegendPlace::inside;
    int columns = 1; ///< entries fill rows of so many from the left
    double scale = 1.0; ///< of the font
    double x = 1.0; ///< of a legend in the plot area: share of the room beside the block that is left of it
    double y = 0.0; ///< share of the room above it

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

/// What a legend has to stand in and beside.
struct LegendRoom {
    double width = 0.0; ///< of the plot area
    double height = 0.0;
    double widthBelow = 0.0; ///< of the room below the figure; 0: there is none
    InkIn ink; ///< in the plot area
};

/// A block where nothing is drawn, at full size, in a corner or else along the upper or lower edge. If there is none,
/// it goes outside: in one row above the plot area, else in columns below the figure, or above where nothing may stand
/// below. Where that would take a quarter of the height, a smaller block is tried in the plot area first, and what then
/// goes outside is smaller, too. `before`: kept while it is free, so that a live figure stays calm.
LegendPlan planLegend(
    const LegendSizes& sizes, const LegendRoom& room, const std::optional<LegendPlan>& before = std::nullopt);

/// A legend's entries as they stand by a plan.
class LegendBlock {
public:
    LegendBlock(const LegendSizes& sizes, const LegendPlan& plan);

    double em() const { return m_em; } ///< of its font
    double width() const { return m_width; }
    double height() const { return m_height; }

    /// The room that it takes outside the plot area.
    double heightOutside() const { return m_height + LegendSizes::spaceBeside * m_em; }

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
