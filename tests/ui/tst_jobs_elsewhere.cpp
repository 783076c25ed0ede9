// Jobs that are given to a place: they wait for no device of this window, outlive it, and are found again.

#include "base/process_identity.hpp"
#include "demo/demo.hpp"
#include "environment_variable.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/job_text.hpp"
#include "jobs/placed_jobs.hpp"
#include "jobs/synthetic_job.hpp"
#include "jobs/training_job.hpp"
#include "models/job_filter_model.hpp"
#include "models/job_model.hpp"
#include "models/runs_model.hpp"
#include "pages/runs/runs_page.hpp"
#include "pages/train/train_page.hpp"
#include "pages/train/training_form.hpp"
#include "runs/run_folder.hpp"
#include "settings/known_settings.hpp"
#include "shell/ask_dialog.hpp"
#include "shell/close_dialog.hpp"
#include "shell/job_actions.hpp"
#include "shell/window_asker.hpp"
#include "shell/workbench.hpp"
#include "shown_texts.hpp"
#include "slurm_cluster.hpp"
#include "ssh_server.hpp"
#include "training/training_run.hpp"
#include "ui_test.hpp"
#include "widgets/where_chooser.hpp"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <chrono>
#include <thread>

#include <signal.h>

using namespace dpl;
using namespace dpl::ui;
using namespace std::chrono_literals;

namespace {

constexpr int trainingSteps = 300; // an epoch
constexpr int trainingEpochs = 5; // more than are done while a window closes and opens

training::TrainingParams smallTraining(const std::filesystem::path& data)
{
    training::TrainingParams params;
    params.modelName = (data / "tiny-llama").string();
    params.dataPath = (data / "preferences").string();
    params.trainBatchSize = 4;
    params.trainDatasetSize = params.trainBatchSize * trainingSteps;
    params.epochs = trainingEpochs;
    params.learningRate = 0.001;
    params.evalSteps = 0;
    params.loggingSteps = 1;
    params.saveSteps = 5;
    return params;
}

/// A job of a place that is not asked.
JobRequest given(const QString& title, const QString& folder)
{
    JobRequest request{title, trainingKind(), {}};
    request.recipe = {{"kind", "training"}, {"folder", folder.toStdString()}};
    request.folder = folder;
    request.place = PlaceRequest{places::apartPlace()};
    request.place->folder = folder;
    return request;
}

JobRequest endless(const QString& title)
{
    return {title, syntheticKind(), [](JobEvents&, std::stop_token stop) {
                while (!stop.stop_requested())
                    std::this_thread::sleep_for(1ms);
                return Completion::stopped;
            }};
}

PlacedReport seen(JobState state, const QString& standing)
{
    PlacedReport report;
    report.state = state;
    report.standing = standing;
    return report;
}

/// Ends what a failed test leaves.
class ApartProcess {
public:
    explicit ApartProcess(std::filesystem::path folder) : m_folder(std::move(folder)) { }
    ~ApartProcess()
    {
        try {
            const auto process = places::readPlacedJob(m_folder).state.process;
            if (process && isOfThisMachine(*process) && stillRuns(*process))
                ::kill(static_cast<pid_t>(process->pid), SIGKILL);
        } catch (const std::exception&) {
            // there is none
        }
    }

private:
    std::filesystem::path m_folder;
};

} // namespace

