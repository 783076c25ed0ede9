#include "jobs/evaluation_job.hpp"
#include "jobs/job_kinds.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/score_text_job.hpp"
#include "jobs/sweep_job.hpp"
#include "jobs/synthetic_job.hpp"
#include "jobs/training_job.hpp"
#include "models/job_model.hpp"
#include "no_places.hpp"
#include "pages/synthetic/parameter_form.hpp"
#include "pages/synthetic/synthetic_page.hpp"
#include "pages/train/train_page.hpp"
#include "pages/train/training_form.hpp"
#include "pretended_devices.hpp"
#include "sample_pages.hpp"
#include "settings/settings.hpp"
#include "shell/job_actions.hpp"
#include "shell/jobs_panel.hpp"
#include "shell/main_window.hpp"
#include "shell/saved_queue.hpp"
#include "ui_test.hpp"

#include "base/error.hpp"

#include <QFile>
#include <QListView>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <chrono>
#include <thread>

using namespace dpl;
using namespace dpl::ui;
using namespace std::chrono_literals;

namespace {

/// What a kind that is not shipped shows: how far it counted.
struct Count {
    int value = 0;
};

JobKind countingKind();

/// Counts to a number; to a negative one until it is stopped.
JobRequest countingJob(int to)
{
    JobRequest request;
    request.title = QStringLiteral("Count to %1").arg(to);
    request.kind = countingKind();
    request.folder = QStringLiteral("counts/%1.txt").arg(to);
    request.recipe = request.kind.recipe({{"to", to}});
    request.run = [to](JobEvents& events, std::stop_token stop) {
        for (int i = 0; i < to || to < 0; ++i) {
            if (stop.stop_requested())
                return Completion::stopped;
            std::this_thread::sleep_for(1ms);
        }
        events.publish(std::make_shared<const Count>(Count{to}));
        return Completion::finished;
    };
    return request;
}

JobRequest countingJobOf(const Json& recipe, const ComputeOptions&)
{
    return countingJob(int(JsonObject(recipe, "job").integer("to")));
}

JobKind countingKind()
{
    return {
        .name = QStringLiteral("count"),
        .fromRecipe = countingJobOf,
        .snapshot = typeid(Count),
        .product = JobProduct::file,
        .resuming = JobResuming::fromRecipe,
        .opening = JobOpening::whenFinished,
        .page = QStringLiteral("results"),
    };
}

JobStatus jobOf(const JobKind& kind, JobState state, JobId id = 1)
{
    JobStatus status;
    status.id = id;
    status.kind = kind;
    status.folder = QStringLiteral("runs/a");
    status.folderExists = true;
    status.state = state;
    return status;
}

bool can(const JobStatus& status, JobAction action)
{
    return possibleActions(status).contains(action);
}

/// A page that says what it is asked to open.
class OpeningPage final : public test::SamplePage {
public:
    using SamplePage::SamplePage;
    bool openPath(const QString& path) override
    {
        opened.append(path);
        return true;
    }
    QStringList opened;
};

} // namespace

