#include "base/difference_first.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/job_text.hpp"
#include "jobs/past_runs.hpp"
#include "jobs/synthetic_job.hpp"
#include "jobs/training_job.hpp"
#include "models/job_filter_model.hpp"
#include "models/job_model.hpp"
#include "runs/listed_run.hpp"
#include "ui_test.hpp"

#include <QAbstractItemModelTester>
#include <QMimeData>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

#include <chrono>
#include <memory>
#include <thread>

using namespace dpl;
using namespace dpl::ui;
using namespace std::chrono_literals;

namespace {

JobStatus pastRun(const QString& title, const QString& folder, JobState state = JobState::finished)
{
    JobStatus status;
    status.title = title;
    status.kind = syntheticKind();
    status.folder = folder;
    status.state = state;
    status.progress = {"training", 640, 1000};
    return status;
}

JobRequest waiting(const QString& title, const QString& folder = {})
{
    return {title, syntheticKind(), [folder](JobEvents& events, std::stop_token stop) {
                if (!folder.isEmpty())
                    events.folderChosen(folder);
                events.progressed({"training", 250, 1000});
                while (!stop.stop_requested())
                    std::this_thread::sleep_for(1ms);
                return Completion::stopped;
            }};
}

QStringList titles(const JobModel& model)
{
    QStringList found;
    for (int row = 0; row < model.rowCount(); ++row)
        found.append(model.index(row).data().toString());
    return found;
}

/// "a b" as a list
QStringList list(const char* words)
{
    return QString::fromLatin1(words).split(QLatin1Char(' '));
}

} // namespace

class TestJobModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void noRowIsNoJob()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral(".")));
        JobQueue queue;
        const JobModel model(queue);
        QCOMPARE(model.status({}).id, JobId(0));
    }

    void warningsAreThereOnceEach()
    {
        JobQueue queue;
        JobModel model(queue);
        JobRequest request{QStringLiteral("warns"), syntheticKind(), [](JobEvents& events, std::stop_token) {
                               for (int i = 0; i < 100; ++i)
                                   events.warned("36 of 187 rows are left out");
                               events.warned("a checkpoint is damaged");
                               return Completion::finished;
                           }};
        const JobId id = queue.enqueue(std::move(request));
        QTRY_COMPARE(queue.status(id).state, JobState::finished);
        const QStringList expected{
            QStringLiteral("36 of 187 rows are left out"), QStringLiteral("a checkpoint is damaged")};
        QCOMPARE(model.index(0).data(JobModel::WarningsRole).toStringList(), expected);
        QVERIFY(model.index(0).data(Qt::ToolTipRole).toString().contains(expected.join(u'\n')));
        QVERIFY(model.index(0).data(Qt::AccessibleTextRole).toString().endsWith(QStringLiteral("2 warnings")));

        runs::RunRecord earlier;
        earlier.warnings = {"a checkpoint is damaged"};
        model.setPastRuns({statusOf("runs/earlier", earlier)});
        QCOMPARE(model.index(1).data(JobModel::WarningsRole).toStringList(), expected.mid(1));
    }

    void keepsActiveJobsAboveEndedOnesAndThoseAboveEarlierRuns()
    {
        JobQueue queue;
        JobModel model(queue);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setPastRuns({pastRun(QStringLiteral("old"), QStringLiteral("runs/old"))});

        const JobId a = queue.enqueue(waiting(QStringLiteral("a")));
        const JobId b = queue.enqueue(waiting(QStringLiteral("b")));
        const JobId c = queue.enqueue(waiting(QStringLiteral("c")));
        QCOMPARE(titles(model), list("a b c old"));
        QCOMPARE(model.activeCount(), 3);
        QTRY_COMPARE(queue.status(a).state, JobState::running);
        QTRY_COMPARE(model.index(0).data(JobModel::StateTextRole).toString(), QStringLiteral("running · 25 %"));

        queue.stop(b);
        QCOMPARE(titles(model), list("a c b old"));
        queue.stop(a);
        QTRY_COMPARE(model.activeCount(), 1);
        QCOMPARE(titles(model), list("c a b old"));
        const JobId d = queue.enqueue(waiting(QStringLiteral("d")));
        QCOMPARE(titles(model), list("c d a b old"));
        queue.stop(d);
        queue.stop(c);
        QTRY_COMPARE(model.activeCount(), 0);
        QCOMPARE(titles(model), list("c d a b old"));
        QVERIFY(!model.index(0).data(JobModel::EarlierRole).toBool());
        QVERIFY(model.index(4).data(JobModel::EarlierRole).toBool());
    }

    void showsARunOnceThatThisSessionWorksOn()
    {
        JobQueue queue;
        JobModel model(queue);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QList<JobStatus> past{pastRun(QStringLiteral("x"), QStringLiteral("runs/x")),
            pastRun(QStringLiteral("y"), QStringLiteral("runs/y"), JobState::interrupted),
            pastRun(QStringLiteral("z"), QStringLiteral("runs/z"))};
        model.setPastRuns(past);
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.index(1).data(JobModel::StateTextRole).toString(), QStringLiteral("interrupted · 64 %"));

        const JobId id = queue.enqueue(waiting(QStringLiteral("y again"), QStringLiteral("runs/y")));
        QTRY_COMPARE(titles(model), (QStringList{QStringLiteral("y again"), QStringLiteral("x"), QStringLiteral("z")}));
        model.setPastRuns(past);
        QCOMPARE(titles(model), (QStringList{QStringLiteral("y again"), QStringLiteral("x"), QStringLiteral("z")}));
        model.setPastRuns({});
        QCOMPARE(model.rowCount(), 1);
        queue.stop(id);
        QTRY_VERIFY(!queue.hasActiveJobs());
    }

    void aRunThatWasResumedHasOneEntry()
    {
        JobQueue queue;
        JobModel model(queue);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        for (const char* name : {"first", "second", "third"}) {
            const JobId id = queue.enqueue(waiting(QString::fromLatin1(name), QStringLiteral("runs/x")));
            QTRY_COMPARE(queue.status(id).folder, QStringLiteral("runs/x"));
            QCOMPARE(titles(model), list(name));
            queue.stop(id);
            QTRY_COMPARE(queue.status(id).state, JobState::stopped);
            QCOMPARE(titles(model), list(name));
        }
        const JobId other = queue.enqueue(waiting(QStringLiteral("other"), QStringLiteral("runs/y")));
        QTRY_COMPARE(queue.status(other).folder, QStringLiteral("runs/y"));
        queue.stop(other);
        QTRY_COMPARE(titles(model), list("other third"));
        QCOMPARE(JobModel(queue).rowCount(), 2);
    }

    void tellsAllByRoles()
    {
        JobQueue queue;
        JobModel model(queue);
        JobStatus run = pastRun(QStringLiteral("Synthetic 1-D"), QStringLiteral("runs/one"), JobState::failed);
        run.message = QStringLiteral("Lower the learning rate.");
        model.setPastRuns({run});
        const QModelIndex index = model.index(0);
        QCOMPARE(index.data().toString(), run.title);
        QCOMPARE(index.data(JobModel::KindRole).toString(), run.kind.name);
        QCOMPARE(index.data(JobModel::FolderRole).toString(), run.folder);
        QCOMPARE(index.data(JobModel::MessageRole).toString(), run.message);
        QCOMPARE(index.data(JobModel::StateRole).toInt(), int(JobState::failed));
        QCOMPARE(index.data(JobModel::ShareRole).toDouble(), 0.64);
        QCOMPARE(index.data(JobModel::ProgressTextRole).toString(), QStringLiteral("training · step 640 of 1,000"));
        QCOMPARE(index.data(JobModel::StatusRole).value<JobStatus>().message, run.message);
        QCOMPARE(index.data(Qt::ToolTipRole).toString(), run.title + u'\n' + run.message);
        QVERIFY(index.data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("failed")));
        QCOMPARE(model.status(index).title, run.title);
        QCOMPARE(model.status({}).id, JobId(0));
    }

    void waitingRowsAreDraggedWithinTheQueue()
    {
        JobQueue queue;
        JobModel model(queue);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        connect(&model, &JobModel::moveRequested, &queue, &JobQueue::moveBefore);
        const JobId a = queue.enqueue(waiting(QStringLiteral("a")));
        for (const char* name : {"b", "c", "d"})
            queue.enqueue(waiting(QString::fromLatin1(name)));
        model.setPastRuns({pastRun(QStringLiteral("old"), QStringLiteral("runs/old"))});
        QTRY_COMPARE(queue.status(a).state, JobState::running);
        QVERIFY(!model.flags(model.index(0)).testFlag(Qt::ItemIsDragEnabled));
        QVERIFY(model.flags(model.index(1)).testFlag(Qt::ItemIsDragEnabled));
        QVERIFY(!model.flags(model.index(4)).testFlag(Qt::ItemIsDragEnabled));

        const std::unique_ptr<QMimeData> d(model.mimeData({model.index(3)}));
        QVERIFY(!model.canDropMimeData(d.get(), Qt::MoveAction, 0, 0, {})); // before the running one
        QVERIFY(!model.canDropMimeData(d.get(), Qt::MoveAction, 5, 0, {})); // among earlier runs
        QVERIFY(!model.dropMimeData(d.get(), Qt::MoveAction, 1, 0, {})); // moved, and not for the view to take out
        QCOMPARE(titles(model), list("a d b c old"));
        const std::unique_ptr<QMimeData> again(model.mimeData({model.index(1)}));
        model.dropMimeData(again.get(), Qt::MoveAction, 4, 0, {});
        QCOMPARE(titles(model), list("a b c d old"));

        queue.pause(a);
        QTRY_COMPARE(titles(model), list("b a c d old"));
        QCOMPARE(model.index(1).data(JobModel::StateTextRole).toString(), QStringLiteral("paused · 25 %"));
        queue.stopAll();
        QTRY_VERIFY(!queue.hasActiveJobs());
    }

    void progressIsToldAsSuch()
    {
        JobQueue queue;
        JobModel model(queue);
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        const JobId id = queue.enqueue({QStringLiteral("a"), syntheticKind(), [](JobEvents& events, std::stop_token) {
                                            for (int step = 1; step <= 20; ++step) {
                                                events.progressed({"training", step, 20});
                                                std::this_thread::sleep_for(20ms);
                                            }
                                            return Completion::finished;
                                        }});
        QTRY_COMPARE(queue.status(id).state, JobState::finished);
        int whole = 0;
        for (const QList<QVariant>& change : std::as_const(changes))
            whole += change.at(2).value<QList<int>>() == JobModel::progressRoles() ? 0 : 1;
        QVERIFY(changes.count() > 5);
        QVERIFY2(whole <= 3, qPrintable(QString::number(whole))); // it runs, has a text, has finished
    }

    void whatHasFinishedIsClearedAndStaysAway()
    {
        JobQueue queue;
        JobModel model(queue);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QList<JobStatus> past;
        for (const char* name : {"done", "stopped", "later"})
            past << pastRun(QString::fromLatin1(name), QStringLiteral("runs/") + QLatin1String(name));
        past[0].ended = QStringLiteral("2026-01-01T10:00:00Z");
        past[1].ended = past[0].ended;
        past[1].state = JobState::stopped;
        past[2].ended = QStringLiteral("2999-01-01T12:00:00Z");
        model.setPastRuns(past);
        JobRequest quick = waiting(QStringLiteral("quick"));
        quick.run = [](JobEvents& events, std::stop_token) {
            events.folderChosen(QStringLiteral("runs/quick"));
            return Completion::finished;
        };
        const JobId id = queue.enqueue(std::move(quick));
        QTRY_COMPARE(queue.status(id).state, JobState::finished);
        const JobId active = queue.enqueue(waiting(QStringLiteral("active")));
        QCOMPARE(titles(model), list("active quick done stopped later"));
        model.setCleared(queue.status(id).ended);
        QCOMPARE(titles(model), list("active stopped later"));
        JobStatus quickOnDisk = pastRun(QStringLiteral("quick"), QStringLiteral("runs/quick"));
        quickOnDisk.ended = queue.status(id).ended;
        model.setPastRuns(past + QList{quickOnDisk});
        QCOMPARE(titles(model), list("active stopped later"));
        queue.stop(active);
        QTRY_VERIFY(!queue.hasActiveJobs());
    }

    void whatIsRemovedComesBackWhenAJobWorksOnIt()
    {
        JobQueue queue;
        JobModel model(queue);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QString folder = QStringLiteral("runs/a");
        const JobId id = queue.enqueue(waiting(QStringLiteral("a"), folder));
        const QList<JobStatus> past{pastRun(QStringLiteral("a"), folder, JobState::stopped),
            pastRun(QStringLiteral("b"), QStringLiteral("runs/b"), JobState::failed)};
        QTRY_COMPARE(queue.status(id).folder, folder);
        model.setPastRuns(past);
        model.remove({queue.status(id)}); // not while it is active
        QCOMPARE(titles(model), list("a b"));
        queue.stop(id);
        QTRY_COMPARE(queue.status(id).state, JobState::stopped);
        model.remove({queue.status(id), past[1]});
        QCOMPARE(model.rowCount(), 0);
        model.setPastRuns(past);
        QCOMPARE(model.rowCount(), 0);
        JobRequest again = waiting(QStringLiteral("a"), folder);
        again.folder = folder;
        queue.enqueue(std::move(again));
        QCOMPARE(titles(model), list("a"));
        queue.stopAll();
        QTRY_VERIFY(!queue.hasActiveJobs());
        model.setPastRuns(past);
        QCOMPARE(titles(model), list("a"));
    }

    void aTrainingIsCalledByWhatTellsItFromOthers()
    {
        JobQueue queue;
        queue.setHeldBack(true);
        JobModel model(queue);
        model.setRunsFolder(QStringLiteral("/runs"));
        training::TrainingParams params;
        params.modelName = "/models/SmolLM2";
        params.dataSubset = "helpful";
        params.rewardModelType = "categorical";
        params.seed = 3;
        queue.enqueue(trainingJob(params, "/runs/leak test/helpful/run", {}));
        QCOMPARE(model.index(0).data().toString(), QStringLiteral("helpful · categorical · seed 3"));
        QCOMPARE(model.index(0).data(JobModel::AboutRole).toString(), QStringLiteral("SmolLM2 · leak test"));

        runs::ListedRun listed;
        listed.record.kind = "training";
        listed.head = "base";
        listed.subset = "both";
        listed.seed = 0;
        listed.backbone = "SmolLM2";
        QCOMPARE(statusOf(listed).title, QStringLiteral("both · base · seed 0"));
        QCOMPARE(statusOf(listed).about, QStringLiteral("SmolLM2"));
        listed.notes.name = "the one";
        QCOMPARE(statusOf(listed).title, QStringLiteral("the one"));
        queue.stopAll();
    }

    void aSearchFindsAllItsWordsWhereverTheyAre()
    {
        JobQueue queue;
        queue.setHeldBack(true);
        JobModel model(queue);
        JobFilterModel filtered(model);
        const QAbstractItemModelTester tester(&filtered, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setPastRuns({pastRun(QStringLiteral("base seed 1"), QStringLiteral("runs/leak/x")),
            pastRun(QStringLiteral("base seed 2"), QStringLiteral("runs/other/y"), JobState::failed)});
        queue.enqueue(waiting(QStringLiteral("waits")));
        QCOMPARE(filtered.rowCount(), 3);
        QVERIFY(filtered.beginsSection(filtered.index(0, 0)));
        QVERIFY(filtered.beginsSection(filtered.index(1, 0)) && filtered.isEarlier(filtered.index(1, 0)));
        QVERIFY(!filtered.beginsSection(filtered.index(2, 0)));
        filtered.setSearch(QStringLiteral(" FAILED  base "));
        QCOMPARE(filtered.rowCount(), 1);
        QCOMPARE(filtered.status(filtered.index(0, 0)).title, QStringLiteral("base seed 2"));
        QVERIFY(filtered.beginsSection(filtered.index(0, 0)));
        filtered.setSearch(QStringLiteral("leak base"));
        QCOMPARE(filtered.status(filtered.index(0, 0)).title, QStringLiteral("base seed 1"));
        filtered.setSearch(QStringLiteral("queued"));
        QCOMPARE(filtered.status(filtered.index(0, 0)).title, QStringLiteral("waits"));
        queue.stopAll();
        QCOMPARE(filtered.rowCount(), 0); // it is queued no more
        filtered.setSearch({});
        QCOMPARE(filtered.rowCount(), 3);
    }

    void whatIsCutShowsItsDifferenceFirst()
    {
        const QFontMetrics metrics{QFont()};
        const QString name = QStringLiteral("mean and variance · helpful · seed 3");
        const QStringList beside{QStringLiteral("mean and variance · helpful · seed 2"), QStringLiteral("base · both")};
        QCOMPARE(differenceFirst(name, beside, metrics, metrics.horizontalAdvance(name)), name);
        const int tight = metrics.horizontalAdvance(name) - 1;
        QCOMPARE(differenceFirst(name, beside, metrics, tight), QStringLiteral("… seed 3"));
        QCOMPARE(differenceFirst(name, beside.mid(1), metrics, tight), metrics.elidedText(name, Qt::ElideRight, tight));
        QCOMPARE(differenceFirst(name, {name}, metrics, tight), QStringLiteral("… seed 3")); // rather than nothing
    }

    void aSecondLineBreaksBetweenParts()
    {
        const QFontMetrics metrics{QFont()};
        const QString name = QStringLiteral("both · mean and variance · seed 3");
        const QStringList beside{QStringLiteral("both · mean and variance · seed 2")};
        const auto width = [&metrics](const char* text) { return metrics.horizontalAdvance(QString::fromUtf8(text)); };
        QCOMPARE(differenceFirstLines(name, beside, metrics, metrics.horizontalAdvance(name)), QStringList{name});
        QCOMPARE(differenceFirstLines(name, beside, metrics, width("both · mean and variance")),
            (QStringList{QStringLiteral("both · mean and variance"), QStringLiteral("seed 3")}));
        QCOMPARE(differenceFirstLines(name, beside, metrics, width("mean and v")),
            QStringList{QStringLiteral("… seed 3")}); // what does not fit on two either
    }

    void whatHasNotBegunSaysWhatItWaitsFor()
    {
        QCOMPARE(waitingText(JobState::queued), QStringLiteral("It is waiting for its turn."));
        QCOMPARE(waitingText(JobState::paused), QStringLiteral("It is paused. Resume it in Jobs (Ctrl+J)."));
        QCOMPARE(waitingText(JobState::running), QString());
    }

    void startsWithTheJobsThatTheQueueHas()
    {
        JobQueue queue;
        queue.enqueue(waiting(QStringLiteral("first")));
        const JobModel model(queue);
        QCOMPARE(model.rowCount(), 1);
    }
};

DPL_UI_TEST(TestJobModel)
#include "tst_job_model.moc"
