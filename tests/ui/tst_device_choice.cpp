// On what jobs run: how devices are listed and chosen, and what becomes of the choice.

#include "base/json_text.hpp"
#include "jobs/job_kinds.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/job_text.hpp"
#include "models/checkpoint_model.hpp"
#include "models/device_model.hpp"
#include "models/job_model.hpp"
#include "named_widget.hpp"
#include "pages/evaluate/evaluate_page.hpp"
#include "pages/evaluate/evaluation_options_card.hpp"
#include "pages/inspect/inspect_page.hpp"
#include "pages/inspect/score_text_view.hpp"
#include "pages/synthetic/parameter_form.hpp"
#include "pages/synthetic/synthetic_page.hpp"
#include "pages/train/estimate_card.hpp"
#include "pages/train/experiment.hpp"
#include "pages/train/parameter_field.hpp"
#include "pages/train/train_page.hpp"
#include "pages/train/training_form.hpp"
#include "pretended_devices.hpp"
#include "runs/run_folder.hpp"
#include "shell/settings_dialog.hpp"
#include "shell/workbench.hpp"
#include "shown_texts.hpp"
#include "ui/pictures.hpp"
#include "ui_test.hpp"
#include "widgets/device_chooser.hpp"
#include "widgets/fact_table.hpp"
#include "widgets/segmented_control.hpp"
#include "widgets/wrong_mark.hpp"

#include <QAbstractItemModelTester>
#include <QAbstractItemView>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

using namespace dpl;
using namespace dpl::ui;

class TestDeviceChoice : public QObject {
    Q_OBJECT

private:
    QString at(const char* name) const { return m_folder->filePath(QLatin1String(name)); }

    std::unique_ptr<Workbench> open(std::vector<Device> (*devices)(), const char* page)
    {
        {
            Settings settings(at("settings.ini"));
            settings.setValue(known::runsFolder(), at("runs"));
            settings.setValue(known::threads(), 1);
        }
        auto workbench = std::make_unique<Workbench>(at("settings.ini"), test::finds(devices));
        workbench->window().resize(1280, 800);
        workbench->window().show();
        workbench->window().showPage(QLatin1String(page));
        [&] { QTRY_VERIFY(workbench->devices().hasLooked()); }();
        return workbench;
    }

    template <typename P> static P& pageOf(Workbench& workbench) { return *workbench.window().findChild<P*>(); }

    /// The choosers of all pages that have one.
    static QList<DeviceChooser*> choosersOf(Workbench& workbench)
    {
        return {pageOf<SyntheticPage>(workbench).form()->device(), pageOf<TrainPage>(workbench).form()->device(),
            pageOf<EvaluatePage>(workbench).options()->device(),
            pageOf<InspectPage>(workbench).findChild<ScoreTextView*>()->device()};
    }

    /// Has the user choose from the list.
    static void pick(DeviceChooser& chooser, const char* device)
    {
        const int row = chooser.findText(QLatin1String(device));
        QVERIFY(row >= 0);
        chooser.setCurrentIndex(row);
        Q_EMIT chooser.activated(row);
    }

    static synthetic::SyntheticParams smallExperiment()
    {
        synthetic::SyntheticParams params;
        params.models = {preference::SyntheticModel::base};
        params.batchSize = 32;
        params.iterations = 5;
        return params;
    }