class TestJobsElsewhere : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theyOccupyNoDevice()
    {
        JobQueue queue;
        JobModel model(queue);
        const QAbstractItemModelTester tester(&model);
        JobFilterModel filtered(model);
        const QAbstractItemModelTester filterTester(&filtered);
        const JobId here = queue.enqueue(endless(QStringLiteral("here")));
        const JobId first = queue.enqueue(given(QStringLiteral("first"), QStringLiteral("/runs/first")));
        const JobId second = queue.enqueue(given(QStringLiteral("second"), QStringLiteral("/runs/second")));
        QCOMPARE(queue.enqueue(given(QStringLiteral("again"), QStringLiteral("/runs/second"))), JobId(0));
        QTRY_VERIFY(queue.status(here).state == JobState::running);
        QCOMPARE(queue.jobsElsewhere(), (QList<JobId>{first, second}));
        QCOMPARE(queue.activeJobs(), (QList<JobId>{here, first, second}));
        const JobId waits = queue.enqueue(endless(QStringLiteral("waits")));
        QCOMPARE(queue.activeJobs(), (QList<JobId>{here, first, second, waits}));
        QVERIFY(queue.status(waits).isWaiting() && !queue.status(first).isWaiting());

        QSignalSpy work(&queue, &JobQueue::workChanged);
        queue.takeReport(first, seen(JobState::queued, QStringLiteral("job 7 · waiting: for a free node")));
        QCOMPARE(work.count(), 0); // what is to be done by which job is as it was
        queue.takeReport(first, seen(JobState::running, QStringLiteral("job 7 · running on node2")));
        QCOMPARE(work.count(), 1);
        QCOMPARE(model.index(1).data(JobModel::StateTextRole).toString(), QStringLiteral("running"));
        QCOMPARE(model.index(2).data(JobModel::StateTextRole).toString(), QStringLiteral("pending"));
        QCOMPARE(model.index(1).data(JobModel::AboutRole).toString(), QStringLiteral("this computer, apart"));

        // It is not stopped by this window's own means, and not paused at all.
        QSignalSpy asked(&queue, &JobQueue::stopElsewhereRequested);
        queue.pause(first);
        queue.setAside(first);
        QVERIFY(asked.isEmpty() && queue.status(first).state == JobState::running);
        QVERIFY(possibleActions(queue.status(first)).contains(JobAction::stopNow));
        QVERIFY(!possibleActions(queue.status(first)).contains(JobAction::pause));
        QVERIFY(!possibleActions(queue.status(here)).contains(JobAction::stopNow));
        queue.stop(first);
        queue.stopNow(second);
        QCOMPARE(asked.count(), 2);
        QCOMPARE(asked.at(0), (QList<QVariant>{first, false}));
        QCOMPARE(asked.at(1), (QList<QVariant>{second, true}));
        queue.stopFailed(second, QStringLiteral("no answer"));
        QVERIFY(queue.status(second).message.contains(QStringLiteral("no answer")));

        PlacedReport lost = seen(JobState::failed, {});
        lost.message = QStringLiteral("ended by its time limit");
        queue.takeReport(second, lost);
        QVERIFY(queue.status(second).state == JobState::failed);
        QVERIFY(!queue.status(second).ended.isEmpty());
        QCOMPARE(queue.jobsElsewhere(), QList<JobId>{first});
        queue.takeReport(second, seen(JobState::running, {})); // which comes too late
        QVERIFY(queue.status(second).state == JobState::failed);
        QVERIFY(queue.isBusy());
        queue.stopAll();
        QTRY_VERIFY(!queue.isBusy());
        QVERIFY(queue.hasActiveJobs());
    }

    void whereOneStandsIsSaidInWords()
    {
        places::PlacedJob job;
        job.place.kind = places::PlaceKind::slurm;
        job.handle.slurm = "4711";
        job.state.stage = places::PlacedStage::running;
        job.state.nodes = "node2";
        job.state.timeLeft = "1:12:00";
        QCOMPARE(standingText(job), QStringLiteral("job 4711 · running on node2, 1 h 12 min left"));
        job.state.timeLeft = "UNLIMITED";
        QCOMPARE(standingText(job), QStringLiteral("job 4711 · running on node2"));
        job.state.stage = places::PlacedStage::pending;
        job.state.reason = "waits for a free node";
        QVERIFY(standingText(job).endsWith(QStringLiteral("waits for a free node")));
        job.state.seen = "2020-02-03T10:00:00Z";
        job.state.reach = places::PlacedReach::unreachable;
        QVERIFY2(standingText(job).contains(QStringLiteral("not reachable since 2020-02-03")),
            qPrintable(standingText(job)));
        QVERIFY(!standingText(job).contains(QStringLiteral("seen")));
    }

    void closingTheWindowAsksNothingForThem()
    {
        const QTemporaryDir folder;
        Workbench workbench(folder.filePath(QStringLiteral("settings.ini")));
        workbench.window().show();
        JobQueue& queue = workbench.jobs();
        QVERIFY(queue.enqueue(given(QStringLiteral("there"), folder.filePath(QStringLiteral("there")))) != 0);
        QVERIFY(!workbench.window().hasWorkAhead());
        const JobId here = queue.enqueue(endless(QStringLiteral("here")));
        QTRY_VERIFY(queue.status(here).state == JobState::running);
        workbench.window().close();
        QTRY_VERIFY(workbench.window().findChild<CloseDialog*>() != nullptr);
        auto* dialog = workbench.window().findChild<CloseDialog*>();
        QVERIFY(test::says(*dialog, QStringLiteral("A job is still running")));
        // its folder has no place.json, so it is lost before long; then nothing is said of it
        dialog->reject();
        queue.stop(here);
        QTRY_VERIFY(!queue.isBusy());
        workbench.window().close();
        QVERIFY(!workbench.window().isVisible());
    }

    void aDetachedTrainingOutlivesTheWindowAndIsFoundAgain()
    {
        const QTemporaryDir folder;
        const auto at = [&folder](const char* name) { return folder.filePath(QLatin1String(name)); };
        const auto pathAt = [&at](const char* name) { return std::filesystem::path(at(name).toStdString()); };
        demo::writeDemo(0, pathAt("data"));
        const std::filesystem::path run = pathAt("runs/one/base");
        const ApartProcess process(run);
        const auto open = [&at] {
            auto workbench = std::make_unique<Workbench>(at("settings.ini"));
            workbench->settings().setValue(known::threads(), 1);
            workbench->settings().setValue(known::runsFolder(), at("runs"));
            workbench->window().show();
            return workbench;
        };
        auto workbench = open();
        JobRequest request = trainingJob(smallTraining(pathAt("data")), run, {1, true, "cpu"});
        request.place = PlaceRequest{places::apartPlace()};
        const JobId id = workbench->jobs().enqueue(std::move(request));
        QTRY_VERIFY2_WITH_TIMEOUT(
            workbench->jobs().status(id).isElsewhere, qPrintable(workbench->jobs().status(id).message), 30000);
        QTRY_VERIFY_WITH_TIMEOUT(workbench->jobs().status(id).progress.step > 0, 60000);
        QVERIFY(workbench->jobs().status(id).state == JobState::running);
        QVERIFY2(workbench->jobs().status(id).standing.contains(QStringLiteral("running")),
            qPrintable(workbench->jobs().status(id).standing));
        QVERIFY(runs::readRun(run).state == runs::RunState::running);
        workbench->window().close();
        QVERIFY(!workbench->window().isVisible()); // without a question
        workbench.reset();
        QVERIFY(runs::readRun(run).state == runs::RunState::running);

        // Found by the queue that was saved.
        workbench = open();
        QCOMPARE(workbench->jobs().jobsElsewhere().size(), 1);
        QVERIFY(!workbench->jobs().isHeldBack());
        const JobId again = workbench->jobs().jobsElsewhere().first();
        QTRY_VERIFY_WITH_TIMEOUT(workbench->jobs().status(again).progress.step > 0, 30000);
        QTest::qWait(100);
        QCOMPARE(workbench->jobs().jobsElsewhere().size(), 1); // and not twice

        // It is asked to save, and goes on where it was given to.
        workbench->jobs().stop(again);
        QTRY_VERIFY2_WITH_TIMEOUT(workbench->jobs().status(again).state == JobState::stopped,
            qPrintable(workbench->jobs().status(again).standing), 60000);
        QVERIFY(runs::readRun(run).state == runs::RunState::stopped);
        const auto stopped = runs::readMetrics(run).size();
        QVERIFY(stopped > 0 && stopped < std::size_t(trainingSteps * trainingEpochs));
        QVERIFY(workbench->window().resumeJob(workbench->jobs().status(again)));
        QTRY_COMPARE_WITH_TIMEOUT(workbench->jobs().jobsElsewhere().size(), 1, 30000);

        // Found by its folder, where no queue knows it.
        workbench.reset();
        QVERIFY(QFile::remove(at("settings.queue.json")));
        workbench = open();
        QTRY_COMPARE_WITH_TIMEOUT(workbench->jobs().jobsElsewhere().size(), 1, 30000);
        const JobId found = workbench->jobs().jobsElsewhere().first();
        QTRY_VERIFY_WITH_TIMEOUT(!workbench->jobs().status(found).isActive(), 120000);
        QVERIFY2(workbench->jobs().status(found).state == JobState::finished,
            qPrintable(workbench->jobs().status(found).message));

        // To the bits of one that ran here.
        dpl::Observer silent;
        training::runInFolder(smallTraining(pathAt("data")), {1, false, "cpu"}, pathAt("uninterrupted"),
            training::RunStart::continueOrBegin, silent, {});
        const auto metrics = runs::readMetrics(run);
        const auto expected = runs::readMetrics(pathAt("uninterrupted"));
        QCOMPARE(metrics.size(), expected.size());
        const auto loss = [](const Metrics& one) {
            for (const auto& [name, number] : one.values) {
                if (name == "loss")
                    return number;
            }
            return -1.0;
        };
        for (std::size_t i = 0; i < metrics.size(); ++i)
            QCOMPARE(loss(metrics[i]), loss(expected[i]));
    }

    void aTrainingSentToAClusterIsWatchedStoppedAndResumed()
    {
        if (const std::string missing = test::SlurmCluster::missing(); !missing.empty())
            QSKIP(missing.c_str());
        const QTemporaryDir folder;
        const auto at = [&folder](const char* name) { return folder.filePath(QLatin1String(name)); };
        const auto pathAt = [&at](const char* name) { return std::filesystem::path(at(name).toStdString()); };
        std::filesystem::create_directories(pathAt("slurm"));
        const test::SlurmCluster cluster(pathAt("slurm"));
        demo::writeDemo(0, pathAt("data"));
        Workbench workbench(at("settings.ini"));
        workbench.settings().setValue(known::threads(), 1);
        workbench.settings().setValue(known::runsFolder(), at("runs"));
        workbench.window().resize(1280, 800);
        workbench.window().show();
        places::Place place;
        place.name = "hydra";
        place.kind = places::PlaceKind::slurm;
        place.folder = pathAt("runs");
        place.program = (QCoreApplication::applicationDirPath() + QStringLiteral("/dpl")).toStdString();
        QTRY_VERIFY(workbench.places().hasRead());
        QCOMPARE(workbench.places().add(place), QString());

        // As a user does it: the form, the field Where, the button.
        workbench.window().showPage(QStringLiteral("train"));
        auto* page = workbench.window().findChild<TrainPage*>();
        TrainingForm& form = *page->form();
        training::TrainingParams params = smallTraining(pathAt("data"));
        params.trainDatasetSize = 3200;
        params.epochs = 20; // it is asked for every ten seconds
        const JobRequest sample = trainingJob(params, pathAt("elsewhere"), {1, true, "cpu"});
        QVERIFY(page->duplicateRecipe(sample.recipe));
        for (auto* box : form.findChildren<QCheckBox*>()) {
            if (box->accessibleName() == QStringLiteral("Evaluate when trained")
                || box->text() == QStringLiteral("Evaluate when trained"))
                box->setChecked(false);
        }
        form.where()->choose(QStringLiteral("hydra"));
        QTRY_VERIFY2_WITH_TIMEOUT(form.obstacles().isEmpty(), qPrintable(form.obstacles().join(u' ')), 30000);
        page->start();
        JobQueue& queue = workbench.jobs();
        QTRY_VERIFY_WITH_TIMEOUT(!queue.jobsElsewhere().isEmpty(), 60000);
        const JobId id = queue.jobsElsewhere().first();
        const std::filesystem::path run = queue.status(id).folder.toStdString();
        QCOMPARE(queue.status(id).place, QStringLiteral("hydra"));
        QTRY_VERIFY2_WITH_TIMEOUT(queue.status(id).state == JobState::running,
            qPrintable(stateText(queue.status(id).state) + queue.status(id).standing), 60000);
        QVERIFY2(queue.status(id).standing.contains(QStringLiteral("job ")), qPrintable(queue.status(id).standing));

        // Watched while it grows.
        QTRY_VERIFY2_WITH_TIMEOUT(queue.status(id).progress.step > 0, qPrintable(queue.status(id).standing), 90000);
        workbench.window().showPage(QStringLiteral("runs"));
        auto* listed = workbench.window().findChild<RunsPage*>();
        QTRY_VERIFY_WITH_TIMEOUT(
            listed->findChild<RunsModel*>()->indexOf(QString::fromStdString(run.string())).isValid(), 20000);
        QVERIFY(runs::readRun(run).state == runs::RunState::running);

        queue.stop(id);
        QTRY_VERIFY2_WITH_TIMEOUT(
            queue.status(id).state == JobState::stopped, qPrintable(queue.status(id).standing), 90000);
        const auto done = runs::readMetrics(run).size();
        QVERIFY(done > 0);
        QVERIFY(possibleActions(queue.status(id)).contains(JobAction::log));
        QVERIFY(workbench.window().resumeJob(queue.status(id)));
        QTRY_VERIFY_WITH_TIMEOUT(!queue.jobsElsewhere().isEmpty(), 60000);
        const JobId again = queue.jobsElsewhere().first();
        QTRY_VERIFY_WITH_TIMEOUT(runs::readMetrics(run).size() > done, 60000);
        QVERIFY(workbench.window().openPath(QString::fromStdString(run.string())));
        queue.stopNow(again);
        QTRY_VERIFY2_WITH_TIMEOUT(!queue.status(again).isActive(), qPrintable(queue.status(again).standing), 90000);
        QVERIFY2(queue.status(again).state == JobState::stopped, qPrintable(queue.status(again).message));
    }

    void aTrainingOnAnotherMachineAsksOnceAndIsMirrored()
    {
        if (const std::string missing = test::SshServer::missing(); !missing.empty())
            QSKIP(missing.c_str());
        const QTemporaryDir folder;
        const auto at = [&folder](const char* name) { return folder.filePath(QLatin1String(name)); };
        const auto pathAt = [&at](const char* name) { return std::filesystem::path(at(name).toStdString()); };
        test::SshServer server;
        const test::EnvironmentVariable config("DPL_SSH_CONFIG", server.config().string());
        const test::EnvironmentVariable mirrors("XDG_DATA_HOME", at("mirrors").toStdString());
        demo::writeDemo(0, pathAt("data"));
        Workbench workbench(at("settings.ini"));
        workbench.settings().setValue(known::threads(), 1);
        workbench.settings().setValue(known::runsFolder(), at("runs"));
        workbench.window().resize(1280, 800);
        workbench.window().show();
        places::Place place;
        place.name = "desk";
        place.kind = places::PlaceKind::ssh;
        place.host = "locked";
        place.folder = pathAt("there");
        place.program = (QCoreApplication::applicationDirPath() + QStringLiteral("/dpl")).toStdString();
        training::TrainingParams params = smallTraining(pathAt("data"));
        params.trainDatasetSize = 3200;
        params.epochs = 20;
        JobQueue& queue = workbench.jobs();
        const auto send = [&] {
            JobRequest request = trainingJob(params, pathAt("runs/one"), {1, true, "cpu"});
            request.place = PlaceRequest{place};
            return queue.enqueue(std::move(request));
        };

        // Whoever says no is not asked again.
        const JobId refused = send();
        QTRY_VERIFY2_WITH_TIMEOUT(
            workbench.window().asker().dialog() != nullptr, qPrintable(queue.status(refused).message), 60000);
        QVERIFY(workbench.window().asker().dialog()->field()->echoMode() == QLineEdit::Password);
        QTest::keyClick(workbench.window().asker().dialog(), Qt::Key_Escape);
        QTRY_VERIFY_WITH_TIMEOUT(!queue.status(refused).isActive(), 60000);
        QVERIFY2(queue.status(refused).state == JobState::stopped, qPrintable(queue.status(refused).message));
        QTRY_VERIFY(workbench.window().asker().dialog() == nullptr);

        const JobId id = send();
        QTRY_VERIFY2_WITH_TIMEOUT(
            workbench.window().asker().dialog() != nullptr, qPrintable(queue.status(id).message), 60000);
        QTest::keyClicks(workbench.window().asker().dialog()->field(), QStringLiteral("open sesame"));
        QTest::keyClick(workbench.window().asker().dialog()->field(), Qt::Key_Return);
        QTRY_VERIFY2_WITH_TIMEOUT(queue.status(id).isElsewhere, qPrintable(queue.status(id).message), 90000);
        QTRY_VERIFY2_WITH_TIMEOUT(queue.status(id).progress.step > 0, qPrintable(queue.status(id).standing), 90000);
        const std::filesystem::path mirror = queue.status(id).folder.toStdString();
        QVERIFY(QString::fromStdString(mirror.string())
                    .startsWith(QString::fromStdString(places::mirrorsFolder().string())));
        QVERIFY2(runs::readRun(mirror).state == runs::RunState::running, "its lock is not here, and it is not lost");
        workbench.window().showPage(QStringLiteral("runs"));
        auto* page = workbench.window().findChild<RunsPage*>();
        QTRY_VERIFY_WITH_TIMEOUT(
            page->findChild<RunsModel*>()->indexOf(QString::fromStdString(mirror.string())).isValid(), 30000);

        queue.stop(id);
        QTRY_VERIFY2_WITH_TIMEOUT(
            queue.status(id).state == JobState::stopped, qPrintable(queue.status(id).standing), 90000);
        const auto done = runs::readMetrics(mirror).size();
        QVERIFY(done > 0);
        QVERIFY(workbench.window().resumeJob(queue.status(id)));
        QTRY_VERIFY_WITH_TIMEOUT(!queue.jobsElsewhere().isEmpty(), 60000);
        const JobId again = queue.jobsElsewhere().first();
        QTRY_VERIFY_WITH_TIMEOUT(runs::readMetrics(mirror).size() > done, 60000);
        queue.stopNow(again);
        QTRY_VERIFY2_WITH_TIMEOUT(!queue.status(again).isActive(), qPrintable(queue.status(again).standing), 90000);
    }

    void oneThatIsEndedAtOnceSaysSo()
    {
        const QTemporaryDir folder;
        const auto pathAt = [&folder](const char* name) {
            return std::filesystem::path(folder.filePath(QLatin1String(name)).toStdString());
        };
        demo::writeDemo(0, pathAt("data"));
        const ApartProcess process(pathAt("runs/one"));
        Workbench workbench(folder.filePath(QStringLiteral("settings.ini")));
        workbench.settings().setValue(known::runsFolder(), folder.filePath(QStringLiteral("runs")));
        workbench.window().show();
        JobRequest request = trainingJob(smallTraining(pathAt("data")), pathAt("runs/one"), {1, true, "cpu"});
        request.place = PlaceRequest{places::apartPlace()};
        const JobId id = workbench.jobs().enqueue(std::move(request));
        QTRY_VERIFY_WITH_TIMEOUT(workbench.jobs().status(id).progress.step > 0, 60000);
        workbench.jobs().stopNow(id);
        QTRY_VERIFY_WITH_TIMEOUT(!workbench.jobs().status(id).isActive(), 30000);
        QVERIFY(workbench.jobs().status(id).state == JobState::stopped);
        QVERIFY(possibleActions(workbench.jobs().status(id)).contains(JobAction::resume));
    }

    void whatCannotBeStartedFailsWithItsReason()
    {
        const QTemporaryDir folder;
        Workbench workbench(folder.filePath(QStringLiteral("settings.ini")));
        workbench.settings().setValue(known::runsFolder(), folder.filePath(QStringLiteral("runs")));
        const std::filesystem::path data = folder.filePath(QStringLiteral("data")).toStdString();
        demo::writeDemo(0, data);
        JobRequest request = trainingJob(
            smallTraining(data), folder.filePath(QStringLiteral("runs/one")).toStdString(), {1, true, "cpu"});
        places::Place place = places::apartPlace();
        place.program = "/nowhere/dpl";
        request.place = PlaceRequest{place};
        const JobId id = workbench.jobs().enqueue(std::move(request));
        QTRY_VERIFY_WITH_TIMEOUT(!workbench.jobs().status(id).isActive(), 30000);
        QVERIFY(workbench.jobs().status(id).state == JobState::failed);
        QVERIFY2(workbench.jobs().status(id).message.contains(QStringLiteral("/nowhere/dpl")),
            qPrintable(workbench.jobs().status(id).message));
        QVERIFY(!workbench.jobs().hasActiveJobs());
    }
};

DPL_UI_TEST(TestJobsElsewhere)

#include "tst_jobs_elsewhere.moc"
