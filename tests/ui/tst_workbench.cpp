#include "charts/figure_view.hpp"
#include "models/job_model.hpp"
#include "models/report_table_model.hpp"
#include "pages/synthetic/parameter_form.hpp"
#include "pages/synthetic/result_view.hpp"
#include "pages/synthetic/synthetic_page.hpp"
#include "runs/run_folder.hpp"
#include "shell/workbench.hpp"
#include "shown_texts.hpp"
#include "ui/pictures.hpp"
#include "ui_test.hpp"
#include "widgets/export_dialog.hpp"
#include "widgets/segmented_control.hpp"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace dpl;
using namespace dpl::ui;

/// Drives the whole window as a user does: start an experiment, watch it, stop it, resume it, export it, open it again.
class TestWorkbench : public QObject {
    Q_OBJECT

private:
    static synthetic::SyntheticParams smallParams(const char* environment = "1d")
    {
        synthetic::SyntheticParams params;
        params.environment = environment;
        params.batchSize = 64;
        params.learningRate = 1e-3;
        params.iterations = 40;
        return params;
    }

    static SyntheticPage& pageOf(Workbench& workbench)
    {
        auto* page = workbench.window().findChild<SyntheticPage*>();
        Q_ASSERT(page);
        return *page;
    }

    QString settingsFile() const { return m_folder.filePath(QStringLiteral("settings.ini")); }
    QString runsFolder() const { return m_folder.filePath(QStringLiteral("runs")); }

    std::unique_ptr<Workbench> open()
    {
        {
            Settings settings(settingsFile());
            settings.setValue(known::runsFolder(), runsFolder());
        }
        auto workbench = std::make_unique<Workbench>(settingsFile());
        workbench->window().resize(1280, 800);
        workbench->window().show();
        [&] { QVERIFY(QTest::qWaitForWindowExposed(&workbench->window())); }();
        return workbench;
    }

    static JobState stateOf(Workbench& workbench, const SyntheticPage& page)
    {
        return workbench.jobs().status(page.shownJob()).state;
    }

    static std::size_t lossPoints(const SyntheticPage& page)
    {
        const auto view = page.results()->view();
        return view && !view->result.models.empty() ? view->result.models.front().losses.size() : 0;
    }

    QTemporaryDir m_folder;

private Q_SLOTS:
    void startWatchFinish()
    {
        const auto workbench = open();
        SyntheticPage& page = pageOf(*workbench);
        QVERIFY(page.results()->view() == nullptr);
        QTRY_VERIFY(page.results()->figure() != nullptr); // the environment, before anything is learned

        page.form()->setParams(smallParams());
        QTest::keyClick(&workbench->window(), Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(stateOf(*workbench, page), JobState::running);
        std::size_t seen = 0;
        QTRY_VERIFY_WITH_TIMEOUT((seen = lossPoints(page)) > 0, 20000);
        QTRY_VERIFY_WITH_TIMEOUT(lossPoints(page) > seen, 20000);
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(*workbench, page), JobState::finished, 60000);

        const auto view = page.results()->view();
        QVERIFY(view && view->result.finished);
        QCOMPARE(page.results()->figure()->panels.size(), std::size_t(3));
        QCOMPARE(view->table.rows.size(), std::size_t(4));
        QVERIFY(view->voting != nullptr);
        const auto* table = page.findChild<QTableView*>();
        QCOMPARE(table->model()->rowCount(), 4);
        QVERIFY(!table->model()->index(0, 3).data().toString().isEmpty());
        const QString folder = workbench->jobs().status(page.shownJob()).folder;
        QVERIFY(QFile::exists(folder + QStringLiteral("/outputs/result.json")));
        QVERIFY(runs::readRun(folder.toStdString()).state == runs::RunState::finished);
    }

    void copiesTheCommandThatGivesTheSameRun()
    {
        const auto workbench = open();
        SyntheticPage& page = pageOf(*workbench);
        synthetic::SyntheticParams params = smallParams();
        params.environment = parseJson("{\"name\": \"mine\", \"contexts\": [{\"name\": \"it's\", \"probability\": 1, "
                                       "\"utility\": [[0, 0], [1, 1]]}]}",
            "test");
        page.form()->setParams(params);
        page.copyCommand();
        const QString command = QGuiApplication::clipboard()->text();
        QVERIFY2(command.startsWith(
                     QStringLiteral("dpl synthetic --env '{\"name\":\"mine\",\"contexts\":[{\"name\":\"it'\\''s\",")),
            qPrintable(command));
        QVERIFY2(
            command.endsWith(QStringLiteral("}' --batch_size 64 --lr 0.001 --num_iterations 40")), qPrintable(command));
    }

