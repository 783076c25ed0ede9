#include "base/error.hpp"
#include "core/latex_run.hpp"
#include "core/report/layout_check.hpp"
#include "report/figure_writers.hpp"
#include "report/latex_text.hpp"
#include "run_samples.hpp"
#include "runs/curves_figure.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

#include <set>

namespace dpl::runs {
namespace {

using test::TemporaryFolder;

/// Three seeds of one run and one of another head, 100 steps each, with held-out accuracy.
std::vector<CurveSource> sources(const TemporaryFolder& root)
{
    std::vector<CurveSource> sources;
    for (int i = 0; i < 4; ++i) {
        const std::string head = i < 3 ? "base" : "categorical";
        const auto folder = root.path() / ("run" + std::to_string(i));
        {
            RunFolder run(folder, test::trainingRecord(head, "both", i % 3), RunStart::overwrite);
            for (int step = 1; step <= 100; ++step) {
                run.append({"train", step, {{"loss", 1.0 / step + i}, {"epoch", step / 100.0}}});
            }
            run.append({"eval", 100, {{"loss", 0.5}, {"accuracy", 0.6}}});
        }
        auto tail = std::make_shared<MetricsTail>(folder);
        tail->update();
        sources.push_back({readListedRun(folder, root.path()), tail, report::SeriesRole::base});
    }
    return sources;
}

TEST(CurvesFigure, overlaysRunsFaintAndSmoothed)
{
    const TemporaryFolder root;
    const auto runs = sources(root);
    EXPECT_EQ(metricNames(runs), (std::vector<std::string>{"loss", "accuracy"}));
    CurveOptions options;
    options.smoothing = 0.9;
    const auto curves = drawnCurves(runs, "loss", options);
    ASSERT_EQ(curves.size(), 4U);
    EXPECT_EQ(curves[0].label, "both · base · seed 0");
    const report::Figure figure = curvesFigure(curves, "loss", options);
    EXPECT_NO_THROW(report::checkFigure(figure));
    EXPECT_EQ(figure.panels[0].layers.size(), 8U);
    EXPECT_EQ(figure.panels[0].left.title, "Loss (nats)");
    EXPECT_NE(report::toCsv(figure).find("both · base · seed 2"), std::string::npos);
    EXPECT_TRUE(drawnCurves(runs, "grad_norm", options).empty());
}

/// The values of a column of a figure's CSV.
std::set<std::string> seriesOf(const report::Figure& figure)
{
    std::set<std::string> names;
    for (const report::Layer& layer : figure.panels[0].layers) {
        if (const auto* line = std::get_if<report::Line>(&layer)) {
            names.insert(line->series.empty() ? line->label : line->series);
        }
    }
    return names;
}

TEST(CurvesFigure, namesRawAndSmoothedValuesApartInTheData)
{
    const TemporaryFolder root;
    CurveOptions options;
    options.series = CurveSeries::both;
    options.smoothing = 0.6;
    const auto curves = drawnCurves({sources(root)[0]}, "loss", options);
    const report::Figure figure = curvesFigure(curves, "loss", options);
    const std::string name = "both · base · seed 0";
    EXPECT_EQ(seriesOf(figure), (std::set<std::string>{name, name + ", smoothed 0.60", name + " · held-out"}));
    const report::Figure both = besideEachOther(figure, figure);
    EXPECT_EQ(both.notes,
        std::vector<std::string>{"Curves of training rows are smoothed exponentially, earlier values with a weight of "
                                 "0.60; faint ones are the values themselves"})
        << "once for both charts";
    EXPECT_NE(report::toCsv(both).find(name + ", smoothed 0.60\""), std::string::npos);
    options.smoothing = 0.0;
    const report::Figure plain = curvesFigure(drawnCurves({sources(root)[0]}, "loss", options), "loss", options);
    EXPECT_TRUE(plain.notes.empty());
    EXPECT_EQ(seriesOf(plain), (std::set<std::string>{name, name + " · held-out"}));
}

TEST(CurvesFigure, equallyNamedCurvesHaveEntriesOfTheirOwn)
{
    const TemporaryFolder root;
    auto curves = drawnCurves(sources(root), "loss", {});
    curves[1].label = curves[0].label;
    EXPECT_EQ(curveRows({{&curves, "loss"}}, std::nullopt).size(), 4U);
}

TEST(CurvesFigure, showsMeanAndDeviationOverSeeds)
{
    const TemporaryFolder root;
    const auto runs = sources(root);
    CurveOptions options;
    options.overSeeds = true;
    const auto curves = drawnCurves(runs, "loss", options);
    ASSERT_EQ(curves.size(), 2U);
    EXPECT_EQ(curves[0].label, "both · base · 3 seeds");
    EXPECT_DOUBLE_EQ(curves[0].raw.curve().y[0], 2.0);
    const auto readings = readingsAt(curves, 1.0);
    ASSERT_EQ(readings.size(), 2U);
    EXPECT_DOUBLE_EQ(readings[0].deviation.value(), 1.0);
    EXPECT_FALSE(readings[1].deviation);
    const report::Figure figure = curvesFigure(curves, "loss", options, {{}, {}, true, 100});
    EXPECT_NO_THROW(report::checkFigure(figure));
    EXPECT_TRUE(std::holds_alternative<report::Band>(figure.panels[0].layers[0]));
}

TEST(CurvesFigure, hasALegendOfAnyNumberOfCurvesUnlessItStandsElsewhere)
{
    const TemporaryFolder root;
    const auto few = drawnCurves(sources(root), "loss", {});
    EXPECT_TRUE(curvesFigure(few, "loss", {}).panels[0].legend);
    EXPECT_TRUE(curvesFigure(std::vector(20, few[0]), "loss", {}).panels[0].legend);
    CurveWindow window;
    window.legend = false;
    EXPECT_FALSE(curvesFigure(few, "loss", {}, window).panels[0].legend);
}

TEST(CurvesFigure, drawsASinglePointAsADotInTheMiddle)
{
    const TemporaryFolder root;
    {
        RunFolder run(root / "short", test::trainingRecord("base", "both", 0), RunStart::overwrite);
        run.append({"train", 10, {{"loss", 0.6}}});
    }
    auto tail = std::make_shared<MetricsTail>(root / "short");
    tail->update();
    const auto curves =
        drawnCurves({{readListedRun(root / "short", root.path()), tail, report::SeriesRole::base}}, "loss", {});
    const report::Figure figure = curvesFigure(curves, "loss", {});
    EXPECT_NO_THROW(report::checkFigure(figure));
    const auto* dot = std::get_if<report::Points>(&figure.panels[0].layers.at(0));
    ASSERT_NE(dot, nullptr);
    EXPECT_EQ(dot->x, std::vector<double>{10.0});
    EXPECT_EQ(figure.panels[0].x.range, std::pair(0.0, 20.0));
}

TEST(CurvesFigure, curvesOfOneColourDifferByTheirDashes)
{
    const TemporaryFolder root;
    const auto curves = drawnCurves(sources(root), "loss", {}); // all four with one role
    std::set<report::Dash> dashes;
    for (const DrawnCurve& curve : curves) {
        dashes.insert(curve.dash.value_or(report::seriesStyle(curve.role).dash));
    }
    EXPECT_EQ(dashes.size(), 4u);
    const auto rows = curveRows({{&curves, "loss"}}, std::nullopt);
    EXPECT_NE(rows.at(0).dash, rows.at(1).dash);
}

TEST(CurvesFigure, listsWhatAllChartsSayOfACurve)
{
    const TemporaryFolder root;
    auto runs = sources(root);
    runs[0].isBaseline = true;
    CurveOptions options;
    options.series = CurveSeries::heldOut;
    const auto loss = drawnCurves(runs, "loss", {});
    const auto accuracy = drawnCurves(runs, "accuracy", options);
    const std::vector<ChartCurves> charts{{&loss, "loss"}, {&accuracy, "accuracy"}};
    const auto rows = curveRows(charts, 50.0);
    ASSERT_EQ(rows.size(), 4u);
    EXPECT_EQ(rows[0].label, "both · base · seed 0");
    EXPECT_TRUE(rows[0].isBaseline);
    EXPECT_EQ(rows[0].values, (std::vector<std::string>{"0.0200", "–"})) << "the only held-out point is at 100";
    EXPECT_EQ(rows[1].values, (std::vector<std::string>{"1.0200 (+1.0000)", "–"}));
    EXPECT_EQ(
        curveRows(charts, std::nullopt)[2].values, (std::vector<std::string>{"2.0100 (+2.0000)", "0.600 (0.000)"}))
        << "the last ones";
    EXPECT_TRUE(curveRows({{&accuracy, "accuracy"}}, 100.0)[0].values[0] == "0.600");
}

TEST(CurvesFigure, showsHowFarCurvesAreAboveTheBaselines)
{
    const TemporaryFolder root;
    auto runs = sources(root);
    runs[1].isBaseline = true;
    CurveOptions options;
    options.minusBaseline = true;
    const auto curves = drawnCurves(runs, "loss", options);
    ASSERT_EQ(curves.size(), 4u);
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_EQ(curves[i].raw.curve().x.size(), 100u);
        for (const double y : curves[i].raw.curve().y) {
            EXPECT_NEAR(y, static_cast<double>(i) - 1.0, 1e-12);
        }
    }
    // Without one, curves are as they are.
    runs[1].isBaseline = false;
    EXPECT_DOUBLE_EQ(drawnCurves(runs, "loss", options)[1].raw.curve().y[0], 2.0);
}

TEST(CurvesFigure, aBaselineOfOtherStepsIsReadBetweenThem)
{
    const TemporaryFolder root;
    const auto write = [&](const char* name, const std::vector<std::pair<int, double>>& points) {
        RunFolder run(root / name, test::trainingRecord("base", "both", 0), RunStart::overwrite);
        for (const auto& [step, value] : points) {
            run.append({"train", step, {{"loss", value}}});
        }
        auto tail = std::make_shared<MetricsTail>(run.path());
        tail->update();
        return tail;
    };
    CurveSource baseline{{}, write("baseline", {{10, 1.0}, {30, 3.0}}), report::SeriesRole::base, true};
    CurveSource other{{}, write("other", {{5, 9.0}, {10, 1.5}, {20, 2.5}, {40, 9.0}}), report::SeriesRole::base, false};
    baseline.run.folder = root / "baseline";
    other.run.folder = root / "other";
    CurveOptions options;
    options.minusBaseline = true;
    const auto curves = drawnCurves({other, baseline}, "loss", options);
    EXPECT_EQ(curves.at(0).raw.curve().x, (std::vector<double>{10.0, 20.0})) << "where the baseline reaches";
    EXPECT_EQ(curves.at(0).raw.curve().y, (std::vector<double>{0.5, 0.5}));
}

TEST(CurvesFigure, touchesNothingWithAnyNumberOfCurves)
{
    const TemporaryFolder root;
    const DrawnCurve curve = drawnCurves(sources(root), "loss", {})[0];
    for (const int count : {1, 3, 9, 20}) {
        std::vector<DrawnCurve> curves(static_cast<std::size_t>(count), curve);
        for (int i = 0; i < count; ++i) {
            curves[static_cast<std::size_t>(i)].label = "both · mean and variance · " + std::string(1, char('a' + i));
        }
        const report::Figure one = curvesFigure(curves, "loss", {});
        const report::Figure both = besideEachOther(one, curvesFigure(curves, "accuracy", {}));
        report::expectNothingTouches(both, ("curves: " + std::to_string(count)).c_str());
        for (const std::string& file : {report::toSvg(both), report::toPgf(both)}) {
            for (const DrawnCurve& drawn : curves) {
                const bool is = file.find(drawn.label) != std::string::npos
                    || file.find(report::latexText(drawn.label)) != std::string::npos;
                EXPECT_TRUE(is) << drawn.label;
            }
        }
    }
}

TEST(CurvesFigure, saysWhatIsLeftOutAndWhatTheRunsWarnedOf)
{
    const TemporaryFolder root;
    {
        RunFolder run(root / "warned", test::trainingRecord("base", "both", 0), RunStart::overwrite);
        for (int step = 1; step <= 10; ++step) {
            run.append({"train", step, {{"loss", 0.25 - 0.1 * step}}});
        }
        run.warned("36 of 187 train rows are left out");
    }
    auto tail = std::make_shared<MetricsTail>(root / "warned");
    tail->update();
    const auto run = std::make_shared<const ListedRun>(readListedRun(root / "warned", root.path()));
    const auto curves = drawnCurves({{*run, tail, report::SeriesRole::base}}, "loss", {});
    CurveWindow window;
    EXPECT_TRUE(curvesFigure(curves, "loss", {}, window).notes.empty()) << "a linear axis has a place for all";
    window.logarithmic = true;
    const report::Figure loss = curvesFigure(curves, "loss", {}, window);
    const report::Figure both = besideEachOther(loss, curvesFigure({}, "accuracy", {}, window), notesOfRuns({run}));
    EXPECT_EQ(both.notes,
        (std::vector<std::string>{
            "Loss: 8 of 10 points are at or below 0 and left out: a logarithmic axis has no place for them",
            "both · base · seed 0: not finished, step 0 of 100",
            "both · base · seed 0: 36 of 187 train rows are left out"}));
    for (const std::string& file : {report::toSvg(both), report::toPgf(both), report::toCsv(both)}) {
        EXPECT_NE(file.find("36 of 187 train rows are left out"), std::string::npos);
        EXPECT_NE(file.find("8 of 10 points"), std::string::npos);
    }
}

TEST(CurvesFigure, compilesWithLatex)
{
    const TemporaryFolder root;
    const auto curves = drawnCurves(sources(root), "loss", {});
    const report::Figure figure = curvesFigure(curves, "loss", {});
    report::expectCompiles("curves", besideEachOther(figure, figure));
}

TEST(CurvesFigure, readsHeldOutCurvesByEpoch)
{
    const TemporaryFolder root;
    const auto runs = sources(root);
    CurveOptions options;
    options.series = CurveSeries::both;
    options.axis = CurveAxis::epoch;
    const auto curves = drawnCurves({runs[0]}, "loss", options);
    ASSERT_EQ(curves.size(), 2U);
    EXPECT_EQ(curves[0].label, "both · base · seed 0 · held-out");
    EXPECT_DOUBLE_EQ(curves[0].raw.curve().x[0], 1.0);
    const report::Figure both =
        besideEachOther(curvesFigure(curves, "loss", options), curvesFigure({}, "accuracy", options));
    EXPECT_EQ(both.panels.size(), 2U);
    EXPECT_NO_THROW(report::checkFigure(both));
}

} // namespace
} // namespace dpl::runs