    std::unique_ptr<QTemporaryDir> m_folder;

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void devicesThatFailAreListedAndCannotBeChosen()
    {
        DeviceModel devices(test::finds(test::severalDevices));
        const QAbstractItemModelTester tester(&devices);
        QCOMPARE(devices.rowCount(), 1); // the CPU needs no looking for
        QVERIFY(!devices.offersChoice());
        QVERIFY(devices.problemOf("cuda:7").isEmpty()); // nobody knows yet
        QSignalSpy looked(&devices, &DeviceModel::looked);
        devices.look();
        QTRY_COMPARE(looked.size(), 1);
        QCOMPARE(devices.rowCount(), 3);
        QVERIFY(devices.offersChoice());
        const QModelIndex works = devices.index(1);
        QCOMPARE(works.data().toString(), QStringLiteral("cuda:0"));
        QCOMPARE(works.data(DeviceModel::DescriptionRole).toString(),
            QStringLiteral("cuda:0 · NVIDIA H200, 138 GiB of 140 GiB free"));
        QVERIFY(works.flags() & Qt::ItemIsEnabled);
        const QModelIndex fails = devices.index(2);
        QCOMPARE(fails.data(DeviceModel::DescriptionRole).toString(),
            QStringLiteral("cuda:1 · NVIDIA H200, cannot be used"));
        QVERIFY(!(fails.flags() & Qt::ItemIsEnabled));
        QVERIFY(fails.data(Qt::ToolTipRole).toString().contains(QStringLiteral("CUDA_ERROR_OUT_OF_MEMORY")));
        QVERIFY(devices.problemOf("cuda").isEmpty()); // the first
        QVERIFY(devices.problemOf("cuda:1").startsWith(QStringLiteral("Device cuda:1 cannot be used: out of memory")));
        QCOMPARE(devices.problemOf("cuda:7"),
            QStringLiteral("Device cuda:7 does not exist: there are 2 devices of its kind, numbered from 0."));
    }

    void onlyTheDevicesAtWorkAreOpenedAgain()
    {
        std::mutex mutex;
        std::vector<std::vector<std::string>> asked;
        DeviceModel devices([&](const std::vector<std::string>& names) {
            const std::lock_guard lock(mutex);
            asked.push_back(names);
            std::vector<Device> found = test::finds(test::severalDevices)(names);
            if (!names.empty())
                found.front().freeBytes = std::int64_t{100} << 30;
            return found;
        });
        devices.look();
        QTRY_VERIFY(devices.hasLooked());
        QSignalSpy changed(&devices, &QAbstractItemModel::dataChanged);
        QSignalSpy reset(&devices, &QAbstractItemModel::modelReset);
        devices.lookAt({"cuda:0"});
        QTRY_COMPARE(changed.size(), 1);
        QCOMPARE(changed.first().first().toModelIndex().row(), 1);
        QCOMPARE(reset.size(), 0); // what is chosen in a list stays
        QCOMPARE(devices.device("cuda:0")->usedBytes().value_or(0), std::int64_t{40} << 30);
        QCOMPARE(devices.rowCount(), 3);
        const std::lock_guard lock(mutex);
        QCOMPARE(asked, (std::vector<std::vector<std::string>>{{}, {"cuda:0"}}));
    }

    void withTheCpuAloneNobodyIsAsked()
    {
        const auto workbench = open(test::cpuAlone, "synthetic");
        for (const char* page : {"synthetic", "train", "evaluate", "inspect"}) {
            workbench->window().showPage(QLatin1String(page));
            for (DeviceChooser* chooser : choosersOf(*workbench)) {
                QVERIFY(!chooser->isVisible());
                QCOMPARE(chooser->device(), std::string("cpu"));
                QVERIFY(chooser->problem().isEmpty());
            }
        }
        for (const QLabel* label : workbench->window().findChildren<QLabel*>())
            QVERIFY(!label->isVisible() || !label->text().remove(u'&').startsWith(QStringLiteral("Device")));
    }

    void theSettingsDeviceIsEveryPagesUnlessItChoosesAnother()
    {
        const auto workbench = open(test::severalDevices, "train");
        const QList<DeviceChooser*> choosers = choosersOf(*workbench);
        for (DeviceChooser* chooser : choosers)
            QCOMPARE(chooser->currentText(), QStringLiteral("cpu"));
        QVERIFY(choosers[1]->isVisible());
        QVERIFY(test::says(workbench->window(), QStringLiteral("CPU · 1 thread")));

        workbench->window().showSettings();
        auto* dialog = workbench->window().findChild<SettingsDialog*>();
        QVERIFY(dialog && dialog->device()->isVisible());
        pick(*dialog->device(), "cuda:0");
        QCOMPARE(workbench->settings().value(known::device()), QStringLiteral("cuda:0"));
        for (DeviceChooser* chooser : choosers) {
            QCOMPARE(chooser->device(), std::string("cuda:0"));
            QCOMPARE(chooser->currentText(), QStringLiteral("cuda:0"));
        }
        QVERIFY(test::says(workbench->window(), QStringLiteral("cuda:0 · 1 thread")));
        pick(*choosers[1], "cpu");
        QCOMPARE(choosers[0]->device(), std::string("cuda:0"));
        QCOMPARE(choosers[1]->device(), std::string("cpu"));
        pick(*dialog->device(), "cpu");
        for (DeviceChooser* chooser : choosers)
            QCOMPARE(chooser->device(), std::string("cpu"));
        pick(*dialog->device(), "cuda:0"); // the page said the same as the settings, and follows them again
        QCOMPARE(choosers[1]->device(), std::string("cuda:0"));
    }

