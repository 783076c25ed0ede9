#include "base/files.hpp"
#include "jobs/job_queue.hpp"
#include "models/job_model.hpp"
#include "models/run_index.hpp"
#include "models/runs_model.hpp"
#include "pages/evaluate/evaluate_page.hpp"
#include "pages/runs/runs_page.hpp"
#include "runs/listed_run.hpp"
#include "scoring/find_checkpoints.hpp"
#include "settings/settings.hpp"
#include "shell/workbench.hpp"
#include "summary/evaluation_sources.hpp"
#include "ui/run_folders.hpp"
#include "ui_test.hpp"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace dpl;
using namespace dpl::ui;
using runs::RunState;
using test::runsIn;

namespace {

/// An index of a folder, with what its kinds were asked.
struct Indexed {
    explicit Indexed(const QTemporaryDir& folder, runs::FolderIndex::Kinds kinds = {runs::listedRuns()})
        : settings(folder.filePath(QStringLiteral("settings.ini")))
    {
        settings.setValue(known::runsFolder(), folder.filePath(QStringLiteral("runs")));
        index = std::make_unique<RunIndex>(settings, queue, std::move(kinds));
    }

    Settings settings;
    JobQueue queue;
    std::unique_ptr<RunIndex> index;
};

/// A finished run with its adapter, which names no backbone that is there, and an evaluation file.
void writeTrainedRun(const std::filesystem::path& root)
{
    const auto run = root / "paper" / "both" / "base_tiny__0_3e-06_cosine_1";
    test::writeRun(run, test::trainingRecord("base", "both", 0), 400, RunState::finished);
    const auto checkpoint = run / "base_tiny__0_3e-06_cosine_1_peft_last_checkpoint";
    writeFileAtomically(checkpoint / "adapter_config.json",
        R"({"peft_type":"LORA","r":4,"lora_alpha":8,"target_modules":["q_proj"],"base_model_name_or_path":"tiny"})");
    writeFileAtomically(checkpoint / "eval_results_both.jsonl",
        R"({"chosen":"a","rejected":"b","reward_output_chosen":[1],"reward_output_rejected":[0]})"
        "\n");
}

/// A kind whose things take a while to describe.
struct Slow { };
class SlowKind final : public runs::KindOf<Slow> {
public:
    std::vector<std::filesystem::path> in(const runs::SeenFolder& folder) const override { return {folder.path}; }
    std::vector<std::filesystem::path> dependencies(const std::filesystem::path& found) const override
    {
        return {found};
    }

protected:
    std::shared_ptr<const Slow> read(const std::filesystem::path&, const std::filesystem::path&) const override
    {
        QThread::msleep(20);
        return std::make_shared<const Slow>();
    }
};

} // namespace

