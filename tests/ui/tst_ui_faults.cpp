// Whatever the system refuses, and whenever: the queue and the settings that were in their files are there still, and
// what could not be written is said.

#include "base/files.hpp"
#include "base/json.hpp"
#include "faulty_calls.hpp"
#include "jobs/job_kinds.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/training_job.hpp"
#include "settings/settings.hpp"
#include "shell/saved_queue.hpp"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cerrno>

using namespace dpl;
using namespace dpl::ui;
using dpl::test::FaultyCall;
using dpl::test::FileCall;

Q_DECLARE_METATYPE(dpl::test::FileCall)

class TestUiFaults : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aQueueIsNotLost_data() { addFaults(); }
    void aQueueIsNotLost()
    {
        tryEverywhere("queue", [this](const std::filesystem::path& folder, const Faulty& faulty) {
            const std::filesystem::path file = folder / "settings.queue.json";
            QStringList said;
            {
                JobQueue queue;
                SavedQueue saved(queue, file);
                queue.setHeldBack(true);
                queue.enqueue(job("both"));
                saved.close();
            }
            {
                JobQueue queue;
                SavedQueue saved(queue, file);
                const QSignalSpy written(&saved, &SavedQueue::saved);
                connect(&saved, &SavedQueue::failed, this, [&said](const QString& message) { said << message; });
                faulty.begin(folder);
                const int restored = saved.restore(shippedJobKinds(), {});
                queue.setHeldBack(true);
                queue.enqueue(job("helpful"));
                QTRY_VERIFY(!written.isEmpty() || !said.isEmpty());
                faulty.end();
                if (restored == 0)
                    QVERIFY2(!said.isEmpty(), "what is not there, is said");
                QVERIFY(isKept(folder, "runs/both"));
                for (const QString& message : std::as_const(said))
                    QVERIFY2(message.contains(QString::fromStdString(file.string())), qPrintable(message));
                if (said.isEmpty())
                    QCOMPARE(folders(file), (QStringList{QStringLiteral("runs/both"), QStringLiteral("runs/helpful")}));
                saved.close();
                if (restored != 0)
                    QCOMPARE(folders(file), (QStringList{QStringLiteral("runs/both"), QStringLiteral("runs/helpful")}));
            }
        });
    }

    void settingsAreNotLost_data() { addFaults(); }
    void settingsAreNotLost()
    {
        QFETCH(FileCall, call);
        if (call == FileCall::read)
            QSKIP("they were read when the window opened");
        tryEverywhere("settings", [](const std::filesystem::path& folder, const Faulty& faulty) {
            const QString file = QString::fromStdString((folder / "settings.ini").string());
            {
                Settings settings(file);
                settings.setValue(known::threads(), 3);
                settings.save();
            }
            QStringList said;
            {
                Settings settings(file);
                connect(
                    &settings, &Settings::saveFailed, &settings, [&said](const QString& message) { said << message; });
                faulty.begin(folder);
                settings.setValue(known::lastPage(), QStringLiteral("runs"));
                settings.save();
                faulty.end();
            }
            Settings settings(file);
            QCOMPARE(settings.value(known::threads()), 3);
            for (const QString& message : std::as_const(said))
                QVERIFY2(message.contains(file), qPrintable(message));
            // The window's end writes what an earlier moment could not.
            QCOMPARE(settings.value(known::lastPage()), QStringLiteral("runs"));
        });
    }

    void settingsThatCannotBeReadAreNotLost_data() { addFaults(); }
    void settingsThatCannotBeReadAreNotLost()
    {
        QFETCH(FileCall, call);
        if (call != FileCall::open && call != FileCall::read)
            QSKIP("nothing is written when they are read");
        tryEverywhere("settings, read", [](const std::filesystem::path& folder, const Faulty& faulty) {
            const QString file = QString::fromStdString((folder / "settings.ini").string());
            {
                Settings settings(file);
                settings.setValue(known::threads(), 3);
                settings.setValue(known::runsFolder(), QStringLiteral("/data/runs"));
            }
            QStringList said;
            {
                faulty.begin(folder);
                Settings settings(file);
                faulty.end();
                connect(
                    &settings, &Settings::readFailed, &settings, [&said](const QString& message) { said << message; });
                settings.setValue(known::lastPage(), QStringLiteral("runs"));
                QCoreApplication::processEvents();
            }
            Settings settings(file);
            if (said.isEmpty()) {
                QCOMPARE(settings.value(known::threads()), 3);
                QCOMPARE(settings.value(known::runsFolder()), QStringLiteral("/data/runs"));
                QCOMPARE(settings.value(known::lastPage()), QStringLiteral("runs"));
            } else {
                QVERIFY2(said.first().contains(file), qPrintable(said.first()));
                QVERIFY(isKept(folder, "/data/runs", "settings.ini"));
            }
        });
    }

private:
    /// The fault of a row of the table, at the n-th call.
    struct Faulty {
        FileCall call;
        int error;
        int n;
        mutable std::optional<FaultyCall> fault{};

        void begin(const std::filesystem::path& folder) const { fault.emplace(folder, call, error, n); }
        void end() const { fault.reset(); }
    };

    static void addFaults()
    {
        QTest::addColumn<FileCall>("call");
        QTest::addColumn<int>("error");
        for (const auto& [call, error] :
            {std::pair{FileCall::open, EIO}, {FileCall::read, EIO}, {FileCall::write, ENOSPC}, {FileCall::write, 0},
                {FileCall::write, EINTR}, {FileCall::sync, EIO}, {FileCall::rename, EIO}}) {
            QTest::addRow("%s %s", test::toString(call).c_str(), error == 0 ? "half of it" : std::strerror(error))
                << call << error;
        }
    }

    template <typename Try> static void tryEverywhere(const char* name, const Try& attempt)
    {
        QFETCH(FileCall, call);
        QFETCH(int, error);
        int n = 1;
        for (; n < 1000; ++n) {
            const QTemporaryDir folder;
            attempt(folder.path().toStdString(), Faulty{call, error, n});
            if (QTest::currentTestFailed())
                return;
            if (!FaultyCall::fired())
                break;
        }
        qInfo("%s: %d tried", name, n - 1);
        QVERIFY2(n > 1, "it makes no such call");
    }

    static JobRequest job(const std::string& subset)
    {
        training::TrainingParams params;
        params.modelName = "no-such-model";
        params.dataPath = "no-such-data";
        params.dataSubset = subset;
        return trainingJob(params, std::filesystem::path("runs") / subset, {});
    }

    /// In the queue's file, or in one beside it where it was put aside.
    static bool isKept(const std::filesystem::path& folder, const char* job, const char* name = "settings.queue.json")
    {
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            if (entry.is_regular_file() && entry.path().filename().string().starts_with(name)
                && readFile(entry.path()).find(job) != std::string::npos)
                return true;
        }
        return false;
    }

    static QStringList folders(const std::filesystem::path& file)
    {
        QStringList list;
        const Json saved = readJsonFile(file); // named, as a range-for over a temporary's at() outlives it
        for (const Json& recipe : saved.at("jobs"))
            list << QString::fromStdString(recipe.at("folder").get<std::string>());
        return list;
    }
};

QTEST_GUILESS_MAIN(TestUiFaults)

#include "tst_ui_faults.moc"
