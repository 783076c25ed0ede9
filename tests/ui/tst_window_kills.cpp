// A window, as a process, with a training, an evaluation and a sweep in its queue that is killed at any moment, opened
// again and told to continue, as often as that takes: what it leaves is what an undisturbed one leaves, byte for byte.
// DPL_KILLS says how many times (tests/app/kill_many: many).

#include "base/clock.hpp"
#include "base/interface_locale.hpp"
#include "comma_locale.hpp"
#include "job_outputs.hpp"
#include "jobs/evaluation_job.hpp"
#include "jobs/sweep_job.hpp"
#include "jobs/training_job.hpp"
#include "settings/known_settings.hpp"
#include "shell/session_end.hpp"
#include "shell/workbench.hpp"
#include "ui_test.hpp"

#include <QApplication>
#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <clocale>
#include <cstring>
#include <iostream>
#include <random>

#include <signal.h>

using namespace dpl;
using namespace dpl::ui;

namespace {

constexpr int jobFailed = 3;
constexpr int otherLocale = 4;

int kills()
{
    bool isSaid = false;
    const int said = qEnvironmentVariableIntValue("DPL_KILLS", &isSaid);
    return isSaid ? said : 3;
}

std::filesystem::path demo()
{
    return DPL_DEMO;
}

training::TrainingParams smallTraining()
{
    training::TrainingParams params;
    params.modelName = (demo() / "tiny-llama").string();
    params.dataPath = (demo() / "preferences").string();
    params.trainBatchSize = 4;
    params.trainDatasetSize = 240;
    params.learningRate = 0.001;
    params.evalSteps = 0;
    params.loggingSteps = 1;
    params.saveSteps = 5;
    return params;
}

sweep::SweepParams smallSweep()
{
    Json json;
    json["base"] = smallTraining().toJson();
    json["base"]["train_dataset_size"] = 64;
    for (const char* listed : {"reward_model_type", "data_subset"}) {
        json["base"].erase(listed);
    }
    json["reward_model_type"] = {"base", "categorical"};
    json["responses"] = (demo() / "responses.jsonl").string();
    return sweep::SweepParams::fromJson(json, "sweep");
}

/// Below a folder where nothing but these jobs writes, as the Train page does with the demo's data.
void queueWork(JobQueue& jobs, const std::filesystem::path& folder)
{
    const ComputeOptions compute{1, true, "cpu"};
    evaluation::EvaluateParams evaluation;
    evaluation.model.checkpoint = std::filesystem::path(DPL_FIXTURES) / "adapters" / "tiny-llama-base";
    evaluation.dataPath = (demo() / "preferences").string();
    evaluation.output = folder / "evaluation" / "rows.jsonl";
    jobs.enqueue(trainingJob(smallTraining(), folder / "one" / "base", compute));
    jobs.enqueue(evaluationJob(evaluation, compute));
    jobs.enqueue(sweepJob(smallSweep(), folder / "sweep", QStringLiteral("Sweep"), compute));
}

/// What the process that is killed does: opens the window, queues the work where no window has had it yet, else
/// continues the queue, and ends when all is done.
int work(const QDir& folder)
{
    const bool isNew = !folder.exists(QStringLiteral("settings.queue.json"));
    const QString runs = folder.filePath(QStringLiteral("runs"));
    Workbench workbench(folder.filePath(QStringLiteral("settings.ini")));
    JobQueue& jobs = workbench.jobs();
    workbench.settings().setValue(known::threads(), 1);
    workbench.settings().setValue(known::runsFolder(), runs);
    const SessionEnd sessionEnd(workbench.window(), jobs);
    workbench.window().show();
    if (isNew) {
        queueWork(jobs, std::filesystem::path(runs.toStdString()) / "work");
    }
    jobs.setHeldBack(false);
    const auto endIfDone = [&jobs] {
        if (!jobs.hasActiveJobs())
            QApplication::exit();
    };
    QObject::connect(&jobs, &JobQueue::workChanged, &workbench.window(), endIfDone, Qt::QueuedConnection);
    QMetaObject::invokeMethod(&workbench.window(), endIfDone, Qt::QueuedConnection);
    QApplication::exec();
    for (const JobStatus& status : jobs.statuses()) {
        if (status.state != JobState::finished) {
            std::cerr << status.title.toStdString() << ": " << status.message.toStdString() << "\n";
            return jobFailed;
        }
    }
    return 0;
}

/// A window as a process of its own.
class Window {
public:
    explicit Window(const QString& folder, const QString& how = QStringLiteral("--work"))
    {
        QDir().mkpath(folder);
        m_process.setProcessChannelMode(QProcess::ForwardedChannels);
        m_process.start(QCoreApplication::applicationFilePath(), {how, folder});
        m_process.waitForStarted();
    }

