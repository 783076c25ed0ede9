#include "core/report/layout_check.hpp"
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

LegendPlan inside(double x, double y)
{
    return {LegendPlace::inside, 1, 1.0, x, y};
}

TEST(LegendPlan, isABlockInTheFirstFreeCorner)
{
    EXPECT_EQ(planLegend(twoEntries, {300.0, 200.0, 0.0, none}), inside(1.0, 0.0));
    EXPECT_EQ(planLegend(twoEntries, {300.0, 200.0, 0.0, inkIn({0.0, 0.0, 300.0, 60.0})}), inside(1.0, 1.0));
    EXPECT_EQ(planLegend(twoEntries, {300.0, 200.0, 0.0, inkIn({150.0, 0.0, 150.0, 200.0})}), inside(0.0, 0.0));
}

TEST(LegendPlan, goesOutsideWhereThereIsNoRoomAndNeverCovers)
{
    const InkIn everywhere = inkIn({0.0, 0.0, 1e9, 1e9});
    const LegendPlan row = planLegend(twoEntries, {300.0, 200.0, 500.0, everywhere});
    EXPECT_EQ(row.place, LegendPlace::above);
    EXPECT_EQ(row.columns, 2) << "one row";
    const LegendPlan narrow = planLegend(twoEntries, {90.0, 200.0, 0.0, everywhere});
    EXPECT_EQ(narrow.place, LegendPlace::above);
    EXPECT_EQ(narrow.columns, 1) << "as narrow as it has to be";
    const LegendPlan below = planLegend(twoEntries, {90.0, 200.0, 500.0, everywhere});
    EXPECT_EQ(below.place, LegendPlace::below) << "of the whole figure, where one row fits";
    EXPECT_EQ(below.columns, 2);
    const LegendPlan small = planLegend(twoEntries, {300.0, 30.0, 500.0, everywhere});
    EXPECT_EQ(small.place, LegendPlace::above);
    EXPECT_LT(small.scale, 1.0);
}

TEST(LegendPlan, hasColumnsOfAboutTheSameLength)
{
    const LegendSizes many{10.0, std::vector<double>(10, 60.0)};
    const LegendPlan plan = planLegend(many, {300.0, 1000.0, 420.0, inkIn({0.0, 0.0, 1e9, 1e9})});
    EXPECT_EQ(plan.place, LegendPlace::below);
    EXPECT_EQ(plan.columns, 4) << "4 + 4 + 2: three rows, as with as many columns as fit";
    EXPECT_LE(LegendBlock(many, plan).width(), 420.0);
    const LegendSizes wide{10.0, {600.0}};
    EXPECT_LE(LegendBlock(wide, planLegend(wide, {300.0, 1000.0, 420.0, none})).width(), 420.0);
}

TEST(LegendPlan, staysWhereItWasWhileThatIsFree)
{
    const LegendPlan before = inside(0.0, 1.0);
    EXPECT_EQ(planLegend(twoEntries, {300.0, 200.0, 0.0, none}, before), before);
    EXPECT_NE(planLegend(twoEntries, {300.0, 200.0, 0.0, inkIn({0.0, 150.0, 100.0, 50.0})}, before), before);
}

TEST(LegendBlock, fillsRowsFromTheLeft)
{
    const LegendSizes sizes{10.0, {40.0, 60.0, 20.0}};
    const LegendBlock block(sizes, {LegendPlace::inside, 2, 1.0, 1.0, 0.0});
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
    expectNothingTouches(figure, "trade-off");
    const PaperPanel set = layOutPanels(figure).at(0);
    ASSERT_EQ(set.legendPlan.place, LegendPlace::inside);
    EXPECT_NE(set.legendPlan, inside(1.0, 0.0)) << "where the mark of base would pass for an entry";
    // The corner that the plan names is the one that PGF sets.
    const std::string corner = std::string(set.legendPlan.y == 0.0 ? "north" : "south")
        + (set.legendPlan.x == 1.0        ? " east"
                : set.legendPlan.x == 0.0 ? " west"
                                          : "");
    EXPECT_NE(toPgf(figure).find("anchor=" + corner + ","), std::string::npos);
}

/// Two panels full of lines; only the first has a legend, of `entries`.
Figure fullPanels(int entries)
{
    Figure figure;
    figure.widthInches = 6.0;
    figure.heightInches = 3.0;
    figure.columns = 2;
    Panel panel;
    panel.title = "Full";
    for (int line = 0; line < 30; ++line) {
        panel.layers.emplace_back(Line{line < entries ? "entry " + std::to_string(line) : "",
            line % 2 == 0 ? SeriesRole::base : SeriesRole::categorical, {0.0, 1.0}, {line / 29.0, line / 29.0}});
    }
    figure.panels = {panel, panel};
    figure.panels[1].cell = {0, 1, 1, 1};
    figure.panels[1].legend = false;
    return figure;
}

TEST(LegendPlan, makesRoomAboveInEveryPanelOfARow)
{
    const Figure figure = fullPanels(2);
    const auto set = layOutPanels(figure);
    ASSERT_EQ(set[0].legendPlan.place, LegendPlace::above);
    EXPECT_GT(set[0].legendAbove(), 0.0);
    EXPECT_EQ(set[1].legendAbove(), 0.0);
    EXPECT_EQ(set[0].height, set[1].height) << "plot areas are flush";
    EXPECT_EQ(set[0].titleRise, set[1].titleRise) << "titles line up";
    EXPECT_LE(set[0].bottom + set[0].height + set[0].titleRise, texPointsPerInch * figure.heightInches);
    EXPECT_NE(toPgf(figure).find("anchor=south west,"), std::string::npos);
    expectNothingTouches(figure, "above");
}

TEST(LegendPlan, makesRoomBelowTheWholeFigure)
{
    const Figure figure = fullPanels(20);
    const auto set = layOutPanels(figure);
    ASSERT_EQ(set[0].legendPlan.place, LegendPlace::below);
    EXPECT_GT(set[0].legendPlan.columns, 3);
    EXPECT_GE(set[0].bottom, set[0].legendBelow());
    EXPECT_EQ(set[0].bottom, set[1].bottom);
    EXPECT_GT(set[0].height, 0.4 * texPointsPerInch * figure.heightInches);
    expectNothingTouches(figure, "below");
    for (const std::string& text : {toSvg(figure), toPgf(figure)}) {
        for (int entry = 0; entry < 20; ++entry) {
            EXPECT_NE(text.find("entry " + std::to_string(entry)), std::string::npos) << entry;
        }
    }
}

/// Legends that go outside take room from panels whose own stood inside.
TEST(LegendPlan, legendsInsideKeepClearWhenOthersGoOutside)
{
    Figure figure = fullPanels(12);
    figure.heightInches = 1.6;
    Panel& second = figure.panels[1];
    second.legend = true;
    second.layers = {Line{"rising", SeriesRole::base, {0.0, 0.4, 1.0}, {0.0, 0.55, 1.0}},
        Line{"falling", SeriesRole::categorical, {0.0, 1.0}, {0.45, 0.0}}};
    expectNothingTouches(figure, "both");
}

TEST(PaperLayout, nothingTouchesInTheExamples)
{
    expectNothingTouches(paperFigure(), "paper");
    expectNothingTouches(lossFigure(), "loss");
    expectNothingTouches(contourFigure(), "contours");
}

} // namespace
} // namespace dpl::report
