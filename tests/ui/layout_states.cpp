#include "layout_states.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "demo/demo.hpp"
#include "experiment_samples.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/synthetic_job.hpp"
#include "jobs/training_job.hpp"
#include "models/checkpoint_model.hpp"
#include "models/dataset_model.hpp"
#include "models/run_index.hpp"
#include "named_widget.hpp"
#include "pages/evaluate/datasets_card.hpp"
#include "pages/evaluate/evaluate_page.hpp"
#include "pages/evaluate/evaluation_options_card.hpp"
#include "pages/evaluate/live_view.hpp"
#include "pages/evaluate/models_card.hpp"
#include "pages/inspect/inspect_page.hpp"
#include "pages/inspect/item_list.hpp"
#include "pages/inspect/responses_view.hpp"
#include "pages/inspect/score_text_view.hpp"
#include "pages/results/results_page.hpp"
#include "pages/runs/curves_panel.hpp"
#include "pages/runs/log_panel.hpp"
#include "pages/runs/run_notes_dialog.hpp"
#include "pages/runs/runs_page.hpp"
#include "pages/runs/runs_table.hpp"
#include "pages/synthetic/environment_editor.hpp"
#include "pages/synthetic/parameter_form.hpp"
#include "pages/synthetic/result_view.hpp"
#include "pages/synthetic/synthetic_page.hpp"
#include "pages/train/parameter_field.hpp"
#include "pages/train/train_page.hpp"
#include "pages/train/training_form.hpp"
#include "run_folders.hpp"
#include "shell/ask_dialog.hpp"
#include "shell/close_dialog.hpp"
#include "shell/where_card.hpp"
#include "shown_texts.hpp"
#include "training/training_run.hpp"
#include "ui_test.hpp"
#include "widgets/device_chooser.hpp"
#include "widgets/script_dialog.hpp"
#include "widgets/segmented_control.hpp"
#include "widgets/slurm_fields.hpp"
#include "widgets/where_chooser.hpp"

#include <QAction>
#include <QDir>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QTest>
#include <QToolButton>

#include <atomic>
#include <chrono>
#include <map>
#include <thread>

