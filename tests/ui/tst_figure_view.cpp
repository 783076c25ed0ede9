#include "base/theme.hpp"
#include "chart_samples.hpp"
#include "charts/figure_view.hpp"
#include "charts/panel_view.hpp"
#include "figures/axis_ticks.hpp"
#include "figures/polyline.hpp"
#include "ui_test.hpp"

#include <QSignalSpy>
#include <QTest>
#include <QtCharts/QAreaSeries>
#include <QtCharts/QChart>
#include <QtCharts/QLineSeries>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace dpl;
using namespace dpl::ui;

namespace {

const double gap = std::numeric_limits<double>::quiet_NaN();

const PanelView& panel(FigureView& view, std::size_t index)
{
    return *view.figureScene().panels().at(index);
}

/// The lines of a panel that have points.
QList<QLineSeries*> lines(FigureView& view, std::size_t index)
{
    QList<QLineSeries*> result;
    for (QAbstractSeries* series : panel(view, index).chart()->series()) {
        if (auto* line = qobject_cast<QLineSeries*>(series); line && line->count() > 0) {
            result.append(line);
        }
    }
    return result;
}

report::Figure oneLine(std::vector<double> x, std::vector<double> y)
{
    report::Line line;
    line.x = std::move(x);
    line.y = std::move(y);
    report::Figure figure;
    figure.panels.resize(1);
    figure.panels[0].layers = {line};
    return figure;
}

} // namespace

