// The runs on the Runs page: found, listed, filtered, named, moved to the trash, and what is told of the selected ones.

#include "base/resources.hpp"
#include "base/theme.hpp"
#include "jobs/training_job.hpp"
#include "models/runs_filter_model.hpp"
#include "opened_runs.hpp"
#include "pages/runs/column_chooser.hpp"
#include "pages/runs/compare_panel.hpp"
#include "pages/runs/log_panel.hpp"
#include "pages/runs/run_notes_dialog.hpp"
#include "runs/run_folder.hpp"
#include "widgets/apply_theme.hpp"
#include "widgets/empty_state.hpp"

#include <QHeaderView>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QSlider>

#include <array>
#include <fstream>
#include <thread>

using namespace dpl;
using namespace dpl::ui;
using runs::RunState;
using test::OpenedRuns;
using test::pathOf;
using test::runsIn;
using test::writeThree;

namespace {

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

} // namespace

class TestRunsPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(test::makeTrashOfTests());
        loadResources();
        applyTheme(Theme::light());
    }

    void withoutRunsItOffersToTrain()
    {
        const QTemporaryDir folder;
        const OpenedRuns opened(folder);
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
        const OpenedRuns opened(folder);
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
        const OpenedRuns opened(folder);
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
        const OpenedRuns opened(folder);
        QTRY_COMPARE(opened.model().runCount(), 3);
        opened.page->findChild<QSlider*>()->setValue(1);
        QTRY_VERIFY(
            !opened.settings.value(known::pageParameters(QStringLiteral("runs"))).contains(QStringLiteral("much")));
    }

    void theTableIsExportedAsItIsShown()
    {
        const QTemporaryDir folder;
        writeThree(folder);
        const OpenedRuns opened(folder);
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

    void whatIsComparedAndExportedHasTheStatesOfTheTable()
    {
        const QTemporaryDir folder;
        writeThree(folder);
        test::writeRun(runsIn(folder) / "paper" / "both" / "base2", test::trainingRecord("base", "both", 2), 120,
            runs::RunState::stopped);
        OpenedRuns opened(folder);
        QTRY_COMPARE(opened.model().runCount(), 4);
        opened.table().select(pathOf(folder, "base2"));
        const auto compared = [&opened] {
            const auto tables = opened.page->comparison()->tables();
            return tables.empty() ? QString() : QString::fromStdString(report::cellText(tables.back().rows[0][1]));
        };
        QTRY_COMPARE(compared(), QStringLiteral("stopped"));
        opened.queue.setHeldBack(true);
        const JobId id = opened.queue.enqueue(trainingJob({}, pathOf(folder, "base2").toStdString(), {}));
        opened.queue.pause(id);
        QTRY_COMPARE(compared(), QStringLiteral("paused"));
        bool isExported = false;
        for (const auto& row : opened.table().shownTable().rows) {
            for (const auto& cell : row) {
                isExported = isExported || report::cellText(cell) == "paused";
            }
        }
        QVERIFY(isExported);
        opened.queue.stopAll();
    }

    void columnsAreFoundAndChecked()
    {
        const QTemporaryDir folder;
        writeThree(folder);
        const OpenedRuns opened(folder);
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
        const OpenedRuns opened(folder);
        QTRY_COMPARE(opened.model().runCount(), 3);
        opened.table().setGrouping(RunGrouping::seeds);
        for (const int column : {RunsModel::Loss, RunsModel::Accuracy, RunsModel::HeldOutAccuracy, RunsModel::Speed}) {
            QVERIFY2(opened.table().columnWidth(column)
                    > static_cast<const QAbstractItemView&>(opened.table()).sizeHintForColumn(column),
                "at once, and not after a while");
        }
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
            const OpenedRuns opened(folder);
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
        const OpenedRuns again(folder);
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
        const OpenedRuns opened(folder);
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
        const OpenedRuns opened(folder);
        QTRY_COMPARE(opened.model().runCount(), 4);
        const QString cut = QString::fromStdString((runsIn(folder) / "cut").string());
        opened.table().select(pathOf(folder, "base1"));
        const auto* compare = button(opened, QStringLiteral("Compare"));
        const auto place = [&] { return compare->mapTo(opened.page.get(), QPoint()); };
        const QPoint before = place();
        opened.table().select(cut);
        const QModelIndex cell = opened.table().currentIndex().siblingAtColumn(RunsModel::Message);
        QCOMPARE(cell.data().toString(), QStringLiteral("2 warnings"));
        QVERIFY(cell.data(Qt::ToolTipRole).toString().contains(QStringLiteral("36 of 187 train rows")));
        QTRY_VERIFY(says(opened,
            QStringLiteral("2 warnings: 36 of 187 train rows are left out\nthe checkpoint step-8 cannot be used")));
        QTest::qWait(50);
        QCOMPARE(place(), before); // the buttons stay under the mouse
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
        const OpenedRuns opened(folder);
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
        const OpenedRuns opened(folder);
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
        const OpenedRuns opened(folder);
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
        const OpenedRuns opened(folder);
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
        const OpenedRuns opened(folder);
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
};

DPL_UI_TEST(TestRunsPage)
#include "tst_runs_page.moc"
