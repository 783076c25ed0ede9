// Fetching by name in the window, driven against a hub in this process.

#include "backbones/backbone_chooser.hpp"
#include "backbones/backbone_dialog.hpp"
#include "base/files.hpp"
#include "fetching/fetch_dialog.hpp"
#include "fetching/fetched_files_model.hpp"
#include "jobs/fetch_job.hpp"
#include "jobs/job_kinds.hpp"
#include "jobs/job_queue.hpp"
#include "local_hub.hpp"
#include "models/checkpoint_model.hpp"
#include "models/dataset_model.hpp"
#include "named_widget.hpp"
#include "pages/evaluate/datasets_card.hpp"
#include "pages/evaluate/evaluate_page.hpp"
#include "pages/evaluate/models_card.hpp"
#include "pages/train/parameter_field.hpp"
#include "train_bench.hpp"
#include "ui/pictures.hpp"
#include "widgets/apply_theme.hpp"
#include "widgets/notice.hpp"
#include "widgets/segmented_control.hpp"

#include <QAbstractItemModelTester>
#include <QLineEdit>
#include <QSignalSpy>

using namespace dpl;
using namespace dpl::ui;
using test::LocalHub;

class TestFetching : public QObject, test::TrainBench {
    Q_OBJECT

private:
    static std::map<std::string, std::string> filesOf(const char* fixture)
    {
        std::map<std::string, std::string> files;
        for (const auto& entry : std::filesystem::directory_iterator(std::string(DPL_FIXTURES "/") + fixture)) {
            files[entry.path().filename().string()] = readFile(entry.path());
        }
        return files;
    }

    std::filesystem::path snapshot(const char* folder) const
    {
        return std::filesystem::path(at("hub").toStdString()) / folder / "snapshots" / LocalHub::commit();
    }

    static void waitForAnswer(const FetchDialog& dialog) { QTRY_VERIFY_WITH_TIMEOUT(!dialog.isAsking(), 20000); }

    static FetchDialog* opened(QWidget& parent)
    {
        FetchDialog* dialog = nullptr;
        [&] { QTRY_VERIFY((dialog = parent.findChild<FetchDialog*>()) != nullptr); }();
        if (dialog) {
            waitForAnswer(*dialog);
        }
        return dialog;
    }

