// A window that is killed while it trains, or asked to end by a signal, and started again: what it was doing and what
// waited behind goes on, to the numbers of a training that nothing interrupted.

#include "demo/demo.hpp"
#include "jobs/training_job.hpp"
#include "runs/run_folder.hpp"
#include "settings/known_settings.hpp"
#include "shell/jobs_panel.hpp"
#include "shell/session_end.hpp"
#include "shell/workbench.hpp"
#include "shown_texts.hpp"
#include "training/training_run.hpp"
#include "ui_test.hpp"

#include <QApplication>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <optional>

#include <signal.h>

using namespace dpl;
using namespace dpl::ui;

namespace {

constexpr int trainingSteps = 200; ///< more than are done while another window opens

/// A few seconds of training on the demo's data.
training::TrainingParams smallTraining(const std::filesystem::path& data, const std::string& head)
{
    training::TrainingParams params;
    params.modelName = (data / "tiny-llama").string();
    params.dataPath = (data / "preferences").string();
    params.rewardModelType = head;
    params.trainBatchSize = 4;
    params.trainDatasetSize = params.trainBatchSize * trainingSteps;
    params.learningRate = 0.001;
    params.evalSteps = 0;
    params.loggingSteps = 1;
    params.saveSteps = 5;
    return params;
}

std::filesystem::path pathOf(const QString& text)
{
    return text.toStdString();
}

/// What the killed process does: opens the window and queues two trainings.
int trainUntilKilled(const QStringList& arguments)
{
    const QDir folder(arguments.at(2));
    Workbench workbench(folder.filePath(QStringLiteral("settings.ini")));
    workbench.settings().setValue(known::threads(), 1);
    workbench.settings().setValue(known::runsFolder(), folder.filePath(QStringLiteral("runs")));
    workbench.settings().save();
    const SessionEnd sessionEnd(workbench.window(), workbench.jobs());
    workbench.window().show();
    for (const char* head : {"base", "categorical"}) {
        workbench.jobs().enqueue(trainingJob(smallTraining(pathOf(folder.filePath(QStringLiteral("data"))), head),
            pathOf(folder.filePath(QStringLiteral("runs/one/") + QLatin1String(head))), {1, true, "cpu"}));
    }
    return QApplication::exec();
}

} // namespace

class TestCrash : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatWasKilledGoesOnToTheSameNumbers_data()
    {
        QTest::addColumn<int>("signal");
        QTest::addColumn<bool>("anotherIsOpen");
        QTest::newRow("killed") << SIGKILL << false;
        QTest::newRow("asked to end") << SIGTERM << false;
        QTest::newRow("the terminal closed") << SIGHUP << false;
        QTest::newRow("killed while another window is open") << SIGKILL << true;
        QTest::newRow("asked to end while another window is open") << SIGTERM << true;
    }
    void whatWasKilledGoesOnToTheSameNumbers()
    {
        QFETCH(int, signal);
        QFETCH(bool, anotherIsOpen);
        const QTemporaryDir folder;
        const auto at = [&folder](const char* name) { return folder.filePath(QLatin1String(name)); };
        demo::writeDemo(0, pathOf(at("data")));

        QProcess killed;
        killed.setProcessChannelMode(QProcess::ForwardedChannels);
        killed.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--train-until-killed"), folder.path()});
        QVERIFY(killed.waitForStarted());
        const std::filesystem::path run = pathOf(at("runs/one/base"));
        QTRY_VERIFY_WITH_TIMEOUT(lines(run / "metrics.jsonl") >= 12, 60000);
        std::optional<Workbench> opened;
        if (anotherIsOpen) {
            opened.emplace(at("settings.ini"));
            opened->window().show();
            QVERIFY(test::says(opened->window(), QStringLiteral("Another window is open on these settings.")));
            opened->jobs().enqueue(trainingJob(smallTraining(pathOf(at("data")), "base"), run, {1, true, "cpu"}));
            QTRY_VERIFY(!opened->jobs().hasActiveJobs());
            QVERIFY2(opened->jobs().status(1).state == JobState::failed, "both must not be at one run");
            QVERIFY(opened->jobs().status(1).message.contains(QStringLiteral("another process")));
        }
        QCOMPARE(::kill(static_cast<pid_t>(killed.processId()), signal), 0);
        QVERIFY(killed.waitForFinished());
        QCOMPARE(killed.exitStatus(), signal == SIGKILL ? QProcess::CrashExit : QProcess::NormalExit);
        QVERIFY(
            runs::readRun(run).state == (signal == SIGKILL ? runs::RunState::interrupted : runs::RunState::stopped));
        const int before = lines(run / "metrics.jsonl");
        QVERIFY2(before < trainingSteps, "it was killed before it had finished");

        if (!opened) {
            opened.emplace(at("settings.ini"));
            opened->window().show();
        }
        Workbench& workbench = *opened;
        QTRY_VERIFY_WITH_TIMEOUT(workbench.jobs().isHeldBack(), 10000);
        QVERIFY(!test::says(workbench.window(), QStringLiteral("Another window is open on these settings.")));
        QCOMPARE(workbench.jobs().activeJobs().size(), 2);
        auto* panel = workbench.window().findChild<JobsPanel*>();
        QVERIFY(panel && panel->isVisible());
        QTest::qWait(50);
        QVERIFY(workbench.jobs().hasActiveJobs()); // nothing starts by itself
        workbench.jobs().setHeldBack(false);
        QTRY_VERIFY_WITH_TIMEOUT(!workbench.jobs().hasActiveJobs(), 120000);
        for (const JobStatus& status : workbench.jobs().statuses().sliced(anotherIsOpen ? 1 : 0)) {
            QVERIFY2(status.state == JobState::finished, qPrintable(status.message));
        }

        dpl::Observer silent;
        const std::filesystem::path uninterrupted = pathOf(at("uninterrupted"));
        training::runInFolder(smallTraining(pathOf(at("data")), "base"), {1, false, "cpu"}, uninterrupted,
            training::RunStart::continueOrBegin, silent, {});
        const auto metrics = runs::readMetrics(run);
        const auto expected = runs::readMetrics(uninterrupted);
        QCOMPARE(metrics.size(), expected.size());
        for (std::size_t i = 0; i < metrics.size(); ++i) {
            QCOMPARE(metrics[i].step, expected[i].step);
            for (const char* name : {"loss", "accuracy", "grad_norm"}) {
                QCOMPARE(value(metrics[i], name), value(expected[i], name)); // to the bit
            }
        }
    }

private:
    static int lines(const std::filesystem::path& file)
    {
        std::ifstream stream(file);
        std::string line;
        int count = 0;
        while (std::getline(stream, line))
            ++count;
        return count;
    }

    static double value(const Metrics& metrics, const std::string& name)
    {
        for (const auto& [key, number] : metrics.values) {
            if (key == name)
                return number;
        }
        return -1.0;
    }
};

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() == 3 && arguments.at(1) == QStringLiteral("--train-until-killed"))
        return trainUntilKilled(arguments);
    TestCrash test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_crash.moc"
