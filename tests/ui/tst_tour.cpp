// From a first start to what goes into a paper, across the pages: train two models, watch and compare their runs,
// inspect what they believe, read the tables. With DPL_TOUR_RUNS naming a folder of runs that holds a finished demo,
// pictures of every page on it.

#include "figures/figure_export.hpp"
#include "inspection/evaluation_files.hpp"
#include "inspection/inspection_columns.hpp"
#include "models/checkpoint_model.hpp"
#include "models/dataset_model.hpp"
#include "models/report_table_model.hpp"
#include "pages/evaluate/evaluate_page.hpp"
#include "pages/inspect/distribution_view.hpp"
#include "pages/inspect/inspect_page.hpp"
#include "pages/inspect/item_list.hpp"
#include "pages/inspect/responses_view.hpp"
#include "pages/results/results_page.hpp"
#include "pages/results/results_view.hpp"
#include "pages/runs/compare_panel.hpp"
#include "pages/runs/curves_panel.hpp"
#include "pages/runs/runs_page.hpp"
#include "pages/runs/runs_table.hpp"
#include "pages/synthetic/result_view.hpp"
#include "pages/synthetic/synthetic_page.hpp"
#include "pages/train/train_page.hpp"
#include "pages/train/training_form.hpp"
#include "shell/workbench.hpp"
#include "summary/summary.hpp"
#include "ui/pictures.hpp"
#include "ui_test.hpp"
#include "widgets/segmented_control.hpp"

#include <QComboBox>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace dpl;
using namespace dpl::ui;

class TestTour : public QObject {
    Q_OBJECT

    static std::unique_ptr<Workbench> open(
        const QString& settingsFile, const QString& runs, ThemeChoice theme, const QSize& size)
    {
        {
            Settings settings(settingsFile);
            settings.setValue(known::runsFolder(), runs);
            settings.setValue(known::threads(), 1);
            settings.setValue(known::theme(), theme);
        }
        auto workbench = std::make_unique<Workbench>(settingsFile);
        workbench->window().resize(size);
        workbench->window().show();
        if (!QTest::qWaitForWindowActive(&workbench->window()))
            qWarning("the window did not become active");
        return workbench;
    }

    template <typename P> static P& page(Workbench& workbench) { return *workbench.window().findChild<P*>(); }

