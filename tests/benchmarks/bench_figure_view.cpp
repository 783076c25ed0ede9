#include "charts/figure_view.hpp"
#include "ui/chart_samples.hpp"

#include <QApplication>
#include <QImage>

#include <benchmark/benchmark.h>

#include <memory>
#include <vector>

/// Time of one update of a live figure, from setFigure to the painted picture, at 1100 x 700 pixels.
namespace {

using Figures = std::vector<std::shared_ptr<const dpl::report::Figure>>;

void update(benchmark::State& state, const Figures& figures)
{
    dpl::ui::FigureView view;
    view.resize(1100, 700);
    QImage picture(view.size(), QImage::Format_RGB32);
    std::size_t next = 0;
    for (auto _ : state) {
        view.setFigure(figures[next]);
        static_cast<QWidget&>(view).render(&picture);
        next = (next + 1) % figures.size();
    }
}

void threePanels(benchmark::State& state)
{
    Figures figures;
    for (int i = 0; i < 16; ++i) {
        figures.push_back(std::make_shared<const dpl::report::Figure>(dpl::test::threePanels(0.9 + 0.005 * i)));
    }
    update(state, figures);
}
BENCHMARK(threePanels)->Unit(benchmark::kMillisecond);

void lossCurves(benchmark::State& state)
{
    Figures figures;
    for (std::uint32_t seed = 1; seed <= 16; ++seed) {
        figures.push_back(
            std::make_shared<const dpl::report::Figure>(dpl::test::lossCurves(static_cast<int>(state.range(0)), seed)));
    }
    update(state, figures);
}
BENCHMARK(lossCurves)->Arg(1000)->Arg(20000)->Unit(benchmark::kMillisecond);

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
