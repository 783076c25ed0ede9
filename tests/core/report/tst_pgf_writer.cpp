#include "core/latex_run.hpp"
#include "core/report/example_figures.hpp"

#include "base/error.hpp"
#include "report/figure_writers.hpp"
#include "report/own_role.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace dpl::report {
namespace {

std::size_t count(const std::string& text, const std::string& part)
{
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) {
        ++found;
    }
    return found;
}

Figure figureWith(Layer layer)
{
    Figure figure;
    figure.name = "one";
    Panel panel;
    panel.layers = {std::move(layer)};
    figure.panels = {panel};
    return figure;
}

TEST(PgfWriter, equalFiguresGiveEqualBytes)
{
    EXPECT_EQ(toPgf(paperFigure()), toPgf(paperFigure()));
}

TEST(PgfWriter, hasNotesAsComments)
{
    Figure figure = paperFigure();
    const std::string tex = toPgf(figure);
    const std::string first = tex.substr(0, tex.find('\n') + 1);
    figure.notes = {"36 of 187 rows are left out\nfor their length", "went on from the checkpoint before \\end{x}"};
    EXPECT_EQ(toPgf(figure),
        first + "% 36 of 187 rows are left out for their length\n% went on from the checkpoint before \\end{x}\n"
            + tex.substr(first.size()));
    expectCompiles("figure-with-notes", figure);
}

TEST(SeriesStyle, aRoleOfItsOwnCarriesColourAndDash)
{
    const SeriesRole role = ownRole({0x7f, 0x3c, 0x8d}, Dash::dotted);
    EXPECT_EQ(hexColour(seriesStyle(role).colour), "#7f3c8d");
    EXPECT_EQ(hexColour(seriesStyle(role, Ground::dark).colour), "#b28aba");
    EXPECT_EQ(seriesStyle(role).dash, Dash::dotted);
    EXPECT_TRUE(isOwn(ownRole({0, 0, 0})));
    EXPECT_FALSE(isOwn(SeriesRole::ink));
    EXPECT_NE(ownRole({0, 0, 0}), SeriesRole::base);
}

TEST(PgfWriter, definesColoursOfRolesOfTheirOwn)
{
    Line line;
    line.role = ownRole({1, 2, 3}, Dash::dashed);
    line.x = {0.0, 1.0};
    line.y = {0.0, 1.0};
    const std::string tex = toPgf(figureWith(line));
    EXPECT_EQ(count(tex, "\\definecolor{dplOwn010203}{RGB}{1,2,3}"), 1u);
    EXPECT_EQ(count(tex, "draw=dplOwn010203"), 1u);
    EXPECT_EQ(count(tex, "\\definecolor{dplOwn"), 1u);
}

TEST(PgfWriter, aTwinAxisIsASecondAxisEnvironmentAndCarriesTheOneLegend)
{
    const std::string tex = toPgf(paperFigure());
    EXPECT_EQ(count(tex, "\\begin{axis}"), 4u);
    EXPECT_EQ(count(tex, "axis y line*=right"), 1u);
    const auto right = tex.find("axis y line*=right");
    const auto entry = tex.find("\\addlegendentry{learned}");
    ASSERT_NE(entry, std::string::npos);
    EXPECT_GT(entry, right);
    EXPECT_EQ(count(tex, "\\addlegendentry{"), 5u);
}

TEST(PgfWriter, noLegendWhereTheFigureOrThePanelWantsNone)
{
    Figure figure = paperFigure();
    figure.legends = false;
    EXPECT_EQ(count(toPgf(figure), "\\addlegendentry"), 0u);
    figure.legends = true;
    figure.panels[0].legend = false;
    EXPECT_EQ(count(toPgf(figure), "\\addlegendentry"), 2u);
}

TEST(PgfWriter, aNonFiniteValueInterruptsALine)
{
    const double gap = std::numeric_limits<double>::quiet_NaN();
    const std::string tex = toPgf(figureWith(Line{"", SeriesRole::ink, {0, 1, 2, 3, 4}, {0, 1, gap, 1, 0}}));
    EXPECT_EQ(count(tex, "\\addplot["), 2u);
    EXPECT_EQ(tex.find("nan"), std::string::npos);
}

TEST(PgfWriter, whatIsFarOutsideIsCutOff)
{
    Figure figure = figureWith(Line{"", SeriesRole::ink, {0, 1}, {0, 1e12}});
    figure.panels[0].left.range = {0.0, 1.0};
    const std::string tex = toPgf(figure);
    EXPECT_NE(tex.find("(0,0) (0,2)"), std::string::npos) << tex;
}

TEST(PgfWriter, anAxisFarFromZeroIsWrittenFromItsStart)
{
    Figure figure = figureWith(Line{"", SeriesRole::ink, {1.7e9, 1.7e9 + 50.0}, {0, 1}});
    const std::string tex = toPgf(figure);
    EXPECT_NE(tex.find("xmin=0,xmax=50,xtick={0,10,"), std::string::npos) << tex;
    EXPECT_NE(tex.find("xticklabels={{1700000000},{1700000010},"), std::string::npos) << tex;
    EXPECT_NE(tex.find("(0,0) (50,1)"), std::string::npos) << tex;
}

