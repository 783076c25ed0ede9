// What the Train page makes of its form: runs of an experiment in a folder, their time, the command that does the same.

#include "pages/train/estimate_card.hpp"
#include "pages/train/parameter_field.hpp"
#include "sweep/paper_sweep.hpp"
#include "train_bench.hpp"
#include "widgets/fact_table.hpp"

#include <QCheckBox>
#include <QDir>
#include <QGuiApplication>
#include <QRegularExpression>

using namespace dpl;
using namespace dpl::ui;

class TestTrainExperiments : public QObject, test::TrainBench {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void theWholeSweepHasATimeAndAnEnd()
    {
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        QTRY_VERIFY_WITH_TIMEOUT(isMeasured(page), 60000);
        const auto* facts = page.findChild<EstimateCard*>()->findChild<FactTable*>();
        static const QRegularExpression total(QStringLiteral("^about .+, done at (tomorrow )?[0-9]{2}:[0-9]{2}$"));
        QVERIFY2(total.match(facts->value(QStringLiteral("All 9 runs"))).hasMatch(),
            qPrintable(facts->value(QStringLiteral("All 9 runs"))));
        QVERIFY(!facts->value(QStringLiteral("Memory, measured")).isEmpty());
        const QString evaluation = facts->value(QStringLiteral("Evaluation, estimated"));
        QVERIFY(!evaluation.isEmpty()); // of held-out rows, and of the nine models
        for (auto* candidate : page.findChildren<QCheckBox*>()) {
            if (candidate->text() == QStringLiteral("Evaluate when trained"))
                candidate->setChecked(false);
        }
        QTRY_VERIFY(facts->value(QStringLiteral("Evaluation, estimated")) != evaluation);
        QTRY_VERIFY(isMeasured(page));
        for (const sweep::PlannedRun& run : page.form()->plan())
            writeRun(at("runs/demo"), run, true);
        lineEdit(page, "logging_steps")->setText(QStringLiteral("11"));
        lineEdit(page, "logging_steps")->setText(QStringLiteral("10"));
        QTRY_COMPARE(facts->value(QStringLiteral("All 9 runs")), QStringLiteral("trained already"));
        workbench->jobs().setHeldBack(true);
    }

    void listsMakeASweep()
    {
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        sweep::SweepParams params = sweep::paperSweep();
        params.base["model_name"] = "some-model";
        params.base["data_path"] = "some-data";
        page.form()->setParams(params);
        QCOMPARE(page.form()->plan().size(), std::size_t(9));
        // Back as it went in, apart from the order of the lists.
        const auto plan = params.plan();
        for (std::size_t i = 0; i < plan.size(); ++i)
            QVERIFY(page.form()->plan()[i].params.toJson() == plan[i].params.toJson());
        QCOMPARE(page.form()->plan()[0].params.epochs, std::int64_t(2));
        QCOMPARE(page.form()->plan()[2].params.epochs, std::int64_t(1));

        lineEdit(page, "hidden_context_ratio")->setText(QStringLiteral("0 0.25 0.5"));
        QCOMPARE(page.form()->plan().size(), std::size_t(27));
        QVERIFY(page.form()->plan().front().params.hiddenContextRatio.has_value());
    }

    void theCommandDoesTheSame()
    {
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        sweep::SweepParams params;
        params.base = {{"model_name", "some model"}, {"data_path", "data"}, {"learning_rate", 1e-4}};
        params.lists = {{"seed", {3}}, {"reward_model_type", {"categorical"}}, {"data_subset", {"helpful"}}};
        page.form()->setParams(params);
        page.form()->setExperiment(QStringLiteral("mine"));
        page.copyCommand();
        const QString command = QGuiApplication::clipboard()->text();
        QVERIFY2(command.startsWith(QStringLiteral("dpl train --model_name 'some model' --data_path data --data_subset "
                                                   "helpful --reward_model_type categorical "
                                                   "--learning_rate 0.0001 --seed 3 --run_folder ")),
            qPrintable(command));
        lineEdit(page, "seed")->setText(QStringLiteral("3 4"));
        page.copyCommand();
        QVERIFY(QGuiApplication::clipboard()->text().startsWith(QStringLiteral("dpl sweep ")));
        const auto written =
            sweep::SweepParams::fromJson(readJsonFile(at("runs/mine/sweep.json").toStdString()), "sweep.json");
        QCOMPARE(written.plan().size(), std::size_t(2));
        QVERIFY(written.plan()[1].params.toJson() == page.form()->plan()[1].params.toJson());
    }

    void copyingTheCommandLeavesTheFilesThatAreThere()
    {
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        workbench->jobs().setHeldBack(true);
        sweep::SweepParams params = someParams();
        params.lists = {{"seed", {0, 1}}};
        page.form()->setParams(params);
        page.form()->setExperiment(QStringLiteral("demo"));
        page.start();
        QTRY_COMPARE(workbench->jobs().activeJobs().size(), 3);
        const std::string queued = readFile(at("runs/demo/sweep.json").toStdString());
        page.copyCommand(); // of the same
        QVERIFY(says(page, QStringLiteral("The command is on the clipboard; it reads ") + at("runs/demo/sweep.json")));
        QVERIFY(!QFile::exists(at("runs/demo/sweep-2.json")));

        lineEdit(page, "learning_rate")->setText(QStringLiteral("1e-3 1e-2"));
        page.copyCommand();
        QCOMPARE(readFile(at("runs/demo/sweep.json").toStdString()), queued);
        QVERIFY(says(page, at("runs/demo/sweep-2.json")));
        QVERIFY(QGuiApplication::clipboard()->text().contains(QStringLiteral("sweep-2.json")));
        const auto written =
            sweep::SweepParams::fromJson(readJsonFile(at("runs/demo/sweep-2.json").toStdString()), "sweep.json");
        QCOMPARE(written.plan().size(), std::size_t(4));
        workbench->jobs().stopAll();
    }

