#include "jobs/job_kinds.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/job_text.hpp"
#include "jobs/training_job.hpp"
#include "shell/saved_queue.hpp"
#include "ui_test.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json.hpp"

#include <QDateTime>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <chrono>
#include <thread>

using namespace dpl;
using namespace dpl::ui;
using namespace std::chrono_literals;

namespace {

/// A training's recipe with a function that runs until it is stopped.
JobRequest endlessTraining(const std::string& subset, const std::string& folder = {})
{
    training::TrainingParams params;
    params.modelName = "no-such-model";
    params.dataPath = "no-such-data";
    params.dataSubset = subset;
    JobRequest request = trainingJob(params, std::filesystem::path("runs") / (folder.empty() ? subset : folder), {});
    request.run = [](JobEvents&, std::stop_token stop) {
        while (!stop.stop_requested())
            std::this_thread::sleep_for(1ms);
        return Completion::stopped;
    };
    return request;
}

} // namespace

class TestSavedQueue : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void whatIsNotDoneIsThereAtTheNextStart()
    {
        {
            JobQueue queue;
            SavedQueue saved(queue, file());
            const JobId first = queue.enqueue(endlessTraining("both"));
            queue.enqueue(endlessTraining("helpful"));
            const JobId last = queue.enqueue(endlessTraining("harmless"));
            queue.enqueue({QStringLiteral("no recipe"), {QStringLiteral("test")},
                [](JobEvents&, std::stop_token) { return Completion::finished; }});
            QTRY_COMPARE(queue.status(first).state, JobState::running);
            queue.moveBefore(last, 2);
            QTRY_COMPARE(savedFolders(),
                (QStringList{
                    QStringLiteral("runs/both"), QStringLiteral("runs/harmless"), QStringLiteral("runs/helpful")}));
            saved.close();
            queue.stopAll(); // as the program ends
            QCoreApplication::processEvents();
        }
        JobQueue queue;
        SavedQueue saved(queue, file());
        QCOMPARE(saved.restore(shippedJobKinds(), {}), 3);
        QVERIFY(queue.isHeldBack());
        QCOMPARE(queue.activeJobs().size(), 3);
        QCOMPARE(queue.status(2).folder, QStringLiteral("runs/harmless"));
        QCOMPARE(queue.status(2).title, QStringLiteral("harmless · base · seed 0"));
        queue.stopAll();
        QTRY_VERIFY(savedFolders().isEmpty());
    }

    void whatTheUserPausedStaysPausedWhereItStood()
    {
        {
            JobQueue queue;
            SavedQueue saved(queue, file());
            JobRequest begun = endlessTraining("both");
            begun.run = [](JobEvents& events, std::stop_token stop) {
                events.progressed({"Training", 12, 100});
                while (!stop.stop_requested())
                    std::this_thread::sleep_for(1ms);
                return Completion::stopped;
            };
            const JobId first = queue.enqueue(std::move(begun));
            const JobId second = queue.enqueue(endlessTraining("helpful"));
            queue.pause(queue.enqueue(endlessTraining("harmless")));
            QTRY_COMPARE(queue.status(first).progress.step, std::int64_t(12));
            queue.pause(first);
            QTRY_COMPARE(queue.status(second).state, JobState::running);
            queue.setHeldBack(true);
            queue.setAside(second); // as the window closes
            QTRY_COMPARE(queue.status(second).state, JobState::queued);
            saved.close();
            queue.stopAll();
        }
        JobQueue queue;
        SavedQueue saved(queue, file());
        QCOMPARE(saved.restore(shippedJobKinds(), {}), 3);
        QHash<QString, QString> states;
        for (const JobStatus& job : queue.statuses())
            states.insert(job.folder, stateWithShare(job));
        QCOMPARE(states.value(QStringLiteral("runs/both")), QStringLiteral("paused · 12 %"));
        QCOMPARE(states.value(QStringLiteral("runs/helpful")), QStringLiteral("queued"));
        QCOMPARE(states.value(QStringLiteral("runs/harmless")), QStringLiteral("paused"));
        queue.stopAll();
    }

    void whatHasFailedIsToldUntilItIsRemoved()
    {
        const auto failing = [](const char* subset) {
            JobRequest request = endlessTraining(subset);
            request.run = [](JobEvents&, std::stop_token) -> Completion { throw Error("The backbone is damaged."); };
            return request;
        };
        {
            JobQueue queue;
            SavedQueue saved(queue, file());
            queue.enqueue(failing("both"));
            const JobId last = queue.enqueue(failing("helpful"));
            QTRY_COMPARE(queue.status(last).state, JobState::failed);
            saved.close();
        }
        JobQueue queue;
        SavedQueue saved(queue, file());
        QCOMPARE(saved.restore(shippedJobKinds(), {}), 0); // nothing is to be done
        QVERIFY(!queue.isHeldBack());
        QVERIFY(!queue.hasActiveJobs());
        QCOMPARE(queue.failedJobs().size(), 2);
        QCOMPARE(queue.status(1).message, QStringLiteral("The backbone is damaged."));
        QVERIFY(!queue.status(1).ended.isEmpty());
        queue.setHeldBack(true);
        queue.enqueue(endlessTraining("both")); // again
        QCOMPARE(queue.failedJobs(), QList<JobId>{2});
        queue.forget(2);
        QTRY_COMPARE(savedFolders(), QStringList{QStringLiteral("runs/both")});
        queue.stopAll();
        QTRY_VERIFY(savedFolders().isEmpty());
    }

    void allThatRunIsKeptWithItsDevice()
    {
        const auto training = [](const char* subset, const char* device) {
            training::TrainingParams params;
            params.modelName = "no-such-model";
            params.dataPath = "no-such-data";
            params.dataSubset = subset;
            JobRequest request = trainingJob(params, std::filesystem::path("runs") / subset, {1, true, device});
            request.run = endlessTraining(subset).run;
            return request;
        };
        {
            JobQueue queue;
            SavedQueue saved(queue, file());
            const JobId first = queue.enqueue(training("both", "cpu"));
            const JobId second = queue.enqueue(training("helpful", "cuda"));
            queue.enqueue(training("harmless", "cuda:0"));
            QTRY_COMPARE(queue.status(first).state, JobState::running);
            QTRY_COMPARE(queue.status(second).state, JobState::running); // beside it
            QTRY_COMPARE(savedFolders(),
                (QStringList{
                    QStringLiteral("runs/both"), QStringLiteral("runs/helpful"), QStringLiteral("runs/harmless")}));
            saved.close();
            queue.stopAll(); // as the program ends
            QCoreApplication::processEvents();
        }
        JobQueue queue;
        SavedQueue saved(queue, file());
        QCOMPARE(saved.restore(shippedJobKinds(), {1, true, "cuda:7"}), 3); // what others would begin on
        QCOMPARE(queue.status(1).device, QStringLiteral("cpu"));
        QCOMPARE(queue.status(2).device, QStringLiteral("cuda:0"));
        QCOMPARE(queue.status(3).device, QStringLiteral("cuda:0"));
        queue.stopAll();
        QTRY_VERIFY(savedFolders().isEmpty());
    }

    void aFileOfAnEarlierVersionIsRead()
    {
        const std::filesystem::path earlier = std::filesystem::path(DPL_FIXTURES) / "runs" / "queue.json";
        std::filesystem::copy_file(earlier, file());
        JobQueue queue;
        SavedQueue saved(queue, file());
        QSignalSpy failed(&saved, &SavedQueue::failed);
        QCOMPARE(saved.restore(shippedJobKinds(), {}), static_cast<int>(readJsonFile(earlier).at("jobs").size()));
        QVERIFY(failed.isEmpty());
        queue.stopAll();
    }

    void theFileIsWrittenWhenTheWorkChangesNotWhileItIsDone()
    {
        JobQueue queue;
        SavedQueue saved(queue, file());
        QSignalSpy writes(&saved, &SavedQueue::saved);
        QSignalSpy told(&queue, &JobQueue::statusChanged);
        JobRequest busy = endlessTraining("both");
        busy.run = [](JobEvents& events, std::stop_token stop) {
            for (int step = 1; !stop.stop_requested(); ++step) {
                events.progressed({"Training", step, 100000});
                std::this_thread::sleep_for(1ms);
            }
            return Completion::stopped;
        };
        const JobId first = queue.enqueue(std::move(busy));
        for (int i = 0; i < 200; ++i)
            queue.enqueue(endlessTraining("helpful", std::to_string(i)));
        QTRY_COMPARE(writes.size(), 1);
        QTRY_COMPARE(queue.status(first).state, JobState::running);
        QTRY_VERIFY(told.size() > 201 + 10); // it makes progress
        QCOMPARE(writes.size(), 1);
        queue.moveBefore(201, 2);
        QTRY_COMPARE(writes.size(), 2);
        queue.stop(2);
        QTRY_COMPARE(writes.size(), 3);
        queue.setHeldBack(true);
        queue.stopAll();
        QTRY_VERIFY(!queue.hasActiveJobs());
        QTRY_VERIFY(savedFolders().isEmpty());
    }

    void aJobThatCannotBeReadIsSaidAndTheOthersStay()
    {
        Json jobs = Json::array();
        jobs.push_back({{"kind", "telepathy"}});
        jobs.push_back(endlessTraining("both").recipe);
        writeFileAtomically(file(), Json{{"version", 1}, {"jobs", jobs}}.dump());
        JobQueue queue;
        SavedQueue saved(queue, file());
        QSignalSpy failed(&saved, &SavedQueue::failed);
        QCOMPARE(saved.restore(shippedJobKinds(), {}), 1);
        QCOMPARE(failed.size(), 1);
        QVERIFY(failed.first().first().toString().contains(QStringLiteral("telepathy")));
        QVERIFY(failed.first().first().toString().contains(QStringLiteral("queue.json.bak")));
        QTRY_COMPARE(savedFolders(), QStringList{QStringLiteral("runs/both")});
        QCOMPARE(readJsonFile(aside()).at("jobs"), jobs); // for a version that knows it
        queue.stopAll();
    }

    void recipesThatAreNoneEndNothing()
    {
        const Json jobs = Json::array({3, {{"kind", "training"}}, {{"kind", "training"}, {"params", "none"}},
            {{"kind", "sweep"}, {"params", Json::object()}, {"after", {1}}}, {{"kind", 7}},
            endlessTraining("both").recipe});
        writeFileAtomically(file(), Json{{"jobs", jobs}}.dump());
        JobQueue queue;
        SavedQueue saved(queue, file());
        QSignalSpy failed(&saved, &SavedQueue::failed);
        QCOMPARE(saved.restore(shippedJobKinds(), {}), 1);
        QCOMPARE(failed.size(), 1);
        QVERIFY(failed.first().first().toString().startsWith(QStringLiteral("5 waiting jobs cannot be read.")));
        queue.stopAll();
    }

    void aFileOfANewerVersionIsKeptAside()
    {
        Json newer{{"version", 3}, {"jobs", Json::array({endlessTraining("both").recipe})}};
        writeFileAtomically(file(), newer.dump());
        JobQueue queue;
        SavedQueue saved(queue, file());
        QSignalSpy failed(&saved, &SavedQueue::failed);
        QCOMPARE(saved.restore(shippedJobKinds(), {}), 0);
        QVERIFY(failed.first().first().toString().contains(QStringLiteral("newer version")));
        queue.setHeldBack(true);
        queue.enqueue(endlessTraining("helpful"));
        QTRY_COMPARE(savedFolders(), QStringList{QStringLiteral("runs/helpful")});
        QCOMPARE(readJsonFile(aside()), newer);
        queue.stopAll();
    }

    void whatAJobNeedsIsSaved()
    {
        {
            JobQueue queue;
            SavedQueue saved(queue, file());
            const JobId first = queue.enqueue(endlessTraining("both"));
            JobRequest needing = endlessTraining("helpful");
            needing.after = {QStringLiteral("runs/both")};
            queue.enqueue(std::move(needing));
            QTRY_COMPARE(queue.status(first).state, JobState::running);
            queue.stop(first);
            QTRY_COMPARE(savedFolders(), QStringList{QStringLiteral("runs/helpful")});
        }
        JobQueue queue;
        SavedQueue saved(queue, file());
        QCOMPARE(saved.restore(shippedJobKinds(), {}), 1);
        QCOMPARE(queue.after(1), QStringList{QStringLiteral("runs/both")});
        queue.setHeldBack(false);
        QTest::qWait(20);
        QCOMPARE(queue.status(1).state, JobState::paused); // the other was stopped, and is not in the queue
        queue.stopAll();
    }

    void aWindowThatIsGoneHasLostItsClaim_data()
    {
        QTest::addColumn<bool>("hasLocks");
        QTest::newRow("with locks") << true;
        QTest::newRow("without locks") << false;
    }

    void aWindowThatIsGoneHasLostItsClaim()
    {
        QFETCH(bool, hasLocks);
        const ClaimBy by = hasLocks ? ClaimBy::lockAndOwner : ClaimBy::ownerAlone;
        {
            const QueueClaim first(file(), by);
            QVERIFY(!first.isAnothers());
            QVERIFY(QueueClaim(file(), by).isAnothers());
        }
        QVERIFY(!QueueClaim(file(), by).isAnothers());
    }

    void anOwnerFileOfAnotherMachineCountsWhileItIsTouched()
    {
        const QString owner = QString::fromStdString(file().string() + ".owner");
        const auto write = [&owner](int secondsAgo) {
            QFile written(owner);
            QVERIFY(written.open(QIODevice::WriteOnly));
            written.write("12345\ndpl-workbench\nanother-machine\nits-id\nits-boot\n");
            written.flush();
            QVERIFY(written.setFileTime(
                QDateTime::currentDateTime().addSecs(-secondsAgo), QFileDevice::FileModificationTime));
        };
        for (const ClaimBy by : {ClaimBy::lockAndOwner, ClaimBy::ownerAlone}) { // each machine may have its own locks
            write(5);
            QVERIFY(QueueClaim(file(), by).isAnothers());
            write(2 * QueueClaim::staleMilliseconds / 1000); // it crashed
            QVERIFY(!QueueClaim(file(), by).isAnothers());
        }
    }

    void aLockOfAnEarlierVersionOnAnotherMachineLocksNobodyOut()
    {
        writeFileAtomically(file().string() + ".lock", "12345\ndpl-workbench\nanother-machine\nits-id\nits-boot\n");
        QVERIFY(!QueueClaim(file()).isAnothers());
    }

    void aSecondWindowKeepsAFileOfItsOwn()
    {
        Window first(file());
        first.queue.enqueue(endlessTraining("both"));
        QTRY_COMPARE(savedFolders(), QStringList{QStringLiteral("runs/both")});
        Window second(file());
        QVERIFY(second.saved->isKeptByAnother());
        QVERIFY(!first.saved->isKeptByAnother());
        QCOMPARE(second.restored, 0);
        second.queue.enqueue(endlessTraining("helpful"));
        QTRY_COMPARE(savedFolders(".2"), QStringList{QStringLiteral("runs/helpful")});
        QVERIFY(!second.takesOver());
        QVERIFY(!first.takesOver());
        QCOMPARE(savedFolders(), QStringList{QStringLiteral("runs/both")});
    }

    void theSecondWindowTakesOverWhatTheFirstLeaves()
    {
        auto first = std::make_unique<Window>(file());
        Window second(file());
        for (const char* subset : {"both", "helpful"})
            first->queue.enqueue(endlessTraining(subset));
        for (const char* subset : {"helpful", "harmless"}) // one of them in both windows
            second.queue.enqueue(endlessTraining(subset));
        second.queue.setHeldBack(false);
        QTRY_COMPARE(second.queue.status(1).state, JobState::running);
        first->close();
        first.reset();
        QCOMPARE(second.takesOver(), std::optional<int>(1));
        QVERIFY(!second.saved->isKeptByAnother());
        QVERIFY(second.queue.isHeldBack());
        QCOMPARE(second.queue.status(1).state, JobState::running);
        QCOMPARE(savedFolders(),
            (QStringList{
                QStringLiteral("runs/helpful"), QStringLiteral("runs/harmless"), QStringLiteral("runs/both")}));
        QVERIFY(!QFile::exists(QString::fromStdString(file().string() + ".2")));
        QVERIFY(!second.takesOver());
        const Window third(file());
        QVERIFY(third.saved->isKeptByAnother());
    }

    void theFirstWindowTakesOverWhatTheSecondLeaves_data()
    {
        QTest::addColumn<bool>("isOpen");
        QTest::newRow("while it is open") << true;
        QTest::newRow("when it opens again") << false;
    }
    void theFirstWindowTakesOverWhatTheSecondLeaves()
    {
        QFETCH(bool, isOpen);
        auto first = std::make_unique<Window>(file());
        first->queue.enqueue(endlessTraining("both"));
        {
            Window second(file());
            second.queue.enqueue(endlessTraining("helpful"));
            second.close();
        }
        if (isOpen) {
            QCOMPARE(first->takesOver(), std::optional<int>(1));
        } else {
            first->close();
            first.reset();
            first = std::make_unique<Window>(file());
            QCOMPARE(first->restored, 2);
        }
        QVERIFY(first->queue.isHeldBack());
        QCOMPARE(savedFolders(), (QStringList{QStringLiteral("runs/both"), QStringLiteral("runs/helpful")}));
        QVERIFY(!QFile::exists(QString::fromStdString(file().string() + ".2")));
    }

    void aSecondWindowThatHasNothingLeftLeavesNothing()
    {
        Window first(file());
        {
            Window second(file());
            const JobId id = second.queue.enqueue(endlessTraining("both"));
            QTRY_COMPARE(savedFolders(".2").size(), 1);
            second.queue.stop(id);
            second.close();
        }
        QVERIFY(!QFile::exists(QString::fromStdString(file().string() + ".2")));
        QVERIFY(!first.takesOver());
    }

    void aFileOfAnotherWindowThatCannotBeReadIsSaidOnce()
    {
        Window first(file());
        writeFileAtomically(file().string() + ".2", "{\"jobs\": 3}");
        std::filesystem::create_directories(file().string() + ".3/not a file");
        QSignalSpy failed(first.saved.get(), &SavedQueue::failed);
        QCOMPARE(first.takesOver(), std::optional<int>(0));
        QCOMPARE(failed.size(), 2);
        QVERIFY(!first.takesOver());
        QCOMPARE(failed.size(), 2);
        QCOMPARE(readFile(file().string() + ".2.bak"), std::string("{\"jobs\": 3}"));
        QVERIFY(std::filesystem::exists(file().string() + ".3/not a file"));
    }

    void aDamagedFileIsKeptAside()
    {
        for (const char* damage : {"{\"jobs\": 3}", "{\"jobs\": ["}) {
            writeFileAtomically(file(), damage);
            JobQueue queue;
            SavedQueue saved(queue, file());
            QSignalSpy failed(&saved, &SavedQueue::failed);
            QCOMPARE(saved.restore(shippedJobKinds(), {}), 0);
            QCOMPARE(failed.size(), 1);
            QVERIFY(!queue.isHeldBack());
            saved.close(); // writes an empty one
            QVERIFY(savedFolders().isEmpty());
        }
        QCOMPARE(readFile(aside()), std::string("{\"jobs\": 3}"));
        QCOMPARE(readFile(aside().string() + "-2"), std::string("{\"jobs\": [")); // the earlier one stays
    }

    void whatCannotBeKeptAsideIsNotWrittenOver()
    {
        std::filesystem::create_directories(file() / "not a file");
        JobQueue queue;
        SavedQueue saved(queue, file());
        QSignalSpy failed(&saved, &SavedQueue::failed);
        QCOMPARE(saved.restore(shippedJobKinds(), {}), 0);
        QVERIFY(failed.first().first().toString().contains(QStringLiteral("left as it is")));
        queue.setHeldBack(true);
        queue.enqueue(endlessTraining("both"));
        QTest::qWait(20);
        saved.close();
        QCOMPARE(failed.size(), 1);
        QVERIFY(std::filesystem::exists(file() / "not a file"));
        queue.stopAll();
    }

