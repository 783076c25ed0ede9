// The presets of the Train page, and its parameters from one start to the next.

#include "base/json.hpp"
#include "pages/train/parameter_field.hpp"
#include "pages/train/presets_menu.hpp"
#include "runs/run_folder.hpp"
#include "sweep/paper_sweep.hpp"
#include "train_bench.hpp"
#include "widgets/segmented_control.hpp"

#include <QInputDialog>

using namespace dpl;
using namespace dpl::ui;

class TestTrainPresets : public QObject, test::TrainBench {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void presetsGiveBackWhatWasTyped()
    {
        sweep::SweepParams paper;
        {
            const auto workbench = open();
            TrainPage& page = pageOf(*workbench);
            QTRY_COMPARE_WITH_TIMEOUT(page.form()->plan().size(), std::size_t(9), 10000);
            auto* choice = page.findChild<SegmentedControl*>();
            QCOMPARE(choice->currentText(), QStringLiteral("Demo"));
            choice->setCurrentIndex(2);
            QCOMPARE(page.form()->experiment(), QString());
            QVERIFY(page.form()->params().base.empty()); // the reference's defaults
            QVERIFY(page.form()->params().overrides.empty());
            page.form()->setExperiment(QStringLiteral("mine"));
            page.form()->setParams(someParams());
            choice->setCurrentIndex(0);
            QTRY_COMPARE_WITH_TIMEOUT(page.form()->plan().size(), std::size_t(9), 10000);
            QCOMPARE(page.form()->experiment(), QStringLiteral("demo"));
            page.form()->field("lora_r")->setValue(4);
            QCOMPARE(choice->currentText(), QStringLiteral("Demo"));
            choice->setCurrentIndex(1);
            QCOMPARE(page.form()->experiment(), QString());
            QCOMPARE(page.form()->params().base.at("model_name"), someParams().base.at("model_name")); // one's own
            page.form()->setExperiment(QStringLiteral("paper again"));
            choice->setCurrentIndex(2);
            QCOMPARE(page.form()->experiment(), QStringLiteral("mine"));
            QCOMPARE(page.form()->plan().front().params.loraRank, std::int64_t(8));
            QTRY_VERIFY(Settings(at("settings.ini"))
                            .value(known::pageParameters(page.id()))
                            .contains(QStringLiteral("paper again")));
        }
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        auto* choice = page.findChild<SegmentedControl*>();
        QCOMPARE(choice->currentText(), QStringLiteral("Custom"));
        QCOMPARE(page.form()->experiment(), QStringLiteral("mine"));
        choice->setCurrentIndex(1);
        QCOMPARE(page.form()->experiment(), QStringLiteral("paper again"));
        choice->setCurrentIndex(0);
        QCOMPARE(page.form()->plan().front().params.loraRank, std::int64_t(4));
        page.useDemo(); // as it comes
        QTRY_VERIFY(page.form()->plan().front().params.loraRank != 4);
    }

    void theDemoOnOtherDataIsOnesOwn()
    {
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        auto* choice = page.findChild<SegmentedControl*>();
        QTRY_COMPARE_WITH_TIMEOUT(page.form()->plan().size(), std::size_t(9), 10000);
        choice->setCurrentIndex(2);
        page.form()->field("lora_r")->setValue(4); // typed under Custom before
        lineEdit(page, "model_name")->setText(QStringLiteral(DPL_FIXTURES "/models/tiny-llama"));
        lineEdit(page, "data_path")->setText(QStringLiteral(DPL_FIXTURES "/training/lora_pairs.jsonl"));
        choice->setCurrentIndex(0);
        QTRY_COMPARE_WITH_TIMEOUT(page.form()->plan().size(), std::size_t(9), 10000);
        page.form()->field("lora_r")->setValue(32);
        QCOMPARE(choice->currentText(), QStringLiteral("Demo"));
        lineEdit(page, "data_path")->setText(QStringLiteral(DPL_FIXTURES "/training/lora_pairs.jsonl"));
        QCOMPARE(choice->currentText(), QStringLiteral("Custom"));
        QCOMPARE(page.form()->experiment(), QString()); // and not in the demo's folder
        QCOMPARE(page.form()->field("lora_r")->value(), Json(32));
        QTRY_VERIFY(says(page, QStringLiteral("Your earlier Custom parameters are kept under Presets")));
        auto* menu = page.findChild<PresetsMenu*>();
        Q_EMIT menu->aboutToShow();
        QAction* kept = nullptr;
        for (QAction* action : menu->actions())
            kept = action->text().startsWith(QStringLiteral("Custom until ")) ? action : kept;
        QVERIFY(kept);
        choice->setCurrentIndex(0);
        QTRY_COMPARE(page.form()->experiment(), QStringLiteral("demo"));
        QCOMPARE(page.form()->field("lora_r")->value(), Json(32)); // as it was before
        kept->trigger();
        QCOMPARE(page.form()->field("lora_r")->value(), Json(4));
    }