    /// Waits so many seconds for it to end by itself; otherwise it is killed. Whether it was.
    bool kill(double seconds)
    {
        if (m_process.waitForFinished(int(1e3 * seconds)))
            return false;
        ::kill(static_cast<pid_t>(m_process.processId()), SIGKILL);
        m_process.waitForFinished(-1);
        return m_process.exitStatus() == QProcess::CrashExit;
    }

    /// Whether all is done.
    bool endsWell()
    {
        m_process.waitForFinished(300'000 * test::patience);
        return m_process.state() == QProcess::NotRunning && m_process.exitStatus() == QProcess::NormalExit
            && m_process.exitCode() == 0;
    }

private:
    QProcess m_process;
};

} // namespace

class TestWindowKills : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const double start = steadySeconds();
        QVERIFY(Window(at("whole")).endsWell());
        m_seconds = steadySeconds() - start;
        m_expected = outputsOf(at("whole"));
        QCOMPARE(m_expected.size(), std::size_t(2 + 1 + 2 * 3 + 1)); // trainings with their models, evaluations, scores
    }

    void aLocaleWithDecimalCommasChangesNothing()
    {
        const test::CommaLocale comma;
        if (!comma.isInForce())
            QSKIP("the C library has other files of locales");
        QVERIFY(Window(at("comma"), QStringLiteral("--work-with-commas")).endsWell());
        QCOMPARE(differenceIn(at("comma")), QString());
    }

    void whatIsKilledAtAnyMomentEndsAsIfNothingHadBeen()
    {
        const QString interrupted = at("interrupted");
        std::mt19937 random(static_cast<unsigned>(kills()));
        std::uniform_real_distribution<double> moment(0.0, m_seconds);
        int killed = 0;
        int ends = 0;
        while (killed < kills()) {
            Window window(interrupted);
            if (window.kill(moment(random))) {
                ++killed;
                continue;
            }
            QVERIFY2(window.endsWell(), qPrintable(QStringLiteral("after %1 kills").arg(killed)));
            QCOMPARE(differenceIn(interrupted), QString());
            QVERIFY(QDir(interrupted).removeRecursively());
            ++ends;
        }
        QVERIFY2(Window(interrupted).endsWell(), qPrintable(QStringLiteral("after %1 kills").arg(killed)));
        QCOMPARE(differenceIn(interrupted), QString());
        std::cout << "the window: " << killed << " kills, " << ends + 1 << " times to the end\n";
    }

private:
    QString at(const char* name) const { return m_folder.filePath(QLatin1String(name)); }

    static test::JobOutputs outputsOf(const QString& folder)
    {
        return test::jobOutputsIn(std::filesystem::path(folder.toStdString()) / "runs" / "work");
    }

    QString differenceIn(const QString& folder) const
    {
        return QString::fromStdString(test::differenceOf(m_expected, outputsOf(folder)));
    }

    const QTemporaryDir m_folder;
    test::JobOutputs m_expected; ///< of a window that nothing disturbs
    double m_seconds = 0.0; ///< that it takes
};

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QLocale::setDefault(interfaceLocale()); // as the program does
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() == 3) {
        const bool hasCommas = std::strcmp(std::localeconv()->decimal_point, ",") == 0;
        return hasCommas == (arguments.at(1) == QStringLiteral("--work-with-commas")) ? work(QDir(arguments.at(2)))
                                                                                      : otherLocale;
    }
    qputenv("QTEST_FUNCTION_TIMEOUT", "86400000"); // hundreds of kills take hours
    TestWindowKills test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_window_kills.moc"