    void whatAPageChoseIsThereAgain()
    {
        for (const char* before : {"cpu", "cuda:0"}) {
            const auto workbench = open(test::severalDevices, "train");
            pageOf<TrainPage>(*workbench).useDemo();
            QTRY_VERIFY_WITH_TIMEOUT(!pageOf<TrainPage>(*workbench).form()->plan().empty(), 20000);
            for (DeviceChooser* chooser : choosersOf(*workbench)) {
                QCOMPARE(chooser->device(), std::string(before));
                pick(*chooser, "cuda:0");
            }
            QTest::qWait(600 * test::patience); // saved when one is done typing
        }
        QVERIFY(Settings(at("settings.ini")).value(known::device()) == QStringLiteral("cpu"));
    }

    void aDeviceThatIsNotThereAnyMoreIsSaidAndNothingStarts()
    {
        {
            Settings settings(at("settings.ini"));
            settings.setValue(known::device(), QStringLiteral("cuda:0"));
        }
        const auto workbench = open(test::cpuAlone, "synthetic");
        auto& page = pageOf<SyntheticPage>(*workbench);
        DeviceChooser* chooser = page.form()->device();
        QTRY_VERIFY(chooser->isVisible());
        QCOMPARE(chooser->placeholderText(), QStringLiteral("cuda:0"));
        QCOMPARE(chooser->currentIndex(), -1);
        QVERIFY(isMarkedWrong(chooser));
        const QString why = QStringLiteral("Device cuda:0 cannot be used: there is no NVIDIA driver.");
        QCOMPARE(chooser->problem(), why);
        QVERIFY(chooser->toolTip().contains(why));
        page.start();
        QVERIFY(test::says(page, why));
        auto& train = pageOf<TrainPage>(*workbench);
        train.useDemo();
        QTRY_VERIFY_WITH_TIMEOUT(!train.form()->plan().empty(), 20000);
        QVERIFY(train.form()->obstacles().contains(why));
        train.start();
        auto& evaluate = pageOf<EvaluatePage>(*workbench);
        evaluate.start();
        auto& inspect = pageOf<InspectPage>(*workbench);
        auto* text = inspect.findChild<ScoreTextView*>();
        text->setText({"Is it safe?", {"Yes.", "No."}, {at("model").toStdString()}});
        Q_EMIT text->scoreRequested();
        QTest::qWait(50);
        QVERIFY(workbench->jobs().statuses().isEmpty());

        pick(*chooser, "cpu");
        QVERIFY(!isMarkedWrong(chooser));
        QVERIFY(page.form()->problem().isEmpty());
    }

    void jobsAreOnTheirPagesDevice()
    {
        const auto workbench = open(test::severalDevices, "synthetic");
        JobQueue& queue = workbench->jobs();
        queue.setHeldBack(true);
        auto& page = pageOf<SyntheticPage>(*workbench);
        page.form()->setParams(smallExperiment());
        pick(*page.form()->device(), "cuda:0");
        page.start();
        QCOMPARE(queue.statuses().size(), 1);
        QCOMPARE(queue.status(1).device, QStringLiteral("cuda:0"));
        QCOMPARE(queue.recipe(1).at("device"), "cuda:0");
        QCOMPARE(aboutText(queue.status(1)), QStringLiteral("cuda:0"));
        JobModel& model = workbench->window().jobModel();
        QCOMPARE(model.index(0).data(JobModel::AboutRole).toString(), QStringLiteral("cuda:0"));
        QVERIFY(model.index(0).data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("cuda:0")));
        page.copyCommand();
        QVERIFY(QGuiApplication::clipboard()->text().endsWith(QStringLiteral(" --device cuda:0")));

