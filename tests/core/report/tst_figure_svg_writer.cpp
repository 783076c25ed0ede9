#include "core/report/example_figures.hpp"
#include "core/report/xml_elements.hpp"

#include "base/error.hpp"
#include "report/figure_writers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <set>

namespace dpl::report {
namespace {

using test::XmlElement;

std::vector<XmlElement> elementsOf(const Figure& figure)
{
    return test::xmlElements(toSvg(figure));
}

std::vector<XmlElement> named(const std::vector<XmlElement>& elements, const std::string& name)
{
    std::vector<XmlElement> found;
    std::copy_if(elements.begin(), elements.end(), std::back_inserter(found),
        [&](const XmlElement& element) { return element.name == name; });
    return found;
}

std::multiset<std::string> textsOf(const Figure& figure)
{
    std::multiset<std::string> texts;
    for (const XmlElement& element : named(elementsOf(figure), "text")) {
        texts.insert(element.text);
    }
    return texts;
}

Figure figureOf(Layer layer)
{
    Figure figure;
    figure.name = "one";
    Panel panel;
    panel.layers = {std::move(layer)};
    figure.panels = {panel};
    return figure;
}

/// Without axes and 102 x 82 points within.
Figure bare(Layer layer)
{
    Figure figure = figureOf(std::move(layer));
    figure.panels[0].x.visible = false;
    figure.panels[0].left.visible = false;
    figure.widthInches = 103.0 / 72.27;
    figure.heightInches = 83.0 / 72.27;
    return figure;
}

std::vector<std::string> outlines(const Figure& figure)
{
    std::vector<std::string> result;
    for (const XmlElement& path : named(elementsOf(figure), "path")) {
        result.push_back(path.attributes.at("d"));
    }
    return result;
}

TEST(FigureSvg, describesItselfByItsNotes)
{
    Figure figure = paperFigure();
    EXPECT_TRUE(named(elementsOf(figure), "desc").empty());
    figure.notes = {"36 of 187 rows are <left out>\nfor their length", "went on"};
    const auto described = named(elementsOf(figure), "desc");
    ASSERT_EQ(described.size(), 1u);
    EXPECT_EQ(described[0].text, "36 of 187 rows are <left out> for their length\nwent on");
}

TEST(XmlElements, faultsAreFound)
{
    const std::string start = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    EXPECT_EQ(test::xmlElements(start + "<a b=\"1\">x &lt; y<c/></a>\n").front().text, "x < y");
    for (const char* faulty : {"<a><b></a></b>", "<a>", "<a b=1/>", "<a b=\"1\" b=\"2\"/>", "<a>x & y</a>", "<a>></a>",
             "<a/>more", "<a>\x01</a>"}) {
        EXPECT_THROW(test::xmlElements(start + faulty), std::runtime_error) << faulty;
    }
}

struct Example {
    const char* name;
    Figure (*make)();
};

class SvgIsWellFormed : public testing::TestWithParam<Example> { };

TEST_P(SvgIsWellFormed, andHasTheFiguresSizeAndTexts)
{
    const Figure figure = GetParam().make();
    const std::string svg = toSvg(figure);
    EXPECT_EQ(svg, toSvg(figure)) << "equal figures give equal bytes";
    EXPECT_EQ(svg.find("nan"), std::string::npos);
    EXPECT_EQ(svg.find("inf"), std::string::npos);
    const std::vector<XmlElement> elements = test::xmlElements(svg);
    ASSERT_EQ(elements.front().name, "svg");
    EXPECT_DOUBLE_EQ(std::stod(elements.front().attributes.at("width")), figure.widthInches);
    EXPECT_DOUBLE_EQ(std::stod(elements.front().attributes.at("height")), figure.heightInches);
    EXPECT_EQ(named(elements, "clipPath").size(), figure.panels.size());
    std::string texts; // a title may stand on several lines
    for (const XmlElement& text : named(elements, "text")) {
        texts += text.text + ' ';
    }
    for (const Panel& panel : figure.panels) {
        for (const std::string& text : {panel.title, panel.x.title, panel.left.title}) {
            const bool plain = text.find_first_of("\xff\t\n") == std::string::npos;
            if (!text.empty() && plain) {
                EXPECT_NE(texts.find(text + ' '), std::string::npos) << text;
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Examples, SvgIsWellFormed,
    testing::Values(Example{"paper", paperFigure}, Example{"loss", lossFigure}, Example{"histograms", histogramGrid},
        Example{"contours", contourFigure}, Example{"nasty", figureWithNastyText},
        Example{"extremes", figureOfExtremes}),
    [](const auto& test) { return test.param.name; });

TEST(SvgWriter, everyKindOfLayerIsDrawn)
{
    const std::vector<XmlElement> paper = elementsOf(paperFigure());
    EXPECT_GE(named(paper, "path").size(), 5u) << "lines and a band";
    EXPECT_GE(named(paper, "rect").size(), 100u) << "a heat map";
    const std::vector<XmlElement> contours = elementsOf(contourFigure());
    EXPECT_GE(named(contours, "path").size(), 8u);
    EXPECT_EQ(named(contours, "circle").size(), 3u + 1u) << "three points and the legend's";
    EXPECT_GE(named(elementsOf(histogramGrid()), "rect").size(), 16u * 5u);
}

TEST(SvgWriter, pathsLieWhereTheirValuesAre)
{
    EXPECT_EQ(
        outlines(bare(Line{"", SeriesRole::ink, {0, 1, 2}, {0, 1, 0}})), std::vector<std::string>{"M0 82L51 0L102 82"});
    EXPECT_EQ(outlines(bare(Band{"", SeriesRole::ink, {0, 1}, {0, 0}, {1, 2}})),
        std::vector<std::string>{"M0 41L102 0L102 82L0 82Z"});
}

TEST(SvgWriter, aNonFiniteValueInterruptsALine)
{
    const double gap = std::numeric_limits<double>::quiet_NaN();
    EXPECT_EQ(outlines(bare(Line{"", SeriesRole::ink, {0, 1, 2, 3, 4}, {0, 1, gap, 1, 0}})).size(), 2u);
}

TEST(SvgWriter, whatIsFarOutsideIsCutOff)
{
    Figure figure = bare(Line{"", SeriesRole::ink, {0, 1}, {0, 1e12}});
    figure.panels[0].left.range = {0.0, 1.0};
    EXPECT_EQ(outlines(figure), std::vector<std::string>{"M0 82L0 -82"});
}

TEST(SvgWriter, aLineKeepsItsRolesDashUnlessItHasItsOwn)
{
    Line line{"", SeriesRole::base, {0, 1}, {0, 1}};
    EXPECT_EQ(toSvg(figureOf(line)).find("dasharray"), std::string::npos);
    line.dash = Dash::dashed;
    EXPECT_NE(toSvg(figureOf(line)).find("stroke-dasharray=\"3.5 2\""), std::string::npos);
}

TEST(SvgWriter, noLegendWhereTheFigureOrThePanelWantsNone)
{
    Figure figure = paperFigure();
    EXPECT_TRUE(textsOf(figure).contains("learned"));
    figure.panels[0].legend = false;
    EXPECT_FALSE(textsOf(figure).contains("learned"));
    figure.panels[0].legend = true;
    figure.legends = false;
    EXPECT_FALSE(textsOf(figure).contains("learned"));
}

TEST(SvgWriter, ticksWithExponentsArePowersOfTen)
{
    Figure figure = figureOf(Line{"", SeriesRole::ink, {1, 1e6}, {1, 2}});
    figure.panels[0].x.scale = Scale::logarithmic;
    figure.panels[0].x.ticks = {1, 1e3, 1e6};
    const std::string svg = toSvg(figure);
    EXPECT_NE(svg.find(">10<tspan"), std::string::npos) << svg;
}

TEST(SvgWriter, bytesThatAreNotTextBecomeReplacements)
{
    const std::multiset<std::string> texts = textsOf(figureWithNastyText());
    EXPECT_TRUE(texts.contains("\u4e2d\u6587 \u0416 \U0001f600 e\u0301 \ufffd\ufffd tab line end"));
}

TEST(SvgWriter, namesOfFontsCannotBreakTheDocument)
{
    Figure figure = paperFigure();
    figure.fontFamily = "A\"<b>&'c";
    EXPECT_EQ(elementsOf(figure).front().attributes.at("font-family"), "'A\"<b>& c', serif");
}

TEST(SvgWriter, theFilesOfFiguresStaySmall)
{
    EXPECT_LT(toSvg(paperFigure()).size(), 100'000u);
    EXPECT_LT(toSvg(lossFigure()).size(), 60'000u);
}

TEST(SvgWriter, aSeriesOfUnequalLengthsIsAnError)
{
    Figure figure = paperFigure();
    std::get<Line>(figure.panels[0].layers[1]).y.pop_back();
    EXPECT_THROW(toSvg(figure), Error);
}

} // namespace
} // namespace dpl::report