    void settingsOfAnEarlierVersionAreTheOwnParametersOrTheDemo()
    {
        for (const char* name : {"demo", "mine"}) {
            {
                Settings settings(at("settings.ini"));
                settings.setValue(known::pageParameters(QStringLiteral("train")),
                    QString::fromStdString(Json{{"experiment", name}, {"sweep", someParams().toJson()}}.dump()));
            }
            const auto workbench = open();
            TrainPage& page = pageOf(*workbench);
            QCOMPARE(page.form()->experiment(), QLatin1String(name));
            QCOMPARE(page.findChild<SegmentedControl*>()->currentText(),
                QLatin1String(name) == QStringLiteral("demo") ? QStringLiteral("Demo") : QStringLiteral("Custom"));
        }
    }

    void theDemoChosenAgainIsReadAgain()
    {
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        QTRY_VERIFY_WITH_TIMEOUT(page.preview() != nullptr, 20000);
        page.useDemo();
        QVERIFY(says(page, QStringLiteral("Writing the demo's data…")));
        QTRY_VERIFY_WITH_TIMEOUT(page.preview() != nullptr, 20000);
        QVERIFY(!says(page, QStringLiteral("Writing the demo's data…")));
    }

    void parametersAreKeptByAName()
    {
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        sweep::SweepParams params;
        params.base = {{"model_name", "some-model"}, {"data_path", "data"}, {"lora_r", 16}};
        page.form()->setParams(params);
        auto* menu = page.findChild<PresetsMenu*>();
        const auto entry = [menu](const QString& text) -> QAction* {
            Q_EMIT menu->aboutToShow();
            for (QAction* action : menu->actions()) {
                if (action->text() == text)
                    return action;
            }
            return nullptr;
        };
        QVERIFY(!entry(QStringLiteral("None saved yet"))->isEnabled());
        entry(QStringLiteral("Save as…"))->trigger();
        auto* dialog = page.findChild<QInputDialog*>();
        QVERIFY(dialog);
        dialog->setTextValue(QStringLiteral("rank & file"));
        dialog->accept();
        page.form()->field("lora_r")->setValue(4);
        entry(QStringLiteral("rank && file"))->trigger();
        QCOMPARE(page.form()->plan().front().params.loraRank, std::int64_t(16));
        entry(QStringLiteral("Delete"))->menu()->actions().constFirst()->trigger();
        QVERIFY(entry(QStringLiteral("None saved yet")));
    }

    void parametersSurviveAndRunsAreDuplicated()
    {
        {
            const auto workbench = open();
            TrainPage& page = pageOf(*workbench);
            sweep::SweepParams params;
            params.base = {{"model_name", "some-model"}, {"data_path", "data"}, {"lora_r", 16}};
            params.lists = {{"seed", {7}}, {"reward_model_type", {"base"}}, {"data_subset", {"both"}}};
            page.form()->setParams(params);
            page.form()->setExperiment(QStringLiteral("kept"));
            QTRY_VERIFY(
                Settings(at("settings.ini")).value(known::pageParameters(page.id())).contains(QStringLiteral("kept")));
        }
        const auto workbench = open();
        TrainPage& page = pageOf(*workbench);
        QCOMPARE(page.form()->experiment(), QStringLiteral("kept"));
        QCOMPARE(page.form()->plan().size(), std::size_t(1));
        QCOMPARE(page.form()->plan()[0].params.loraRank, std::int64_t(16));
        QCOMPARE(page.form()->plan()[0].params.seed, std::uint64_t(7));

        training::TrainingParams other = page.form()->plan()[0].params;
        other.learningRate = 0.5;
        other.rewardModelType = "categorical";
        runs::RunRecord record;
        record.kind = "training";
        record.params = other.toJson();
        runs::RunFolder(at("runs/earlier").toStdString(), record, runs::RunStart::overwrite)
            .end(runs::RunState::failed, "too fast", nullptr);
        QVERIFY(workbench->window().duplicateRun(at("runs/earlier")));
        QVERIFY(page.form()->plan()[0].params.toJson() == other.toJson());
        QVERIFY(page.form()->experiment().isEmpty());
        QVERIFY(!workbench->window().duplicateRun(at("runs")));

        QVERIFY(workbench->window().trainFurther(at("runs/earlier")));
        other.startFrom = at("runs/earlier").toStdString();
        QVERIFY(page.form()->plan()[0].params.toJson() == other.toJson());
        QVERIFY(!workbench->window().trainFurther(at("runs")));
    }
};

DPL_UI_TEST(TestTrainPresets)
#include "tst_train_presets.moc"