class TestFigureView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void drawsEachPanelAsAChart()
    {
        FigureView view;
        view.resize(1100, 420);
        view.setFigure(test::threePanels());
        QCOMPARE(view.figureScene().panels().size(), std::size_t(3));
        QCOMPARE(lines(view, 0).size(), 3);
        QCOMPARE(lines(view, 1).size(), 1);
        QVERIFY(qobject_cast<QAreaSeries*>(panel(view, 1).chart()->series().constFirst()));
        QCOMPARE(view.accessibleName(), QStringLiteral("One-dimensional environment"));
    }

    void plotAreasLineUp()
    {
        FigureView view;
        view.resize(1100, 420);
        report::Figure figure = test::threePanels();
        figure.panels[1].title.clear();
        view.setFigure(figure);
        for (std::size_t i = 1; i < 3; ++i) {
            QCOMPARE(panel(view, i).plotArea().top(), panel(view, 0).plotArea().top());
            QCOMPARE(panel(view, i).plotArea().bottom(), panel(view, 0).plotArea().bottom());
            QVERIFY(panel(view, i).plotArea().left() > panel(view, i - 1).plotArea().right());
        }
    }

    void updatesReuseChartsAndSeries()
    {
        FigureView view;
        view.resize(1100, 420);
        view.setFigure(test::threePanels(0.5));
        QChart* chart = panel(view, 0).chart();
        const QList<QLineSeries*> before = lines(view, 0);
        const QList<QPointF> points = before[2]->points();
        view.setFigure(test::threePanels(0.6));
        QCOMPARE(panel(view, 0).chart(), chart);
        QCOMPARE(lines(view, 0), before);
        QVERIFY(before[2]->points() != points);
    }

    void anEqualFigureChangesNothing()
    {
        FigureView view;
        view.resize(1100, 420);
        view.setFigure(test::threePanels());
        QSignalSpy replaced(lines(view, 0)[0], &QXYSeries::pointsReplaced);
        view.setFigure(test::threePanels());
        view.figureScene();
        QCOMPARE(replaced.count(), 0);
    }

    void anotherStructureIsDrawnAnew()
    {
        FigureView view;
        view.resize(800, 400);
        view.setFigure(test::threePanels());
        view.figureScene();
        view.setFigure(test::lossCurves());
        QCOMPARE(view.figureScene().panels().size(), std::size_t(1));
        QCOMPARE(lines(view, 0).size(), 4);
        view.setFigure(std::shared_ptr<const report::Figure>());
        QVERIFY(view.figureScene().panels().empty());
    }

    void gapsPartALine()
    {
        FigureView view;
        view.resize(400, 300);
        view.setFigure(oneLine({0, 1, 2, 3, 4, 5}, {1, 2, gap, 3, gap, 4}));
        const QList<QLineSeries*> parts = lines(view, 0);
        QCOMPARE(parts.size(), 3);
        QCOMPARE(parts[0]->count(), 2);
        // Values between two gaps, or after one, are drawn as dashes rather than lost.
        QCOMPARE(parts[1]->count(), 2);
        QCOMPARE(parts[2]->count(), 2);
        view.setFigure(oneLine({0, 1, 2, 3, 4, 5}, {1, 2, 2, 3, 3, 4}));
        QCOMPARE(lines(view, 0).size(), 1);
    }

    void logarithmicAxesPartAtZero()
    {
        FigureView view;
        view.resize(400, 300);
        report::Figure figure = oneLine({0, 1, 2, 3, 4}, {1, 10, 0, 10, 100});
        figure.panels[0].left.scale = report::Scale::logarithmic;
        view.setFigure(figure);
        QCOMPARE(lines(view, 0).size(), 2);
        const PlotFrame& frame = panel(view, 0).frame();
        const double step = frame.left.position(1.0) - frame.left.position(10.0);
        QVERIFY(std::abs(frame.left.position(10.0) - frame.left.position(100.0) - step) < 1e-9);
    }

    void theRightAxisHasARangeOfItsOwn()
    {
        report::Figure figure = oneLine({0, 1}, {0, 1});
        report::Line other;
        other.x = {0, 1};
        other.y = {0, 1000};
        other.axis = report::YAxis::right;
        figure.panels[0].layers.emplace_back(other);
        figure.panels[0].right = report::Axis{};
        FigureView view;
        view.resize(400, 300);
        view.setFigure(figure);
        QCOMPARE(lines(view, 0)[0]->points(), lines(view, 0)[1]->points());
        QVERIFY(panel(view, 0).plotArea().right() < 390.0);
    }

    void linesOutsideTheRangeKeepTheirSlope()
    {
        const Run run{{0, 50}, {50, -5000}, {100, 50}};
        const QSizeF size(100, 100);
        const QList<Run> cut = clipped(run, size, Outside::cut);
        QCOMPARE(cut.size(), 2);
        QVERIFY(std::abs(cut[0].constLast().x() - 50.0 * 50.0 / 5050.0) < 1e-3);
        const QList<Run> hidden = clipped(run, size, Outside::hide);
        QCOMPARE(hidden.size(), 1);
        QVERIFY(hidden[0].size() > run.size());
    }

    void thinningKeepsExtremes()
    {
        Run run;
        std::uint32_t state = 7;
        for (int i = 0; i < 20000; ++i) {
            run.append({i * 0.02, 100.0 * test::noise(state)});
        }
        run[12345].setY(1e4);
        run[5432].setY(-1e4);
        const Run thin = thinned(run, 1.0);
        QVERIFY(thin.size() <= 2 * 401 + 2);
        QVERIFY(thin.contains(run[12345]));
        QVERIFY(thin.contains(run[5432]));
        QCOMPARE(thin.constFirst(), run.constFirst());
        QCOMPARE(thin.constLast(), run.constLast());
        const auto rightward = [](const QPointF& a, const QPointF& b) { return a.x() < b.x(); };
        QVERIFY(std::is_sorted(thin.begin(), thin.end(), rightward));
    }

    void curvesThatTurnBackAreNotThinned()
    {
        const Run loop{{0, 0}, {0.1, 5}, {0.05, 7}, {0.2, 1}, {0.1, 3}};
        QCOMPARE(thinned(loop, 1.0), loop);
    }

    void legendsKeepClearOfTheData()
    {
        FigureView view;
        view.resize(700, 400);
        view.setFigure(test::lossCurves());
        QVERIFY(!panel(view, 0).legend().isAbove());
        QCOMPARE(panel(view, 0).legend().entries().size(), 4);

        report::Figure full = oneLine({}, {});
        std::uint32_t state = 3;
        auto& line = std::get<report::Line>(full.panels[0].layers[0]);
        line.label = "noise";
        for (int i = 0; i < 2000; ++i) {
            line.x.push_back(i);
            line.y.push_back(test::noise(state));
        }
        view.setFigure(full);
        QVERIFY(panel(view, 0).legend().isAbove());
    }

    void powersOfTenAreSetWithExponents()
    {
        report::Axis axis;
        axis.scale = report::Scale::logarithmic;
        AxisMapping mapping;
        mapping.scale = axis.scale;
        mapping.low = 1e-5;
        mapping.high = 1.0;
        mapping.length = 400.0;
        const std::vector<Tick> ticks = ticksAlong(axis, mapping, QFont());
        QVERIFY(ticks.size() > 2);
        for (const Tick& tick : ticks) {
            QCOMPARE(tick.label, QStringLiteral("10"));
            QVERIFY(!tick.exponent.isEmpty() && tick.width > tick.labelWidth);
        }
        QCOMPARE(ticks.front().exponent, QStringLiteral("\u22125"));
        QCOMPARE(ticks.back().exponent, QStringLiteral("0"));
    }

    void legendsCanBeSwitchedOff()
    {
        FigureView view;
        view.resize(700, 400);
        report::Figure figure = test::lossCurves();
        figure.legends = false;
        view.setFigure(figure);
        QVERIFY(panel(view, 0).legend().entries().isEmpty());
    }

    void incompleteFieldsDoNotCrash()
    {
        report::Figure figure = oneLine({0, 1, 2}, {0});
        report::HeatMap map;
        map.xEdges = {0, 1};
        report::Contours contours;
        contours.x = {0, 1};
        contours.y = {0, 1};
        figure.panels[0].layers = {
            figure.panels[0].layers[0], map, contours, report::Bars{}, report::Points{}, report::Band{}};
        figure.panels[0].cell = {7, 7, 3, 3};
        FigureView view;
        view.setFigure(figure);
        for (const QSize size : {QSize(300, 200), QSize(5, 5), QSize(1, 1)}) {
            view.resize(size);
            view.grab();
        }
    }

    void textIsReadable_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("paper") << false;
        QTest::newRow("dark") << true;
    }

    void textIsReadable()
    {
        QFETCH(bool, dark);
        const auto colours = FigureColours::of(dark ? report::Ground::dark : report::Ground::paper);
        QVERIFY(contrast(colours.text, colours.background) >= 4.5);
        QVERIFY(contrast(colours.quietText, colours.background) >= 4.5);
    }

    void coloursFollowTheTheme()
    {
        QWidget window;
        window.setPalette(Theme::light().palette());
        auto* view = new FigureView(&window);
        view->resize(500, 300);
        view->setFigure(test::lossCurves());
        const QImage onPaper = view->grab().toImage();
        const QColor light = lines(*view, 0)[0]->pen().color();
        window.setPalette(Theme::dark().palette());
        const QImage onDark = view->grab().toImage();
        QVERIFY(lines(*view, 0)[0]->pen().color() != light);
        QCOMPARE(onPaper.pixelColor(1, 1), Theme::light().card);
        QCOMPARE(onDark.pixelColor(1, 1), Theme::dark().card);
    }

    void aNameThatItWasGivenStays()
    {
        FigureView view;
        view.setFigure(test::lossCurves());
        view.setFigure(test::threePanels());
        QCOMPARE(view.accessibleName(), QStringLiteral("One-dimensional environment")); // its own follows the figure
        view.setAccessibleName(QStringLiteral("What is believed"));
        view.setFigure(test::lossCurves());
        QCOMPARE(view.accessibleName(), QStringLiteral("What is believed"));
        view.setFigure(nullptr);
        QCOMPARE(view.accessibleName(), QStringLiteral("What is believed"));
    }
};

DPL_UI_TEST(TestFigureView)
#include "tst_figure_view.moc"
