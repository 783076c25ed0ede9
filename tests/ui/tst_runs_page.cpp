#include "base/resources.hpp"
#include "base/theme.hpp"
#include "charts/curves_view.hpp"
#include "charts/figure_view.hpp"
#include "jobs/job_queue.hpp"
#include "models/report_table_model.hpp"
#include "models/run_index.hpp"
#include "models/runs_filter_model.hpp"
#include "pages/runs/column_chooser.hpp"
#include "pages/runs/compare_panel.hpp"
#include "pages/runs/curve_list.hpp"
#include "pages/runs/curves_panel.hpp"
#include "pages/runs/log_panel.hpp"
#include "pages/runs/run_notes_dialog.hpp"
#include "pages/runs/runs_page.hpp"
#include "pages/runs/runs_table.hpp"
#include "runs/listed_run.hpp"
#include "settings/settings.hpp"
#include "ui/pictures.hpp"
#include "ui/run_folders.hpp"
#include "ui_test.hpp"
#include "widgets/apply_theme.hpp"
#include "widgets/empty_state.hpp"
#include "widgets/export_dialog.hpp"

#include <QAbstractButton>
#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScopeGuard>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSlider>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <fstream>
#include <optional>
#include <thread>

using namespace dpl;
using namespace dpl::ui;
using runs::RunState;
using test::runsIn;

namespace {

/// A page with its settings, in a folder of runs.
struct Opened {
    explicit Opened(const QTemporaryDir& folder) : settings(folder.filePath(QStringLiteral("settings.ini")))
    {
        settings.setValue(known::runsFolder(), folder.filePath(QStringLiteral("runs")));
        page = std::make_unique<RunsPage>(settings, queue, index);
        page->resize(1120, 760);
        page->show();
    }

    RunsTable& table() const { return *page->table(); }
    RunsModel& model() const { return *page->findChild<RunsModel*>(); }
    QString text(int row, int column) const { return table().model()->index(row, column).data().toString(); }
    const std::vector<runs::DrawnCurve>& curves(int chart) const
    {
        static const std::vector<runs::DrawnCurve> none;
        const auto& curves = page->curves()->chart(chart)->curves();
        return curves ? *curves : none;
    }

    Settings settings;
    JobQueue queue;
    RunIndex index{settings, queue, {runs::listedRuns()}};
    std::unique_ptr<RunsPage> page;
};

/// Counts what a model tells its views, each of which they follow by work of their own.
class Changes {
public:
    explicit Changes(const QAbstractItemModel& model)
        : m_spies{{{&model, &QAbstractItemModel::modelReset}, {&model, &QAbstractItemModel::rowsInserted},
              {&model, &QAbstractItemModel::rowsRemoved}, {&model, &QAbstractItemModel::layoutChanged},
              {&model, &QAbstractItemModel::dataChanged}}}
    {
    }

    int count() const
    {
        int all = 0;
        for (const QSignalSpy& spy : m_spies) {
            all += int(spy.count());
        }
        return all;
    }

private:
    std::array<QSignalSpy, 5> m_spies;
};

/// Two seeds of base on both, and one categorical, which failed.
void writeThree(const QTemporaryDir& folder)
{
    const auto root = runsIn(folder) / "paper" / "both";
    test::writeRun(root / "base0", test::trainingRecord("base", "both", 0), 400, RunState::finished);
    test::writeRun(root / "base1", test::trainingRecord("base", "both", 1), 400, RunState::finished);
    test::writeRun(root / "categorical0", test::trainingRecord("categorical", "both", 0, 3e-4), 120, RunState::failed,
        "the loss is not finite at step 120: lower the learning rate");
}

QString pathOf(const QTemporaryDir& folder, const char* name)
{
    return QString::fromStdString((runsIn(folder) / "paper" / "both" / name).string());
}

} // namespace

class TestRunsPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QVERIFY(QDir().mkpath(
            QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation))); // which the trash lies in
        loadResources();
        applyTheme(Theme::light());
    }

    void withoutRunsItOffersToTrain()
    {
        const QTemporaryDir folder;
        const Opened opened(folder);
        auto* empty = opened.page->findChild<EmptyState*>();
        QTRY_VERIFY(empty->isVisible());
        QSignalSpy asked(opened.page.get(), &Page::pageRequested);
        QTest::mouseClick(empty->button(), Qt::LeftButton);
        QCOMPARE(asked.value(0).value(0).toString(), QStringLiteral("train"));
        QVERIFY(!opened.page->openPath(folder.path()));
    }

    void aRunOfAnotherWriterAppearsAndMoves()
    {
        const QTemporaryDir folder;
        const Opened opened(folder);
        QTRY_VERIFY(opened.page->findChild<EmptyState*>()->isVisible());
        std::thread writer([root = runsIn(folder)] {
            runs::RunFolder run(root / "terminal" / "both" / "base0", test::trainingRecord("base", "both", 0),
                runs::RunStart::overwrite);
            for (int step = 1; step <= 60; ++step) {
                run.append(test::trainingMetrics(step * 4, 400, 0));
                run.progressed({"Training", step * 4, 400});
                std::this_thread::sleep_for(std::chrono::milliseconds(100));
            }
            run.end(RunState::stopped, "", nullptr);
        });
        [&] {
            QTRY_COMPARE_WITH_TIMEOUT(opened.model().runCount(), 1, 10000);
            QTRY_COMPARE_WITH_TIMEOUT(opened.text(0, RunsModel::State), QStringLiteral("running"), 10000);
            QTRY_VERIFY_WITH_TIMEOUT(!opened.curves(0).empty(), 10000);
            const std::size_t points = opened.curves(0)[0].raw.curve().x.size();
            const QString loss = opened.text(0, RunsModel::Loss);
            QTRY_VERIFY_WITH_TIMEOUT(opened.curves(0)[0].raw.curve().x.size() > points, 5000);
            QTRY_VERIFY_WITH_TIMEOUT(opened.text(0, RunsModel::Loss) != loss, 5000);
            QVERIFY(!opened.page->trashAction()->isEnabled()); // while it is written
            QTRY_COMPARE_WITH_TIMEOUT(opened.text(0, RunsModel::State), QStringLiteral("stopped"), 15000);
            QTRY_COMPARE_WITH_TIMEOUT(opened.curves(0)[0].raw.curve().x.size(), std::size_t(60), 5000);
            QVERIFY(opened.page->resumeAction()->isEnabled());
        }();
        writer.join();
    }

    void aRunSelectedWithItsExperimentIsSelectedOnce()
    {
        const QTemporaryDir folder;
        writeThree(folder);
        const Opened opened(folder);
        QTRY_COMPARE(opened.model().runCount(), 3);
        opened.table().setGrouping(RunGrouping::experiments);
        const QModelIndex experiment = opened.table().model()->index(0, 0);
        auto* selection = opened.table().selectionModel();
        for (const bool experimentFirst : {true, false}) {
            const QModelIndex run = opened.table().model()->index(1, 0, experiment);
            selection->select(
                experimentFirst ? experiment : run, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
            selection->select(
                experimentFirst ? run : experiment, QItemSelectionModel::Select | QItemSelectionModel::Rows);
            QCOMPARE(opened.table().selectedRuns().size(), std::size_t(3));
        }
    }

    void whatCannotBeRestoredDoesNotKeepTheRestFromBeingSaved()
    {
        const QTemporaryDir folder;
        writeThree(folder);
        {
            Settings settings(folder.filePath(QStringLiteral("settings.ini")));
            settings.setValue(known::pageParameters(QStringLiteral("runs")),
                QStringLiteral("{\"curves\": {\"smoothing\": \"much\"}}"));
        }
        const Opened opened(folder);
        QTRY_COMPARE(opened.model().runCount(), 3);
        opened.page->findChild<QSlider*>()->setValue(1);
        QTRY_VERIFY(
            !opened.settings.value(known::pageParameters(QStringLiteral("runs"))).contains(QStringLiteral("much")));
    }

    void selectedRunsLieOverEachOther()
    {
        const QTemporaryDir folder;
        writeThree(folder);
        const Opened opened(folder);
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
        const Opened opened(folder);
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
        const Opened opened(folder);
        QTRY_COMPARE(opened.model().runCount(), 3);
        opened.table().select(pathOf(folder, "base0"));
        opened.table().select(pathOf(folder, "categorical0"), true);
        const CurveListModel& list = opened.page->curves()->list()->model();
        QTRY_COMPARE(list.rowCount(), 2);
        QCOMPARE(list.headerData(0, Qt::Horizontal, Qt::DisplayRole).toString(), QStringLiteral("latest"));
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

    void theBaselineIsDrawnBesideAnySelection()
    {
        const QTemporaryDir folder;
        writeThree(folder);
        const Opened opened(folder);
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

    void theTableIsExportedAsItIsShown()
    {
        const QTemporaryDir folder;
        writeThree(folder);
        const Opened opened(folder);
        QTRY_COMPARE(opened.model().runCount(), 3);
        opened.table().showColumn(opened.table().columns().indexOf(QStringLiteral("num_train_epochs")), true);
        opened.table().sortByColumn(RunsModel::Seed, Qt::DescendingOrder);
        opened.page->findChild<QLineEdit*>()->setText(QStringLiteral("head:base"));
        for (const RunGrouping grouping : {RunGrouping::none, RunGrouping::experiments}) {
            opened.table().setGrouping(grouping);
            const report::Table table = opened.table().shownTable();
            QCOMPARE(table.rows.size(), std::size_t(2));
            QCOMPARE(std::get<std::string>(table.rows[0][0]), std::string("both · base · seed 1"));
            QCOMPARE(table.columns.front().title, std::string("run"));
            QCOMPARE(table.columns.back().title, std::string("num_train_epochs"));
            QCOMPARE(std::get<report::Number>(table.rows[1].back()).value, 2.0);
        }
    }

    void columnsAreFoundAndChecked()
    {
        const QTemporaryDir folder;
        writeThree(folder);
        const Opened opened(folder);
        QTRY_COMPARE(opened.model().runCount(), 3);
        button(opened, QStringLiteral("Columns"))->click();
        auto* chooser = opened.page->findChild<ColumnChooser*>();
        QVERIFY(chooser);
        auto* list = chooser->findChild<QListWidget*>();
        QTest::keyClicks(chooser->findChild<QLineEdit*>(), QStringLiteral("epochs"));
        QListWidgetItem* only = nullptr;
        for (int row = 0; row < list->count(); ++row) {
            if (!list->item(row)->isHidden()) {
                QVERIFY(!only);
                only = list->item(row);
            }
        }
        QVERIFY(only);
        QCOMPARE(only->text(), QStringLiteral("num_train_epochs"));
        const int column = opened.table().columns().indexOf(QStringLiteral("num_train_epochs"));
        QVERIFY(opened.table().isColumnHidden(column));
        only->setCheckState(Qt::Checked);
        QVERIFY(!opened.table().isColumnHidden(column));
        chooser->close();
    }

    void numbersOfGroupsAreNotCut()
    {
        const QTemporaryDir folder;
        writeThree(folder);
        const Opened opened(folder);
        QTRY_COMPARE(opened.model().runCount(), 3);
        opened.table().setGrouping(RunGrouping::seeds);
        QVERIFY(opened.table().model()->index(0, RunsModel::Loss).data().toString().contains(QStringLiteral("±"))
            || opened.table().model()->index(1, RunsModel::Loss).data().toString().contains(QStringLiteral("±")));
        for (const int column : {RunsModel::Loss, RunsModel::Accuracy, RunsModel::HeldOutAccuracy, RunsModel::Speed}) {
            QTRY_VERIFY(opened.table().columnWidth(column)
                > static_cast<const QAbstractItemView&>(opened.table()).sizeHintForColumn(column));
        }
    }

    void nameNoteAndTagsPersist()
    {
        const QTemporaryDir folder;
        writeThree(folder);
        {
            const Opened opened(folder);
            QTRY_COMPARE(opened.model().runCount(), 3);
            QVERIFY(opened.table().select(pathOf(folder, "base0")));
            opened.table().setFocus();
            QTRY_VERIFY(opened.page->resumeAction() && !opened.page->resumeAction()->isEnabled()); // it has finished
            QTRY_VERIFY(action(opened, QKeySequence(Qt::Key_F2))->isEnabled());
            action(opened, QKeySequence(Qt::Key_F2))->trigger();
            auto* dialog = opened.page->findChild<RunNotesDialog*>();
            QVERIFY(dialog);
            dialog->findChildren<QLineEdit*>()[0]->setText(QStringLiteral("the baseline"));
            dialog->findChildren<QLineEdit*>()[1]->setText(QStringLiteral("seeds, first"));
            dialog->findChild<QPlainTextEdit*>()->setPlainText(QStringLiteral("Looks right."));
            dialog->accept();
            QTRY_VERIFY(opened.table().select(pathOf(folder, "base0"))
                && opened.table().currentIndex().data().toString() == QStringLiteral("the baseline"));
            opened.table().showColumn(RunsModel::Tags, true);
            opened.table().showColumn(opened.table().columns().indexOf(QStringLiteral("num_train_epochs")), true);
            opened.table().showColumn(RunsModel::Speed, false);
            opened.table().header()->moveSection(
                opened.table().header()->visualIndex(RunsModel::Tags), RunsModel::Loss);
            opened.table().setGrouping(RunGrouping::seeds);
            opened.table().setBaseline(pathOf(folder, "base1"));
            QTest::qWait(600);
        }
        const Opened again(folder);
        QTRY_COMPARE(again.model().runCount(), 3);
        QVERIFY(!again.table().isColumnHidden(RunsModel::Tags));
        QVERIFY(again.table().isColumnHidden(RunsModel::Speed));
        QVERIFY(!again.table().isColumnHidden(again.table().columns().indexOf(QStringLiteral("num_train_epochs"))));
        QVERIFY(again.table().isColumnHidden(
            again.table().columns().indexOf(QStringLiteral("per_device_train_batch_size"))));
        QCOMPARE(again.table().header()->visualIndex(RunsModel::Tags), int(RunsModel::Loss));
        QCOMPARE(again.table().grouping(), RunGrouping::seeds);
        QCOMPARE(again.table().baseline(), pathOf(folder, "base1"));
        again.table().setGrouping(RunGrouping::none);
        auto* filter = again.page->findChild<QLineEdit*>();
        filter->setText(QStringLiteral("tag:first"));
        QCOMPARE(again.table().filtered().shownRuns(), 1);
        QCOMPARE(again.text(0, RunsModel::Name), QStringLiteral("the baseline"));
        QCOMPARE(again.text(0, RunsModel::Tags), QStringLiteral("seeds, first"));
    }

    void aFailedRunSaysWhyAndOffersWhatHelps()
    {
        const QTemporaryDir folder;
        writeThree(folder);
        const Opened opened(folder);
        QTRY_COMPARE(opened.model().runCount(), 3);
        opened.table().select(pathOf(folder, "categorical0"));
        const QModelIndex index = opened.table().currentIndex();
        QVERIFY(index.siblingAtColumn(RunsModel::Message)
                    .data()
                    .toString()
                    .contains(QStringLiteral("lower the learning rate")));
        QSignalSpy resumed(opened.page.get(), &Page::resumeRequested);
        QSignalSpy duplicated(opened.page.get(), &Page::duplicateRequested);
        QTRY_VERIFY(opened.page->resumeAction()->isEnabled());
        opened.table().setFocus();
        opened.page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(opened.page.get()));
        QTest::keyClick(&opened.table(), Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
        QTest::keyClick(&opened.table(), Qt::Key_D, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(resumed.value(0).value(0).toString(), pathOf(folder, "categorical0"));
        QCOMPARE(duplicated.value(0).value(0).toString(), pathOf(folder, "categorical0"));
    }

    void warningsAreCountedAndTheirTextsShown()
    {
        const QTemporaryDir folder;
        writeThree(folder);
        {
            runs::RunFolder run(
                runsIn(folder) / "cut", test::trainingRecord("base", "helpful", 2), runs::RunStart::overwrite);
            run.warned("36 of 187 train rows are left out");
            run.warned("the checkpoint step-8 cannot be used");
            run.end(RunState::finished, "", nullptr);
            writeFileAtomically(
                runsIn(folder) / "cut" / "model_peft_last_checkpoint" / "adapter_model.safetensors", "");
        }
        const Opened opened(folder);
        QTRY_COMPARE(opened.model().runCount(), 4);
        const QString cut = QString::fromStdString((runsIn(folder) / "cut").string());
        opened.table().select(cut);
        const QModelIndex cell = opened.table().currentIndex().siblingAtColumn(RunsModel::Message);
        QCOMPARE(cell.data().toString(), QStringLiteral("2 warnings"));
        QVERIFY(cell.data(Qt::ToolTipRole).toString().contains(QStringLiteral("36 of 187 train rows")));
        QTRY_VERIFY(says(opened,
            QStringLiteral("2 warnings: 36 of 187 train rows are left out\nthe checkpoint step-8 cannot be used")));
        opened.table().select(pathOf(folder, "base0"));
        QTRY_VERIFY(!says(opened, QStringLiteral("2 warnings")));
    }

    void theLogOfTheSelectedRunIsReadAndGrows()
    {
        const QTemporaryDir folder;
        const auto place = runsIn(folder) / "one";
        runs::RunFolder run(place, test::trainingRecord("base", "both", 0), runs::RunStart::overwrite);
        run.warned("36 of 187 train rows are left out");
        test::writeRun(runsIn(folder) / "other", test::trainingRecord("base", "both", 1), 40, RunState::stopped);
        const Opened opened(folder);
        QTRY_COMPARE(opened.model().runCount(), 2);
        const LogPanel& log = *opened.page->log();
        opened.table().select(QString::fromStdString(place.string()));
        QTest::qWait(100);
        QVERIFY(log.text().isEmpty()); // nobody looks at it
        button(opened, QStringLiteral("Log"))->click();
        QTRY_VERIFY(log.text().contains(QStringLiteral("warning   36 of 187 train rows are left out")));
        QVERIFY(log.text().contains(QStringLiteral("began     training with dpl")));
        QVERIFY(button(opened, QStringLiteral("Open file"))->isEnabled());
        QVERIFY(button(opened, QStringLiteral("Open file"))->toolTip().contains(QStringLiteral("log.jsonl")));
        run.noted("wrote the checkpoint step-8");
        QTRY_VERIFY_WITH_TIMEOUT(log.text().endsWith(QStringLiteral("wrote the checkpoint step-8")), 15000);
        const QString before = log.text();
        run.end(RunState::failed, "the disk is full", nullptr);
        QTRY_VERIFY_WITH_TIMEOUT(log.text().endsWith(QStringLiteral("failed    the disk is full")), 15000);
        QVERIFY(log.text().startsWith(before));

        opened.table().select(QString::fromStdString((runsIn(folder) / "other").string()), true);
        QTRY_VERIFY(log.text().isEmpty()); // of two runs
        opened.table().select(QString::fromStdString((runsIn(folder) / "other").string()));
        QTRY_VERIFY(log.text().contains(QStringLiteral("stopped   at step 40 of 400")));
        std::filesystem::remove(runsIn(folder) / "other" / "log.jsonl");
        opened.table().select(QString::fromStdString(place.string()));
        opened.table().select(QString::fromStdString((runsIn(folder) / "other").string()));
        QTRY_VERIFY(!button(opened, QStringLiteral("Open file"))->isEnabled()); // as of an earlier version
    }

    void aFinishedRunCanBeTrainedFurther()
    {
        const QTemporaryDir folder;
        writeThree(folder);
        const Opened opened(folder);
        QTRY_COMPARE(opened.model().runCount(), 3);
        QSignalSpy asked(opened.page.get(), &Page::furtherTrainingRequested);
        QAction* further = action(opened, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F));
        opened.table().select(pathOf(folder, "categorical0"));
        QTRY_VERIFY(!further->isEnabled()); // it failed
        opened.table().select(pathOf(folder, "base0"));
        QTRY_VERIFY(further->isEnabled());
        further->trigger();
        QCOMPARE(asked.value(0).value(0).toString(), pathOf(folder, "base0"));
    }

    void opensRunsFromElsewhere()
    {
        const QTemporaryDir folder;
        const QTemporaryDir elsewhere;
        writeThree(folder);
        const auto other = std::filesystem::path(elsewhere.path().toStdString()) / "copied";
        test::writeRun(other, test::trainingRecord("mean_and_variance", "helpful", 4), 200, RunState::stopped);
        const Opened opened(folder);
        QVERIFY(opened.page->openPath(QString::fromStdString(other.string())));
        QTRY_COMPARE(opened.model().runCount(), 4);
        QTRY_COMPARE(
            opened.table().currentIndex().data().toString(), QStringLiteral("helpful · mean and variance · seed 4"));
        QVERIFY(opened.page->openPath(pathOf(folder, "base1")));
        QTRY_COMPARE(opened.table().currentIndex().data(RunsModel::FolderRole).toString(), pathOf(folder, "base1"));
        QVERIFY(!opened.page->openPath(elsewhere.path()));
    }

    void movesToTheTrashAndBack()
    {
        const QTemporaryDir folder;
        writeThree(folder);
        const Opened opened(folder);
        QTRY_COMPARE(opened.model().runCount(), 3);
        opened.table().select(pathOf(folder, "base0"));
        QTRY_VERIFY(opened.page->trashAction()->isEnabled());
        opened.page->trashAction()->trigger();
        QTRY_COMPARE(opened.model().runCount(), 2);
        QTRY_VERIFY(button(opened, QStringLiteral("Put back")));
        auto* back = button(opened, QStringLiteral("Put back"));
        back->click();
        QTRY_COMPARE(opened.model().runCount(), 3);
    }

    void twoThousandFolders()
    {
        const QTemporaryDir folder;
        runs::RunRecord record = test::trainingRecord("base", "both", 0);
        record.state = RunState::finished;
        for (int i = 0; i < 2000; ++i) {
            const auto run = runsIn(folder) / ("sweep" + std::to_string(i % 20)) / "both" / ("run" + std::to_string(i));
            std::filesystem::create_directories(run);
            record.params["seed"] = i;
            record.created = "2026-01-01T00:00:00Z";
            std::ofstream(run / "run.json") << record.toJson().dump();
            std::ofstream(run / "metrics.jsonl") << R"({"series":"train","step":4,"loss":0.6,"accuracy":0.7})" << '\n';
        }
        const Opened opened(folder);
        const Changes listing(opened.model());
        const Changes shown(opened.table().filtered());
        QTRY_COMPARE_WITH_TIMEOUT(opened.model().runCount(), 2000, 60000);
        opened.page->findChild<QLineEdit*>()->setText(QStringLiteral("seed:1999"));
        QCOMPARE(opened.table().filtered().shownRuns(), 1);
        opened.page->findChild<QLineEdit*>()->clear();
        QCOMPARE(opened.table().filtered().shownRuns(), 2000);
        opened.table().sortByColumn(RunsModel::Seed, Qt::DescendingOrder);
        // Few changes that the table follows, however many runs there are.
        QVERIFY2(listing.count() <= 20, qPrintable(QString::number(listing.count())));
        QVERIFY2(shown.count() <= 100, qPrintable(QString::number(shown.count())));
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
        const Opened opened(folder);
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
        const Opened opened(folder);
        QTRY_VERIFY(!opened.curves(0).empty());
        opened.page->exportFigure();
        auto* dialog = opened.page->findChild<ExportDialog*>();
        QVERIFY(dialog);
        dialog->close();
    }

    void looks_data() { test::addLooks(); }

    /// Pictures of the page to look at, of each of its states.
    void looks()
    {
        QFETCH(bool, dark);
        applyTheme(dark ? Theme::dark() : Theme::light());
        const auto light = qScopeGuard([] { applyTheme(Theme::light()); });
        withoutRuns();
        if (!QTest::currentTestFailed()) {
            ofASweep();
        }
        if (!QTest::currentTestFailed()) {
            ofHundreds();
        }
    }

    void cleanupTestCase() { m_running.reset(); }

private:
    /// A page as large as the row of looks_data() says.
    static std::unique_ptr<Opened> openToLookAt(const QTemporaryDir& folder)
    {
        QFETCH(QSize, size);
        auto opened = std::make_unique<Opened>(folder);
        opened->page->resize(test::pageSize(size));
        opened->page->setAutoFillBackground(true);
        return opened;
    }

    static void take(Opened& opened, const char* name)
    {
        QTest::qWait(60); // charts are drawn when the event loop comes to it
        test::savePicture(*opened.page, QString::fromLatin1(name));
    }

    template <typename Button = QAbstractButton> static Button* button(const Opened& opened, const QString& text)
    {
        for (auto* button : opened.page->findChildren<Button*>()) {
            if (button->text() == text && button->isVisible()) {
                return button;
            }
        }
        return nullptr;
    }

    static QAction* action(const Opened& opened, const QKeySequence& keys)
    {
        for (QAction* action : opened.page->paletteActions()) {
            if (action->shortcut() == keys) {
                return action;
            }
        }
        return nullptr;
    }

    static bool says(const Opened& opened, const QString& text)
    {
        const auto labels = opened.page->findChildren<QLabel*>();
        return std::any_of(labels.begin(), labels.end(),
            [&text](const QLabel* label) { return label->isVisible() && label->text().contains(text); });
    }

    void withoutRuns()
    {
        const QTemporaryDir none;
        const auto opened = openToLookAt(none);
        QVERIFY(says(*opened, QStringLiteral("Looking for runs in ")));
        test::savePicture(*opened->page, QStringLiteral("runs-looking"));
        QTRY_VERIFY(opened->page->findChild<EmptyState*>()->isVisible());
        take(*opened, "runs-empty");
    }

    /// 27 runs of a sweep, some of them stopped and one failed, and one of a terminal that goes on as long as the test.
    void makeSweep()
    {
        if (m_sweep) {
            return;
        }
        m_sweep = std::make_unique<QTemporaryDir>();
        const auto root = runsIn(*m_sweep);
        m_running.emplace(
            root / "terminal" / "both" / "base7", test::trainingRecord("base", "both", 7), runs::RunStart::overwrite);
        QElapsedTimer since;
        since.start();
        for (const char* subset : {"both", "helpful", "harmless"}) {
            for (const char* head : {"base", "mean_and_variance", "categorical"}) {
                for (int seed = 0; seed < 3; ++seed) {
                    const bool fails =
                        std::string(head) == "categorical" && std::string(subset) == "harmless" && seed == 0;
                    test::writeRun(root / "paper" / subset / (head + std::to_string(seed)),
                        test::trainingRecord(head, subset, seed),
                        fails           ? 80
                            : seed == 2 ? 240
                                        : 400,
                        fails           ? RunState::failed
                            : seed == 2 ? RunState::stopped
                                        : RunState::finished,
                        fails ? "the loss is not finite at step 80: lower the learning rate" : "");
                }
            }
        }
        for (int step = 4; step <= 280; step += 4) {
            m_running->append(test::trainingMetrics(step, 400, 7, 0.57));
        }
        QTest::qWait(std::max(0, 1100 - int(since.elapsed()))); // a record is written once a second
        m_running->progressed({"Training", 280, 400});
    }

    void ofASweep()
    {
        makeSweep();
        const auto opened = openToLookAt(*m_sweep);
        const auto root = runsIn(*m_sweep);
        const auto select = [&](const char* path, bool add = false) {
            return opened->table().select(QString::fromStdString((root / path).string()), add);
        };
        auto* filter = opened->page->findChild<QLineEdit*>();
        QTRY_COMPARE(opened->model().runCount(), 28);

        QVERIFY(select("terminal/both/base7"));
        QTRY_COMPARE(opened->curves(0).size(), std::size_t(1));
        QCOMPARE(
            opened->table().currentIndex().siblingAtColumn(RunsModel::Share).data().toString(), QStringLiteral("70 %"));
        take(*opened, "runs-running");

        QVERIFY(select("paper/both/mean_and_variance0", true));
        QVERIFY(select("paper/both/categorical0", true));
        QVERIFY(select("paper/both/base0", true));
        QTRY_COMPARE(opened->curves(0).size(), std::size_t(4));
        opened->page->curves()->chart(0)->setFocus();
        QTest::keyClick(opened->page->curves()->chart(0), Qt::Key_Right);
        take(*opened, "runs-selected");
        QTest::keyClick(opened->page->curves()->chart(0), Qt::Key_Escape);
        button(*opened, QStringLiteral("Compare"))->click();
        QVERIFY(opened->page->comparison()->isVisible());
        take(*opened, "runs-compared");
        opened->table().clearSelection();
        take(*opened, "runs-compared-none");
        QVERIFY(select("paper/both/categorical0"));
        button(*opened, QStringLiteral("Log"))->click();
        QTRY_VERIFY(!opened->page->log()->text().isEmpty());
        take(*opened, "runs-log");
        opened->table().clearSelection();
        button(*opened, QStringLiteral("Curves"))->click();
        QTRY_VERIFY(says(*opened, QStringLiteral("select runs above")));
        take(*opened, "runs-none-selected");

        for (const char* run : {"both/base0", "both/base1", "both/mean_and_variance0", "both/mean_and_variance1",
                 "both/categorical0", "both/categorical1"}) {
            QVERIFY(select((std::string("paper/") + run).c_str(), true));
        }
        auto* overSeeds = button(*opened, QStringLiteral("Mean ± sd"));
        auto* logarithmic = button(*opened, QStringLiteral("Log axis"));
        auto* smoothing = opened->page->findChild<QSlider*>();
        overSeeds->click();
        logarithmic->click();
        smoothing->setValue(90);
        QTRY_COMPARE(opened->curves(0).size(), std::size_t(3));
        take(*opened, "runs-over-seeds");
        overSeeds->click();
        logarithmic->click();
        smoothing->setValue(60);
        button(*opened, QStringLiteral("Held-out"))->click();
        QTRY_COMPARE(opened->curves(0).size(), std::size_t(6));
        take(*opened, "runs-held-out");
        button(*opened, QStringLiteral("Train"))->click();

        opened->table().setGrouping(RunGrouping::experiments);
        QVERIFY(select("paper/harmless/categorical0"));
        opened->table().verticalScrollBar()->setValue(0);
        QTRY_VERIFY(says(*opened, QStringLiteral("lower the learning rate")));
        QVERIFY(button<QPushButton>(*opened, QStringLiteral("Resume"))); // what helps, beside why
        take(*opened, "runs-failed");
        opened->table().setGrouping(RunGrouping::seeds);
        take(*opened, "runs-seeds");
        opened->table().setGrouping(RunGrouping::none);
        opened->table().setBaseline(QString::fromStdString((root / "paper/both/base0").string()));
        QVERIFY(select("paper/both/base1"));
        take(*opened, "runs-baseline");
        opened->table().setBaseline({});

        filter->setText(QStringLiteral("head:base subset:both"));
        QCOMPARE(opened->table().filtered().shownRuns(), 4);
        take(*opened, "runs-filtered");
        filter->setText(QStringLiteral("head:base gpt-2"));
        QCOMPARE(opened->table().filtered().shownRuns(), 0);
        take(*opened, "runs-no-match");
        filter->setText(QStringLiteral("hed:base"));
        QVERIFY(says(*opened, QStringLiteral("there is no column or parameter \"hed\"")));
        take(*opened, "runs-wrong-filter");
        filter->clear();

        QVERIFY(select("paper/helpful/base1"));
        button(*opened, QStringLiteral("Columns"))->click();
        QVERIFY(QApplication::activePopupWidget());
        test::savePicture(*QApplication::activePopupWidget(), QStringLiteral("runs-columns"));
        QApplication::activePopupWidget()->close();
        Q_EMIT opened->table().customContextMenuRequested(QPoint(20, 20));
        QVERIFY(QApplication::activePopupWidget());
        test::savePicture(*QApplication::activePopupWidget(), QStringLiteral("runs-menu"));
        QApplication::activePopupWidget()->close();
        QTRY_VERIFY(action(*opened, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_N))->isEnabled());
        action(*opened, QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_N))->trigger();
        auto* notes = opened->page->findChild<RunNotesDialog*>();
        QVERIFY(notes);
        QTest::qWait(20);
        test::savePicture(*notes, QStringLiteral("runs-notes"));
        notes->reject();

        QTRY_VERIFY(opened->page->trashAction()->isEnabled());
        opened->page->trashAction()->trigger();
        QTRY_COMPARE(opened->model().runCount(), 27);
        auto* back = button(*opened, QStringLiteral("Put back"));
        QVERIFY(back);
        take(*opened, "runs-trashed");
        back->click();
        QTRY_COMPARE(opened->model().runCount(), 28);
        QVERIFY(!back->isVisible());
    }

    void ofHundreds()
    {
        if (!m_hundreds) {
            m_hundreds = std::make_unique<QTemporaryDir>();
            for (int i = 0; i < 200; ++i) {
                const char* head = i % 3 == 0 ? "base" : i % 3 == 1 ? "mean_and_variance" : "categorical";
                const char* subset = i % 9 < 3 ? "both" : i % 9 < 6 ? "helpful" : "harmless";
                test::writeRun(runsIn(*m_hundreds) / "ratios" / subset / (head + std::to_string(i)),
                    test::trainingRecord(head, subset, i), 40, i % 17 == 16 ? RunState::stopped : RunState::finished);
            }
        }
        const auto opened = openToLookAt(*m_hundreds);
        QTRY_COMPARE(opened->model().runCount(), 200);
        opened->table().selectAll();
        QTRY_COMPARE(opened->curves(0).size(), std::size_t(64));
        QVERIFY(!opened->page->curves()->chart(0)->figureView()->figure()->panels[0].legend); // it is beside the charts
        QCOMPARE(opened->page->curves()->list()->model().rowCount(), 64);
        QVERIFY(opened->page->curves()->figure().panels[0].legend); // what is exported has nothing beside it
        take(*opened, "runs-200");
    }

    std::unique_ptr<QTemporaryDir> m_sweep;
    std::unique_ptr<QTemporaryDir> m_hundreds;
    std::optional<runs::RunFolder> m_running;
};

DPL_UI_TEST(TestRunsPage)
#include "tst_runs_page.moc"
