#include "base/quantity_text.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/job_text.hpp"
#include "jobs/synthetic_job.hpp"
#include "ui_test.hpp"

#include "base/checkpoints.hpp"
#include "base/error.hpp"
#include "synthetic/synthetic_run.hpp"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <chrono>
#include <memory>
#include <new>
#include <semaphore>
#include <stdexcept>
#include <thread>

using namespace dpl;
using namespace dpl::ui;
using namespace std::chrono_literals;

namespace {

Metrics metric(std::int64_t step)
{
    return {"base, seed 0", step, {{"loss", 0.5}}};
}

/// A job that runs until it is asked to stop.
Completion untilStopped(JobEvents&, std::stop_token stop)
{
    while (!stop.stop_requested())
        std::this_thread::sleep_for(1ms);
    return Completion::stopped;
}

/// Of a kind that shows numbers.
JobRequest request(std::function<Completion(JobEvents&, std::stop_token)> run)
{
    return {QStringLiteral("Synthetic 1-D"), {.name = QStringLiteral("test"), .snapshot = typeid(int)}, std::move(run)};
}

/// Has a synthetic run leave a checkpoint.
class StopsAtStep5 final : public synthetic::SyntheticObserver {
public:
    void measured(const Metrics& metrics) override
    {
        if (metrics.step == 5) {
            stop.request_stop();
        }
    }

    std::stop_source stop;
};

bool ended(const JobQueue& queue, JobId id)
{
    return !queue.status(id).isActive();
}

} // namespace