TEST(PgfWriter, aLongCurveIsThinnedToWhatCanBeSeen)
{
    Line line;
    for (int step = 0; step < 100'000; ++step) {
        line.x.push_back(step);
        line.y.push_back(step == 50'000 ? 1.0 : 0.1 * (step % 2));
    }
    const std::string tex = toPgf(figureWith(line));
    EXPECT_LT(count(tex, "("), 9'000u);
    EXPECT_NE(tex.find("(50000,1)"), std::string::npos) << "the one peak is missing";
}

TEST(PgfWriter, coordinatesHaveSixDigits)
{
    const std::string tex = toPgf(figureWith(Line{"", SeriesRole::ink, {0, 1.0 / 3.0, 1}, {0, 2.0 / 3.0, 1}}));
    EXPECT_NE(tex.find("(0.333333,0.666667)"), std::string::npos);
}

TEST(PgfWriter, heatMapCellsLieWhereTheirEdgesAre)
{
    Figure figure = figureWith(HeatMap{"", {0, 1, 4}, {0, 1, 2}, {0, 0.25, 0.5, 1}, 0, 1});
    figure.panels[0].x.visible = false;
    figure.panels[0].left.visible = false;
    figure.widthInches = 103.0 / 72.27;
    figure.heightInches = 83.0 / 72.27;
    const std::string tex = toPgf(figure);
    // The plot area is 102 x 82 points. The first column ends at a quarter, and reaches below half of the next.
    EXPECT_NE(tex.find("\\dplColumn{0}{63.75}%\n\\dplCell{0}{0}{61.5}%\n\\dplCell{25}{41}{82}%\n"), std::string::npos)
        << tex;
    EXPECT_NE(
        tex.find("\\dplColumn{25.5}{102}%\n\\dplCell{50}{0}{61.5}%\n\\dplCell{100}{41}{82}%\n"), std::string::npos)
        << tex;
}

TEST(PgfWriter, aLineKeepsItsRolesDashUnlessItHasItsOwn)
{
    Line line{"same", SeriesRole::base, {0, 1}, {0, 1}};
    EXPECT_EQ(count(toPgf(figureWith(line)), "dash pattern"), 0u);
    line.dash = Dash::dashed;
    EXPECT_EQ(count(toPgf(figureWith(line)), "dash pattern=on 3.5pt off 2pt"), 2u) << "in the panel and in its legend";
    line.role = SeriesRole::classifier; // dashed
    line.dash = Dash::solid;
    EXPECT_EQ(count(toPgf(figureWith(line)), "dash pattern"), 0u);
}

TEST(PgfWriter, equalNeighboursInAHeatMapAreOneCell)
{
    const std::string tex = toPgf(figureWith(HeatMap{"", {0, 1}, {0, 1, 2, 3}, {0.5, 0.5, 0.5}, 0, 1}));
    EXPECT_EQ(count(tex, "\\dplCell{50}"), 1u);
}

TEST(PgfWriter, theFilesOfFiguresStaySmall)
{
    EXPECT_LT(toPgf(paperFigure()).size(), 80'000u);
    EXPECT_LT(toPgf(lossFigure()).size(), 120'000u);
    EXPECT_LT(toPgf(contourFigure()).size(), 80'000u);
}

TEST(PgfWriter, contoursRunFromLightToDarkWithTheirNumbers)
{
    const std::string tex = toPgf(contourFigure());
    EXPECT_NE(tex.find("draw=dplInk!35"), std::string::npos);
    EXPECT_NE(tex.find("draw=dplInk!100"), std::string::npos);
    EXPECT_GT(count(tex, "\\node[dpl contour"), 4u);
}

TEST(PgfWriter, aSeriesOfUnequalLengthsIsNamed)
{
    Figure figure = paperFigure();
    std::get<Line>(figure.panels[0].layers[1]).y.pop_back();
    try {
        toPgf(figure);
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_STREQ(error.what(),
            "figure \"synthetic-1d\", panel 1 (\"Learned utility\"), layer 2, line \"expected\": 100 x and 99 y "
            "values; "
            "their numbers must be equal");
    }
}

struct PgfExample {
    const char* name;
    Figure (*make)();
};

class PgfCompiles : public testing::TestWithParam<PgfExample> { };

TEST_P(PgfCompiles, intoOnePageOfTheFiguresSize)
{
    expectCompiles(GetParam().name, GetParam().make());
}

INSTANTIATE_TEST_SUITE_P(Examples, PgfCompiles,
    testing::Values(PgfExample{"paper", paperFigure}, PgfExample{"loss", lossFigure},
        PgfExample{"histograms", histogramGrid}, PgfExample{"contours", contourFigure},
        PgfExample{"nasty", figureWithNastyText}, PgfExample{"extremes", figureOfExtremes}),
    [](const auto& test) { return test.param.name; });

TEST(PgfCompiles, insideADocument)
{
    if (!LatexRun::available()) {
        GTEST_SKIP() << "pdflatex with pgfplots and booktabs is not installed.";
    }
    const LatexRun run("inside",
        "\\begin{filecontents*}{figure.tex}\n" + toPgf(paperFigure())
            + "\\end{filecontents*}\n\\documentclass{article}\n\\usepackage{pgfplots}\n\\begin{document}\n"
              "Before.\n\\begin{figure}\n\\input{figure}\n\\caption{Inside.}\n\\end{figure}\nAfter.\n\\end{document}"
              "\n");
    ASSERT_TRUE(run.succeeded()) << run.error();
    EXPECT_EQ(run.pages(), 1);
}

} // namespace
} // namespace dpl::report