    static QStringList evaluationFiles(const QString& folder)
    {
        QStringList files;
        for (const auto& file : inspection::evaluationFilesBelow(folder.toStdString()))
            files << QString::fromStdString(file.string());
        return files;
    }

private Q_SLOTS:
    void fromTheFirstStartToTheTables()
    {
        const QTemporaryDir folder;
        const QString runs = folder.filePath(QStringLiteral("runs"));
        const auto workbench =
            open(folder.filePath(QStringLiteral("settings.ini")), runs, ThemeChoice::light, {1280, 800});
        MainWindow& window = workbench->window();

        // Train: the demo is there; two heads on both subsets, a little of it.
        QTest::keyClick(&window, Qt::Key_2, Qt::ControlModifier);
        auto& train = page<TrainPage>(*workbench);
        QTRY_COMPARE_WITH_TIMEOUT(train.form()->plan().size(), std::size_t(9), 20000);
        sweep::SweepParams params = train.form()->params();
        params.lists = {{"seed", {0}}, {"reward_model_type", {"base", "mean_and_variance"}}, {"data_subset", {"both"}}};
        params.overrides.clear();
        params.base["num_train_epochs"] = 1;
        params.base["train_dataset_size"] = 800;
        train.form()->setParams(params);
        QTest::keyClick(&window, Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(workbench->jobs().activeJobs().size(), 3);
        QTRY_VERIFY_WITH_TIMEOUT(!workbench->jobs().hasActiveJobs(), 180000);
        for (const JobStatus& job : workbench->jobs().statuses())
            QVERIFY2(job.state == JobState::finished, qPrintable(job.title + QStringLiteral(": ") + job.message));

        // Runs: both are listed, and compared.
        QTest::keyClick(&window, Qt::Key_3, Qt::ControlModifier);
        auto& list = page<RunsPage>(*workbench);
        const QString base = workbench->jobs().status(1).folder;
        const QString distributional = workbench->jobs().status(2).folder;
        QTRY_VERIFY_WITH_TIMEOUT(list.table()->select(base), 10000);
        QVERIFY(list.table()->select(distributional, true));
        QCOMPARE(list.table()->selectedRuns().size(), std::size_t(2));
        QTRY_VERIFY_WITH_TIMEOUT(list.curves()->hasCurves(), 10000);
        for (auto* choice : list.findChildren<SegmentedControl*>()) {
            if (choice->currentText() == QStringLiteral("Curves"))
                choice->setCurrentIndex(1);
        }
        QTRY_VERIFY(list.comparison()->differences().rowCount() >= 1); // the head

        // Inspect: what both believe of the same responses.
        const QString experiment = workbench->jobs().status(3).folder;
        QTest::keyClick(&window, Qt::Key_5, Qt::ControlModifier);
        auto& inspect = page<InspectPage>(*workbench);
        inspect.openFiles(evaluationFiles(experiment), false);
        QTRY_VERIFY_WITH_TIMEOUT(!inspect.isLoading() && inspect.columns() != nullptr, 20000);
        QTRY_VERIFY(!inspect.responses()->list()->items().empty());

        // Results: the numbers of dpl summarize.
        auto& results = page<ResultsPage>(*workbench);
        QVERIFY(window.openPath(experiment + QStringLiteral("/seed-0")));
        QCOMPARE(window.currentPage()->id(), QStringLiteral("results"));
        QTRY_VERIFY_WITH_TIMEOUT(!results.isBusy() && results.view() != nullptr, 20000);
        const summary::Summary summary = summary::summarize((experiment + QStringLiteral("/seed-0")).toStdString());
        QCOMPARE(QString::fromStdString(summary::toJson(results.view()->summary).dump()),
            QString::fromStdString(summary::toJson(summary).dump()));
        QVERIFY(!results.view()->missing.empty()); // seven models were not trained

        // Evaluate: a run from the table, ready to be evaluated.
        QVERIFY(window.evaluateModels({base}));
        QCOMPARE(window.currentPage()->id(), QStringLiteral("evaluate"));
    }

    void pictures_data() { test::addLooks(); }

    void pictures()
    {
        const QString runs = qEnvironmentVariable("DPL_TOUR_RUNS");
        if (runs.isEmpty())
            QSKIP("DPL_TOUR_RUNS names no folder of runs");
        QFETCH(bool, dark);
        QFETCH(QSize, size);
        const QTemporaryDir folder;
        const auto workbench = open(
            folder.filePath(QStringLiteral("settings.ini")), runs, dark ? ThemeChoice::dark : ThemeChoice::light, size);
        MainWindow& window = workbench->window();
        const QString experiment = runs + QStringLiteral("/paper-1d/1d/2048_0.001_1000");
        if (QFileInfo(experiment).isDir()) {
            QVERIFY(window.openPath(experiment));
            auto& synthetic = page<SyntheticPage>(*workbench);
            QTRY_VERIFY_WITH_TIMEOUT(synthetic.results()->view() != nullptr, 20000);
            QTest::qWait(300);
            test::savePicture(window, QStringLiteral("tour-synthetic"));
        }

        window.showPage(QStringLiteral("train"));
        auto& train = page<TrainPage>(*workbench);
        QTRY_VERIFY_WITH_TIMEOUT(train.preview() && train.probe(), 60000);
        test::savePicture(window, QStringLiteral("tour-train"));

        window.showPage(QStringLiteral("runs"));
        auto& list = page<RunsPage>(*workbench);
        const QString seed = runs + QStringLiteral("/demo/seed-0/");
        const auto folderOf = [&](const char* name) {
            return QDir(seed + QStringLiteral("both")).entryList({QString::fromLatin1(name)}).value(0);
        };
        QTRY_VERIFY_WITH_TIMEOUT(list.table()->select(seed + QStringLiteral("both/") + folderOf("base_*")), 10000);
        QVERIFY(list.table()->select(seed + QStringLiteral("both/") + folderOf("mean_and_variance_*"), true));
        QVERIFY(list.table()->select(seed + QStringLiteral("both/") + folderOf("categorical_*"), true));
        QTRY_VERIFY_WITH_TIMEOUT(list.curves()->hasCurves(), 10000);
        QTest::qWait(200);
        test::savePicture(window, QStringLiteral("tour-runs"));
        for (auto* choice : list.findChildren<SegmentedControl*>()) {
            if (choice->currentText() == QStringLiteral("Curves"))
                choice->setCurrentIndex(1);
        }
        QTest::qWait(200);
        test::savePicture(window, QStringLiteral("tour-compare"));

        window.showPage(QStringLiteral("evaluate"));
        auto& evaluate = page<EvaluatePage>(*workbench);
        QTRY_VERIFY_WITH_TIMEOUT(!evaluate.isBusy(), 20000);
        evaluate.checkpoints()->setAllChecked(true);
        for (int row = 0; row < evaluate.datasets()->rowCount(); ++row) {
            evaluate.datasets()->setData(evaluate.datasets()->index(row), Qt::Checked, Qt::CheckStateRole);
        }
        QTest::qWait(200);
        test::savePicture(window, QStringLiteral("tour-evaluate"));

        window.showPage(QStringLiteral("inspect"));
        auto& inspect = page<InspectPage>(*workbench);
        inspect.openFiles(evaluationFiles(seed), false);
        QTRY_VERIFY_WITH_TIMEOUT(!inspect.isLoading() && inspect.columns() != nullptr, 20000);
        QTRY_VERIFY(!inspect.responses()->list()->items().empty());
        QTest::qWait(300);
        inspect.responses()->list()->subset()->setCurrentIndex(
            inspect.responses()->list()->subset()->findText(QStringLiteral("prompts")));
        QTest::qWait(300);
        test::savePicture(window, QStringLiteral("tour-inspect"));
        inspect.tabs()->setCurrentIndex(1);
        QTest::qWait(100);
        test::savePicture(window, QStringLiteral("tour-score-text"));

        window.showPage(QStringLiteral("results"));
        auto& results = page<ResultsPage>(*workbench);
        QVERIFY(results.openPath(seed.chopped(1)));
        QTRY_VERIFY_WITH_TIMEOUT(!results.isBusy() && results.view() != nullptr, 20000);
        QTest::qWait(200);
        test::savePicture(window, QStringLiteral("tour-results"));
        for (const ImageFormat format : {ImageFormat::pdf, ImageFormat::svg}) {
            exportFigure(*results.view()->tradeOff,
                QStringLiteral(DPL_PICTURES "/tour-trade-off.") + fileSuffix(format), format);
            exportFigure(*inspect.responses()->distributions()->figure(),
                QStringLiteral(DPL_PICTURES "/tour-distributions.") + fileSuffix(format), format);
        }
    }
};

DPL_UI_TEST(TestTour)
#include "tst_tour.moc"
