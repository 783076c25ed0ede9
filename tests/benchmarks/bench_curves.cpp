#include "charts/curves_view.hpp"
#include "pages/runs/runs_table.hpp"
#include "runs/min_max_mipmap.hpp"
#include "runs/run_curves.hpp"
#include "ui/run_folders.hpp"

#include <QApplication>
#include <QImage>

#include <benchmark/benchmark.h>

#include <cmath>
#include <memory>

/// Frames of the runs page: curves while they are zoomed, at 540 x 320 pixels, and the table while it is scrolled.
namespace {

using namespace dpl;

runs::Curve curve(std::size_t points)
{
    runs::Curve curve;
    for (std::size_t i = 0; i < points; ++i) {
        curve.x.push_back(double(i));
        curve.y.push_back(0.6 + 0.1 * std::sin(double(i) * 12.9898) * std::cos(double(i) * 1e-5));
    }
    return curve;
}

void zoomedFrame(benchmark::State& state)
{
    const auto points = std::size_t(state.range(0));
    auto drawn = std::make_shared<std::vector<runs::DrawnCurve>>(1);
    drawn->front().label = "both · base · seed 0";
    drawn->front().raw = runs::MinMaxMipmap(curve(points));
    drawn->front().smooth =
        runs::MinMaxMipmap({drawn->front().raw.curve().x, runs::smoothed(drawn->front().raw.curve().y, 0.9)});
    ui::CurvesView view;
    view.resize(540, 320);
    runs::CurveOptions options;
    options.smoothing = 0.9;
    view.setCurves(drawn, QStringLiteral("loss"), options);
    QImage picture(view.size(), QImage::Format_RGB32);
    int frame = 0;
    for (auto _ : state) {
        view.zoom(frame % 20 < 10 ? 1.3 : 1 / 1.3, double(points) * 0.6);
        static_cast<QWidget&>(view).render(&picture);
        ++frame;
    }
}
BENCHMARK(zoomedFrame)->Arg(1000)->Arg(1000000)->Unit(benchmark::kMillisecond);

void decimation(benchmark::State& state)
{
    const runs::MinMaxMipmap pyramid(curve(std::size_t(state.range(0))));
    for (auto _ : state) {
        benchmark::DoNotOptimize(pyramid.decimated(0.0, double(state.range(0)), 1100));
    }
}
BENCHMARK(decimation)->Arg(10000)->Arg(1000000)->Unit(benchmark::kMicrosecond);

void preparation(benchmark::State& state)
{
    const runs::Curve whole = curve(std::size_t(state.range(0)));
    for (auto _ : state) {
        benchmark::DoNotOptimize(runs::MinMaxMipmap(whole));
    }
}
BENCHMARK(preparation)->Arg(1000000)->Unit(benchmark::kMillisecond);

void scrolledTable(benchmark::State& state)
{
    std::vector<std::shared_ptr<const runs::ListedRun>> rows;
    for (int i = 0; i < int(state.range(0)); ++i) {
        auto run = std::make_shared<runs::ListedRun>(runs::plannedRun("/runs/sweep/both/run" + std::to_string(i),
            "/runs", "training", "run", test::trainingRecord(i % 2 ? "base" : "categorical", "both", i).params));
        run->record.state = runs::RunState::finished;
        rows.push_back(run);
    }
    ui::RunsModel model;
    ui::RunsTable table(&model);
    table.resize(1060, 240);
    model.setRuns(rows);
    QImage picture(table.size(), QImage::Format_RGB32);
    int row = 0;
    for (auto _ : state) {
        row = (row + 37) % int(state.range(0));
        table.scrollTo(table.model()->index(row, 0), QAbstractItemView::PositionAtTop);
        static_cast<QWidget&>(table).render(&picture);
    }
}
BENCHMARK(scrolledTable)->Arg(2000)->Unit(benchmark::kMillisecond);

} // namespace

int main(int argc, char** argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) {
        return 1;
    }
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