        // The same on the CPU is another job, beside it.
        pick(*page.form()->device(), "cpu");
        page.start();
        QCOMPARE(queue.statuses().size(), 2);
        QCOMPARE(aboutText(queue.status(2)), QString());
        page.copyCommand();
        QVERIFY(!QGuiApplication::clipboard()->text().contains(QStringLiteral("--device")));

        // "Change…" takes it over.
        QVERIFY(workbench->window().duplicateJob(queue.status(1)));
        QCOMPARE(page.form()->device()->device(), std::string("cuda:0"));
        QVERIFY(workbench->window().duplicateJob(queue.status(2)));
        QCOMPARE(page.form()->device()->device(), std::string("cpu"));

        // What it says here is what core is asked for: this machine has no such device, or no LibTorch for it.
        if (!deviceProblem("cuda:0", findDevices()).empty()) {
            queue.setHeldBack(false);
            QTRY_COMPARE(queue.status(1).state, JobState::failed);
            QVERIFY2(
                queue.status(1).message.contains(QStringLiteral("device cuda:0")), qPrintable(queue.status(1).message));
            QTRY_COMPARE_WITH_TIMEOUT(queue.status(2).state, JobState::finished, 60000);
            QVERIFY(workbench->window().resumeJob(queue.status(1)));
            QCOMPARE(queue.status(3).device, QStringLiteral("cuda:0"));
            QTRY_COMPARE(queue.status(3).state, JobState::failed);
        }
    }

    void aRunIsResumedAndChangedWhereItWas()
    {
        const auto workbench = open(test::severalDevices, "synthetic");
        JobQueue& queue = workbench->jobs();
        queue.setHeldBack(true);
        auto& page = pageOf<SyntheticPage>(*workbench);
        const auto stoppedRun = [this](const char* name, const char* device) {
            runs::RunRecord record;
            record.kind = "synthetic";
            record.params = smallExperiment().toJson();
            record.device = device;
            const QString folder = at(name);
            runs::RunFolder(folder.toStdString(), record, runs::RunStart::overwrite)
                .end(runs::RunState::stopped, "", nullptr);
            return folder;
        };
        QVERIFY(page.resumeRun(stoppedRun("first", "cuda")));
        QCOMPARE(queue.status(1).device, QStringLiteral("cuda:0"));
        QVERIFY(page.resumeRun(stoppedRun("second", "cpu")));
        QCOMPARE(queue.status(2).device, QStringLiteral("cpu"));
        // One from a machine with more devices goes on where the page says, which tells of it.
        pick(*page.form()->device(), "cuda:0");
        QVERIFY(page.resumeRun(stoppedRun("third", "cuda:3")));
        QCOMPARE(queue.status(3).device, QStringLiteral("cuda:0"));
        QVERIFY(test::says(page, QStringLiteral("It was on cuda:3")));
        QVERIFY(page.duplicateRun(stoppedRun("fourth", "cpu")));
        QCOMPARE(page.form()->device()->device(), std::string("cpu"));
    }

    void trainingOnADeviceComputesInBfloat16UnlessTheUserSaysOtherwise()
    {
        const auto workbench = open(test::severalDevices, "train");
        auto& page = pageOf<TrainPage>(*workbench);
        page.useDemo();
        QTRY_VERIFY_WITH_TIMEOUT(page.preview() != nullptr, 20000);
        TrainingForm& form = *page.form();
        const auto command = [&] {
            const Experiment experiment{
                at("e").toStdString(), form.params(), form.sharedPlan(), form.device()->device()};
            return experiment.command();
        };
        QCOMPARE(form.field("bf16")->value(), Json(false));
        QVERIFY(!command().contains(QStringLiteral("--device")));
        pick(*form.device(), "cuda:0");
        QCOMPARE(form.field("bf16")->value(), Json(true));
        QVERIFY(form.params().base.at("bf16") == true);
        QVERIFY2(command().endsWith(QStringLiteral(" --device cuda:0")), qPrintable(command()));
        pick(*form.device(), "cpu");
        QCOMPARE(form.field("bf16")->value(), Json(false));
        form.field("bf16")->setValue(true); // by hand
        form.field("bf16")->setValue(false);
        pick(*form.device(), "cuda:0");
        QCOMPARE(form.field("bf16")->value(), Json(false));
        QVERIFY(form.params().base.at("bf16") == false); // said, as it is another there by default

        // Parameters that do not say it, as a preset's, are taken as on the command line; a run's say it.
        page.usePaper();
        QCOMPARE(form.field("bf16")->value(), Json(true));
        training::TrainingParams params;
        params.modelName = DPL_FIXTURES "/models/tiny-llama";
        params.dataPath = DPL_FIXTURES "/training/lora_pairs.jsonl";
        Json recipe{{"kind", "training"}, {"params", params.toJson()}, {"device", "cuda:0"}};
        QVERIFY(page.duplicateRecipe(recipe));
        QCOMPARE(form.device()->device(), std::string("cuda:0"));
        QCOMPARE(form.field("bf16")->value(), Json(false));
    }

    void theEstimateIsTheDevices()
    {
        const auto workbench = open(test::severalDevices, "train");
        auto& page = pageOf<TrainPage>(*workbench);
        page.useDemo();
        const auto* facts = page.findChild<EstimateCard*>()->findChild<FactTable*>();
        const auto memory = [facts] { return facts->value(QStringLiteral("Memory, estimated")); };
        QTRY_VERIFY_WITH_TIMEOUT(
            facts->value(QStringLiteral("Memory, measured")).endsWith(QStringLiteral(" of 97.0 GiB free")), 60000);
        pick(*page.form()->device(), "cuda:0");
        QTRY_VERIFY_WITH_TIMEOUT(memory().endsWith(QStringLiteral(" of 138 GiB free")), 20000);
        QVERIFY2(memory().startsWith(QStringLiteral("6")), qPrintable(memory())); // some 600 MiB of the driver's
        QVERIFY(!test::says(page, QStringLiteral("more memory than is free")));
        QVERIFY(facts->value(QStringLiteral("Training time")).isEmpty()); // that was the CPU's
    }

    void itIsSaidWhereTheMemoryDoesNotSuffice()
    {
        const auto full = [] {
            std::vector<Device> devices = test::severalDevices();
            devices[1].freeBytes = std::int64_t{100} << 20;
            return devices;
        };
        const auto workbench = open(full, "train");
        auto& page = pageOf<TrainPage>(*workbench);
        page.useDemo();
        QTRY_VERIFY_WITH_TIMEOUT(page.probe().has_value(), 60000);
        pick(*page.form()->device(), "cuda:0");
        QTRY_VERIFY_WITH_TIMEOUT(
            test::says(page, QStringLiteral("This is more memory than is free on cuda:0.")), 20000);
        pick(*page.form()->device(), "cpu");
        QTRY_VERIFY_WITH_TIMEOUT(!test::says(page, QStringLiteral("more memory than is free")), 20000);
    }

    void whatEvaluationsNeedStandsBesideTheDevice()
    {
        const std::filesystem::path adapter = std::filesystem::path(at("runs").toStdString()) / "adapter";
        std::filesystem::create_directories(adapter);
        std::filesystem::copy(DPL_FIXTURES "/foreign/adapter-gaussian/adapter", adapter);
        Json config = readJsonFile(adapter / "adapter_config.json");
        config["base_model_name_or_path"] = DPL_FIXTURES "/models/tiny-llama";
        writeJsonFile(adapter / "adapter_config.json", config);
        const auto workbench = open(test::severalDevices, "evaluate");
        auto& page = pageOf<EvaluatePage>(*workbench);
        const auto* memory = test::named<QLabel>(page, QStringLiteral("Memory of the device"));
        QVERIFY(memory && !memory->isVisible()); // no model is checked
        QTRY_COMPARE(page.checkpoints()->rowCount(), 1);
        page.checkpoints()->setAllChecked(true);
        QTRY_VERIFY(memory->isVisible());
        QVERIFY2(memory->text().endsWith(QStringLiteral(" of 97.0 GiB free")), qPrintable(memory->text()));
        pick(*page.options()->device(), "cuda:0");
        QTRY_VERIFY2(memory->text().startsWith(QStringLiteral("about 6")), qPrintable(memory->text()));
        QVERIFY(memory->text().endsWith(QStringLiteral(" of 138 GiB free")));
    }

    void theStatusLineShowsTheDevicesAtWork()
    {
        const auto workbench = open(test::severalDevices, "train");
        JobQueue& queue = workbench->jobs();
        const auto endless = [](const char* device) {
            JobRequest job{
                QStringLiteral("endless"), {.name = QStringLiteral("test")}, [](JobEvents&, std::stop_token stop) {
                    while (!stop.stop_requested())
                        std::this_thread::sleep_for(std::chrono::milliseconds(1));
                    return Completion::stopped;
                }};
            job.device = QString::fromLatin1(device);
            return job;
        };
        const auto shown = [&] {
            return test::named<QLabel>(workbench->window(), QStringLiteral("Memory of devices"));
        };
        const JobId onCpu = queue.enqueue(endless("cpu"));
        QTRY_COMPARE(queue.status(onCpu).state, JobState::running);
        QVERIFY(!shown()->isVisible()); // the process's memory stands there
        const JobId onDevice = queue.enqueue(endless("cuda:0"));
        QTRY_VERIFY(shown()->isVisible());
        QTRY_COMPARE(shown()->text(), QStringLiteral("cuda:0 2.0 GiB of 140.0 GiB"));
        queue.stop(onDevice);
        QTRY_VERIFY(!shown()->isVisible());
        queue.stop(onCpu);
        QTRY_VERIFY(!queue.hasActiveJobs());
    }

    void looks_data() { test::addLooks({{1280, 800}}); }

    void looks()
    {
        QFETCH(bool, dark);
        QFETCH(QSize, size);
        {
            Settings settings(at("settings.ini"));
            settings.setValue(known::theme(), dark ? ThemeChoice::dark : ThemeChoice::light);
        }
        const std::vector<std::pair<const char*, std::vector<Device> (*)()>> machines{
            {"one", test::cpuAlone}, {"two", test::severalDevices}};
        for (const auto& [name, devices] : machines) {
            const auto workbench = open(devices, "train");
            MainWindow& window = workbench->window();
            window.resize(size);
            auto& train = pageOf<TrainPage>(*workbench);
            train.useDemo();
            QTRY_VERIFY_WITH_TIMEOUT(train.preview() != nullptr, 20000);
            if (workbench->devices().offersChoice()) {
                for (DeviceChooser* chooser : choosersOf(*workbench))
                    pick(*chooser, "cuda:0");
            }
            for (const char* page : {"train", "evaluate", "synthetic", "inspect"}) {
                window.showPage(QLatin1String(page));
                pageOf<InspectPage>(*workbench).tabs()->setCurrentIndex(1); // where a text is scored
                QTest::qWait(300);
                test::savePicture(
                    window, QStringLiteral("devices-%1-%2").arg(QLatin1String(name), QLatin1String(page)));
            }
            window.showSettings();
            QTest::qWait(100);
            test::savePicture(
                *window.findChild<SettingsDialog*>(), QStringLiteral("devices-%1-settings").arg(QLatin1String(name)));
            if (workbench->devices().offersChoice()) {
                DeviceChooser* chooser = window.findChild<SettingsDialog*>()->device();
                chooser->showPopup();
                QTest::qWait(100);
                test::savePicture(*chooser->view()->window(), QStringLiteral("devices-list"));
                chooser->hidePopup();
            }
        }
    }
};

DPL_UI_TEST(TestDeviceChoice)
#include "tst_device_choice.moc"
