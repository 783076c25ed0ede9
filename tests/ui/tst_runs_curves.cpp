// The curves of the selected runs on the Runs page: over each other, read, zoomed, against a baseline, exported.

#include "base/resources.hpp"
#include "base/theme.hpp"
#include "charts/figure_view.hpp"
#include "models/report_table_model.hpp"
#include "opened_runs.hpp"
#include "pages/runs/compare_panel.hpp"
#include "pages/runs/curve_list.hpp"
#include "widgets/apply_theme.hpp"
#include "widgets/export_dialog.hpp"

#include <QHeaderView>
#include <QSlider>
#include <QTableView>

#include <fstream>

using namespace dpl;
using namespace dpl::ui;
using runs::RunState;
using test::OpenedRuns;
using test::pathOf;
using test::runsIn;
using test::writeThree;

class TestRunsCurves : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        loadResources();
        applyTheme(Theme::light());
    }

    void selectedRunsLieOverEachOther()
    {
        const QTemporaryDir folder;
        writeThree(folder);
        const OpenedRuns opened(folder);
        QTRY_COMPARE(opened.model().runCount(), 3);
        QTRY_COMPARE(opened.curves(0).size(), std::size_t(1)); // the newest is selected
        QVERIFY(opened.table().select(pathOf(folder, "base0")));
        QVERIFY(opened.table().select(pathOf(folder, "base1"), true));
        QTRY_COMPARE(opened.curves(0).size(), std::size_t(2));
        QVERIFY(opened.curves(0)[0].role != opened.curves(0)[1].role);
        QVERIFY(!opened.curves(0)[0].smooth.curve().x.empty()); // 0.6 unless said otherwise

        auto* smoothing = opened.page->findChild<QSlider*>();
        smoothing->setValue(0);
        QTRY_VERIFY(opened.curves(0)[0].smooth.curve().x.empty());

        auto* overSeeds = button(opened, QStringLiteral("Mean ± sd"));
        QVERIFY(overSeeds);
        overSeeds->setChecked(true);
        QTRY_COMPARE(opened.curves(0).size(), std::size_t(1));
        QCOMPARE(QString::fromStdString(opened.curves(0)[0].label), QStringLiteral("both · base · 2 seeds"));
        QVERIFY(std::holds_alternative<report::Band>(
            opened.page->curves()->chart(0)->figureView()->figure()->panels[0].layers[0]));

        opened.page->curves()->setMetric(1, QStringLiteral("learning_rate"));
        QTRY_COMPARE(opened.page->curves()->chart(1)->figureView()->figure()->panels[0].left.title,
            std::string("Learning rate"));
        const report::Figure exported = opened.page->curves()->figure();
        QCOMPARE(exported.panels.size(), std::size_t(2));
        report::checkFigure(exported);

        QVERIFY(opened.table().select(pathOf(folder, "categorical0"), true));
        QTRY_COMPARE(opened.page->comparison()->differences().columnCount(), 4);
        const ReportTableModel& differences = opened.page->comparison()->differences();
        QStringList names;
        for (int row = 0; row < differences.rowCount(); ++row) {
            names << differences.index(row, 0).data().toString();
        }
        QCOMPARE(names,
            (QStringList{
                QStringLiteral("reward_model_type"), QStringLiteral("learning_rate"), QStringLiteral("seed")}));
    }

    void theCrosshairReadsValuesAndTheZoomHasAWayBack()
    {
        const QTemporaryDir folder;
        writeThree(folder);
        const OpenedRuns opened(folder);
        QTRY_COMPARE(opened.model().runCount(), 3);
        opened.table().select(pathOf(folder, "base0"));
        QTRY_VERIFY(!opened.curves(0).empty() && opened.curves(0)[0].raw.curve().x.size() == 100);
        CurvesView* chart = opened.page->curves()->chart(0);
        chart->setFocus();
        QTest::keyClick(chart, Qt::Key_Right);
        QVERIFY(chart->crosshair());
        QCOMPARE(chart->readings().size(), std::size_t(1));
        QCOMPARE(opened.page->curves()->chart(1)->crosshair(), chart->crosshair()); // in both at once
        QTest::keyClick(chart, Qt::Key_Plus);
        QTest::keyClick(chart, Qt::Key_Plus);
        QVERIFY(chart->isZoomed());
        const auto window = *chart->xWindow();
        QTest::keyClick(chart, Qt::Key_Right, Qt::ShiftModifier);
        QVERIFY(chart->xWindow()->first > window.first);
        QTest::keyClick(chart, Qt::Key_Home);
        QVERIFY(!chart->isZoomed());
        // A frame drawn with the mouse zooms into itself, a double click goes back.
        const QPoint from(chart->width() / 3, chart->height() / 3);
        const QPoint to(chart->width() * 2 / 3, chart->height() * 2 / 3);
        QTest::mousePress(chart, Qt::LeftButton, {}, from);
        QTest::mouseMove(chart, to);
        QTest::mouseRelease(chart, Qt::LeftButton, {}, to);
        QVERIFY(chart->isZoomed());
        QTest::mouseDClick(chart, Qt::LeftButton, {}, from);
        QVERIFY(!chart->isZoomed());
    }

    void theListBesideTheChartsHasTheValuesUnderTheCrosshair()
    {
        const QTemporaryDir folder;
        writeThree(folder);
        const OpenedRuns opened(folder);
        QTRY_COMPARE(opened.model().runCount(), 3);
        opened.table().select(pathOf(folder, "base0"));
        opened.table().select(pathOf(folder, "categorical0"), true);
        const CurveListModel& list = opened.page->curves()->list()->model();
        QTRY_COMPARE(list.rowCount(), 2);
        QCOMPARE(list.headerData(0, Qt::Horizontal, Qt::DisplayRole).toString(), QStringLiteral("latest, smoothed"));
        QCOMPARE(list.headerData(1, Qt::Horizontal, Qt::DisplayRole).toString(), QStringLiteral("Loss"));
        const QString latest = list.index(1, 1).data().toString();
        CurvesView* chart = opened.page->curves()->chart(1);
        chart->setFocus();
        QTest::keyClick(chart, Qt::Key_Right); // a little right of the middle, where the failed one was no more
        QVERIFY(list.headerData(0, Qt::Horizontal, Qt::DisplayRole).toString().startsWith(QStringLiteral("step 2")));
        QCOMPARE(list.index(1, 1).data().toString(), QStringLiteral("–"));
        QVERIFY(list.index(0, 1).data().toString() != QStringLiteral("–"));
        QTest::keyClick(chart, Qt::Key_Escape);
        QCOMPARE(list.index(1, 1).data().toString(), latest);
    }

    void namesInTheListAreWholeWhereThereIsRoom()
    {
        const QTemporaryDir folder;
        writeThree(folder);
        const OpenedRuns opened(folder);
        opened.page->resize(1800, 900);
        QTRY_COMPARE(opened.model().runCount(), 3);
        opened.table().select(pathOf(folder, "base0"));
        opened.table().select(pathOf(folder, "categorical0"), true);
        QTRY_COMPARE(opened.page->curves()->list()->model().rowCount(), 2);
        const QTableView& view = *opened.page->curves()->list()->view();
        const QAbstractItemView& cells = view;
        QTRY_VERIFY(view.columnWidth(0) >= cells.sizeHintForColumn(0));
        QVERIFY(view.horizontalHeader()->length() <= view.viewport()->width());
    }

    void namesInTheListKeepWhatTellsThemApart()
    {
        const QTemporaryDir folder;
        writeThree(folder);
        const OpenedRuns opened(folder);
        QTRY_COMPARE(opened.model().runCount(), 3);
        opened.table().select(pathOf(folder, "base0"));
        opened.table().select(pathOf(folder, "base1"), true);
        CurveList& list = *opened.page->curves()->list();
        QTRY_COMPARE(list.model().rowCount(), 2);
        const QHeaderView& columns = *list.view()->horizontalHeader();
        const int letters = list.view()->fontMetrics().horizontalAdvance(QStringLiteral("… seed 0"));
        for (const int width : {180, 240, 700}) {
            list.resize(width, list.height());
            QTRY_VERIFY2(columns.sectionSize(0) >= 32 + letters, qPrintable(QString::number(columns.sectionSize(0))));
        }
        QTRY_COMPARE(columns.length(), list.view()->viewport()->width()); // names take what is left
    }

    void namesInTheListHaveASecondLineWhereThereIsRoomBelow()
    {
        const QTemporaryDir folder;
        writeThree(folder);
        const OpenedRuns opened(folder);
        QTRY_COMPARE(opened.model().runCount(), 3);
        opened.table().select(pathOf(folder, "base0"));
        opened.table().select(pathOf(folder, "base1"), true);
        CurveList& list = *opened.page->curves()->list();
        QTRY_COMPARE(list.model().rowCount(), 2);
        const QTableView& view = *list.view();
        const int one = view.verticalHeader()->minimumSectionSize();
        list.resize(260, 300);
        const QAbstractItemView& cells = view;
        QTRY_VERIFY(view.columnWidth(0) < cells.sizeHintForColumn(0)); // a name is too long
        QTRY_VERIFY(view.rowHeight(0) >= 2 * view.fontMetrics().lineSpacing());
        list.resize(900, 300);
        QTRY_COMPARE(view.rowHeight(0), one);
    }

    void theBaselineIsDrawnBesideAnySelection()
    {
        const QTemporaryDir folder;
        writeThree(folder);
        const OpenedRuns opened(folder);
        QTRY_COMPARE(opened.model().runCount(), 3);
        opened.table().select(pathOf(folder, "base0"));
        QAction* baseline = action(opened, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_B));
        QTRY_VERIFY(baseline->isEnabled());
        baseline->trigger();
        QCOMPARE(opened.table().baseline(), pathOf(folder, "base0"));
        opened.table().select(pathOf(folder, "base1"));
        const CurveListModel& list = opened.page->curves()->list()->model();
        QTRY_COMPARE(list.rowCount(), 2);
        QVERIFY(list.index(1, 0).data().toString().endsWith(QStringLiteral("(baseline)")));
        QVERIFY(list.index(0, 1).data().toString().contains(QLatin1Char('('))); // the difference to it
        QVERIFY(opened.table()
                    .currentIndex()
                    .siblingAtColumn(RunsModel::Accuracy)
                    .data()
                    .toString()
                    .contains(QLatin1Char('(')));
        auto* difference = button(opened, QStringLiteral("Δ baseline"));
        QVERIFY(difference);
        difference->setChecked(true);
        QTRY_COMPARE(opened.curves(0).size(), std::size_t(2));
        QTRY_COMPARE(opened.curves(0)[1].raw.curve().y.back(), 0.0);
        opened.table().select(pathOf(folder, "base0"));
        QTRY_VERIFY(baseline->text() == QStringLiteral("No baseline"));
        baseline->trigger();
        QVERIFY(opened.table().baseline().isEmpty());
        QTRY_VERIFY(!button(opened, QStringLiteral("Δ baseline")));
    }

    void aMillionPoints()
    {
        const QTemporaryDir folder;
        const auto run = runsIn(folder) / "long" / "both" / "base0";
        runs::RunRecord record = test::trainingRecord("base", "both", 0);
        record.state = RunState::finished;
        record.created = "2026-01-01T00:00:00Z";
        std::filesystem::create_directories(run);
        std::ofstream(run / "run.json") << record.toJson().dump();
        {
            std::ofstream metrics(run / "metrics.jsonl");
            for (int step = 1; step <= 1000000; ++step) {
                metrics << R"({"series":"train","step":)" << step << R"(,"loss":)"
                        << (step == 777777 ? 9.5 : 0.5 + (step * 7919LL % 1000) / 10000.0) << "}\n";
            }
        }
        const OpenedRuns opened(folder);
        QTRY_COMPARE(opened.model().runCount(), 1);
        QTRY_VERIFY_WITH_TIMEOUT(!opened.curves(0).empty(), 30000);
        QCOMPARE(opened.curves(0)[0].raw.curve().x.size(), std::size_t(1000000));
        CurvesView* chart = opened.page->curves()->chart(0);
        const auto& line = std::get<report::Line>(chart->figureView()->figure()->panels[0].layers[0]);
        QVERIFY(line.x.size() < 10000);
        QCOMPARE(*std::max_element(line.y.begin(), line.y.end()), 9.5); // the one point that stands out
        constexpr int frames = 20;
        for (int frame = 0; frame < frames; ++frame) {
            chart->zoom(frame < frames / 2 ? 1.3 : 1 / 1.3, 777777.0);
            chart->grab();
            const auto& seen = std::get<report::Line>(chart->figureView()->figure()->panels[0].layers[0]);
            QVERIFY(seen.x.size() < 10000); // what a frame costs
        }
    }

    void exportsWhatIsSeen()
    {
        const QTemporaryDir folder;
        writeThree(folder);
        const OpenedRuns opened(folder);
        QTRY_VERIFY(!opened.curves(0).empty());
        opened.page->exportFigure();
        auto* dialog = opened.page->findChild<ExportDialog*>();
        QVERIFY(dialog);
        dialog->close();
    }
};

DPL_UI_TEST(TestRunsCurves)
#include "tst_runs_curves.moc"