class TestRunIndex : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aNewRunAppearsInEveryListByOneWalk()
    {
        const QTemporaryDir folder;
        Indexed indexed(folder, {runs::listedRuns(), scoring::foundCheckpoints(), summary::sourceFiles()});
        QWidget page;
        int runs = 0, checkpoints = 0, files = 0;
        indexed.index->follow<runs::ListedRun>(&page, [&] { ++runs; });
        indexed.index->follow<records::FoundCheckpoint>(&page, [&] { ++checkpoints; });
        indexed.index->follow<summary::SourceFile>(&page, [&] { ++files; });
        page.show();
        QTRY_COMPARE(runs, 1); // that there is nothing is news once
        QCOMPARE(checkpoints, 1);
        QCOMPARE(files, 1);
        QVERIFY(indexed.index->all<runs::ListedRun>().empty());

        writeTrainedRun(runsIn(folder));
        const auto& index = *indexed.index;
        QTRY_COMPARE_WITH_TIMEOUT(
            index.all<summary::SourceFile>().size(), std::size_t(1), 15000); // found by looking, without a request
        QCOMPARE(index.all<records::FoundCheckpoint>().size(), std::size_t(1));
        QCOMPARE(index.all<runs::ListedRun>().size(), std::size_t(1));
        QVERIFY(runs > 1 && checkpoints > 1 && files > 1);

        const auto lookAgain = [&] {
            const quint64 look = indexed.index->look();
            QTRY_VERIFY(index.isAnswered(look));
        };
        lookAgain();
        const int told = runs + checkpoints + files;
        lookAgain();
        QCOMPARE(runs + checkpoints + files, told); // nothing changed, so nobody is told
    }

    void aHiddenWidgetCausesNoWork()
    {
        const QTemporaryDir folder;
        Indexed indexed(folder);
        QWidget page;
        int taken = 0;
        indexed.index->follow<runs::ListedRun>(&page, [&] { ++taken; });
        QSignalSpy looked(indexed.index.get(), &RunIndex::looked);
        QTest::qWait(100);
        QCOMPARE(looked.count(), 0); // nobody asked

        writeTrainedRun(runsIn(folder));
        indexed.index->look();
        QTRY_COMPARE(looked.count(), 1);
        QCOMPARE(taken, 0);
        QTest::qWait(1200); // no look follows by itself
        QCOMPARE(looked.count(), 1);

        page.show();
        QCOMPARE(taken, 1); // at once, of what is known
        QTRY_COMPARE(looked.count(), 2);
        QCOMPARE(taken, 1);
        page.hide();
        QTest::qWait(3300);
        QCOMPARE(looked.count(), 2);
    }

    void requestsOfOneMomentAreAnsweredTogether()
    {
        const QTemporaryDir folder;
        Indexed indexed(folder);
        QSignalSpy looked(indexed.index.get(), &RunIndex::looked);
        const quint64 first = indexed.index->look();
        QCOMPARE(indexed.index->look(), first);
        QCOMPARE(indexed.index->look(), first);
        QVERIFY(!indexed.index->isAnswered(first));
        QTRY_VERIFY(indexed.index->isAnswered(first));
        QTest::qWait(100);
        QCOMPARE(looked.count(), 1);
    }

    void anotherFolderTakesTheFirstOnesPlace()
    {
        const QTemporaryDir folder;
        writeTrainedRun(runsIn(folder));
        Indexed indexed(folder);
        QWidget page;
        indexed.index->follow<runs::ListedRun>(&page, [] {});
        page.show();
        QTRY_COMPARE(indexed.index->all<runs::ListedRun>().size(), std::size_t(1));
        indexed.settings.setValue(known::runsFolder(), folder.filePath(QStringLiteral("others")));
        QTRY_VERIFY(indexed.index->all<runs::ListedRun>().empty());
    }

    void quittingLeavesAWalkWithinMoments()
    {
        const QTemporaryDir folder;
        for (int i = 0; i < 500; ++i) {
            std::filesystem::create_directories(runsIn(folder) / std::to_string(i));
        }
        Indexed indexed(folder, {std::make_shared<const SlowKind>()}); // 10 s in all
        indexed.index->look();
        QTest::qWait(100);
        QElapsedTimer timer;
        timer.start();
        indexed.index.reset();
        QVERIFY2(timer.elapsed() < 1000 * dpl::test::patience, qPrintable(QString::number(timer.elapsed())));
    }

    void earlierRunsOfTheJobsPanelFollow()
    {
        const QTemporaryDir folder;
        const QString settingsFile = folder.filePath(QStringLiteral("settings.ini"));
        {
            Settings settings(settingsFile);
            settings.setValue(known::runsFolder(), folder.filePath(QStringLiteral("runs")));
        }
        Workbench workbench(settingsFile);
        workbench.window().show();
        workbench.window().setJobsPanelVisible(true);
        JobModel& jobs = workbench.window().jobModel();
        QTest::qWait(200);
        QCOMPARE(jobs.rowCount(), 0);
        writeTrainedRun(runsIn(folder));
        QTRY_COMPARE_WITH_TIMEOUT(jobs.rowCount(), 1, 10000);
        QVERIFY(jobs.index(0).data(JobModel::EarlierRole).toBool());
        QCOMPARE(jobs.index(0).data().toString(), QStringLiteral("both · base · seed 0"));
        auto* runs = workbench.window().findChild<RunsModel*>();
        QCOMPARE(runs->runCount(), 0); // its page is hidden
        workbench.window().showPage(QStringLiteral("runs"));
        QTRY_COMPARE(runs->runCount(), 1);
    }
};

DPL_UI_TEST(TestRunIndex)
#include "tst_run_index.moc"