    std::unique_ptr<LocalHub> m_hub;

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_hub = std::make_unique<LocalHub>();
        m_hub->add("model", "ada/tiny", filesOf("models/tiny-llama"));
        const std::string rows = readFile(DPL_FIXTURES "/training/lora_pairs.jsonl");
        m_hub->add("dataset", "ada/rows", {{"train.jsonl", rows}, {"test.jsonl", rows}});
        m_hub->add("model", "ada/reward", filesOf("adapters/tiny-llama-base"));
        m_hub->add("model", "ada/ggufs", {{"a.Q4_0.gguf", "a"}, {"[a].Q8_0.gguf", "b"}});
        qputenv("HF_ENDPOINT", m_hub->endpoint().c_str());
        qputenv("HF_HUB_CACHE", QFile::encodeName(at("hub")));
        qputenv("HF_HOME", QFile::encodeName(at("home")));
        qunsetenv("HF_TOKEN");
        qunsetenv("HF_HUB_OFFLINE");
        applyTheme(Theme::light());
    }

    void cleanup()
    {
        for (const char* name : {"HF_ENDPOINT", "HF_HUB_CACHE", "HF_HOME"}) {
            qunsetenv(name);
        }
        m_hub.reset();
        m_folder.reset();
    }

    void filesAreListedAndFetchedAsAJob()
    {
        JobQueue queue;
        FetchDialog dialog(queue, hub::RepositoryKind::model, QStringLiteral("ada/tiny"));
        const QAbstractItemModelTester tester(&dialog.files(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        dialog.show();
        QVERIFY(!dialog.startButton()->isEnabled());
        waitForAnswer(dialog);
        QVERIFY(dialog.problem()->text().isEmpty());
        QCOMPARE(dialog.facts()->value(QStringLiteral("Licence")), QStringLiteral("mit"));
        QCOMPARE(dialog.facts()->value(QStringLiteral("Commit")), QString::fromStdString(LocalHub::commit()));
        QCOMPARE(dialog.files().rowCount(), 8);
        QCOMPARE(dialog.files().checkedCount(), 4);
        QVERIFY(test::says(dialog, QStringLiteral("4 of 8 files, ")));
        test::savePicture(dialog, QStringLiteral("fetch-dialog"));
        QSignalSpy queued(&dialog, &FetchDialog::queued);
        QTest::keyClick(&dialog, Qt::Key_Return);
        QCOMPARE(queued.size(), 1);
        const JobId job = queued.first().first().value<JobId>();
        QTRY_COMPARE_WITH_TIMEOUT(queue.status(job).state, JobState::finished, 20000);
        QCOMPARE(queue.status(job).title, QStringLiteral("Fetch ada/tiny"));
        QCOMPARE(queue.status(job).device, QStringLiteral("network")); // no training waits for it
        QCOMPARE(queue.status(job).folder, QString::fromStdString(snapshot("models--ada--tiny").string()));
        QVERIFY(std::filesystem::exists(snapshot("models--ada--tiny") / "model.safetensors"));
        QVERIFY(!std::filesystem::exists(snapshot("models--ada--tiny") / "expected.json"));
        // The recipe makes the same job, which finds all of it there.
        const JobRequest again = shippedJobKinds().jobOf(queue.recipe(job), {});
        QCOMPARE(again.title, queue.status(job).title);
        FetchDialog later(queue, hub::RepositoryKind::model, QStringLiteral("ada/tiny"));
        later.show();
        waitForAnswer(later);
        QVERIFY(test::says(later, QStringLiteral("all in the cache")));
    }

    void aCutAndAPauseLoseNothing()
    {
        m_hub->add("model", "ada/large", {{"config.json", "{}"}, {"model.safetensors", std::string(4'000'000, 'w')}});
        m_hub->setFaults({.cuts = 1, .cutAfter = 1'000'000, .milliseconds = 20});
        JobQueue queue;
        FetchDialog dialog(queue, hub::RepositoryKind::model, QStringLiteral("ada/large"));
        dialog.show();
        waitForAnswer(dialog);
        QSignalSpy queued(&dialog, &FetchDialog::queued);
        dialog.startButton()->click();
        const JobId job = queued.first().first().value<JobId>();
        QTRY_VERIFY_WITH_TIMEOUT(queue.status(job).progress.step > 1200, 20000); // KiB, behind the cut
        QCOMPARE(queue.status(job).progress.phase, std::string("KiB fetched"));
        queue.pause(job);
        QTRY_COMPARE_WITH_TIMEOUT(queue.status(job).state, JobState::paused, 5000);
        QVERIFY(!std::filesystem::exists(snapshot("models--ada--large")));
        m_hub->forget();
        m_hub->setFaults({});
        queue.unpause(job);
        QTRY_COMPARE_WITH_TIMEOUT(queue.status(job).state, JobState::finished, 20000);
        QVERIFY(queue.status(job).warnings.isEmpty());
        const auto requests = m_hub->requests();
        QVERIFY(std::any_of(requests.begin(), requests.end(), [](const LocalHub::Request& request) {
            return request.server == "content" && request.header("range").starts_with("bytes=");
        }));
        QCOMPARE(readFile(snapshot("models--ada--large") / "model.safetensors"), std::string(4'000'000, 'w'));
    }

    void filesCanBeChosen()
    {
        JobQueue queue;
        FetchDialog dialog(queue, hub::RepositoryKind::model, QStringLiteral("ada/ggufs"));
        dialog.show();
        waitForAnswer(dialog);
        QVERIFY(dialog.problem()->text().contains(QStringLiteral("several GGUF files")));
        QVERIFY(!dialog.startButton()->isEnabled());
        FetchedFilesModel& files = dialog.files();
        QVERIFY(files.setData(files.index(0, 0), int(Qt::Checked), Qt::CheckStateRole));
        QVERIFY(dialog.startButton()->isEnabled());
        QSignalSpy queued(&dialog, &FetchDialog::queued);
        dialog.startButton()->click();
        const JobId job = queued.first().first().value<JobId>();
        QTRY_COMPARE_WITH_TIMEOUT(queue.status(job).state, JobState::finished, 20000);
        QVERIFY(std::filesystem::exists(snapshot("models--ada--ggufs") / "[a].Q8_0.gguf"));
        QVERIFY(!std::filesystem::exists(snapshot("models--ada--ggufs") / "a.Q4_0.gguf"));
    }

    void whatCannotBeIsSaidAndMended()
    {
        JobQueue queue;
        FetchDialog dialog(queue, hub::RepositoryKind::model, QStringLiteral("ada/rows"));
        dialog.show();
        waitForAnswer(dialog);
        QVERIFY(dialog.problem()->text().contains(QStringLiteral("there is no model ada/rows")));
        QVERIFY(!dialog.startButton()->isEnabled());
        dialog.kind()->setCurrentIndex(1);
        QVERIFY(dialog.problem()->text().isEmpty());
        QTest::keyClick(&dialog, Qt::Key_Return);
        waitForAnswer(dialog);
        QVERIFY(dialog.problem()->text().isEmpty());
        QCOMPARE(dialog.files().checkedCount(), 2);
        dialog.name()->setText(QStringLiteral("no name"));
        QCOMPARE(dialog.files().rowCount(), 0);
        dialog.askButton()->click();
        QVERIFY(dialog.problem()->text().contains(QStringLiteral("ORG/NAME")));
    }

    void theBackboneChooserOffersIt()
    {
        Settings settings(at("settings.ini"));
        settings.setValue(known::backbonePlaces(), QStringList{at("hub")});
        JobQueue queue;
        BackboneDialog dialog(settings);
        BackboneChooser& chooser = *dialog.chooser();
        dialog.show();
        QTRY_VERIFY_WITH_TIMEOUT(!chooser.isScanning(), 20000);
        chooser.search()->setText(QStringLiteral("ada/tiny"));
        QVERIFY(!chooser.fetchButton()->isVisible()); // nobody would queue it
        dialog.offerFetching(queue);
        QVERIFY(chooser.fetchButton()->isVisible());
        QCOMPARE(chooser.fetchButton()->text(), QStringLiteral("Fetch ada/tiny…"));
        test::savePicture(dialog, QStringLiteral("backbone-chooser-fetch"));
        chooser.search()->setText(QStringLiteral("tiny"));
        QVERIFY(!chooser.fetchButton()->isVisible());
        chooser.search()->setText(QStringLiteral("ada/tiny"));
        chooser.fetchButton()->click();
        FetchDialog* fetch = opened(dialog);
        QVERIFY(fetch);
        fetch->startButton()->click();
        QTRY_COMPARE_WITH_TIMEOUT(
            chooser.selectedPath(), QString::fromStdString(snapshot("models--ada--tiny").string()), 20000);
        QTRY_VERIFY_WITH_TIMEOUT(dialog.chooseButton()->isEnabled(), 20000);
        QVERIFY(!chooser.fetchButton()->isVisible());
    }

    void trainOffersWhatItsFieldsName()
    {
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        sweep::SweepParams params = someParams();
        params.base["model_name"] = "ada/tiny";
        params.base["data_path"] = "ada/rows";
        page.form()->setParams(params);
        auto* model = test::named<QPushButton>(page, QStringLiteral("Fetch what is named as Model"));
        auto* dataset = test::named<QPushButton>(page, QStringLiteral("Fetch what is named as Dataset"));
        QVERIFY(model && dataset);
        QTRY_VERIFY(model->isVisible() && dataset->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(
            page.form()->field("model_name")->problem().contains(QStringLiteral("dpl fetch ada/tiny")), 20000);
        QTest::qWait(100); // until what has appeared has its place
        test::savePicture(workbench->window(), QStringLiteral("train-fetch"));
        for (auto* button : {model, dataset}) {
            button->click();
            FetchDialog* fetch = opened(page);
            QVERIFY(fetch);
            QVERIFY(fetch->startButton()->isEnabled());
            fetch->startButton()->click();
            QTRY_VERIFY_WITH_TIMEOUT(!button->isVisible(), 20000);
            QTRY_VERIFY(!page.findChild<FetchDialog*>());
        }
        QTRY_VERIFY_WITH_TIMEOUT(page.preview() != nullptr, 20000);
        QVERIFY(page.form()->field("model_name")->problem().isEmpty());
        QVERIFY(page.form()->field("data_path")->problem().isEmpty());
        QTRY_VERIFY(startButton(page)->isEnabled());
    }

    void evaluateTakesWhatIsFetched()
    {
        const auto workbench = open();
        workbench->window().showPage(QStringLiteral("evaluate"));
        auto& page = *workbench->window().findChild<EvaluatePage*>();
        auto* fetchModel = test::named<QPushButton>(page, QStringLiteral("Fetch a reward model"));
        QVERIFY(fetchModel);
        fetchModel->click();
        FetchDialog* fetch = opened(page);
        QVERIFY(fetch);
        fetch->name()->setText(QStringLiteral("ada/reward"));
        fetch->askButton()->click();
        waitForAnswer(*fetch);
        fetch->startButton()->click();
        const std::string folder = snapshot("models--ada--reward").string();
        QTRY_VERIFY_WITH_TIMEOUT(page.checkpoints()->checked().size() == 1, 30000);
        QCOMPARE(page.checkpoints()->checked().front().folder.string(), folder);
        QCOMPARE(
            QString::fromStdString(page.checkpoints()->checked().front().title()), QStringLiteral("base · ada/reward"));
        QTRY_VERIFY(!page.findChild<FetchDialog*>());

        Q_EMIT page.datasetsCard()->fetchRequested();
        fetch = opened(page);
        QVERIFY(fetch);
        fetch->name()->setText(QStringLiteral("ada/rows"));
        fetch->askButton()->click();
        waitForAnswer(*fetch);
        fetch->startButton()->click();
        QTRY_COMPARE_WITH_TIMEOUT(page.datasets()->checkedPaths(), QStringList{QStringLiteral("ada/rows")}, 20000);
        // Nothing is written into the cache.
        const auto params = page.choice();
        QCOMPARE(params.datasets.size(), std::size_t(1));
        QCOMPARE(params.datasets.front().path.string(), std::string("ada/rows"));
    }
};

DPL_UI_TEST(TestFetching)
#include "tst_fetching.moc"