class TestJobKinds : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aKindThatIsNotShippedIsMadeFromItsRecipeAndShown()
    {
        const JobKinds kinds({countingKind()});
        JobQueue queue;
        int seen = 0;
        connect(&queue, &JobQueue::snapshotTaken, this, [&](JobId id, const JobSnapshot& snapshot) {
            QVERIFY(queue.status(id).kind.publishes<Count>());
            QVERIFY(!snapshot.as<LiveScoresView>());
            seen = snapshot.as<Count>()->value;
        });
        const JobId id = queue.enqueue(kinds.jobOf({{"kind", "count"}, {"to", 3}}, {}));
        QTRY_COMPARE(queue.status(id).state, JobState::finished);
        QCOMPARE(queue.status(id).title, QStringLiteral("Count to 3"));
        QCOMPARE(seen, 3);
    }

    void whatIsNotKnownIsSaid()
    {
        const JobKinds kinds({countingKind()});
        for (const Json& recipe : {Json{{"kind", "training"}}, Json{{"kind", "count"}}, Json{{"to", 3}}, Json(3)})
            QVERIFY_THROWS_EXCEPTION(Error, kinds.jobOf(recipe, {}));
        for (const char* kind : {"training", "sweep", "score-text", "synthetic", "evaluation", "scoring"})
            QVERIFY_THROWS_EXCEPTION(Error, shippedJobKinds().jobOf({{"kind", kind}}, {})); // without parameters
        const JobKind other = kinds.named(QStringLiteral("telepathy"));
        QCOMPARE(other.name, QStringLiteral("telepathy"));
        QCOMPARE(possibleActions(jobOf(other, JobState::interrupted, 0)),
            (QList<JobAction>{JobAction::reveal, JobAction::remove}));
    }

    void isSavedAndRestored()
    {
        const QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath(QStringLiteral("queue.json")).toStdString();
        {
            JobQueue queue;
            SavedQueue saved(queue, file);
            queue.setHeldBack(true);
            queue.enqueue(countingJob(7));
            saved.close();
        }
        JobQueue queue;
        SavedQueue saved(queue, file);
        QCOMPARE(saved.restore(JobKinds({countingKind()}), {}), 1);
        QCOMPARE(queue.status(1).title, QStringLiteral("Count to 7"));
        QVERIFY(queue.status(1).kind == countingKind());
        queue.stopAll();
    }

    void offersWhatItsKindHas_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<bool>("isRun");
        QTest::addColumn<bool>("opensWhenStopped");
        QTest::newRow("training") << "training" << true << true;
        QTest::newRow("synthetic") << "synthetic" << true << true;
        QTest::newRow("sweep") << "sweep" << false << true;
        QTest::newRow("evaluation") << "evaluation" << false << false;
        QTest::newRow("scoring") << "scoring" << false << false;
        QTest::newRow("score-text") << "score-text" << false << false;
    }

    void offersWhatItsKindHas()
    {
        QFETCH(QString, kind);
        QFETCH(bool, isRun);
        QFETCH(bool, opensWhenStopped);
        const JobKind known = shippedJobKinds().named(kind);
        QVERIFY(known.fromRecipe);
        for (const JobState state : {JobState::stopped, JobState::failed, JobState::interrupted}) {
            QVERIFY(can(jobOf(known, state), JobAction::resume));
            QCOMPARE(can(jobOf(known, state, 0), JobAction::resume), isRun); // of an earlier session
            QVERIFY(can(jobOf(known, state), JobAction::reveal));
        }
        QCOMPARE(can(jobOf(known, JobState::failed), JobAction::duplicate), isRun);
        QCOMPARE(can(jobOf(known, JobState::stopped), JobAction::open), opensWhenStopped);
        QVERIFY(!can(jobOf(known, JobState::failed), JobAction::open));
        JobStatus neverBegun = jobOf(known, JobState::failed);
        neverBegun.folderExists = false; // a backbone could not be read, say
        QVERIFY(can(neverBegun, JobAction::resume));
        QCOMPARE(can(neverBegun, JobAction::duplicate), isRun); // from its recipe
        QCOMPARE(can(neverBegun, JobAction::reveal), known.product == JobProduct::file); // whose folder is there
        neverBegun.state = JobState::stopped;
        QVERIFY(!can(neverBegun, JobAction::open));
        neverBegun.folder.clear();
        QCOMPARE(possibleActions(neverBegun), (QList<JobAction>{JobAction::resume, JobAction::remove}));
        QVERIFY(can(jobOf(known, JobState::finished), JobAction::open));
        QVERIFY(!can(jobOf(known, JobState::finished), JobAction::resume));
        QVERIFY(!can(jobOf(known, JobState::running), JobAction::resume));
    }

    void aRunThatFailedBeforeItBeganIsResumedOrChangedFromItsRecipe()
    {
        const QTemporaryDir folder;
        Settings settings(folder.filePath(QStringLiteral("settings.ini")));
        JobQueue queue;
        DeviceModel devices(test::finds(test::cpuAlone));
        WhereModel places(test::noPlaces());
        auto* train = new TrainPage(settings, queue, devices, places);
        auto* experiments = new SyntheticPage(settings, queue, devices, places);
        MainWindow window(
            settings, queue, devices, places, {new OpeningPage(QStringLiteral("Results")), experiments, train});
        training::TrainingParams params;
        params.modelName = folder.filePath(QStringLiteral("no-backbone")).toStdString();
        params.dataPath = "no-data";
        params.learningRate = 0.125;
        queue.enqueue(trainingJob(params, folder.filePath(QStringLiteral("run")).toStdString(), {}));
        synthetic::SyntheticParams synthetic;
        synthetic.iterations = 7;
        const QString blocker = folder.filePath(QStringLiteral("a-file"));
        QFile file(blocker);
        QVERIFY(file.open(QIODevice::WriteOnly));
        queue.enqueue(syntheticJob(synthetic, {}, blocker.toStdString()));
        for (const JobId id : {JobId(1), JobId(2)}) {
            QTRY_COMPARE(queue.status(id).state, JobState::failed);
            QVERIFY(can(queue.status(id), JobAction::resume));
            QVERIFY(can(queue.status(id), JobAction::duplicate));
        }
        QVERIFY(window.duplicateJob(queue.status(1)));
        QCOMPARE(window.currentPage(), train);
        QCOMPARE(train->form()->params().base.at("learning_rate"), 0.125);
        QVERIFY(window.duplicateJob(queue.status(2)));
        QCOMPARE(window.currentPage(), experiments);
        QCOMPARE(experiments->form()->params().iterations, 7);
        QVERIFY(window.resumeJob(queue.status(1)));
        QCOMPARE(queue.status(3).folder, queue.status(1).folder);
        QVERIFY(queue.recipe(3) == queue.recipe(1));
        QVERIFY(window.resumeJob(queue.status(2)));
        for (const JobId id : {JobId(3), JobId(4)}) {
            QTRY_COMPARE(queue.status(id).state, JobState::failed);
            QCOMPARE(queue.status(id).message, queue.status(id - 2).message);
        }
        QCOMPARE(window.jobModel().rowCount(), 2); // one entry each
    }

    void theJobsPanelQueuesItAgainAndShowsItsFolder()
    {
        const QTemporaryDir folder;
        Settings settings(folder.filePath(QStringLiteral("settings.ini")));
        JobQueue queue;
        auto* first = new OpeningPage(QStringLiteral("Train"));
        auto* own = new OpeningPage(QStringLiteral("Results"));
        DeviceModel devices(test::finds(test::cpuAlone));
        WhereModel places(test::noPlaces());
        MainWindow window(settings, queue, devices, places, {first, own});
        auto* panel = window.findChild<JobsPanel*>();
        QVERIFY(panel);
        disconnect(panel, &JobsPanel::revealRequested, nullptr, nullptr); // no file manager in a test
        QSignalSpy revealed(panel, &JobsPanel::revealRequested);
        window.show();
        window.setJobsPanelVisible(true);
        queue.enqueue(countingJob(-1));
        QTRY_COMPARE(queue.status(1).state, JobState::running);
        queue.stop(1);
        QTRY_COMPARE(queue.status(1).state, JobState::stopped);
        panel->list()->setCurrentIndex(panel->list()->model()->index(0, 0));
        QVERIFY(!can(panel->currentJob(), JobAction::open));
        QTest::keyClick(panel->list(), Qt::Key_R);
        QCOMPARE(queue.activeJobs(), QList<JobId>{2});
        QVERIFY(queue.recipe(2) == queue.recipe(1));
        QVERIFY(!window.resumeJob(queue.status(1))); // it is in the queue
        QCOMPARE(queue.activeJobs(), QList<JobId>{2});
        queue.stop(2);
        QTRY_VERIFY(!queue.hasActiveJobs());

        queue.enqueue(countingJob(1));
        QTRY_COMPARE(queue.status(3).state, JobState::finished);
        panel->list()->setCurrentIndex(panel->list()->model()->index(0, 0));
        QTest::keyClick(panel->list(), Qt::Key_Return);
        QCOMPARE(own->opened, QStringList{QStringLiteral("counts/1.txt")});
        QVERIFY(first->opened.isEmpty());
        for (QPushButton* button : panel->findChildren<QPushButton*>()) {
            if (button->text() == QStringLiteral("Folder"))
                button->click();
        }
        QCOMPARE(revealed.size(), 1);
        QCOMPARE(revealed.first().first().toString(), QStringLiteral("counts"));
    }
};

DPL_UI_TEST(TestJobKinds)
#include "tst_job_kinds.moc"