namespace dpl::test {

using namespace ui;
using namespace std::chrono_literals;

LayoutBench::LayoutBench(const QString& runs, DeviceModel::Find devices)
{
    {
        Settings settings(at("settings.ini"));
        settings.setValue(known::runsFolder(), runs);
        settings.setValue(known::threads(), 1);
        settings.setValue(known::theme(),
            qEnvironmentVariable("DPL_LAYOUT_PICTURES") == QStringLiteral("dark") ? ThemeChoice::dark
                                                                                  : ThemeChoice::light);
    }
    qputenv("DPL_PLACES", at("places.json").toLocal8Bit());
    m_workbench = std::make_unique<Workbench>(at("settings.ini"), std::move(devices));
    static_cast<void>(QTest::qWaitFor([this] { return m_workbench->devices().hasLooked(); }));
}

LayoutBench::~LayoutBench()
{
    m_workbench->jobs().stopAll();
    static_cast<void>(QTest::qWaitFor([this] { return !m_workbench->jobs().hasActiveJobs(); }, 30000 * patience));
}

namespace {

/// A runs folder, filled when it is first asked for; the demo's data is in it, for every window that opens on it.
template <typename Fill> QString runsFolder(const char* name, const Fill& fill)
{
    static const QTemporaryDir root;
    const QString folder = root.filePath(QLatin1String(name));
    if (!QDir(folder).exists()) {
        const std::filesystem::path path = folder.toStdString();
        demo::writeDemo(0, path / "demo" / "seed-0" / "data");
        fill(path);
    }
    return folder;
}

QString noRuns()
{
    return runsFolder("none", [](const std::filesystem::path&) {});
}

QString sweep()
{
    return runsFolder("sweep", [](const std::filesystem::path& root) {
        for (const char* head : {"base", "mean_and_variance", "categorical"}) {
            for (const char* subset : {"both", "helpful", "harmless"}) {
                for (int seed = 0; seed < 2; ++seed) {
                    const bool fails = seed == 1 && std::string(subset) == "harmless";
                    writeRun(root / "paper-settings" / subset / (head + std::to_string(seed)),
                        trainingRecord(head, subset, seed), fails ? 80 : 400,
                        fails ? runs::RunState::failed : runs::RunState::finished,
                        fails ? "the loss is not finite at step 80: lower the learning rate (now 3e-6), or take a "
                                "larger batch"
                              : "");
                }
            }
        }
        runs::RunRecord longest = trainingRecord("mean_and_variance", "both", 12345);
        longest.title = "An_experiment_with_a_name_without_any_space_in_it_that_is_longer_than_every_column_is_wide";
        longest.params["model_name"] = "/a/place/of/models/far/below/the/root/with-a-very-long-name-of-a-backbone-7b";
        longest.warnings = {"3 of 3,200 comparisons were longer than 1,024 tokens and left out.",
            "The held-out rows overlap the training rows in 12 comparisons."};
        writeRun(root / "an_experiment_with_a_long_name_without_any_space_in_it" / "seed-12345", longest, 200,
            runs::RunState::stopped);
    });
}

QString evaluated()
{
    return runsFolder("evaluated", [](const std::filesystem::path& root) {
        writeExperiment(root / "missing");
        writeFullExperiment(root / "full");
        writeFileAtomically(root / "damaged" / "jailbroken_evaluations.jsonl",
            "{\"reward_outputs_both\": [[0.5], [1]]}\n{\"reward_outputs_both\": [[0.5],\n");
    });
}

/// A model that was trained in earnest, for evaluations to run.
QString trained()
{
    return runsFolder("trained", [](const std::filesystem::path& root) {
        const auto data = root / "demo" / "seed-0" / "data";
        training::TrainingParams params;
        params.modelName = (data / "tiny-llama").string();
        params.dataPath = (data / "preferences").string();
        params.rewardModelType = "mean_and_variance";
        params.trainDatasetSize = 32;
        params.evalSteps = 0;
        Observer observer;
        training::runInFolder(params, {1, false, "cpu"}, root / "exp" / "both" / "mean_and_variance_tiny-llama__32",
            training::RunStart::continueOrBegin, observer, {});
    });
}

void press(const QWidget& parent, const char* text)
{
    for (auto* button : parent.findChildren<QAbstractButton*>()) {
        const auto* control = qobject_cast<const SegmentedControl*>(button->parentWidget()); // perhaps a menu
        if (button->text() == QString::fromUtf8(text) && (control ? control->isVisible() : button->isVisible())) {
            button->click();
            return;
        }
    }
    QFAIL(text);
}

bool says(const QWidget& parent, const char* text)
{
    return test::says(parent, QString::fromUtf8(text));
}

void trigger(const Page& page, const char* text)
{
    for (QAction* action : page.paletteActions()) {
        if (action->text() == QString::fromUtf8(text)) {
            action->trigger();
            return;
        }
    }
    QFAIL(text);
}

// Synthetic

void finishExperiment(LayoutBench& bench, const char* environment, int seeds)
{
    auto& page = bench.show<SyntheticPage>();
    synthetic::SyntheticParams params;
    params.environment = environment;
    params.batchSize = 64;
    params.iterations = 40;
    params.seeds = seeds;
    page.form()->setParams(params);
    page.start();
    QTRY_VERIFY_WITH_TIMEOUT(page.results()->view() && page.results()->view()->result.finished, 180000);
    QTRY_VERIFY(!bench.workbench().jobs().hasActiveJobs());
}

const std::vector<LayoutState> syntheticStates{
    {"synthetic-empty", noRuns,
        [](LayoutBench& bench) {
            auto& page = bench.show<SyntheticPage>();
            QTRY_VERIFY(page.results()->figure() != nullptr);
        }},
    {"synthetic-wrong", noRuns,
        [](LayoutBench& bench) {
            auto& page = bench.show<SyntheticPage>();
            page.findChild<QLineEdit*>(QStringLiteral("learningRate"))->setText(QStringLiteral("0,001"));
            page.start();
            QTRY_VERIFY(page.results()->figure() != nullptr);
        }},
    {"synthetic-results", noRuns, [](LayoutBench& bench) { finishExperiment(bench, "1d", 1); }},
    {"synthetic-seeds", noRuns, [](LayoutBench& bench) { finishExperiment(bench, "1d", 2); }},
    {"synthetic-voting", noRuns,
        [](LayoutBench& bench) {
            finishExperiment(bench, "1d", 1);
            press(bench.show<SyntheticPage>(), "Voting rules");
        }},
    {"synthetic-editor", noRuns,
        [](LayoutBench& bench) {
            auto& page = bench.show<SyntheticPage>();
            trigger(page, "Edit a custom environment…");
            QTRY_VERIFY(page.findChild<EnvironmentEditor*>() != nullptr);
        }},
    {"synthetic-export", noRuns,
        [](LayoutBench& bench) {
            auto& page = bench.show<SyntheticPage>();
            QTRY_VERIFY(page.results()->figure() != nullptr);
            page.exportFigure();
        }},
};

// Train

TrainPage& trainPage(LayoutBench& bench)
{
    auto& page = bench.show<TrainPage>();
    [&] { QTRY_VERIFY_WITH_TIMEOUT(page.preview() != nullptr, 20000); }();
    return page;
}

const std::vector<LayoutState> trainStates{
    {"train-demo", noRuns,
        [](LayoutBench& bench) {
            const auto& page = trainPage(bench);
            QTRY_VERIFY_WITH_TIMEOUT(page.probe().has_value(), 60000);
        }},
    {"train-more", noRuns,
        [](LayoutBench& bench) {
            for (auto* more : trainPage(bench).form()->findChildren<QToolButton*>())
                more->setChecked(true);
        }},
    {"train-wrong", noRuns,
        [](LayoutBench& bench) {
            auto& page = trainPage(bench);
            page.findChild<QLineEdit*>(QStringLiteral("learning_rate"))->setText(QStringLiteral("0,001"));
            page.findChild<QLineEdit*>(QStringLiteral("max_length"))->setText(QStringLiteral("a thousand"));
        }},
    {"train-unreadable", noRuns,
        [](LayoutBench& bench) {
            auto& page = trainPage(bench);
            page.findChild<QLineEdit*>(QStringLiteral("data_path"))
                ->setText(QStringLiteral("/a/place/that/does/not/exist/with_a_long_name_without_any_space_in_it"));
            QTRY_VERIFY(says(page, "Look again") || says(page, "with_a_long_name"));
        }},
    {"train-paper", noRuns, [](LayoutBench& bench) { trainPage(bench).usePaper(); }},
    {"train-queued", noRuns,
        [](LayoutBench& bench) {
            auto& page = trainPage(bench);
            bench.workbench().jobs().setHeldBack(true);
            page.start();
            QTRY_VERIFY(says(page, "are queued."));
        }},
    {"train-failed", noRuns,
        [](LayoutBench& bench) {
            trainPage(bench);
            JobQueue& queue = bench.workbench().jobs();
            queue.enqueue({QStringLiteral("mean_and_variance on harmless, SmolLM2-135M, seed 3"), trainingKind(),
                [](JobEvents&, std::stop_token) -> Completion {
                    throw Error("The loss of mean_and_variance is not finite at step 240: lower the learning rate "
                                "(now 0.3) or start from another seed.");
                }});
            QTRY_VERIFY(!queue.hasActiveJobs());
        }},
};

// Runs

void selectRuns(LayoutBench& bench, const QStringList& names)
{
    auto& page = bench.show<RunsPage>();
    const QString root = bench.workbench().settings().value(known::runsFolder());
    for (const QString& name : names)
        QTRY_VERIFY_WITH_TIMEOUT(
            page.table()->select(root + QStringLiteral("/paper-settings/") + name, name != names.first()), 10000);
    QTRY_VERIFY_WITH_TIMEOUT(page.curves()->hasCurves(), 10000);
}

void selectFour(LayoutBench& bench)
{
    selectRuns(bench,
        {QStringLiteral("both/base0"), QStringLiteral("both/mean_and_variance0"), QStringLiteral("both/categorical0"),
            QStringLiteral("helpful/mean_and_variance1")});
}

const std::vector<LayoutState> runsStates{
    {"runs-empty", [] { return runsFolder("empty", [](const std::filesystem::path&) {}); },
        [](LayoutBench& bench) {
            auto& page = bench.show<RunsPage>();
            QTRY_VERIFY(says(page, "No runs yet"));
        }},
    {"runs-curves", sweep,
        [](LayoutBench& bench) {
            selectFour(bench);
            press(bench.show<RunsPage>(), "Mean ± sd");
        }},
    {"runs-compared", sweep,
        [](LayoutBench& bench) {
            selectFour(bench);
            press(bench.show<RunsPage>(), "Compare");
        }},
    {"runs-log", sweep,
        [](LayoutBench& bench) {
            selectRuns(bench, {QStringLiteral("both/base0")});
            press(bench.show<RunsPage>(), "Log");
        }},
    {"runs-failed", sweep, [](LayoutBench& bench) { selectRuns(bench, {QStringLiteral("harmless/categorical1")}); }},
    {"runs-long-names", sweep,
        [](LayoutBench& bench) {
            auto& page = bench.show<RunsPage>();
            const QString root = bench.workbench().settings().value(known::runsFolder());
            QTRY_VERIFY_WITH_TIMEOUT(
                page.table()->select(
                    root + QStringLiteral("/an_experiment_with_a_long_name_without_any_space_in_it/seed-12345")),
                10000);
            QTRY_VERIFY(page.curves()->hasCurves());
        }},
    {"runs-wrong-filter", sweep,
        [](LayoutBench& bench) {
            selectFour(bench);
            named<QLineEdit>(bench.show<RunsPage>(), "Filter of the runs")->setText(QStringLiteral("hed:base"));
        }},
    {"runs-grouped", sweep,
        [](LayoutBench& bench) {
            selectFour(bench);
            bench.show<RunsPage>().table()->setGrouping(RunGrouping::experiments);
        }},
    {"runs-export", sweep,
        [](LayoutBench& bench) {
            selectFour(bench);
            bench.show<RunsPage>().exportFigure();
        }},
};

// Evaluate

EvaluatePage& evaluatePage(LayoutBench& bench)
{
    auto& page = bench.show<EvaluatePage>();
    [&] { QTRY_VERIFY_WITH_TIMEOUT(!page.isBusy(), 20000); }();
    return page;
}

void checkAll(EvaluatePage& page)
{
    page.checkpoints()->setAllChecked(true);
    QStringList datasets;
    for (const auto& dataset : page.datasets()->datasets())
        datasets << QString::fromStdString(dataset.path.string());
    page.datasets()->checkOnly(datasets);
}

const std::vector<LayoutState> evaluateStates{
    {"evaluate-empty", noRuns, [](LayoutBench& bench) { evaluatePage(bench); }},
    {"evaluate-many", evaluated, [](LayoutBench& bench) { checkAll(evaluatePage(bench)); }},
    {"evaluate-broken", trained,
        [](LayoutBench& bench) {
            auto& page = evaluatePage(bench);
            const QString broken = bench.at("elsewhere/a_model_without_weights");
            writeFileAtomically(
                (broken + QStringLiteral("/adapter_config.json")).toStdString(), "{\"peft_type\": \"LORA\", \"r\": 4}");
            page.modelsCard()->addFolder(bench.at("elsewhere"));
            const QString wrong = bench.at("wrong.jsonl");
            writeFileAtomically(wrong.toStdString(), "{\"text\": 1}\n");
            page.datasetsCard()->addDataset(wrong);
            QTRY_COMPARE(page.checkpoints()->rowCount(), 2);
            QTRY_VERIFY(says(page, "wrong.jsonl"));
        }},
    {"evaluate-finished", trained,
        [](LayoutBench& bench) {
            auto& page = evaluatePage(bench);
            checkAll(page);
            page.start();
            QTRY_VERIFY(bench.workbench().jobs().hasActiveJobs());
            QTRY_VERIFY_WITH_TIMEOUT(!bench.workbench().jobs().hasActiveJobs(), 60000);
        }},
};

// Inspect

QString ownEvaluation(const char* file)
{
    return QStringLiteral(DPL_FIXTURES "/evaluation/own/") + QLatin1String(file);
}

InspectPage& openToInspect(LayoutBench& bench, const QStringList& files)
{
    auto& page = bench.show<InspectPage>();
    page.openFiles(files, false);
    [&] { QTRY_VERIFY_WITH_TIMEOUT(!page.isLoading() && page.columns() != nullptr, 20000); }();
    return page;
}

QStringList threeModels()
{
    return {ownEvaluation("tiny-llama-base/eval_results_both.jsonl"),
        ownEvaluation("tiny-llama-mean_and_variance/eval_results_both.jsonl"),
        ownEvaluation("tiny-llama-categorical/eval_results_both.jsonl")};
}

const std::vector<LayoutState> inspectStates{
    {"inspect-empty", noRuns, [](LayoutBench& bench) { bench.show<InspectPage>(); }},
    {"inspect-pairs", noRuns,
        [](LayoutBench& bench) { openToInspect(bench, threeModels()).responses()->list()->select(3); }},
    {"inspect-prompts", noRuns,
        [](LayoutBench& bench) {
            openToInspect(bench,
                {ownEvaluation("tiny-llama-base/responses_eval.jsonl"),
                    ownEvaluation("tiny-llama-mean_and_variance/responses_eval.jsonl")});
        }},
    {"inspect-unbroken", noRuns,
        [](LayoutBench& bench) {
            const QString file = bench.at("eval_results_both.jsonl");
            const std::string base64(3000, 'Q');
            const Json row{{"chosen", "\n\nHuman: Decode " + base64 + "\n\nAssistant: " + base64},
                {"rejected", "\n\nHuman: Decode " + base64 + "\n\nAssistant: No, " + base64},
                {"data_subset", "helpful"}, {"reward_output_chosen", {0.5}}, {"reward_output_rejected", {0.25}}};
            writeFileAtomically(file.toStdString(), row.dump() + "\n");
            openToInspect(bench, {file});
        }},
    {"inspect-nothing-found", noRuns,
        [](LayoutBench& bench) {
            auto& page = openToInspect(bench, threeModels());
            page.responses()->list()->search()->setText(QStringLiteral("no such words"));
            QTRY_VERIFY(page.responses()->list()->items().empty());
        }},
    {"inspect-unreadable", noRuns,
        [](LayoutBench& bench) {
            auto& page = openToInspect(bench, threeModels());
            page.openFiles({ownEvaluation("README.md")}, true);
            QTRY_VERIFY(says(page, "README.md"));
        }},
    {"inspect-score", trained,
        [](LayoutBench& bench) {
            auto& page = bench.show<InspectPage>();
            page.tabs()->setCurrentIndex(1);
            page.start(); // lacks a text
        }},
};

// Results

const std::vector<LayoutState> resultsStates{
    {"results-empty", noRuns,
        [](LayoutBench& bench) {
            auto& page = bench.show<ResultsPage>();
            QTRY_VERIFY(!page.isBusy());
        }},
    {"results-full", evaluated,
        [](LayoutBench& bench) {
            auto& page = bench.show<ResultsPage>();
            QVERIFY(page.openPath(evaluated() + QStringLiteral("/full")));
            QTRY_VERIFY_WITH_TIMEOUT(!page.isBusy() && page.view(), 20000);
        }},
    {"results-missing", evaluated,
        [](LayoutBench& bench) {
            auto& page = bench.show<ResultsPage>();
            QVERIFY(page.openPath(evaluated() + QStringLiteral("/missing")));
            QTRY_VERIFY_WITH_TIMEOUT(!page.isBusy() && page.view(), 20000);
        }},
    {"results-damaged", evaluated,
        [](LayoutBench& bench) {
            auto& page = bench.show<ResultsPage>();
            QVERIFY(page.openPath(evaluated() + QStringLiteral("/damaged")));
            QTRY_VERIFY_WITH_TIMEOUT(!page.isBusy(), 20000);
        }},
    {"results-export", evaluated,
        [](LayoutBench& bench) {
            auto& page = bench.show<ResultsPage>();
            QVERIFY(page.openPath(evaluated() + QStringLiteral("/full")));
            QTRY_VERIFY_WITH_TIMEOUT(!page.isBusy() && page.view(), 20000);
            page.exportFigure();
        }},
};

// The window around the pages

void fillQueue(LayoutBench& bench)
{
    JobQueue& queue = bench.workbench().jobs();
    for (const char* title : {"mean_and_variance on helpful, SmolLM2-135M-Instruct, seed 0",
             "mean_and_variance on helpful, SmolLM2-135M-Instruct, seed 1"}) {
        queue.enqueue({QString::fromLatin1(title), trainingKind(), [](JobEvents& events, std::stop_token) {
                           events.folderChosen(
                               QStringLiteral("/runs/a_folder_with_a_long_name_without_any_space_in_it"));
                           events.warned("3 of 3,200 comparisons were longer than 1,024 tokens and left out.");
                           return Completion::finished;
                       }});
    }
    queue.enqueue({QStringLiteral("Synthetic custom"), syntheticKind(), [](JobEvents&, std::stop_token) -> Completion {
                       throw Error("The loss of the categorical model is not finite at step 240: lower the learning "
                                   "rate (now 0.3) or start from another seed.");
                   }});
    queue.enqueue({QStringLiteral("categorical on both, SmolLM2-135M-Instruct, seed 2"), trainingKind(),
        [](JobEvents& events, std::stop_token stop) {
            for (std::int64_t step = 600; !stop.stop_requested(); step = std::min<std::int64_t>(640, step + 1)) {
                events.progressed({"training, mean and variance", step, 1000});
                std::this_thread::sleep_for(20ms);
            }
            return Completion::stopped;
        }});
    queue.enqueue({QStringLiteral("Evaluate and summarise an_experiment_with_a_long_name_without_any_space_in_it"),
        trainingKind(), [](JobEvents&, std::stop_token) { return Completion::finished; }});
    QTRY_COMPARE(queue.activeJobs().size() - queue.jobsElsewhere().size(), qsizetype(2));
    QTRY_VERIFY(queue.status(queue.activeJobs().first()).progress.step > 600);
}

const std::vector<LayoutState> shellStates{
    {"jobs-many", sweep,
        [](LayoutBench& bench) {
            bench.show<ResultsPage>();
            fillQueue(bench);
        }},
    {"jobs-held", noRuns,
        [](LayoutBench& bench) {
            bench.show<ResultsPage>();
            bench.window().tellOfRestoredJobs(3);
            bench.window().tellOfOtherWindow();
        }},
    {"shell-palette", sweep,
        [](LayoutBench& bench) {
            bench.show<SyntheticPage>();
            bench.window().showPalette();
        }},
    {"shell-settings", noRuns, [](LayoutBench& bench) { bench.window().showSettings(); }},
    {"shell-backbones", noRuns, [](LayoutBench& bench) { bench.window().showBackbones(); }},
    {"shell-close", noRuns,
        [](LayoutBench& bench) {
            fillQueue(bench);
            bench.window().close();
            QTRY_VERIFY(bench.window().findChild<CloseDialog*>() != nullptr);
        }},
};

// Where there are devices to choose from

void pickDevice(DeviceChooser& chooser, const char* device)
{
    chooser.choose(device);
    QVERIFY(chooser.isVisible());
    QCOMPARE(chooser.currentText(), QString::fromLatin1(device));
}

const std::vector<LayoutState> deviceStates{
    {"devices-synthetic", noRuns,
        [](LayoutBench& bench) {
            auto& page = bench.show<SyntheticPage>();
            QTRY_VERIFY(page.results()->figure() != nullptr);
            pickDevice(*page.form()->device(), "cuda:0");
        },
        severalDevices},
    {"devices-train", noRuns,
        [](LayoutBench& bench) {
            auto& page = trainPage(bench);
            QTRY_VERIFY_WITH_TIMEOUT(page.probe().has_value(), 60000);
            pickDevice(*page.form()->device(), "cuda:0");
            QTRY_VERIFY_WITH_TIMEOUT(says(page, "of 138 GiB free"), 20000);
        },
        severalDevices},
    {"devices-train-more", noRuns,
        [](LayoutBench& bench) {
            auto& page = trainPage(bench);
            pickDevice(*page.form()->device(), "cpu");
            for (auto* more : page.form()->findChildren<QToolButton*>())
                more->setChecked(true);
        },
        severalDevices},
    {"devices-gone", noRuns,
        [](LayoutBench& bench) {
            bench.workbench().settings().setValue(known::device(), QStringLiteral("cuda:7"));
            auto& page = trainPage(bench);
            QVERIFY(!page.form()->device()->problem().isEmpty());
            page.start();
        }},
    {"devices-evaluate", trained,
        [](LayoutBench& bench) {
            auto& page = evaluatePage(bench);
            checkAll(page);
            pickDevice(*page.options()->device(), "cuda:0");
        },
        severalDevices},
    {"devices-score", trained,
        [](LayoutBench& bench) {
            auto& page = bench.show<InspectPage>();
            page.tabs()->setCurrentIndex(1);
            page.start(); // lacks a text
            pickDevice(*page.findChild<ScoreTextView*>()->device(), "cuda:0");
        },
        severalDevices},
    {"devices-settings", noRuns, [](LayoutBench& bench) { bench.window().showSettings(); }, severalDevices},
    {"jobs-on-devices", sweep,
        [](LayoutBench& bench) {
            bench.show<ResultsPage>();
            fillQueue(bench);
            JobQueue& queue = bench.workbench().jobs();
            JobRequest beside{QStringLiteral("base on both, SmolLM2-135M-Instruct, seed 0"), trainingKind(),
                [](JobEvents& events, std::stop_token stop) {
                    while (!stop.stop_requested()) {
                        events.progressed({"training, base", 300, 1000});
                        std::this_thread::sleep_for(20ms);
                    }
                    return Completion::stopped;
                }};
            beside.device = QStringLiteral("cuda:0");
            queue.enqueue(std::move(beside));
            QTRY_VERIFY(says(bench.window(), "1 more running"));
            QTRY_VERIFY(says(bench.window(), "cuda:0 2.0 GiB of 140.0 GiB"));
        },
        severalDevices},
};

// Where there are places to give jobs to

places::Place placeOf(const char* name, places::PlaceKind kind, const char* host = "")
{
    places::Place place;
    place.name = name;
    place.kind = kind;
    place.host = host;
    place.folder = "/scratch/users/someone/dpl-workbench/runs";
    return place;
}

void addPlaces(LayoutBench& bench)
{
    WhereModel& model = bench.workbench().places();
    QTRY_VERIFY(model.hasRead());
    if (!model.place(QStringLiteral("cluster"))) {
        QCOMPARE(model.add(placeOf("cluster", places::PlaceKind::slurm)), QString());
        QCOMPARE(model.add(placeOf("the university's cluster", places::PlaceKind::sshSlurm, "login2.hpc.example.org")),
            QString());
        QCOMPARE(model.add(placeOf("desk", places::PlaceKind::ssh, "desk")), QString());
    }
}

void pickPlace(LayoutBench& bench, WhereChooser& chooser, const char* place)
{
    addPlaces(bench);
    chooser.choose(QString::fromLatin1(place));
    QVERIFY(!chooser.isThisComputer());
    chooser.fields()->setOpen(true);
    QTest::qWait(30); // until it is laid out
    for (QWidget* around = chooser.parentWidget(); around; around = around->parentWidget()) {
        if (auto* scroll = qobject_cast<QScrollArea*>(around))
            scroll->ensureWidgetVisible(chooser.fields());
    }
}

void sendJob(LayoutBench& bench, const char* title, const char* place, JobState state, const char* standing,
    const Progress& progress = {})
{
    JobQueue& queue = bench.workbench().jobs();
    JobRequest request{QString::fromLatin1(title), trainingKind(), {}};
    request.folder = bench.at("there") + QString::number(queue.statuses().size());
    request.recipe = {{"kind", "training"}, {"folder", request.folder.toStdString()}};
    request.place = PlaceRequest{placeOf(place, places::PlaceKind::slurm)};
    request.place->folder = request.folder;
    const JobId id = queue.enqueue(std::move(request));
    PlacedReport report;
    report.state = state;
    report.standing = QString::fromUtf8(standing);
    report.needsUser = report.standing.contains(QStringLiteral("needs you"));
    report.progress = progress;
    queue.takeReport(id, report);
}

void fillPlaces(LayoutBench& bench)
{
    // The program's own follower would find nothing of them.
    bench.workbench().placed().setPaused(true);
    sendJob(bench, "mean_and_variance on helpful, SmolLM2-135M-Instruct, seed 0", "the university's cluster",
        JobState::running, "job 4711 · running on node[2-3], 1 h 12 min left · seen 14:03", {"Training", 640, 1000});
    sendJob(bench, "Experiment an_experiment_with_a_long_name_without_any_space_in_it", "cluster", JobState::queued,
        "job 4712 · waiting: other jobs are before it · seen 14:03");
    sendJob(bench, "base on both, seed 1", "desk", JobState::running,
        "process 30122 · running; not reachable since 14:03", {"Training", 12, 1000});
    sendJob(bench, "base on both, seed 2", "desk", JobState::queued, "process 30123 · waiting; needs you: connect");
}

const std::vector<LayoutState> placeStates{
    {"where-train", noRuns,
        [](LayoutBench& bench) {
            auto& page = trainPage(bench);
            pickPlace(bench, *page.form()->where(), "cluster");
        },
        severalDevices},
    {"where-train-ssh", noRuns,
        [](LayoutBench& bench) {
            auto& page = trainPage(bench);
            pickPlace(bench, *page.form()->where(), "desk");
            page.form()->where()->fields()->setOpen(false);
        }},
    {"where-evaluate", trained,
        [](LayoutBench& bench) {
            auto& page = evaluatePage(bench);
            checkAll(page);
            pickPlace(bench, *page.options()->where(), "the university's cluster");
        }},
    {"where-synthetic", noRuns,
        [](LayoutBench& bench) {
            auto& page = bench.show<SyntheticPage>();
            QTRY_VERIFY(page.results()->figure() != nullptr);
            pickPlace(bench, *page.form()->where(), "cluster");
        }},
    {"where-script", noRuns,
        [](LayoutBench& bench) {
            auto& page = trainPage(bench);
            pickPlace(bench, *page.form()->where(), "cluster");
            Q_EMIT page.form()->where()->scriptRequested();
            auto* dialog = page.findChild<ScriptDialog*>();
            QVERIFY(dialog != nullptr);
            QTRY_VERIFY(dialog->text()->toPlainText().contains(QStringLiteral("#SBATCH")));
        }},
    {"where-settings", noRuns,
        [](LayoutBench& bench) {
            addPlaces(bench);
            bench.window().showPlaces();
        }},
    {"where-place", noRuns,
        [](LayoutBench& bench) {
            addPlaces(bench);
            bench.window().showPlaces();
            auto* card = bench.window().findChild<WhereCard*>();
            QVERIFY(card != nullptr);
            card->list()->setCurrentRow(1);
            card->edit();
        }},
    {"ask-password", noRuns,
        [](LayoutBench& bench) {
            places::Question question;
            question.text = "Enter passphrase for key '/home/someone/.ssh/a_key_with_a_long_name_for_the_cluster':";
            (new AskDialog(question, &bench.window()))->open();
        }},
    {"ask-host", noRuns,
        [](LayoutBench& bench) {
            places::Question question;
            question.kind = places::Question::Kind::hostKey;
            question.text = "The authenticity of host '[login2.hpc.example.org]:2222 ([192.0.2.17]:2222)' can't be "
                            "established.\nED25519 key fingerprint is "
                            "SHA256:0Zl3pW7kq1QmJtZ6fV8n2rYh5xCg9bDs4aEuTiLoPwM.\nThis key is not known by any other "
                            "names.\nAre you sure you want to continue connecting (yes/no/[fingerprint])?";
            (new AskDialog(question, &bench.window()))->open();
        }},
    {"jobs-elsewhere", sweep,
        [](LayoutBench& bench) {
            bench.show<ResultsPage>();
            fillPlaces(bench);
            fillQueue(bench);
        }},
    {"close-elsewhere", noRuns,
        [](LayoutBench& bench) {
            fillPlaces(bench);
            fillQueue(bench);
            bench.window().close();
            QTRY_VERIFY(bench.window().findChild<CloseDialog*>() != nullptr);
        }},
};

} // namespace

const std::vector<LayoutState>& layoutStates()
{
    static const std::vector<LayoutState> all = [] {
        std::vector<LayoutState> states;
        for (const auto* of : {&syntheticStates, &trainStates, &runsStates, &evaluateStates, &inspectStates,
                 &resultsStates, &shellStates, &deviceStates, &placeStates})
            states.insert(states.end(), of->begin(), of->end());
        return states;
    }();
    return all;
}

} // namespace dpl::test
