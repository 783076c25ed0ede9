#include "base/error.hpp"
#include "core/latex_run.hpp"
#include "report/figure_writers.hpp"
#include "run_samples.hpp"
#include "runs/curves_figure.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

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

TEST(CurvesFigure, hasALegendWhileItCoversLittle)
{
    const TemporaryFolder root;
    const auto few = drawnCurves(sources(root), "loss", {});
    EXPECT_TRUE(curvesFigure(few, "loss", {}).panels[0].legend);
    EXPECT_FALSE(curvesFigure(std::vector(mostInLegend + 1, few[0]), "loss", {}).panels[0].legend);
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
