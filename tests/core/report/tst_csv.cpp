#include "base/error.hpp"
#include "report/figure_writers.hpp"
#include "report/table_writers.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace dpl::report {
namespace {

TEST(FigureCsv, hasOneRowPerValueWithAllDigits)
{
    Figure figure;
    Panel panel;
    panel.title = "a, \"b\"";
    panel.layers = {Line{"mean", SeriesRole::ink, {0, 0.1}, {1.0 / 3.0, std::numeric_limits<double>::quiet_NaN()}},
        Band{"sd", SeriesRole::ink, {1}, {2}, {3}}, Points{"p", SeriesRole::ink, {4}, {5}},
        Bars{"bars", SeriesRole::ink, {0, 1, 2}, {6, 7}}, HeatMap{"map", {0, 1}, {0, 1, 2}, {8, 9}},
        Contours{"lines", SeriesRole::ink, {0}, {1, 2}, {1e300, -1e-300}, {}}};
    figure.panels = {panel};
    EXPECT_EQ(toCsv(figure),
        "panel,title,layer,series,x,y,value,lower,upper,x_to,y_to\r\n"
        "1,\"a, \"\"b\"\"\",line,mean,0,0.3333333333333333,,,,,\r\n"
        "1,\"a, \"\"b\"\"\",line,mean,0.1,nan,,,,,\r\n"
        "1,\"a, \"\"b\"\"\",band,sd,1,,,2,3,,\r\n"
        "1,\"a, \"\"b\"\"\",points,p,4,5,,,,,\r\n"
        "1,\"a, \"\"b\"\"\",bars,bars,0,6,,,,1,\r\n"
        "1,\"a, \"\"b\"\"\",bars,bars,1,7,,,,2,\r\n"
        "1,\"a, \"\"b\"\"\",heat map,map,0,0,8,,,1,1\r\n"
        "1,\"a, \"\"b\"\"\",heat map,map,0,1,9,,,1,2\r\n"
        "1,\"a, \"\"b\"\"\",contours,lines,0,1,1e+300,,,,\r\n"
        "1,\"a, \"\"b\"\"\",contours,lines,0,2,-1e-300,,,,\r\n");
}

TEST(FigureCsv, hasNotesAboveItsHeading)
{
    Figure figure;
    figure.panels = {Panel{}};
    const std::string csv = toCsv(figure);
    figure.notes = {"36 of 187 rows are left out\nfor their length", "went on"};
    EXPECT_EQ(toCsv(figure), "# 36 of 187 rows are left out for their length\r\n# went on\r\n" + csv);
}

TEST(FigureCsv, hasAColumnOfWhatPointsHaveBesideTheirPlaces)
{
    Figure figure;
    Panel panel;
    Line curve{"mean", SeriesRole::ink, {1, 2}, {3, 4}};
    curve.along = {"alpha", {0.01, 0.5}};
    Points mark{"", SeriesRole::ink, {5}, {6}};
    mark.series = "mean, chosen";
    panel.layers = {curve, Band{"sd", SeriesRole::ink, {1}, {2}, {3}}, mark};
    figure.panels = {panel};
    EXPECT_EQ(toCsv(figure),
        "panel,title,layer,series,x,y,value,lower,upper,x_to,y_to,alpha\r\n"
        "1,,line,mean,1,3,,,,,,0.01\r\n"
        "1,,line,mean,2,4,,,,,,0.5\r\n"
        "1,,band,sd,1,,,2,3,,,\r\n"
        "1,,points,\"mean, chosen\",5,6,,,,,,\r\n");
    std::get<Line>(figure.panels[0].layers[0]).along.values = {0.01};
    EXPECT_THROW(toCsv(figure), Error);
}

TEST(TableCsv, quotesFieldsAndSplitsDeviations)
{
    const Table table{"t", "c", {{"model", "", "", false}, {"accuracy", "%", "", true}, {"note", "", "", false}},
        {{std::string("a \"b\", c"), Number{93.125, 1, 0.25}, std::string("two\nlines")},
            {std::string(" blank"), std::monostate{}, std::string()}}};
    EXPECT_EQ(toCsv(table),
        "model,accuracy [%],accuracy sd [%],note\r\n"
        "\"a \"\"b\"\", c\",93.125,0.25,\"two\nlines\"\r\n"
        "\" blank\",,,\r\n");
}

TEST(TableCsv, hasEachHeadingOnceAndNoNoiseOfDoubles)
{
    const Table table{"t", "c",
        {{"Jailbreaks", "%", "", true, true}, {"Ties", "", "", true}, {"Helpfulness", "%", "", true, true},
            {"Ties", "", "", true}, {"Ties", "", "", true}},
        {{Number{100.0 * 0.524, 1, {}}, Number{1.0 / 3.0, 1, {}}, Number{1e-20, 1, {}}, Number{-0.0, 1, {}},
            Number{100.0 * (0.524 - 0.52), 1, {}}}}};
    EXPECT_EQ(toCsv(table),
        "Jailbreaks [%],Jailbreaks: Ties,Helpfulness [%],Helpfulness: Ties,Helpfulness: Ties 2\r\n"
        "52.4,0.333333333333,1e-20,0,0.4\r\n");
    const Table means{"t", "c", {{"Mean", "", "", true}, {"Mean", "", "", true}}, {}};
    EXPECT_EQ(toCsv(means), "Mean,Mean 2\r\n");
}

TEST(TableCsv, hasEachNumberInAColumnOfItsOwn)
{
    Table table{"t", "c",
        {{"Model", "", "", false}, {"Jailbreaks", "%", "", true, true}, {"95 % CI", "", "", true},
            {"Count", "", "", true}, {"p", "", "", true}, {"r\u00b2", "", "", true, true}, {"95 % CI", "", "", true}},
        {{std::string("base"), Number{25.13, 1, {}}, Bounds{19.5, 31.8, 1}, CountOf{1.5, 2}, Reference{}, {}, {}},
            {std::string("other"), Number{20.3, 1, {}}, Bounds{15.2, 26.7, 1}, CountOf{38, 187}, PValue{2e-27},
                Number{0.5678, 3, {}}, Bounds{0.5, 0.6, 3}}}};
    table.explanation = "p: a test,\nref.: the reference.";
    EXPECT_EQ(toCsv(table),
        "# p: a test, ref.: the reference.\r\n"
        "Model,Jailbreaks [%],Jailbreaks: 95 % CI low [%],Jailbreaks: 95 % CI high [%],Count,Count total,p,r\u00b2,"
        "r\u00b2: 95 % CI low,r\u00b2: 95 % CI high\r\n"
        "base,25.13,19.5,31.8,1.5,2,,,,\r\n"
        "other,20.3,15.2,26.7,38,187,2e-27,0.5678,0.5,0.6\r\n");
    const Table empty{"t", "",
        {{"r\u00b2", "", "", true, true}, {"95 % CI", "", "", true, false, CellKind::bounds},
            {"Count", "", "", true, false, CellKind::countsOf}},
        {{{}, {}, {}}}};
    EXPECT_EQ(toCsv(empty), "r\u00b2,95 % CI low,95 % CI high,Count,Count total\r\n,,,,\r\n") << "whatever is in it";
    const Table taken{"t", "", {{"A", "", "", true}, {"A 2", "", "", true}, {"A", "", "", true}}, {}};
    EXPECT_EQ(toCsv(taken), "A,A 2,A 3\r\n");
}

TEST(FigureCsv, namesBandsAndSaysWhatTheyAreMadeOf)
{
    Figure figure;
    Panel panel;
    Band band{"", SeriesRole::ink, {1, 2}, {2, 3}, {4, 5}};
    band.series = "base, mean \u00b1 sd";
    band.middle = {3, 4};
    band.along = {"n", {3, 2}};
    panel.layers = {band};
    figure.panels = {panel};
    EXPECT_EQ(toCsv(figure),
        "panel,title,layer,series,x,y,value,lower,upper,x_to,y_to,n\r\n"
        "1,,band,\"base, mean \u00b1 sd\",1,3,,2,4,,,3\r\n"
        "1,,band,\"base, mean \u00b1 sd\",2,4,,3,5,,,2\r\n");
    std::get<Band>(figure.panels[0].layers[0]).middle = {3};
    EXPECT_THROW(toCsv(figure), Error);
}

struct Broken {
    const char* name;
    Layer layer;
    const char* message;
};

class CheckFigure : public testing::TestWithParam<Broken> { };

TEST_P(CheckFigure, namesPanelAndLayer)
{
    Figure figure;
    figure.name = "f";
    Panel panel;
    panel.layers = {Line{}, GetParam().layer};
    figure.panels = {panel};
    try {
        toCsv(figure);
        FAIL() << "no error";
    } catch (const Error& error) {
        EXPECT_EQ(error.what(), std::string("figure \"f\", panel 1, layer 2, ") + GetParam().message);
    }
}

INSTANTIATE_TEST_SUITE_P(Layers, CheckFigure,
    testing::Values(Broken{"line", Line{"a", SeriesRole::ink, {1, 2}, {1}},
                        "line \"a\": 2 x and 1 y values; their numbers must be equal"},
        Broken{"band", Band{"", SeriesRole::ink, {1}, {1}, {}},
            "band: 1 x, 1 lower and 0 upper values; their numbers must be equal"},
        Broken{"points", Points{"", SeriesRole::ink, {1}, {1}, YAxis::right},
            "points: is drawn on the right axis, which the panel lacks"},
        Broken{"bars", Bars{"", SeriesRole::ink, {0, 1}, {1, 2}},
            "bars: 2 edges for 2 heights; there must be one more edge than heights"},
        Broken{"map", HeatMap{"m", {0, 1, 2}, {0, 1}, {1}}, "heat map \"m\": 1 values for a grid of 2 x 1"},
        Broken{"contours", Contours{"", SeriesRole::ink, {0, 1}, {0, 1}, {1}, {}},
            "contours: 1 values for a grid of 2 x 2"}),
    [](const auto& test) { return test.param.name; });

TEST(CheckFigure, refusesPanelsOutsideTheGridAndEmptyRanges)
{
    Figure figure;
    Panel panel;
    panel.cell.column = 1;
    figure.panels = {panel};
    EXPECT_THROW(checkFigure(figure), Error);
    figure.columns = 2;
    EXPECT_NO_THROW(checkFigure(figure));
    figure.panels[0].left.range = {1.0, 1.0};
    EXPECT_THROW(checkFigure(figure), Error);
    figure.panels[0].left.range = {0.0, 1.0};
    figure.panels[0].left.scale = Scale::logarithmic;
    EXPECT_THROW(checkFigure(figure), Error);
}

} // namespace
} // namespace dpl::report
