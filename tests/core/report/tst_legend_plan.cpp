#include "example_figures.hpp"
#include "report/figure_writers.hpp"
#include "report/legend_plan.hpp"
#include "report/paper_layout.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace dpl::report {
namespace {

const LegendSizes twoEntries{10.0, {40.0, 60.0}};

/// Ink in a rectangle given from the upper left corner of a plot area.
InkIn inkIn(LegendRect ink)
{
    return [ink](const LegendRect& rect) {
        const bool apart = rect.left > ink.left + ink.width || rect.left + rect.width < ink.left
            || rect.top > ink.top + ink.height || rect.top + rect.height < ink.top;
        return apart ? 0 : 1;
    };
}

int none(const LegendRect&)
{
    return 0;
}

TEST(LegendPlan, isABlockInTheFirstFreeCorner)
{
    const LegendPlan right = planLegend(twoEntries, 300.0, 200.0, none);
    EXPECT_EQ(right, (LegendPlan{false, 1, 1.0, 1.0, 0.0, false}));
    const LegendPlan below = planLegend(twoEntries, 300.0, 200.0, inkIn({0.0, 0.0, 300.0, 60.0}));
    EXPECT_EQ(below, (LegendPlan{false, 1, 1.0, 1.0, 1.0, false}));
    const LegendPlan left = planLegend(twoEntries, 300.0, 200.0, inkIn({150.0, 0.0, 150.0, 200.0}));
    EXPECT_EQ(left, (LegendPlan{false, 1, 1.0, 0.0, 0.0, false}));
}

TEST(LegendPlan, goesAboveWhereThereIsNoRoomAndIsCrowdedWhereThatWouldTakeTooMuch)
{
    const InkIn everywhere = inkIn({0.0, 0.0, 1e9, 1e9});
    const LegendPlan above = planLegend(twoEntries, 300.0, 200.0, everywhere);
    EXPECT_TRUE(above.above);
    EXPECT_EQ(above.columns, 2) << "one row";
    EXPECT_EQ(planLegend(twoEntries, 90.0, 200.0, everywhere).columns, 1) << "as narrow as it has to be";
    const LegendPlan small = planLegend(twoEntries, 300.0, 40.0, everywhere);
    EXPECT_FALSE(small.above);
    EXPECT_TRUE(small.covers);
    EXPECT_LT(small.scale, 1.0);
}

TEST(LegendPlan, staysWhereItWasWhileThatIsFree)
{
    const LegendPlan before{false, 1, 1.0, 0.0, 1.0, false};
    EXPECT_EQ(planLegend(twoEntries, 300.0, 200.0, none, before), before);
    EXPECT_NE(planLegend(twoEntries, 300.0, 200.0, inkIn({0.0, 150.0, 100.0, 50.0}), before), before);
}

TEST(LegendBlock, fillsRowsFromTheLeft)
{
    const LegendSizes sizes{10.0, {40.0, 60.0, 20.0}};
    const LegendBlock block(sizes, {false, 2, 1.0, 1.0, 0.0, false});
    const double sample = 10.0 * (LegendSizes::sampleWidth + LegendSizes::sampleGap);
    EXPECT_DOUBLE_EQ(block.entry(0).left, 0.0);
    EXPECT_DOUBLE_EQ(block.entry(1).left, 40.0 + sample + 10.0 * LegendSizes::entryGap);
    EXPECT_DOUBLE_EQ(block.entry(2).left, 0.0);
    EXPECT_DOUBLE_EQ(block.entry(2).top, 10.0 * LegendSizes::rowHeight);
    EXPECT_DOUBLE_EQ(block.height(), 2.0 * 10.0 * LegendSizes::rowHeight);
    const LegendRect within = block.within(300.0, 200.0);
    EXPECT_DOUBLE_EQ(within.left + within.width, 300.0 - 10.0 * LegendSizes::inset);
}

TEST(LegendLayers, haveOneEntryForWhatLooksTheSame)
{
    Panel panel;
    panel.layers = {Line{"a", SeriesRole::base, {}, {}}, Line{"a", SeriesRole::base, {}, {}},
        Line{"a", SeriesRole::categorical, {}, {}}, Points{"a", SeriesRole::base, {}, {}},
        Line{"", SeriesRole::base, {}, {}}};
    Figure figure;
    EXPECT_EQ(legendLayers(figure, panel), (std::vector<std::size_t>{0, 2, 3}));
    panel.legend = false;
    EXPECT_TRUE(legendLayers(figure, panel).empty());
}

/// A trade-off as the demo's: two curves that leave the corners, and a single mark where text alone would stand beside
/// it.
Figure tradeOff()
{
    Panel panel;
    Line curve{"mean and variance", SeriesRole::meanAndVariance, {}, {}};
    Line other{"categorical", SeriesRole::categorical, {}, {}};
    for (int i = 0; i <= 20; ++i) {
        const double t = i / 20.0;
        curve.x.push_back(8.0 + 22.0 * t);
        curve.y.push_back(62.0 + 16.0 * std::sqrt(t));
        other.x.push_back(5.0 + 30.0 * t);
        other.y.push_back(60.0 + 14.0 * std::sqrt(t));
    }
    const auto mark = [](const char* label, SeriesRole role, double x, double y) {
        Points points{label, role, {x}, {y}};
        points.relativeSize = 2.2;
        return points;
    };
    panel.layers = {curve, other, mark("\u03b1 = 0.01", SeriesRole::meanAndVariance, 12.0, 69.0),
        mark("base", SeriesRole::base, 43.75, 81.2)};
    panel.x.range = {{2.0, 46.0}};
    panel.left.range = {{58.0, 83.0}};
    Figure figure;
    figure.name = "trade_off";
    figure.widthInches = 4.0;
    figure.heightInches = 2.8;
    figure.panels = {panel};
    return figure;
}

TEST(LegendPlan, keepsItsBlockClearOfMarks)
{
    const Figure figure = tradeOff();
    const PaperPanel set = layOutPanels(figure).at(0);
    ASSERT_FALSE(set.legendPlan.above);
    ASSERT_FALSE(set.legendPlan.covers);
    const LegendRect block = LegendBlock(set.legendSizes, set.legendPlan).within(set.width, set.height);
    const double x = set.x.map.toUnit(43.75) * set.width;
    const double y = (1.0 - set.leftAxis.map.toUnit(81.2)) * set.height;
    EXPECT_TRUE(x < block.left || x > block.left + block.width || y < block.top || y > block.top + block.height);
    EXPECT_NE(set.legendPlan, (LegendPlan{false, 1, 1.0, 1.0, 0.0, false}))
        << "where the mark of base would pass for an entry";
    // The corner that the plan names is the one that PGF sets.
    const std::string corner = std::string(set.legendPlan.y == 0.0 ? "north" : "south")
        + (set.legendPlan.x == 1.0        ? " east"
                : set.legendPlan.x == 0.0 ? " west"
                                          : "");
    EXPECT_NE(toPgf(figure).find("anchor=" + corner + ","), std::string::npos);
}

TEST(LegendPlan, makesRoomAboveInEveryPanelOfARow)
{
    Figure figure;
    figure.widthInches = 6.0;
    figure.heightInches = 3.0;
    figure.columns = 2;
    Panel panel;
    for (int line = 0; line < 30; ++line) {
        panel.layers.emplace_back(Line{line < 2 ? (line == 0 ? "first" : "second") : "",
            line == 0 ? SeriesRole::base : SeriesRole::categorical, {0.0, 1.0}, {line / 29.0, line / 29.0}});
    }
    figure.panels = {panel, panel};
    figure.panels[1].cell = {0, 1, 1, 1};
    figure.panels[1].legend = false;
    const auto set = layOutPanels(figure);
    ASSERT_TRUE(set[0].legendPlan.above);
    EXPECT_GT(set[0].legendAbove(), 0.0);
    EXPECT_EQ(set[1].legendAbove(), 0.0);
    EXPECT_EQ(set[0].height, set[1].height) << "plot areas are flush";
    EXPECT_LE(set[0].bottom + set[0].height + set[0].legendAbove(), texPointsPerInch * figure.heightInches);
    EXPECT_NE(toPgf(figure).find("anchor=south west,"), std::string::npos);
}

} // namespace
} // namespace dpl::report
