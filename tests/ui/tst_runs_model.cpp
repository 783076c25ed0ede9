#include "jobs/evaluation_job.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/score_text_job.hpp"
#include "jobs/sweep_job.hpp"
#include "jobs/training_job.hpp"
#include "models/checkpoint_model.hpp"
#include "models/report_table_model.hpp"
#include "models/runs_filter_model.hpp"
#include "models/runs_model.hpp"
#include "records/found_checkpoint.hpp"
#include "ui/run_folders.hpp"
#include "ui_test.hpp"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <set>

using namespace dpl;
using namespace dpl::ui;

namespace {

using Runs = std::vector<std::shared_ptr<const runs::ListedRun>>;

std::shared_ptr<runs::ListedRun> listed(
    const std::string& experiment, const std::string& head, int seed, std::optional<double> loss = {})
{
    const std::filesystem::path folder = "/runs/" + experiment + "/both/" + head + std::to_string(seed);
    auto run = std::make_shared<runs::ListedRun>(
        runs::plannedRun(folder, "/runs", "training", head, test::trainingRecord(head, "both", seed).params));
    run->record.state = runs::RunState::finished;
    run->record.created = "2026-01-0" + std::to_string(seed % 9 + 1) + "T00:00:00Z";
    run->loss = loss;
    return run;
}

QStringList names(const QAbstractItemModel& model, const QModelIndex& parent = {})
{
    QStringList list;
    for (int row = 0; row < model.rowCount(parent); ++row) {
        list << model.index(row, 0, parent).data().toString();
    }
    return list;
}

/// Counts what is asked of it, as sorting does.
class CountingModel final : public RunsModel {
public:
    using RunsModel::RunsModel;

    QVariant data(const QModelIndex& index, int role) const override
    {
        ++asked;
        return RunsModel::data(index, role);
    }

    mutable int asked = 0;
};

} // namespace

class TestRunsModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// The same in the table, in Evaluate's list and in what summaries and inspections draw.
    void aModelHasItsColourWhereverItIsSeen()
    {
        std::set<int> seen;
        for (const char* head : {"base", "mean_and_variance", "categorical"}) {
            for (const data::DataSubset subset : data::allDataSubsets) {
                const records::ModelKey key{preference::rewardHeadFromString(head), subset};
                auto run = std::make_shared<runs::ListedRun>(runs::plannedRun(
                    "/runs/a", "/runs", "training", head, test::trainingRecord(head, toString(subset), 0).params));
                RunsModel runs;
                runs.setRuns({run});
                const int role = runs.index(0, 0).data(RunsModel::SeriesRoleRole).toInt();
                QCOMPARE(role, int(records::roleOf(key)));
                auto found = std::make_shared<records::FoundCheckpoint>();
                found->outputs = key.head->outputCount(preference::HeadOptions());
                found->namedHead = key.head;
                found->trainSet = subset;
                CheckpointModel checkpoints;
                checkpoints.setCheckpoints({found}, QStringLiteral("/"));
                QCOMPARE(checkpoints.index(0, 0).data(ReportTableModel::SeriesRoleRole).toInt(), role);
                seen.insert(role);
            }
        }
        QCOMPARE(seen.size(), std::size_t(9)); // two models of one head differ
    }

    void rowsComeChangeAndGo()
    {
        RunsModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRuns({listed("paper", "base", 0, 0.6), listed("paper", "base", 1)});
        QCOMPARE(names(model),
            (QStringList{QStringLiteral("both · base · seed 0"), QStringLiteral("both · base · seed 1")}));
        QCOMPARE(model.index(0, RunsModel::Loss).data().toString(), QStringLiteral("0.6000"));
        QCOMPARE(model.index(1, RunsModel::Loss).data().toString(), QStringLiteral("–"));
        const QPersistentModelIndex second(model.index(1, 0));
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        model.setRuns({listed("paper", "base", 1, 0.5), listed("paper", "categorical", 2)});
        QCOMPARE(resets.count(), 0); // selections stay
        QVERIFY(second.isValid());
        QCOMPARE(second.row(), 0);
        QCOMPARE(changes.count(), 1);
        QCOMPARE(model.runCount(), 2);
        model.setRuns({});
        QCOMPARE(model.rowCount(), 0);
    }

    void groupsBelowTheirExperiments()
    {
        RunsModel model;
        RunsFilterModel filtered(&model);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QAbstractItemModelTester filteredTester(
            &filtered, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRuns({listed("paper", "base", 0), listed("seeds", "base", 1), listed("paper", "categorical", 2)});
        model.setGrouping(RunGrouping::experiments);
        QCOMPARE(model.rowCount(), 2);
        QVERIFY(model.index(0, 0).data().toString().startsWith(QStringLiteral("paper · 2")));
        QCOMPARE(names(model, model.index(0, 0)).size(), 2);
        QVERIFY(!model.row(model.index(0, 0)));
        filtered.setFilter(QStringLiteral("head:categorical"));
        QCOMPARE(filtered.shownRuns(), 1);
        filtered.setFilter({});
        model.setRuns({listed("seeds", "base", 1), listed("third", "base", 5)}); // a group goes, another comes
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(filtered.shownRuns(), 2);
        QVERIFY(model.indexOf(QStringLiteral("/runs/third/both/base5")).parent().isValid());
        model.setGrouping(RunGrouping::none);
        QCOMPARE(model.rowCount(), 2);
    }

    void aGroupSaysHowManyShowAndWhatTheyReached()
    {
        RunsModel model;
        RunsFilterModel filtered(&model);
        const QAbstractItemModelTester tester(&filtered, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRuns({listed("paper", "base", 0, 0.60), listed("paper", "base", 1, 0.64),
            listed("paper", "categorical", 2, 0.70), listed("seeds", "base", 1)});
        model.setGrouping(RunGrouping::experiments);
        QCOMPARE(names(filtered), (QStringList{QStringLiteral("paper · 3 runs"), QStringLiteral("seeds · 1 run")}));
        const auto cell = [&](int group, int column) { return filtered.index(group, column).data().toString(); };
        QCOMPARE(cell(0, RunsModel::Loss), QStringLiteral("0.6467 ± 0.0503"));
        QCOMPARE(cell(0, RunsModel::Head), QString()); // they differ in it
        QCOMPARE(cell(0, RunsModel::Subset), QStringLiteral("both"));
        QCOMPARE(cell(1, RunsModel::Loss), QStringLiteral("–"));
        filtered.setFilter(QStringLiteral("head:base loss<1"));
        QCOMPARE(names(filtered), QStringList{QStringLiteral("paper · 2 of 3 runs")});
        QCOMPARE(cell(0, RunsModel::Loss), QStringLiteral("0.6200 ± 0.0283"));
        QCOMPARE(cell(0, RunsModel::Head), QStringLiteral("base"));
    }

    void seedsTogetherAreAGroup()
    {
        RunsModel model;
        RunsFilterModel filtered(&model);
        const QAbstractItemModelTester tester(&filtered, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRuns({listed("paper", "base", 0, 0.6), listed("paper", "base", 1, 0.7),
            listed("paper", "categorical", 0, 0.5), listed("again", "base", 0, 0.9)});
        model.setGrouping(RunGrouping::seeds);
        QCOMPARE(names(filtered),
            (QStringList{QStringLiteral("both · base · 2 runs"), QStringLiteral("both · categorical · 1 run"),
                QStringLiteral("both · base · 1 run")})); // of another experiment
        QCOMPARE(filtered.index(2, RunsModel::Experiment).data().toString(), QStringLiteral("again"));
        filtered.sort(RunsModel::Loss, Qt::AscendingOrder); // by the means
        QCOMPARE(filtered.index(0, RunsModel::Loss).data().toString(), QStringLiteral("0.5000"));
        QCOMPARE(filtered.index(1, RunsModel::Loss).data().toString(), QStringLiteral("0.6500 ± 0.0707"));
    }

    void everyParameterIsAColumn()
    {
        RunsModel model;
        RunsFilterModel filtered(&model);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        filtered.setFilter(QStringLiteral("num_train_epochs=2"));
        QVERIFY(filtered.problem().contains(QStringLiteral("num_train_epochs"))); // no run has it
        model.setRuns({listed("paper", "base", 0), listed("paper", "base", 1)});
        QVERIFY(filtered.problem().isEmpty());
        QCOMPARE(filtered.shownRuns(), 2);
        const int epochs = model.columns().indexOf(QStringLiteral("num_train_epochs"));
        QVERIFY(epochs >= RunsModel::ColumnCount);
        QCOMPARE(
            model.headerData(epochs, Qt::Horizontal, Qt::DisplayRole).toString(), QStringLiteral("num_train_epochs"));
        QCOMPARE(model.index(0, epochs).data().toString(), QStringLiteral("2"));
        QVERIFY(model.columns().indexOf(QStringLiteral("learning_rate")) < RunsModel::ColumnCount); // it has one anyway
        auto other = listed("paper", "base", 2);
        other->record.params["lora_r"] = 16;
        const int before = model.columnCount();
        model.setRuns({listed("paper", "base", 0), other});
        QCOMPARE(model.columnCount(), before + 1);
        QCOMPARE(model.index(1, before).data().toString(), QStringLiteral("16"));
        QCOMPARE(model.index(0, before).data().toString(), QStringLiteral("–"));
    }

    void resultsAreComparedWithTheBaseline()
    {
        RunsModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRuns({listed("paper", "base", 0, 0.6), listed("paper", "base", 1, 0.58), listed("paper", "base", 2)});
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        model.setBaseline(QStringLiteral("/runs/paper/both/base0"));
        QCOMPARE(changes.count(), 1);
        const auto cell = [&](int row, int column) { return model.index(row, column).data().toString(); };
        QCOMPARE(cell(0, RunsModel::Name), QStringLiteral("both · base · seed 0 (baseline)"));
        QCOMPARE(cell(0, RunsModel::Loss), QStringLiteral("0.6000"));
        QCOMPARE(cell(1, RunsModel::Loss), QStringLiteral("0.5800 (−0.0200)"));
        QCOMPARE(cell(2, RunsModel::Loss), QStringLiteral("–"));
        QCOMPARE(cell(1, RunsModel::Seed), QStringLiteral("1")); // no result
        model.setBaseline(QStringLiteral("/runs/gone"));
        QCOMPARE(cell(1, RunsModel::Loss), QStringLiteral("0.5800"));
    }

    void aJobThatWaitsForADoneOrBusyRunChangesNothingOfIt()
    {
        RunsModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRunsFolder(QStringLiteral("/runs"));
        auto busy = listed("paper", "base", 1);
        busy->record.state = runs::RunState::running;
        auto stopped = listed("paper", "base", 2);
        stopped->record.state = runs::RunState::stopped;
        model.setRuns({listed("paper", "base", 0, 0.6), busy, stopped});
        JobStatus job;
        job.kind = trainingKind();
        for (int seed = 0; seed < 3; ++seed) {
            job.id = seed + 1;
            job.folder = QStringLiteral("/runs/paper/both/base%1").arg(seed);
            job.state = JobState::queued;
            model.setJob(job, {});
        }
        const auto state = [&](int row) { return model.index(row, RunsModel::State).data().toString(); };
        QTRY_COMPARE(state(2), QStringLiteral("queued")); // it will go on
        QCOMPARE(state(0), QStringLiteral("finished"));
        QCOMPARE(state(1), QStringLiteral("running"));
        QCOMPARE(model.index(0, RunsModel::Share).data().toString(), QStringLiteral("100 %"));
    }

    void ofTwoJobsOfAFolderTheOneAtWorkShows()
    {
        RunsModel model;
        model.setRunsFolder(QStringLiteral("/runs"));
        JobStatus first;
        first.id = 1;
        first.kind = trainingKind();
        first.folder = QStringLiteral("/runs/paper/both/base0");
        first.state = JobState::running;
        first.progress = {"Training", 91, 100};
        const Json recipe{{"params", test::trainingRecord("base", "both", 0).params}};
        model.setJob(first, recipe);
        JobStatus second = first;
        second.id = 2;
        second.state = JobState::queued;
        second.progress = {};
        model.setJob(second, recipe);
        QTRY_COMPARE(model.rowCount(), 1);
        QCOMPARE(model.index(0, RunsModel::State).data().toString(), QStringLiteral("running"));
        QCOMPARE(model.index(0, RunsModel::Share).data().toString(), QStringLiteral("91 %"));
        first.state = JobState::failed;
        model.setJob(first, recipe);
        QTRY_COMPARE(model.index(0, RunsModel::State).data().toString(), QStringLiteral("queued"));
    }

    void aMissingHeldOutNumberHasItsReasonInTheTooltip()
    {
        auto run = listed("paper", "base", 0);
        run->record.params["eval_steps"] = 0;
        RunsModel model;
        model.setRuns({run});
        const QModelIndex cell = model.index(0, RunsModel::HeldOutAccuracy);
        QCOMPARE(cell.data().toString(), QStringLiteral("–"));
        QVERIFY(cell.data(Qt::ToolTipRole).toString().contains(QStringLiteral("eval_steps is 0")));
    }

    void sortsByNumbersWithNothingLast()
    {
        RunsModel model;
        RunsFilterModel filtered(&model);
        model.setRuns({listed("a", "base", 0, 0.6), listed("a", "base", 1), listed("a", "base", 2, 10.0),
            listed("a", "base", 3, 2.0)});
        filtered.sort(RunsModel::Loss, Qt::AscendingOrder);
        QCOMPARE(names(filtered),
            (QStringList{QStringLiteral("both · base · seed 0"), QStringLiteral("both · base · seed 3"),
                QStringLiteral("both · base · seed 2"), QStringLiteral("both · base · seed 1")}));
        filtered.sort(RunsModel::Loss, Qt::DescendingOrder);
        QCOMPARE(names(filtered),
            (QStringList{QStringLiteral("both · base · seed 2"), QStringLiteral("both · base · seed 3"),
                QStringLiteral("both · base · seed 0"), QStringLiteral("both · base · seed 1")}));
        filtered.setFilter(QStringLiteral("state:finished seed:3"));
        QCOMPARE(names(filtered), QStringList{QStringLiteral("both · base · seed 3")});
        filtered.setFilter(QStringLiteral("stat:finished"));
        QVERIFY(filtered.problem().contains(QStringLiteral("stat")));
    }

    void aJobAndItsFolderAreOneRow()
    {
        RunsModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRunsFolder(QStringLiteral("/runs"));
        JobStatus job;
        job.id = 1;
        job.title = QStringLiteral("base on both");
        job.kind = trainingKind();
        job.folder = QStringLiteral("/runs/paper/both/base0");
        job.state = JobState::queued;
        model.setJob(job, {{"params", test::trainingRecord("base", "both", 0).params}});
        QTRY_COMPARE(model.rowCount(), 1);
        QCOMPARE(model.index(0, RunsModel::State).data().toString(), QStringLiteral("queued"));
        QCOMPARE(model.index(0, RunsModel::Name).data().toString(), QStringLiteral("both · base · seed 0"));
        auto run = listed("paper", "base", 0, 0.6);
        run->record.state = runs::RunState::running;
        run->record.totalSteps = 100;
        model.setRuns({run});
        job.state = JobState::running;
        job.progress = {"Training", 30, 100};
        model.setJob(job, {});
        QTRY_COMPARE(model.index(0, RunsModel::Share).data().toString(), QStringLiteral("30 %"));
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.runningCount(), 1);
        auto failed = listed("paper", "base", 0);
        failed->record.state = runs::RunState::failed;
        failed->record.message = "the loss is not finite at step 40: lower the learning rate";
        job.state = JobState::failed;
        model.setJob(job, {});
        model.setRuns({failed});
        QCOMPARE(model.index(0, RunsModel::State).data().toString(), QStringLiteral("failed"));
        QVERIFY(
            model.index(0, RunsModel::Message).data().toString().contains(QStringLiteral("lower the learning rate")));
    }

    void onlyJobsThatMakeRunsAreRows()
    {
        RunsModel model;
        model.setRunsFolder(QStringLiteral("/runs"));
        for (const JobKind& kind : {evaluationKind(), scoringKind(), scoreTextKind(), sweepKind()}) {
            JobStatus job;
            job.id = 1;
            job.kind = kind;
            job.folder = QStringLiteral("/runs/paper/") + kind.name;
            job.state = JobState::running;
            model.setJob(job, {{"params", {{"model", "m"}}}});
        }
        QTest::qWait(250); // longer than jobs are gathered for
        QCOMPARE(model.rowCount(), 0);
    }

    void aFinishedRunWithoutItsModelSaysSo()
    {
        auto gone = listed("paper", "base", 0, 0.6);
        gone->modelIsGone = true;
        gone->notes.note = "mine";
        RunsModel model;
        model.setRuns({gone});
        QVERIFY(
            model.index(0, RunsModel::Message).data().toString().contains(QStringLiteral("no longer in its folder")));
        QCOMPARE(model.index(0, RunsModel::State).data().toString(), QStringLiteral("finished"));
    }

    void progressOfAJobChangesItsRowAlone()
    {
        Runs many;
        for (int i = 0; i < 200; ++i) {
            many.push_back(listed("paper", "base", i));
        }
        RunsModel model;
        model.setRuns(many);
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        JobStatus job;
        job.id = 1;
        job.kind = trainingKind();
        job.folder = QStringLiteral("/runs/paper/both/base7");
        job.state = JobState::running;
        for (int step = 1; step <= 5; ++step) {
            job.progress = {"Training", step, 10};
            model.setJob(job, {}); // within a tick: shown once
        }
        QTRY_COMPARE(changes.count(), 1);
        QCOMPARE(changes.first().at(0).toModelIndex().row(), 7);
        QCOMPARE(changes.first().at(1).toModelIndex().row(), 7);
        QCOMPARE(model.index(7, RunsModel::Share).data().toString(), QStringLiteral("50 %"));
        QCOMPARE(model.indexOf(job.folder).row(), 7);
        many.erase(many.begin());
        model.setRuns(many);
        QCOMPARE(model.indexOf(job.folder).row(), 6);
        changes.clear();
        job.progress.step = 6;
        model.setJob(job, {});
        QTRY_COMPARE(changes.count(), 1);
        QCOMPARE(changes.first().at(0).toModelIndex().row(), 6);
        job.state = JobState::finished; // what it ended as is on disk
        model.setJob(job, {});
        QTRY_COMPARE(model.index(6, RunsModel::State).data().toString(), QStringLiteral("finished"));
        QCOMPARE(resets.count(), 0);
    }

    void whatIsNotWatchedChangesNoRow()
    {
        RunsModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRunsFolder(QStringLiteral("/runs"));
        model.setRuns({listed("paper", "base", 0)});
        model.setWatched(false);
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        JobStatus job;
        job.id = 1;
        job.kind = trainingKind();
        job.folder = QStringLiteral("/runs/paper/both/base0");
        job.state = JobState::running;
        model.setJob(job, {});
        JobStatus planned = job;
        planned.id = 2;
        planned.folder = QStringLiteral("/runs/paper/both/base1");
        planned.state = JobState::queued;
        model.setJob(planned, {{"params", test::trainingRecord("base", "both", 1).params}});
        QTest::qWait(250); // longer than jobs are gathered for
        QCOMPARE(changes.count(), 0);
        QCOMPARE(model.rowCount(), 1);
        model.setWatched(true);
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, RunsModel::State).data().toString(), QStringLiteral("running"));
        planned.state = JobState::stopped;
        model.setJob(planned, {});
        QTRY_COMPARE(model.rowCount(), 1);
    }

    void twoThousandRunsDoNotHoldTheWindowUp()
    {
        Runs many;
        for (int i = 0; i < 2000; ++i) {
            many.push_back(listed(
                "sweep" + std::to_string(i % 20), i % 2 ? "base" : "categorical", i, 0.5 + (i * 7919 % 2000) / 2000.0));
        }
        CountingModel model;
        RunsFilterModel filtered(&model);
        filtered.sort(RunsModel::Created, Qt::DescendingOrder);
        int signalsOf = 0; // that a view would follow
        const auto count = [&signalsOf] { ++signalsOf; };
        for (QAbstractItemModel* told :
            {static_cast<QAbstractItemModel*>(&model), static_cast<QAbstractItemModel*>(&filtered)}) {
            connect(told, &QAbstractItemModel::modelReset, this, count);
            connect(told, &QAbstractItemModel::rowsInserted, this, count);
            connect(told, &QAbstractItemModel::rowsRemoved, this, count);
            connect(told, &QAbstractItemModel::layoutChanged, this, count);
            connect(told, &QAbstractItemModel::dataChanged, this, count);
        }
        const auto work = [&](auto call) {
            signalsOf = 0;
            model.asked = 0;
            call();
            filtered.shownRuns(); // sorts and filters now, if it has not
            return std::pair(signalsOf, model.asked);
        };
        const auto filled = work([&] { model.setRuns(many); });
        const auto again = work([&] { model.setRuns(many); });
        const auto sorted = work([&] { filtered.sort(RunsModel::Loss); });
        const auto found = work([&] { filtered.setFilter(QStringLiteral("head:base sweep3")); });
        QCOMPARE(filtered.shownRuns(), 100); // of "sweep3" and "sweep13", the odd ones
        // Views follow few signals, however many runs there are.
        QVERIFY2(filled.first <= 4, qPrintable(QString::number(filled.first)));
        QCOMPARE(again.first, 0);
        QVERIFY2(sorted.first <= 4, qPrintable(QString::number(sorted.first)));
        QVERIFY2(found.first <= 200, qPrintable(QString::number(found.first))); // rows go in ranges between those kept
        // And sorting asks for values as often as comparisons by halves need them: n log n of them, each of two rows.
        for (const int asked : {filled.second, again.second, sorted.second, found.second}) {
            QVERIFY2(asked <= 6 * 2000 * 11, qPrintable(QString::number(asked)));
        }
    }
};

DPL_UI_TEST(TestRunsModel)
#include "tst_runs_model.moc"
