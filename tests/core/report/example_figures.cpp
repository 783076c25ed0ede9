#include "core/report/example_figures.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <string>

namespace dpl::report {

namespace {

std::vector<double> steps(double low, double high, int count)
{
    std::vector<double> result;
    for (int i = 0; i < count; ++i) {
        result.push_back(low + (high - low) * i / (count - 1));
    }
    return result;
}

double logistic(double x)
{
    return 1.0 / (1.0 + std::exp(-x));
}

Axis axis(const std::string& title, Scale scale = Scale::linear)
{
    Axis result;
    result.title = title;
    result.scale = scale;
    return result;
}

Panel examplePanel(const std::string& title, const Axis& x, const Axis& left, int column)
{
    Panel result;
    result.title = title;
    result.x = x;
    result.left = left;
    result.cell.column = column;
    return result;
}

Panel utilities()
{
    Panel panel = examplePanel("Learned utility", axis("Alternative a"), axis("Utility"), 0);
    panel.right = axis("Score");
    Line learned{"learned", SeriesRole::base, steps(0, 1, 100), {}};
    Line borda{"Borda count", SeriesRole::bordaCount, steps(0, 1, 100), {}, YAxis::right};
    Line expected{"expected", SeriesRole::expectedUtility, steps(0, 1, 100), {}, YAxis::right};
    for (const double x : learned.x) {
        learned.y.push_back(4.0 * logistic(8.0 * (x - 0.6)) - 2.3);
        borda.y.push_back(0.1 + 0.8 * logistic(8.5 * (x - 0.6)));
        expected.y.push_back(x < 0.8 ? x : 0.8 + 0.5 * (0.8 - x));
    }
    panel.layers = {borda, expected, learned};
    return panel;
}

Panel meanAndVariance()
{
    Panel panel = examplePanel("Mean and variance", axis("Alternative a"), {}, 1);
    Line mean{"\u03bc", SeriesRole::meanAndVariance, steps(0, 1, 100), {}};
    Band band{"\u00b1 \u03c3", SeriesRole::meanAndVariance, mean.x, {}, {}};
    for (const double x : mean.x) {
        mean.y.push_back(3.0 * x - 1.5);
        const double sigma = x < 0.8 ? 0.3 : 1.7;
        band.lower.push_back(mean.y.back() - sigma);
        band.upper.push_back(mean.y.back() + sigma);
    }
    panel.layers = {band, mean};
    return panel;
}

Panel categorical()
{
    Panel panel = examplePanel("Categorical", axis("Alternative a"), {}, 2);
    HeatMap map{"", steps(0, 1, 101), steps(0, 1, 21), {}, 0.0, 0.5};
    for (int i = 0; i < 100; ++i) {
        const double x = (i + 0.5) / 100.0;
        for (int j = 0; j < 20; ++j) {
            const double y = (j + 0.5) / 20.0;
            const auto bump = [&](double centre) { return std::exp(-0.5 * std::pow((y - centre) / 0.06, 2)); };
            map.values.push_back(x < 0.8 ? 0.45 * bump(0.15 + 0.6 * x) : 0.22 * (bump(0.1) + bump(0.93)));
        }
    }
    panel.layers = {map};
    return panel;
}

} // namespace

Figure paperFigure()
{
    Figure figure;
    figure.name = "synthetic-1d";
    figure.columns = 3;
    figure.panels = {utilities(), meanAndVariance(), categorical()};
    return figure;
}

Figure lossFigure()
{
    Figure figure;
    figure.name = "loss";
    figure.widthInches = 3.4;
    figure.heightInches = 2.1;
    figure.fontFamily = "sans-serif";
    Panel panel = examplePanel("", axis("Step", Scale::logarithmic), axis("Loss", Scale::logarithmic), 0);
    std::mt19937 random(1);
    Line base{"base", SeriesRole::base, {}, {}};
    Line categories{"categorical", SeriesRole::categorical, {}, {}};
    Line classifier{"classifier", SeriesRole::classifier, {}, {}};
    for (int step = 1; step <= 20000; ++step) {
        const double noise = 1.0 + 0.2 * (static_cast<double>(random()) / 4294967296.0 - 0.5);
        base.x.push_back(step);
        base.y.push_back(0.7 * std::pow(step, -0.35) * noise);
        if (step % 400 == 1) {
            categories.x.push_back(step);
            categories.y.push_back(
                step > 3000 && step < 6000 ? std::numeric_limits<double>::quiet_NaN() : 2.0 * std::pow(step, -0.6));
            classifier.x.push_back(step);
            classifier.y.push_back(1e-4 + std::exp(-step / 1500.0));
        }
    }
    base.opacity = 0.6;
    panel.layers = {base, categories, classifier};
    figure.panels = {panel};
    return figure;
}

Figure histogramGrid()
{
    Figure figure;
    figure.name = "histograms";
    figure.widthInches = 3.25;
    figure.heightInches = 3.25;
    figure.rows = 4;
    figure.columns = 4;
    for (int row = 0; row < 4; ++row) {
        for (int column = 0; column < 4; ++column) {
            Panel panel;
            panel.cell = {row, column};
            panel.x.visible = false;
            panel.left.visible = false;
            panel.title = row == 0 ? "a = " + std::to_string(column) + "/4" : "";
            Bars bars{"", SeriesRole::categorical, steps(0, 1, 11), {}};
            for (int bin = 0; bin < 10; ++bin) {
                const double centre = 2.0 * (row + column) * 0.7;
                bars.height.push_back(0.4 * std::exp(-0.3 * (bin - centre) * (bin - centre)));
            }
            panel.left.range = {0.0, 0.45};
            panel.layers = {bars, Line{"", SeriesRole::base, {0.3, 0.3}, {0.0, 0.45}}};
            figure.panels.push_back(panel);
        }
    }
    return figure;
}

Figure contourFigure()
{
    Figure figure;
    figure.name = "contours";
    figure.widthInches = 5.5;
    figure.heightInches = 2.4;
    figure.columns = 2;
    Panel lines = examplePanel("Expected utility", axis("First feature"), axis("Second feature"), 0);
    Contours contours{"", SeriesRole::ink, steps(-2, 2, 41), steps(-2, 2, 41), {}, {}};
    HeatMap map{"", steps(-2, 2, 41), {-2.0, -1.0, -0.5, -0.25, 0.0, 0.25, 0.5, 1.0, 2.0}, {}, -1.2, 1.2};
    const auto height = [](double x, double y) { return std::sin(1.4 * x) * std::cos(y) + 0.1 * x * y; };
    for (const double x : contours.x) {
        for (const double y : contours.y) {
            contours.values.push_back(height(x, y));
        }
    }
    for (std::size_t i = 0; i + 1 < map.xEdges.size(); ++i) {
        for (std::size_t j = 0; j + 1 < map.yEdges.size(); ++j) {
            map.values.push_back(
                height(0.5 * (map.xEdges[i] + map.xEdges[i + 1]), 0.5 * (map.yEdges[j] + map.yEdges[j + 1])));
        }
    }
    lines.layers = {contours};
    Panel image = examplePanel("Uneven cells", axis("First feature"), axis("Second feature"), 1);
    image.layers = {map, Points{"sample", SeriesRole::categorical, {-1.5, 0.0, 1.2}, {-1.0, 0.5, 1.5}}};
    figure.panels = {lines, image};
    return figure;
}

Figure figureWithNastyText()
{
    const std::string nasty = "100% of $x_1 & {y}^2 #3~\\z <a> | \"q\" --v `t' [k], m";
    const std::string unicode =
        "\u00b5 \u03bc \u03c3 \u03c4 \u00b1 \u2212 \u00b2 \u03b1 \u03b2 \u2013 \u2265 \u03a9 \u221e "
        "\u00e9\u00fc\u00df\u0159\u0142\u0105\u011f \u00c5\u00f8\u0153 \u20ac\u00a7\u00b0 \u201cx\u201d";
    const std::string unknown = "\u4e2d\u6587 \u0416 \U0001f600 e\u0301 \xff\xc3 tab\tline\nend";
    Figure figure;
    figure.name = "nasty";
    figure.heightInches = 2.0;
    Panel panel = examplePanel(nasty, axis(unicode), axis(unknown), 0);
    panel.right = axis("right % axis");
    panel.layers = {Line{nasty, SeriesRole::base, {0, 1, 2}, {1e9, -1e9, 0.5}},
        Line{unicode, SeriesRole::maximin, {0, 2}, {0, 1}, YAxis::right},
        Points{unknown, SeriesRole::copeland, {0.5, 1.5}, {0.2, 0.8}, YAxis::right}};
    panel.left.range = {0.0, 1.0};
    figure.panels = {panel};
    return figure;
}

Figure figureOfExtremes()
{
    Figure figure;
    figure.name = "extremes";
    figure.widthInches = 6.0;
    figure.heightInches = 3.6;
    figure.fontPoints = 10.5;
    figure.rows = 2;
    figure.columns = 3;
    Panel huge = examplePanel("Huge", axis("x"), axis("y"), 0);
    huge.layers = {Line{"up", SeriesRole::base, {-3e30, 4e30}, {-2e25, 7e25}}};
    Panel tiny = examplePanel("Tiny", axis("x"), axis("y"), 1);
    tiny.layers = {Line{"down", SeriesRole::classifier, {1e-14, 9e-14}, {3e-20, 1e-20}}};
    Panel far = examplePanel("Far from zero", axis("Seconds"), axis("y"), 2);
    far.layers = {Line{"", SeriesRole::categorical, steps(1.7e9, 1.7e9 + 90.0, 10), steps(1000.0, 1000.5, 10)}};
    Panel logarithmic = examplePanel("Logarithmic", axis("Steps"), axis("", Scale::logarithmic), 0);
    logarithmic.cell = {1, 0, 1, 2};
    logarithmic.layers = {Bars{"bars", SeriesRole::bordaCount, steps(0, 10, 6), {1, 0, 1e3, 1e6, 1e-3}},
        Band{"band", SeriesRole::maximin, steps(0, 10, 3), {-1, 1, 10}, {10, 100, 1e7}},
        Points{"points", SeriesRole::copeland, steps(0, 10, 4), {0.01, 1, 0, 1e4}}};
    Panel map = examplePanel("Heat map", axis("", Scale::logarithmic), axis("y"), 2);
    map.cell = {1, 2};
    map.layers = {HeatMap{"share", {1, 10, 100, 1000}, {0, 1, 3}, {0, 0.2, 0.4, 0.6, 0.8, 1}}};
    figure.panels = {huge, tiny, far, logarithmic, map};
    return figure;
}

} // namespace dpl::report