    void stopAndResume()
    {
        const auto workbench = open();
        SyntheticPage& page = pageOf(*workbench);
        synthetic::SyntheticParams params = smallParams();
        params.iterations = 150;
        page.form()->setParams(params);
        page.start();
        QTRY_VERIFY_WITH_TIMEOUT(lossPoints(page) > 3, 20000);
        QElapsedTimer timer;
        timer.start();
        page.stop();
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(*workbench, page), JobState::stopped, 10000);
        QVERIFY2(timer.elapsed() < 3000 * dpl::test::patience,
            qPrintable(QStringLiteral("stopping took %1 ms").arg(timer.elapsed())));
        const QString folder = workbench->jobs().status(page.shownJob()).folder;
        QVERIFY(runs::readRun(folder.toStdString()).state == runs::RunState::stopped);
        QVERIFY(page.results()->view() && !page.results()->view()->result.finished);
        const std::size_t stoppedAt = lossPoints(page);

        QVERIFY(workbench->window().resumeRun(folder));
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(*workbench, page), JobState::finished, 60000);
        QCOMPARE(lossPoints(page), std::size_t(150));
        QVERIFY(stoppedAt < 150);
        QCOMPARE(workbench->jobs().status(page.shownJob()).folder, folder);
    }

    void aFinishedRunOpensAgain()
    {
        const auto workbench = open();
        SyntheticPage& page = pageOf(*workbench);
        JobModel& jobs = workbench->window().jobModel();
        const QAbstractItemModelTester tester(&jobs, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QTRY_VERIFY(jobs.rowCount() >= 2); // what the tests before left in the folder
        const QModelIndex last = jobs.index(jobs.rowCount() - 1);
        QVERIFY(workbench->window().openPath(last.data(JobModel::FolderRole).toString()));
        QTRY_VERIFY(page.results()->view() != nullptr);
        QVERIFY(page.results()->view()->result.finished);
        QCOMPARE(page.form()->params(), page.results()->view()->result.params);
        QVERIFY(!workbench->window().openPath(m_folder.path())); // no run there
    }

    void exportsWhatIsSeen()
    {
        const auto workbench = open();
        SyntheticPage& page = pageOf(*workbench);
        JobModel& jobs = workbench->window().jobModel();
        QTRY_VERIFY(jobs.rowCount() >= 1);
        workbench->window().openPath(jobs.index(jobs.rowCount() - 1).data(JobModel::FolderRole).toString());
        QTRY_VERIFY(page.results()->view() != nullptr);
        QTest::keyClick(&workbench->window(), Qt::Key_E, Qt::ControlModifier);
        auto* dialog = page.findChild<ExportDialog*>();
        QVERIFY(dialog && dialog->isVisible());
        ExportOptions options = dialog->options();
        options.pdf = options.svg = options.png = options.pgf = options.data = options.parameters = options.csvTables =
            true;
        options.folder = m_folder.filePath(QStringLiteral("export"));
        options.stem = QStringLiteral("figure");
        QDir().mkpath(options.folder);
        dialog->setOptions(options);
        dialog->exportNow();
        for (const char* ending : {"pdf", "svg", "png", "pgf", "csv"}) {
            QTRY_VERIFY2(QFile::exists(options.folder + QStringLiteral("/figure.") + QLatin1String(ending)), ending);
        }
        dialog->close();
        // What was chosen is there the next time.
        QTRY_VERIFY(page.findChild<ExportDialog*>() == nullptr);
        page.exportFigure();
        QVERIFY(page.findChild<ExportDialog*>()->options().svg);
    }

    void wrongParametersAreSaidWhereTheyStand()
    {
        const auto workbench = open();
        SyntheticPage& page = pageOf(*workbench);
        QVERIFY(page.form()->problem().isEmpty());
        auto* learningRate = page.form()->findChild<QLineEdit*>(QStringLiteral("learningRate"));
        QVERIFY(learningRate);
        learningRate->setText(QStringLiteral("fast"));
        QCOMPARE(page.form()->problem(), QStringLiteral("Learning rate: “fast” is not a number."));
        learningRate->setText(QStringLiteral("0,001"));
        QCOMPARE(page.form()->problem(), QStringLiteral("Learning rate: Write 0.001 with a point, not with a comma."));
        const auto before = workbench->jobs().statuses().size();
        page.start();
        QCOMPARE(workbench->jobs().statuses().size(), before);
        learningRate->setText(QStringLiteral("1e-3"));
        QVERIFY(page.form()->problem().isEmpty());
        QCOMPARE(page.form()->params().learningRate, 1e-3);

        auto* seed = page.form()->findChild<QLineEdit*>(QStringLiteral("seed"));
        QVERIFY(seed);
        for (const char* text : {"-1", "0,5", "1.5", "", "18446744073709551616"}) {
            seed->setText(QString::fromUtf8(text));
            QVERIFY2(page.form()->problem().contains(QStringLiteral("First seed: ")), text);
        }
        seed->setText(QStringLiteral("18446744073709551615"));
        QVERIFY(page.form()->problem().isEmpty());
        QCOMPARE(page.form()->params().seed, ~std::uint64_t(0));
    }

    void parametersSurvive()
    {
        synthetic::SyntheticParams params = smallParams("2d");
        params.seed = (std::uint64_t(1) << 63) + 1;
        params.batchSize = 77;
        params.models = {preference::SyntheticModel::base};
        {
            const auto workbench = open();
            pageOf(*workbench).form()->setParams(params);
            QTest::qWait(700);
        }
        const auto workbench = open();
        QCOMPARE(pageOf(*workbench).form()->params(), params);
    }

    void presetsFillTheForm()
    {
        const auto workbench = open();
        ParameterForm& form = *pageOf(*workbench).form();
        form.usePreset(synthetic::fastPreset());
        QCOMPARE(form.params().alternatives, std::int64_t(1024));
        QCOMPARE(form.params().comparisons, std::int64_t(16384));
        form.usePreset(synthetic::paperPreset());
        QCOMPARE(form.params().batchSize, std::int64_t(2048));
        QCOMPARE(form.params().alternatives, std::int64_t(0));
    }

    void anUnwritableFolderFailsInTheJobsRow()
    {
        const auto workbench = open();
        SyntheticPage& page = pageOf(*workbench);
        const QString file = m_folder.filePath(QStringLiteral("a-file"));
        QFile blocker(file);
        QVERIFY(blocker.open(QIODevice::WriteOnly));
        workbench->settings().setValue(known::runsFolder(), file);
        page.form()->setParams(smallParams());
        page.start();
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(*workbench, page), JobState::failed, 10000);
        QVERIFY(workbench->jobs().status(page.shownJob()).message.contains(QStringLiteral("a-file")));
        workbench->settings().setValue(known::runsFolder(), runsFolder());
    }

    void aSecondWindowCallsTheFirstOne()
    {
        const auto first = open();
        first->jobs().setHeldBack(true);
        pageOf(*first).form()->setParams(smallParams());
        pageOf(*first).start();
        QTRY_COMPARE(first->jobs().activeJobs().size(), 1);
        const auto second = open();
        QVERIFY(!second->jobs().hasActiveJobs());
        QPushButton* show = nullptr;
        for (auto* button : second->window().findChildren<QPushButton*>()) {
            if (button->text() == QStringLiteral("Show that window"))
                show = button;
        }
        QVERIFY(show && show->isVisible());
        first->window().hide();
        show->click();
        QTRY_VERIFY(first->window().isVisible());
        first->jobs().stopAll();
    }

    void theSameExperimentIsQueuedOnce()
    {
        const auto workbench = open();
        workbench->jobs().setHeldBack(true);
        SyntheticPage& page = pageOf(*workbench);
        page.form()->setParams(smallParams());
        page.start();
        page.start();
        QCOMPARE(workbench->jobs().activeJobs().size(), 1); // beside one that failed in another test
        QVERIFY(test::says(page, QStringLiteral("is in the queue already")));
        workbench->jobs().stopAll();
    }

    void pictures_data() { test::addLooks(); }

    void pictures()
    {
        QFETCH(bool, dark);
        QFETCH(QSize, size);
        const auto workbench = open();
        MainWindow& window = workbench->window();
        workbench->settings().setValue(known::theme(), dark ? ThemeChoice::dark : ThemeChoice::light);
        window.resize(size);
        SyntheticPage& page = pageOf(*workbench);
        const auto picture = [&](const char* state) {
            QTest::qWait(50);
            test::savePicture(window, QStringLiteral("synthetic-") + QLatin1String(state));
        };
        page.form()->setParams(synthetic::paperPreset());
        QTRY_VERIFY(page.results()->figure() != nullptr);
        picture("empty");

        synthetic::SyntheticParams twoDimensional = smallParams("2d");
        twoDimensional.iterations = 30;
        for (const synthetic::SyntheticParams& params : {smallParams(), twoDimensional}) {
            page.form()->setParams(params);
            page.start();
            if (params.environment == "1d") {
                QTRY_VERIFY_WITH_TIMEOUT(lossPoints(page) > 10, 30000);
                picture("running");
            }
            QTRY_VERIFY_WITH_TIMEOUT(!workbench->jobs().hasActiveJobs(), 60000);
            picture(params.environment == "1d" ? "finished" : "two-dimensional");
        }
    }
};

DPL_UI_TEST(TestWorkbench)
#include "tst_workbench.moc"
