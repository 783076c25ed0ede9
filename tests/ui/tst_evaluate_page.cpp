#include "base/files.hpp"
#include "demo/demo.hpp"
#include "jobs/job_queue.hpp"
#include "models/checkpoint_model.hpp"
#include "models/dataset_model.hpp"
#include "pages/evaluate/evaluate_page.hpp"
#include "pages/evaluate/live_view.hpp"
#include "settings/settings.hpp"
#include "shell/job_recipe.hpp"
#include "training/training_run.hpp"
#include "ui/pictures.hpp"
#include "widgets/apply_theme.hpp"
#include "widgets/notice.hpp"
#include "widgets/theme.hpp"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QDir>
#include <QGuiApplication>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>

using namespace dpl;
using namespace dpl::ui;

/// The page on models that the test trains on the demonstration's backbone and data.
class TestEvaluatePage : public QObject {
    Q_OBJECT

private:
    struct Opened {
        explicit Opened(const QString& folder) : settings(folder + QStringLiteral("/settings.ini"))
        {
            settings.setValue(known::runsFolder(), folder + QStringLiteral("/runs"));
            settings.setValue(known::threads(), 2);
            page = std::make_unique<EvaluatePage>(settings, queue);
            page->resize(1100, 780);
        }

        void show()
        {
            page->show();
            QVERIFY(QTest::qWaitForWindowExposed(page.get()));
            QTRY_VERIFY_WITH_TIMEOUT(!page->isBusy(), 20000);
        }

        void wait()
        {
            QTRY_VERIFY_WITH_TIMEOUT(!queue.hasActiveJobs(), 120000);
        }

        QString check(const char* kind)
        {
            QStringList paths;
            for (const auto& dataset : page->datasets()->datasets()) {
                if ((dataset.kind == evaluation::DatasetKind::responses) == (QString::fromLatin1(kind) == QStringLiteral("responses"))) {
                    paths << QString::fromStdString(dataset.path.string());
                }
            }
            page->datasets()->checkOnly(paths.mid(0, 1));
            return paths.value(0);
        }

        Settings settings;
        JobQueue queue;
        std::unique_ptr<EvaluatePage> page;
    };

    std::filesystem::path runOf(const std::string& head) const { return m_folder.path().toStdString() + "/runs/exp/both/" + head + "_tiny-llama__32"; }

    QTemporaryDir m_folder;

private Q_SLOTS:
    void initTestCase()
    {
        const std::filesystem::path data = m_folder.path().toStdString() + "/runs/data";
        demo::writeDemo(0, data);
        for (const char* head : {"base", "mean_and_variance"}) {
            training::TrainingParams params;
            params.modelName = (data / "tiny-llama").string();
            params.dataPath = (data / "preferences").string();
            params.rewardModelType = head;
            params.trainDatasetSize = 32;
            params.evalSteps = 0;
            params.learningRate = 1e-3;
            training::TrainingObserver observer;
            const auto run = training::runInFolder(params, {2, false, "cpu"}, runOf(head), training::RunStart::fresh, observer, {});
            QVERIFY(run.result.finished);
        }
    }