private:
    /// A queue with its file, as a window has them, held back.
    struct Window {
        explicit Window(const std::filesystem::path& file)
        {
            saved = std::make_unique<SavedQueue>(queue, file);
            restored = saved->restore(shippedJobKinds(), {});
            queue.setHeldBack(true);
        }
        ~Window()
        {
            saved.reset();
            queue.stopAll();
        }

        std::optional<int> takesOver() { return saved->takeOver(shippedJobKinds(), {}); }
        void close() { saved->close(); }

        JobQueue queue;
        std::unique_ptr<SavedQueue> saved;
        int restored = 0;
    };

    std::filesystem::path file() const { return m_folder->filePath(QStringLiteral("queue.json")).toStdString(); }

    std::filesystem::path aside() const { return file().string() + ".bak"; }

    QStringList savedFolders(const std::string& ending = {}) const
    {
        QStringList folders;
        std::error_code ignored;
        const std::filesystem::path file = this->file().string() + ending;
        if (!std::filesystem::exists(file, ignored))
            return folders;
        const Json saved = readJsonFile(file);
        for (const Json& job : saved.at("jobs"))
            folders.append(QString::fromStdString(job.value("folder", std::string())));
        return folders;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

DPL_UI_TEST(TestSavedQueue)
#include "tst_saved_queue.moc"