class TestJobQueue : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aPausedJobGoesOnWhereItWas()
    {
        JobQueue queue;
        std::atomic<int> step = 0;
        std::atomic<bool> enough = false;
        const JobId first = queue.enqueue(request([&](JobEvents&, std::stop_token stop) {
            while (!stop.stop_requested()) {
                if (enough)
                    return Completion::finished;
                ++step;
                std::this_thread::sleep_for(1ms);
            }
            return Completion::stopped;
        }));
        const JobId second = queue.enqueue(request(untilStopped));
        QTRY_VERIFY(step > 0);
        queue.pause(first);
        QCOMPARE(queue.status(first).state, JobState::running);
        QVERIFY(queue.status(first).message.contains(QStringLiteral("Pausing")));
        QTRY_COMPARE(queue.status(second).state, JobState::running);
        QCOMPARE(queue.status(first).state, JobState::paused);
        QCOMPARE(queue.activeJobs(), (QList<JobId>{second, first}));

        const int reached = step;
        QTest::qWait(20);
        QCOMPARE(step.load(), reached);
        enough = true;
        queue.unpause(first);
        QCOMPARE(queue.status(first).state, JobState::queued);
        queue.stop(second);
        QTRY_COMPARE(queue.status(first).state, JobState::finished);
        QCOMPARE(queue.status(second).state, JobState::stopped);
        QVERIFY(queue.status(first).message.isEmpty());
    }

    void jobsOfDifferentDevicesRunSideBySide()
    {
        JobQueue queue;
        const auto on = [](const char* device) {
            JobRequest made = request(untilStopped);
            made.device = QString::fromLatin1(device);
            return made;
        };
        const JobId cpu = queue.enqueue(on("cpu"));
        const JobId cpuAfter = queue.enqueue(on("cpu"));
        const JobId gpu = queue.enqueue(on("cuda:0"));
        const JobId gpuAfter = queue.enqueue(on("cuda:0"));
        const JobId other = queue.enqueue(on("cuda:1"));
        QTRY_COMPARE(queue.status(other).state, JobState::running);
        QCOMPARE(queue.status(gpu).device, QStringLiteral("cuda:0"));
        QCOMPARE(queue.activeJobs(), (QList<JobId>{cpu, gpu, other, cpuAfter, gpuAfter}));
        QTest::qWait(20);
        for (const JobId id : {cpu, gpu, other})
            QCOMPARE(queue.status(id).state, JobState::running);
        for (const JobId id : {cpuAfter, gpuAfter})
            QCOMPARE(queue.status(id).state, JobState::queued);
        QVERIFY(queue.hasActiveJobs(QStringLiteral("cuda:1")));
        QVERIFY(!queue.hasActiveJobs(QStringLiteral("cuda:2")));

        // One that ends or pauses makes room on its device alone.
        queue.stop(gpu);
        QTRY_COMPARE(queue.status(gpuAfter).state, JobState::running);
        QCOMPARE(queue.status(gpu).state, JobState::stopped);
        queue.pause(cpu);
        QTRY_COMPARE(queue.status(cpuAfter).state, JobState::running);
        QCOMPARE(queue.status(cpu).state, JobState::paused);
        QCOMPARE(queue.activeJobs(), (QList<JobId>{other, gpuAfter, cpuAfter, cpu}));
        queue.setHeldBack(true);
        queue.stop(other);
        const JobId held = queue.enqueue(on("cuda:1"));
        QTRY_COMPARE(queue.status(other).state, JobState::stopped);
        QTest::qWait(20);
        QCOMPARE(queue.status(held).state, JobState::queued);
        queue.stopAll();
        QTRY_VERIFY(!queue.hasActiveJobs());
        for (const JobStatus& status : queue.statuses())
            QCOMPARE(status.state, JobState::stopped);
    }

    void whatNeedsAJobOfAnotherDeviceWaitsForIt()
    {
        JobQueue queue;
        std::atomic<bool> enough = false;
        JobRequest training = request([&enough](JobEvents&, std::stop_token stop) {
            while (!stop.stop_requested() && !enough)
                std::this_thread::sleep_for(1ms);
            return enough ? Completion::finished : Completion::stopped;
        });
        training.device = QStringLiteral("cuda:0");
        training.folder = QStringLiteral("runs/a");
        JobRequest summary = request([](JobEvents&, std::stop_token) { return Completion::finished; });
        summary.after = {QStringLiteral("runs/a")};
        const JobId needed = queue.enqueue(std::move(training));
        const JobId needing = queue.enqueue(std::move(summary));
        QTRY_COMPARE(queue.status(needed).state, JobState::running);
        QTest::qWait(20);
        QCOMPARE(queue.status(needing).state, JobState::queued); // though its device is free
        enough = true;
        QTRY_COMPARE(queue.status(needing).state, JobState::finished);
    }

    void allThatRunsIsAskedToSaveAndTellsOfItself()
    {
        JobQueue queue;
        std::atomic<int> saved[2] = {0, 0};
        QHash<JobId, qsizetype> told;
        connect(&queue, &JobQueue::measured, this,
            [&](JobId id, const QList<Metrics>& metrics) { told[id] += metrics.size(); });
        const auto job = [&saved](int number) {
            JobRequest made = request([&saved, number](JobEvents& events, std::stop_token stop) {
                for (int step = 0; step < 100; ++step)
                    events.measured(metric(step));
                while (!stop.stop_requested()) {
                    saved[number] += events.wantsCheckpoint() ? 1 : 0;
                    std::this_thread::sleep_for(1ms);
                }
                return Completion::stopped;
            });
            made.device = QStringLiteral("cuda:%1").arg(number);
            return made;
        };
        const JobId first = queue.enqueue(job(0));
        const JobId second = queue.enqueue(job(1));
        QTRY_COMPARE(told.value(first), qsizetype(100));
        QTRY_COMPARE(told.value(second), qsizetype(100));
        queue.saveProgress();
        QTRY_COMPARE(saved[0].load(), 1);
        QTRY_COMPARE(saved[1].load(), 1);
        queue.stopAll();
        QTRY_VERIFY(!queue.hasActiveJobs());
    }

    /// On one thread and on two, which the two must not confuse.
    void twoAtOnceComputeWhatEachDoesAlone()
    {
        const QTemporaryDir folder;
        synthetic::SyntheticParams params;
        params.models = {preference::SyntheticModel::base};
        params.batchSize = 256;
        params.iterations = 60;
        std::atomic<int> running = 0;
        std::atomic<bool> together = false;
        const auto job = [&](const QString& name, int threads, const char* device) {
            JobRequest made = syntheticJob(params, {threads, true, "cpu"}, {}, folder.filePath(name).toStdString());
            made.device = QString::fromLatin1(device); // that it only says it runs on
            made.recipe = nullptr;
            made.run = [&running, &together, compute = made.run](JobEvents& events, std::stop_token stop) {
                together = ++running > 1 || together;
                const Completion completion = compute(events, stop);
                --running;
                return completion;
            };
            return made;
        };
        const auto resultOf = [&folder](const QString& name) {
            Json result = synthetic::readResult(folder.filePath(name).toStdString()).toJson();
            for (Json& model : result["models"])
                model.erase("ms_per_iteration");
            return result;
        };
        JobQueue queue;
        queue.enqueue(job(QStringLiteral("alone-1"), 1, "cpu"));
        queue.enqueue(job(QStringLiteral("alone-2"), 2, "cpu"));
        QTRY_VERIFY_WITH_TIMEOUT(!queue.hasActiveJobs(), 60000);
        QVERIFY(!together);
        queue.enqueue(job(QStringLiteral("beside-1"), 1, "cpu"));
        queue.enqueue(job(QStringLiteral("beside-2"), 2, "pretended:0"));
        QTRY_VERIFY_WITH_TIMEOUT(!queue.hasActiveJobs(), 60000);
        QVERIFY(together);
        for (const JobStatus& status : queue.statuses())
            QCOMPARE(status.state, JobState::finished);
        QVERIFY(resultOf(QStringLiteral("beside-1")) == resultOf(QStringLiteral("alone-1")));
        QVERIFY(resultOf(QStringLiteral("beside-2")) == resultOf(QStringLiteral("alone-2")));
    }

    void whatNeedsAJobThatIsStoppedWaitsUntilItHasFinished()
    {
        JobQueue queue;
        std::atomic<bool> enough = false;
        const auto training = [&enough] {
            JobRequest made = request([&enough](JobEvents&, std::stop_token stop) {
                while (!stop.stop_requested() && !enough)
                    std::this_thread::sleep_for(1ms);
                return enough ? Completion::finished : Completion::stopped;
            });
            made.folder = QStringLiteral("runs/a");
            return made;
        };
        JobRequest summary = request([](JobEvents&, std::stop_token) { return Completion::finished; });
        summary.after = {QStringLiteral("runs/a")};
        JobRequest unrelated = request(untilStopped);
        const JobId first = queue.enqueue(training());
        const JobId needing = queue.enqueue(std::move(summary));
        QTRY_COMPARE(queue.status(first).state, JobState::running);
        QCOMPARE(queue.status(needing).state, JobState::queued);
        queue.pause(first);
        QTRY_COMPARE(queue.status(first).state, JobState::paused);
        QCOMPARE(queue.status(needing).state, JobState::paused);
        QCOMPARE(queue.status(needing).message, QStringLiteral("waits: a run that it needs is paused"));
        queue.unpause(first);
        QTRY_COMPARE(queue.status(first).state, JobState::running);
        QCOMPARE(queue.status(needing).state, JobState::queued);
        QVERIFY(queue.status(needing).message.isEmpty());
        queue.stop(first);
        QTRY_COMPARE(queue.status(first).state, JobState::stopped);
        QCOMPARE(queue.status(needing).message, QStringLiteral("waits: a run that it needs was stopped"));
        QTest::qWait(20);
        QCOMPARE(queue.status(needing).state, JobState::paused);

        enough = true;
        const JobId again = queue.enqueue(training());
        QTRY_COMPARE(queue.status(again).state, JobState::finished);
        QTRY_COMPARE(queue.status(needing).state, JobState::finished);
    }

    void whatNeedsAJobThatHasFailedGoesOnWhenTheUserSaysSo()
    {
        JobQueue queue;
        JobRequest training = request([](JobEvents&, std::stop_token) -> Completion { throw Error("no rows"); });
        training.folder = QStringLiteral("runs/a");
        JobRequest summary = request([](JobEvents&, std::stop_token) { return Completion::finished; });
        summary.after = {QStringLiteral("runs/a"), QStringLiteral("runs/b")};
        const JobId first = queue.enqueue(std::move(training));
        const JobId needing = queue.enqueue(std::move(summary));
        QCOMPARE(queue.status(needing).message, QStringLiteral("waits: a run that it needs has not finished")); // b
        QTRY_COMPARE(queue.status(first).state, JobState::failed);
        QCOMPARE(queue.status(needing).message, QStringLiteral("waits: a run that it needs has failed"));
        QCOMPARE(queue.after(needing).size(), 2);
        queue.unpause(needing);
        QVERIFY(queue.after(needing).isEmpty());
        QTRY_COMPARE(queue.status(needing).state, JobState::finished);
    }

    void theSameIsNotQueuedTwice()
    {
        JobQueue queue;
        const auto job = [](const char* folder, const Json& recipe, JobProduct product = JobProduct::run) {
            JobRequest made = request(untilStopped);
            made.kind.product = product;
            made.folder = QString::fromLatin1(folder);
            made.recipe = recipe;
            return made;
        };
        const JobId first = queue.enqueue(job("runs/a", {{"rate", 1}}));
        QVERIFY(first != 0);
        QCOMPARE(queue.activeLike(job("runs/a", {{"rate", 2}})), first);
        QCOMPARE(queue.enqueue(job("runs/a/", {{"rate", 2}})), JobId(0)); // two would write one folder
        QCOMPARE(queue.enqueue(job("", {{"rate", 1}})), JobId(0)); // and two do the same
        QVERIFY(queue.enqueue(job("", {{"rate", 2}})) != 0);
        QVERIFY(queue.enqueue(job("runs", {{"seeds", 1}}, JobProduct::experiment)) != 0);
        QCOMPARE(queue.enqueue(job("runs", {{"seeds", 1}}, JobProduct::experiment)), JobId(0));
        QVERIFY(queue.enqueue(job("runs", {{"seeds", 2}}, JobProduct::experiment)) != 0); // with more runs in it
        QCOMPARE(queue.statuses().size(), 4);
        queue.stop(first);
        QTRY_COMPARE(queue.status(first).state, JobState::stopped);
        QVERIFY(queue.enqueue(job("runs/a", {{"rate", 1}})) != 0);
        queue.stopAll();
        QTRY_VERIFY(!queue.hasActiveJobs());
    }

    void itIsKnownWhetherAnEndedJobHasItsFolder()
    {
        const QTemporaryDir folder;
        JobQueue queue;
        const JobId made = queue.enqueue(request([&folder](JobEvents& events, std::stop_token) {
            events.folderChosen(folder.path());
            return Completion::finished;
        }));
        JobRequest failing = request([](JobEvents&, std::stop_token) -> Completion { throw Error("no backbone"); });
        failing.folder = folder.filePath(QStringLiteral("none"));
        const JobId failed = queue.enqueue(std::move(failing));
        QTRY_COMPARE(queue.status(failed).state, JobState::failed);
        QVERIFY(queue.status(made).folderExists);
        QVERIFY(!queue.status(failed).folderExists);
    }

    void aJobThatEndsWhileItIsToPauseHasEnded()
    {
        JobQueue queue;
        const JobId id = queue.enqueue(request([](JobEvents&, std::stop_token stop) -> Completion {
            while (!stop.stop_requested())
                std::this_thread::sleep_for(1ms);
            throw Error("The disk is full.");
        }));
        QTRY_COMPARE(queue.status(id).state, JobState::running);
        queue.pause(id);
        QTRY_COMPARE(queue.status(id).state, JobState::failed);
        queue.unpause(id);
        QCOMPARE(queue.status(id).state, JobState::failed);
        QVERIFY(!queue.hasActiveJobs());
    }

    void stoppingAJobThatPausesEndsIt()
    {
        JobQueue queue;
        const JobId id = queue.enqueue(request(untilStopped));
        QTRY_COMPARE(queue.status(id).state, JobState::running);
        queue.pause(id);
        queue.stop(id);
        QTRY_COMPARE(queue.status(id).state, JobState::stopped);
    }

    void waitingJobsCanBeMoved()
    {
        JobQueue queue;
        queue.setHeldBack(true);
        QList<JobId> ids;
        for (int i = 0; i < 4; ++i)
            ids.append(queue.enqueue(request(untilStopped)));
        QSignalSpy moved(&queue, &JobQueue::orderChanged);
        queue.moveBefore(ids[3], ids[1]);
        QCOMPARE(queue.activeJobs(), (QList<JobId>{ids[0], ids[3], ids[1], ids[2]}));
        queue.moveBefore(ids[0], 0);
        QCOMPARE(queue.activeJobs(), (QList<JobId>{ids[3], ids[1], ids[2], ids[0]}));
        queue.moveBefore(ids[3], ids[0]);
        QCOMPARE(queue.activeJobs(), (QList<JobId>{ids[1], ids[2], ids[3], ids[0]}));
        QCOMPARE(moved.size(), 3);
        queue.moveBefore(ids[3], ids[3]);
        queue.moveBefore(99, ids[0]);
        QCOMPARE(moved.size(), 3);

        QTest::qWait(20);
        QVERIFY(queue.status(ids[1]).state == JobState::queued); // held back
        queue.setHeldBack(false);
        QTRY_COMPARE(queue.status(ids[1]).state, JobState::running);
        queue.moveBefore(ids[1], 0); // it runs
        QCOMPARE(queue.activeJobs().first(), ids[1]);
        queue.stopAll();
        QTRY_VERIFY(!queue.hasActiveJobs());
    }

    void asksTheRunningJobToSaveItsProgress()
    {
        JobQueue queue;
        queue.saveProgress(); // nobody is asked
        std::atomic<int> saved = 0;
        const JobId id = queue.enqueue(request([&saved](JobEvents& events, std::stop_token stop) {
            while (!stop.stop_requested()) {
                saved += events.wantsCheckpoint() ? 1 : 0;
                std::this_thread::sleep_for(1ms);
            }
            return Completion::stopped;
        }));
        QTRY_COMPARE(queue.status(id).state, JobState::running);
        queue.saveProgress();
        QTRY_COMPARE(saved.load(), 1);
        QTest::qWait(20);
        QCOMPARE(saved.load(), 1);
        queue.stop(id);
        QTRY_VERIFY(!queue.hasActiveJobs());
    }

    void tellsWarningsAndKeepsRecipes()
    {
        JobQueue queue;
        JobRequest warning = request([](JobEvents& events, std::stop_token) {
            events.warned("Two rows are too long.");
            return Completion::finished;
        });
        warning.recipe = Json{{"kind", "test"}};
        warning.folder = QStringLiteral("runs/a");
        const JobId id = queue.enqueue(std::move(warning));
        QCOMPARE(queue.status(id).folder, QStringLiteral("runs/a"));
        QTRY_COMPARE(queue.status(id).state, JobState::finished);
        QCOMPARE(queue.status(id).warnings, QStringList{QStringLiteral("Two rows are too long.")});
        QVERIFY((queue.recipe(id) == Json{{"kind", "test"}}));
    }

    void tellsThatASyntheticRunPassedOverItsDamagedCheckpoint()
    {
        const QTemporaryDir folder;
        const std::filesystem::path run = folder.filePath(QStringLiteral("run")).toStdString();
        synthetic::SyntheticParams params;
        params.models = {preference::SyntheticModel::base};
        params.batchSize = 32;
        params.iterations = 8;
        StopsAtStep5 observer;
        synthetic::runInFolder(
            params, {1, false, "cpu"}, run, synthetic::RunStart::continueOrBegin, observer, observer.stop.get_token());
        const auto checkpoints = listCheckpoints(run / "checkpoints");
        QCOMPARE(checkpoints.size(), std::size_t(1));
        std::filesystem::resize_file(checkpoints.front() / "trainers.safetensors", 10);

        JobQueue queue;
        const JobId id = queue.enqueue(resumedSyntheticJob(run, {1, false, "cpu"}));
        QTRY_COMPARE(queue.status(id).state, JobState::finished);
        QCOMPARE(queue.status(id).warnings.size(), 1);
        QVERIFY(queue.status(id).warnings.front().contains(QStringLiteral("skipping")));
    }

    void runsOneAfterAnother()
    {
        JobQueue queue;
        std::atomic<int> running = 0;
        std::atomic<int> most = 0;
        const auto job = [&](JobEvents&, std::stop_token) {
            most = std::max(most.load(), ++running);
            std::this_thread::sleep_for(10ms);
            --running;
            return Completion::finished;
        };
        QList<JobId> started;
        connect(&queue, &JobQueue::statusChanged, this, [&](const JobStatus& status) {
            if (status.state == JobState::running)
                started.append(status.id);
        });
        const JobId first = queue.enqueue(request(job));
        const JobId second = queue.enqueue(request(job));
        const JobId third = queue.enqueue(request(job));
        QCOMPARE(queue.statuses().size(), 3);
        QVERIFY(queue.hasActiveJobs());
        QTRY_VERIFY(ended(queue, third));
        QCOMPARE(started, (QList<JobId>{first, second, third}));
        QCOMPARE(most.load(), 1);
        QCOMPARE(queue.status(first).state, JobState::finished);
        QVERIFY(!queue.hasActiveJobs());
    }

    void saysNothingOfAJobBeforeItsIdIsKnownButThatItIsQueued()
    {
        JobQueue queue;
        QSignalSpy spy(&queue, &JobQueue::statusChanged);
        const JobId id = queue.enqueue(request([](JobEvents&, std::stop_token) { return Completion::finished; }));
        QCOMPARE(spy.size(), 1);
        QCOMPARE(queue.status(id).state, JobState::queued);
        QTRY_VERIFY(ended(queue, id));
    }

    void losesNoMetricAndKeepsTheirOrder()
    {
        JobQueue queue;
        constexpr int count = 20000;
        std::vector<std::int64_t> steps;
        std::vector<std::string> told;
        connect(&queue, &JobQueue::measured, this, [&](JobId, const QList<Metrics>& metrics) {
            for (const Metrics& one : metrics)
                steps.push_back(one.step);
            if (told.empty() || told.back() != "metrics")
                told.push_back("metrics");
        });
        connect(&queue, &JobQueue::snapshotTaken, this, [&](JobId, const JobSnapshot& snapshot) {
            told.push_back("snapshot " + std::to_string(*snapshot.as<int>()));
        });
        connect(&queue, &JobQueue::statusChanged, this, [&](const JobStatus& status) {
            if (status.state == JobState::finished)
                told.push_back("finished");
        });
        const JobId id = queue.enqueue(request([](JobEvents& events, std::stop_token) {
            for (int step = 0; step < count; ++step) {
                events.progressed({"training", step + 1, count});
                events.measured(metric(step));
            }
            events.publish(std::make_shared<const int>(1));
            events.publish(std::make_shared<const int>(2));
            return Completion::finished;
        }));
        QTRY_VERIFY(ended(queue, id));
        QCOMPARE(steps.size(), std::size_t(count));
        QVERIFY(std::is_sorted(steps.begin(), steps.end()));
        QCOMPARE(told, (std::vector<std::string>{"metrics", "snapshot 2", "finished"}));
        QCOMPARE(queue.status(id).progress.step, std::int64_t(count));
    }

    void aSnapshotOfAnotherTypeThanTheKindsIsAnError()
    {
        JobQueue queue;
        const JobId id = queue.enqueue(request([](JobEvents& events, std::stop_token) {
            events.publish(std::make_shared<const double>(1.0));
            return Completion::finished;
        }));
        QTRY_COMPARE(queue.status(id).state, JobState::failed);
        QVERIFY(queue.status(id).message.contains(QStringLiteral("does not declare")));
        QVERIFY(!JobSnapshot(std::make_shared<const double>(1.0)).as<int>());
        QVERIFY(JobSnapshot().isNull());
    }

    void progressIsNoChangeOfTheWork()
    {
        JobQueue queue;
        QSignalSpy work(&queue, &JobQueue::workChanged);
        QSignalSpy told(&queue, &JobQueue::statusChanged);
        const JobId id = queue.enqueue(request([](JobEvents& events, std::stop_token) {
            events.folderChosen(QStringLiteral("runs/a"));
            for (int step = 1; step <= 20; ++step) {
                events.progressed({"training", step, 20});
                std::this_thread::sleep_for(20ms);
            }
            return Completion::finished;
        }));
        QTRY_VERIFY(ended(queue, id));
        QVERIFY(told.size() > 6);
        QCOMPARE(work.size(), 4); // queued, running, its folder, finished
    }

    void reachesTheGuiThreadAtMostSomeTensOfTimesASecond()
    {
        JobQueue queue;
        int deliveries = 0;
        int statuses = 0;
        qsizetype metrics = 0;
        connect(&queue, &JobQueue::measured, this, [&](JobId, const QList<Metrics>& batch) {
            QCOMPARE(QThread::currentThread(), thread());
            ++deliveries;
            metrics += batch.size();
        });
        connect(&queue, &JobQueue::statusChanged, this, [&] { ++statuses; });
        QElapsedTimer clock;
        clock.start();
        const JobId id = queue.enqueue(request([](JobEvents& events, std::stop_token) {
            for (int step = 0; step < 5000; ++step) {
                events.progressed({"training", step, 5000});
                events.measured(metric(step));
                std::this_thread::sleep_for(50us);
            }
            return Completion::finished;
        }));
        QTRY_VERIFY(ended(queue, id));
        const double seconds = double(clock.elapsed()) / 1000;
        QCOMPARE(metrics, qsizetype(5000));
        QVERIFY2(deliveries <= 30 * seconds + 2, qPrintable(QString::number(deliveries)));
        QVERIFY2(statuses <= 30 * seconds + 6, qPrintable(QString::number(statuses)));
    }

    void asksForSnapshotsOneAtATimeAndNotTooOften()
    {
        JobQueue queue;
        QElapsedTimer clock;
        clock.start();
        std::atomic<int> published = 0;
        std::atomic<bool> twice = false;
        int delivered = 0;
        connect(&queue, &JobQueue::snapshotTaken, this, [&] { ++delivered; });
        const JobId id = queue.enqueue(request([&](JobEvents& events, std::stop_token) {
            const auto end = std::chrono::steady_clock::now() + 500ms;
            while (std::chrono::steady_clock::now() < end) {
                if (events.wantsSnapshot()) {
                    events.publish(std::make_shared<const int>(published.load()));
                    ++published;
                    twice = twice || events.wantsSnapshot();
                }
                std::this_thread::sleep_for(1ms);
            }
            return Completion::finished;
        }));
        QTRY_VERIFY(ended(queue, id));
        QVERIFY(!twice);
        QVERIFY2(published >= 2 && published <= 500 / 120 + 1, qPrintable(QString::number(published)));
        QCOMPARE(delivered, published.load());
    }

    void stopsARunningJobAtOnceWhileTheGuiThreadIsNotAsked()
    {
        JobQueue queue;
        std::binary_semaphore go(0);
        const JobId id = queue.enqueue(request([&go](JobEvents&, std::stop_token stop) {
            go.acquire(); // deaf to the stop until then
            return stop.stop_requested() ? Completion::stopped : Completion::finished;
        }));
        QTRY_COMPARE(queue.status(id).state, JobState::running);
        queue.stop(id); // would never return if it waited for the job
        const JobStatus stopping = queue.status(id);
        go.release();
        QCOMPARE(stopping.state, JobState::running);
        QVERIFY(!stopping.message.isEmpty());
        QTRY_COMPARE(queue.status(id).state, JobState::stopped);
        QVERIFY(queue.status(id).message.isEmpty());
        queue.stop(id);
        QCOMPARE(queue.status(id).state, JobState::stopped);
    }

    void takesAQueuedJobOut()
    {
        JobQueue queue;
        bool ran = false;
        const JobId first = queue.enqueue(request(untilStopped));
        const JobId second = queue.enqueue(request([&](JobEvents&, std::stop_token) {
            ran = true;
            return Completion::finished;
        }));
        QTRY_COMPARE(queue.status(first).state, JobState::running);
        queue.stop(second);
        QCOMPARE(queue.status(second).state, JobState::stopped);
        queue.stop(first);
        QTRY_VERIFY(!queue.hasActiveJobs());
        QTest::qWait(60);
        QVERIFY(!ran);
    }

    void stopsAll()
    {
        JobQueue queue;
        queue.enqueue(request(untilStopped));
        queue.enqueue(request(untilStopped));
        queue.enqueue(request(untilStopped));
        QTRY_COMPARE(queue.status(1).state, JobState::running);
        queue.stopAll();
        QTRY_VERIFY(!queue.hasActiveJobs());
        for (const JobStatus& status : queue.statuses())
            QCOMPARE(status.state, JobState::stopped);
    }

    void tellsFailuresInOneSentence_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("part");
        QTest::newRow("own error") << 0 << QStringLiteral("lower the learning rate");
        QTest::newRow("memory") << 1 << QStringLiteral("memory");
        QTest::newRow("standard exception") << 2 << QStringLiteral("odd");
        QTest::newRow("anything else") << 3 << QStringLiteral("unknown error");
    }

    void tellsFailuresInOneSentence()
    {
        QFETCH(int, kind);
        QFETCH(QString, part);
        JobQueue queue;
        const JobId id = queue.enqueue(request([kind](JobEvents&, std::stop_token) -> Completion {
            if (kind == 0)
                throw Error("The loss is not finite at step 240: lower the learning rate.");
            if (kind == 1)
                throw std::bad_alloc();
            if (kind == 2)
                throw std::runtime_error("odd");
            throw 7;
        }));
        const JobId next = queue.enqueue(request([](JobEvents&, std::stop_token) { return Completion::finished; }));
        QTRY_VERIFY(ended(queue, next));
        QCOMPARE(queue.status(id).state, JobState::failed);
        QVERIFY2(queue.status(id).message.contains(part), qPrintable(queue.status(id).message));
        QCOMPARE(queue.status(next).state, JobState::finished);
    }

    void tellsTheFolder()
    {
        JobQueue queue;
        const JobId id = queue.enqueue(request([](JobEvents& events, std::stop_token) {
            events.folderChosen(QStringLiteral("runs/one"));
            return Completion::finished;
        }));
        QTRY_VERIFY(ended(queue, id));
        QCOMPARE(queue.status(id).folder, QStringLiteral("runs/one"));
    }

    void isDestroyedWithRunningAndQueuedJobs()
    {
        bool secondRan = false;
        std::atomic<bool> firstEnded = false;
        int told = 0;
        auto held = std::make_shared<int>(1);
        {
            JobQueue queue;
            connect(&queue, &JobQueue::statusChanged, this, [&] { ++told; });
            connect(&queue, &JobQueue::measured, this, [&] { ++told; });
            queue.enqueue(request([&, held](JobEvents& events, std::stop_token stop) {
                while (!stop.stop_requested())
                    events.measured(metric(0));
                firstEnded = true;
                return Completion::stopped;
            }));
            queue.enqueue(request([&, held](JobEvents&, std::stop_token) {
                secondRan = true;
                return Completion::finished;
            }));
            QTRY_COMPARE(queue.status(1).state, JobState::running);
            told = 0;
        }
        QVERIFY(firstEnded);
        QCOMPARE(told, 0);
        QTest::qWait(60);
        QVERIFY(!secondRan);
        QCOMPARE(told, 0);
        QCOMPARE(held.use_count(), 1L);
    }

    void mayBeDestroyedByAReceiver()
    {
        auto queue = std::make_unique<JobQueue>();
        bool after = false;
        connect(queue.get(), &JobQueue::measured, this, [&] { queue.reset(); });
        connect(queue.get(), &JobQueue::snapshotTaken, this, [&] { after = true; });
        queue->enqueue(request([](JobEvents& events, std::stop_token) {
            events.measured(metric(0));
            events.publish(std::make_shared<const int>(1));
            return Completion::finished;
        }));
        QTRY_VERIFY(!queue);
        QVERIFY(!after);
    }

    void leavesTheGuiThreadFreeUnderAFloodOfEvents()
    {
        JobQueue queue;
        qsizetype received = 0;
        qint64 batches = 0;
        qint64 statuses = 0;
        connect(&queue, &JobQueue::measured, this, [&](JobId, const QList<Metrics>& batch) {
            received += batch.size();
            ++batches;
        });
        connect(&queue, &JobQueue::statusChanged, this, [&] { ++statuses; });
        const JobId id = queue.enqueue(request([](JobEvents& events, std::stop_token) {
            for (int step = 0; step < 200000; ++step) {
                events.progressed({"training", step, 200000});
                events.measured({"base", step, {}});
            }
            return Completion::finished;
        }));
        QElapsedTimer clock;
        clock.start();
        QTRY_VERIFY_WITH_TIMEOUT(ended(queue, id), 30000);
        QCOMPARE(received, qsizetype(200000));
        // However many events there are, they are delivered 25 times a second at most, and once at the end.
        const qint64 deliveries = clock.elapsed() / 40 + 2;
        QVERIFY2(batches <= deliveries, qPrintable(QStringLiteral("%1 of %2").arg(batches).arg(deliveries)));
        // And as it was queued, began and ended.
        QVERIFY2(statuses <= deliveries + 3, qPrintable(QStringLiteral("%1 of %2").arg(statuses).arg(deliveries)));
    }

    void writesDurations_data()
    {
        QTest::addColumn<double>("seconds");
        QTest::addColumn<QString>("text");
        QTest::newRow("seconds") << 4.2 << QStringLiteral("5 s");
        QTest::newRow("minutes and seconds") << 62.0 << QStringLiteral("1 min 02 s");
        QTest::newRow("minutes") << 2880.0 << QStringLiteral("48 min");
        QTest::newRow("hours") << 30600.0 << QStringLiteral("8 h 30 min");
        QTest::newRow("nearly an hour") << 3599.0 << QStringLiteral("1 h 00 min");
        QTest::newRow("days") << 187200.0 << QStringLiteral("2 d 4 h");
    }

    void writesDurations()
    {
        QFETCH(double, seconds);
        QTEST(durationText(seconds), "text");
    }

    void writesProgress()
    {
        QCOMPARE(progressText({"training", 640, 1000}), QStringLiteral("training · step 640 of 1,000"));
        QCOMPARE(progressText({"reading", 0, 0}), QStringLiteral("reading"));
        JobStatus status;
        status.state = JobState::running;
        status.progress = {"training", 640, 1000};
        QCOMPARE(stateWithShare(status), QStringLiteral("running · 64 %"));
        status.state = JobState::finished;
        QCOMPARE(stateWithShare(status), QStringLiteral("finished"));
    }

    void theShareOfAPartIsNotThatOfTheJob()
    {
        JobStatus status;
        status.state = JobState::running;
        status.secondsLeft = 4.0;
        status.progress = {"Loading layers", 2, 2};
        QVERIFY(!jobShare(status));
        QCOMPARE(stateWithShare(status), QStringLiteral("running"));
        QVERIFY(timeLeftText(status).isEmpty());
        status.progress = {"Training", 5, 10};
        QCOMPARE(timeLeftText(status), QStringLiteral("4 s left"));
        status.kind.product = JobProduct::experiment; // each of its models has a share of its own
        QVERIFY(!jobShare(status));
        status.kind.product = JobProduct::run;
        status.state = JobState::queued; // again, after a pause
        QCOMPARE(stateWithShare(status), QStringLiteral("queued · 50 %"));
    }
};

DPL_UI_TEST(TestJobQueue)
#include "tst_job_queue.moc"