    void everyExperimentHasAFolderOfItsOwn()
    {
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        workbench->jobs().setHeldBack(true);
        sweep::SweepParams params = someParams();
        params.evaluate = false;
        page.form()->setParams(params);
        page.form()->setExperiment({});
        page.start();
        QTRY_COMPARE(workbench->jobs().activeJobs().size(), 1);
        page.start(); // the same
        QTRY_VERIFY(says(page, QStringLiteral("A run is in the queue already.")));
        QCOMPARE(workbench->jobs().activeJobs().size(), 1);
        page.form()->field("lora_r")->setValue(4);
        page.start();
        QTRY_COMPARE(workbench->jobs().activeJobs().size(), 2);
        const QDir first(workbench->jobs().status(1).folder);
        const QDir second(workbench->jobs().status(2).folder);
        QVERIFY2(first != second && first.path().startsWith(at("runs/train-"))
                && second.path().startsWith(at("runs/train-")),
            qPrintable(second.path()));
        QVERIFY(!QFile::exists(at("runs/sweep.json")));
        workbench->jobs().stopAll();
    }

    void twoPressesDoTheWorkOnce()
    {
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        workbench->jobs().setHeldBack(true);
        sweep::SweepParams params = someParams();
        params.lists = {{"seed", {0, 1}}};
        page.form()->setParams(params);
        page.form()->setExperiment(QStringLiteral("demo"));
        writeRun(at("runs/demo"), page.form()->plan()[1], true); // an earlier session has trained it
        const QPoint place = page.form()->mapTo(&page, QPoint(0, 0));
        page.start();
        page.start(); // before the first was answered
        QTRY_VERIFY(says(page, QStringLiteral("A run is queued. A run has finished before and is not trained again.")));
        QTest::qWait(20);
        QCOMPARE(page.form()->mapTo(&page, QPoint(0, 0)), place); // nothing moves under the mouse
        QCOMPARE(workbench->jobs().activeJobs().size(), 2); // with what is made of them
        QCOMPARE(workbench->jobs().after(2), QStringList{workbench->jobs().status(1).folder});
        page.start();
        QTRY_VERIFY(says(page, QStringLiteral("A run is in the queue already.")));
        QCOMPARE(workbench->jobs().statuses().size(), 2);
        workbench->jobs().stopAll();
    }

    void whatIsMissingIsSaidBeforeAnythingIsQueued()
    {
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        workbench->jobs().setHeldBack(true);
        QVERIFY(QDir().mkpath(at("rows")));
        QVERIFY(QFile::copy(QStringLiteral(DPL_FIXTURES "/training/lora_pairs.jsonl"), at("rows/train.jsonl")));
        sweep::SweepParams params = someParams();
        params.base["data_path"] = at("rows").toStdString();
        page.form()->setParams(params);
        page.form()->setExperiment(QStringLiteral("mine"));
        QTRY_VERIFY_WITH_TIMEOUT(page.preview() != nullptr, 20000);
        page.start();
        QTRY_VERIFY(says(page, QStringLiteral("the trained models cannot be evaluated")));
        QVERIFY(!workbench->jobs().hasActiveJobs());
        QVERIFY(!QFile::exists(at("runs/mine/sweep.json")));
        for (auto* box : page.findChildren<QCheckBox*>()) {
            if (box->text() == QStringLiteral("Evaluate when trained"))
                box->setChecked(false);
        }
        QTRY_VERIFY(startButton(page)->isEnabled());
        page.start();
        QTRY_VERIFY(workbench->jobs().hasActiveJobs());
        workbench->jobs().stopAll();
    }

    void anotherExperimentIsRefusedAtItsName()
    {
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        page.form()->setParams(someParams());
        page.form()->setExperiment(QStringLiteral("demo"));
        writeRun(at("runs/demo"), page.form()->plan().front(), false);
        QVERIFY(QDir().mkpath(at("runs/demo-2")));
        const std::string sweepFile = at("runs/demo/sweep.json").toStdString();
        writeFileAtomically(sweepFile, "the first one's");
        page.form()->field("lora_r")->setValue(4);
        QTRY_VERIFY(says(page,
            QStringLiteral("“demo” is an experiment with other parameters. both · base · seed 0: “LoRA rank” is 8 "
                           "there and 4 here.")));
        page.start();
        page.copyCommand();
        QTest::qWait(100);
        QVERIFY(!workbench->jobs().hasActiveJobs());
        QCOMPARE(readFile(sweepFile), std::string("the first one's"));

        auto* rename = button(page, "Name it demo-3");
        QVERIFY(rename);
        rename->click();
        QCOMPARE(page.form()->experiment(), QStringLiteral("demo-3"));
        QVERIFY(!says(page, QStringLiteral("other parameters")));
        QVERIFY(!rename->isVisible());
        workbench->jobs().setHeldBack(true);
        page.start();
        QTRY_COMPARE(workbench->jobs().activeJobs().size(), 2);
        QVERIFY(QFile::exists(at("runs/demo-3/sweep.json")));
        // Nor may it mix with what is only queued.
        page.form()->field("learning_rate")->setValue(0.5);
        QTRY_VERIFY(says(page, QStringLiteral("“demo-3” is an experiment with other parameters.")));
        workbench->jobs().stopAll();
    }
};

DPL_UI_TEST(TestTrainExperiments)
#include "tst_train_experiments.moc"