    void offersWhatIsThere()
    {
        Opened opened(m_folder.path());
        opened.show();
        QCOMPARE(opened.page->checkpoints()->rowCount(), 2);
        QCOMPARE(opened.page->datasets()->rowCount(), 2);
        const QAbstractItemModelTester models(opened.page->checkpoints(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QAbstractItemModelTester datasets(opened.page->datasets(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(opened.page->choice().checkpoints.size(), std::size_t(0));
        opened.page->start(); // says what is missing
        QVERIFY(!opened.queue.hasActiveJobs());
        const QModelIndex first = opened.page->checkpoints()->index(0, 0);
        QCOMPARE(first.data().toString(), QStringLiteral("standard, combined, seed 0"));
        QVERIFY(opened.page->checkpoints()->setData(first, Qt::Checked, Qt::CheckStateRole));
        QCOMPARE(opened.page->choice().checkpoints.size(), std::size_t(1));
        opened.page->rescan(); // keeps it
        QTRY_VERIFY(!opened.page->isBusy());
        QCOMPARE(opened.page->choice().checkpoints.size(), std::size_t(1));
        test::savePicture(*opened.page, QStringLiteral("evaluate-empty"));
        // A run, or a checkpoint, that another page asks for.
        QVERIFY(!opened.page->evaluateModels({m_folder.path() + QStringLiteral("/runs/data")}));
        QVERIFY(opened.page->evaluateModels({QString::fromStdString(runOf("mean_and_variance").string())}));
        QTRY_VERIFY(!opened.page->isBusy());
        QCOMPARE(opened.page->choice().checkpoints.size(), std::size_t(1));
        QCOMPARE(opened.page->choice().checkpoints.at(0).run, runOf("mean_and_variance"));
    }

    void evaluatesAsTheCommandLineDoes()
    {
        Opened opened(m_folder.path());
        opened.show();
        opened.page->checkpoints()->setAllChecked(true);
        const QString data = opened.check("comparisons");
        opened.page->findChild<QSpinBox*>()->setValue(200);
        QVERIFY(opened.page->findChildren<QPushButton*>().size() > 3);
        std::vector<std::shared_ptr<const LiveScoresView>> views;
        connect(&opened.queue, &JobQueue::snapshotTaken, opened.page.get(), [&](JobId, const std::shared_ptr<const std::any>& snapshot) {
            if (auto view = liveScoresIn(snapshot)) {
                views.push_back(std::move(view));
            }
        });
        opened.page->start();
        QCOMPARE(opened.queue.statuses().size(), 2);
        opened.wait();
        const JobStatus status = opened.queue.statuses().last();
        QCOMPARE(status.state, JobState::finished);
        QCOMPARE(status.kind, QStringLiteral("evaluation"));
        QVERIFY(status.folder.endsWith(QStringLiteral("eval_results_both.jsonl")));
        QVERIFY(QFile::exists(status.folder));
        QTRY_VERIFY(opened.page->live()->view());
        QTRY_COMPARE(opened.page->live()->view()->scores.rows, 200);
        QVERIFY2(views.size() > 2, "scores come while they are computed");
        QVERIFY(views.front()->scores.rows < 200);
        QVERIFY(!views.back()->scores.newest.empty());
        QVERIFY(!views.back()->scores.newest.front().texts[0].empty());
        const auto recipe = opened.queue.recipe(status.id);
        QCOMPARE(jobOf(recipe, {}).title, status.title);

        evaluation::EvaluateParams direct = evaluation::EvaluateParams::fromJson(recipe.at("params"), "test");
        direct.output = m_folder.path().toStdString() + "/direct.jsonl";
        QCOMPARE(QString::fromStdString(direct.dataPath), data);
        evaluation::EvaluationObserver observer;
        const auto result = evaluation::evaluate(direct, {2, false, "cpu"}, observer, {});
        QVERIFY(readFile(direct.output) == readFile(status.folder.toStdString()));
        QCOMPARE(views.back()->scores.rate.share(), result.accuracy);
        QTRY_VERIFY(!opened.page->isBusy());
        QCOMPARE(opened.page->checkpoints()->index(0, CheckpointModel::evaluated).data().toString(), QStringLiteral("both"));
        test::savePicture(*opened.page, QStringLiteral("evaluate-evaluated"));
    }

    void scoresResponsesByAllModels()
    {
        Opened opened(m_folder.path());
        opened.show();
        opened.page->checkpoints()->setAllChecked(true);
        opened.check("responses");
        opened.page->start();
        QCOMPARE(opened.queue.statuses().size(), 1);
        opened.wait();
        const JobStatus status = opened.queue.statuses().first();
        QCOMPARE(status.state, JobState::finished);
        QCOMPARE(status.folder, m_folder.path() + QStringLiteral("/runs/exp/jailbroken_evaluations.jsonl"));
        QVERIFY(readFile(status.folder.toStdString()).find("reward_outputs_both_mean_and_variance") != std::string::npos);
        QTRY_VERIFY(opened.page->live()->view());
        QCOMPARE(int(opened.page->live()->view()->scores.kind), int(evaluation::LiveKind::responses));
    }

    void stopsAndWritesNothing()
    {
        Opened opened(m_folder.path());
        opened.show();
        opened.page->checkpoints()->setAllChecked(true);
        opened.check("comparisons");
        for (const auto& found : opened.page->choice().checkpoints) {
            std::filesystem::remove(found.folder / "eval_results_both.jsonl");
        }
        opened.page->findChild<QSpinBox*>()->setValue(0);
        opened.page->start();
        QTRY_VERIFY(opened.page->live()->view());
        opened.queue.stopAll();
        opened.wait();
        QCOMPARE(opened.queue.statuses().first().state, JobState::stopped);
        QVERIFY(!QFile::exists(opened.queue.statuses().first().folder));
    }

    void saysWhatIsWrongWithADataset()
    {
        Opened opened(m_folder.path());
        opened.show();
        const QString file = m_folder.filePath(QStringLiteral("wrong.jsonl"));
        writeFileAtomically(file.toStdString(), "{\"text\": 1}\n");
        const int before = opened.page->datasets()->rowCount();
        opened.page->addDataset(file);
        const auto says = [&] {
            const auto notices = opened.page->findChildren<Notice*>();
            return std::any_of(notices.begin(), notices.end(), [&](const Notice* notice) { return notice->text().contains(file); });
        };
        QTRY_VERIFY(says());
        QCOMPARE(opened.page->datasets()->rowCount(), before);
    }

    void looks_data()
    {
        test::addLooks();
    }

    void looks()
    {
        QFETCH(bool, dark);
        QFETCH(QSize, size);
        applyTheme(dark ? Theme::dark() : Theme::light());
        Opened opened(m_folder.path());
        opened.page->setAutoFillBackground(true);
        opened.page->resize(test::pageSize(size));
        opened.show();
        opened.page->checkpoints()->setAllChecked(true);
        opened.check("comparisons");
        opened.page->findChild<QSpinBox*>()->setValue(0);
        opened.page->start();
        QTRY_VERIFY_WITH_TIMEOUT(opened.page->live()->view() && opened.page->live()->view()->scores.rows > 120, 20000);
        QTest::qWait(30);
        test::savePicture(*opened.page, QStringLiteral("evaluate-live"));
        opened.queue.stopAll();
        opened.wait();
        applyTheme(Theme::light());
    }
};

QTEST_MAIN(TestEvaluatePage)
#include "tst_evaluate_page.moc"
