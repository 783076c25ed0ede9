// How smooth the window stays with thousands of runs on disk and hundreds of jobs in the queue, while one of them
// trains and somebody scrolls, sorts, filters, selects and changes pages.
//
//   bench_busy_window [--runs 5000] [--jobs 200] [--seconds 60] [--threads 2]
//                     [--backbone DIR_OR_GGUF --data DATASET] [--only PART_OF_AN_ACTION]
//
// Without a backbone, jobs are trainings on the demo's data. Run it on the platform of interest,
// QT_QPA_PLATFORM=offscreen without a display. Prints one JSON object (turn_watch.hpp says what a turn is).

#include "base/clock.hpp"
#include "base/memory.hpp"
#include "base/theme.hpp"
#include "busy_user.hpp"
#include "demo/demo.hpp"
#include "jobs/training_job.hpp"
#include "many_runs.hpp"
#include "models/job_model.hpp"
#include "models/runs_model.hpp"
#include "pages/runs/runs_page.hpp"
#include "shell/workbench.hpp"
#include "take_turns.hpp"
#include "turn_watch.hpp"
#include "widgets/apply_theme.hpp"

#include <CLI/CLI.hpp>

#include <QApplication>
#include <QTemporaryDir>

#include <iostream>

namespace {

using namespace dpl;
using namespace dpl::ui;

struct Options {
    int runs = 5000;
    int jobs = 200;
    int seconds = 60;
    int threads = 2;
    std::string backbone;
    std::string data;
    std::string only;
};

/// Longer than a user looks at one: the queue is to stay full.
training::TrainingParams paramsOf(const Options& options, int seed)
{
    training::TrainingParams params;
    params.modelName = options.backbone;
    params.dataPath = options.data;
    params.trainBatchSize = 8;
    params.trainDatasetSize = 800;
    params.learningRate = 0.001;
    params.evalSteps = 0;
    params.loggingSteps = 1;
    params.seed = static_cast<std::uint64_t>(seed);
    return params;
}

void wait(const std::function<bool()>& condition, double seconds)
{
    const double end = steadySeconds() + seconds;
    while (!condition()) {
        if (steadySeconds() > end) {
            throw std::runtime_error("the window does not come to where it is measured");
        }
        bench::takeTurns(10);
    }
}

Json measure(const Options& options, const QTemporaryDir& folder)
{
    const std::filesystem::path root = folder.filePath(QStringLiteral("runs")).toStdString();
    bench::writeManyRuns(root, options.runs);
    const QString settingsFile = folder.filePath(QStringLiteral("settings.ini"));
    {
        Settings settings(settingsFile);
        settings.setValue(known::runsFolder(), QString::fromStdString(root.string()));
        settings.setValue(known::lastPage(), QStringLiteral("runs"));
        settings.setValue(known::threads(), options.threads);
    }
    bench::TurnWatch watch;
    Json out{{"runs", options.runs}, {"jobs", options.jobs}};

    const double opened = steadySeconds();
    Workbench workbench(settingsFile);
    MainWindow& window = workbench.window();
    window.resize(1600, 900);
    window.show();
    window.activateWindow();
    watch.begins("opening");
    watch.start();
    const auto& runs = *window.findChild<RunsModel*>();
    wait([&] { return runs.runCount() == options.runs && window.jobModel().rowCount() == options.runs; }, 120.0);
    out["seconds_until_runs_are_listed"] = steadySeconds() - opened;
    out["opening"] = watch.told();

    bench::BusyUser user(window, watch);
    user.keepOnly(options.only);
    watch.start();
    watch.begins("queue all jobs");
    QTimer::singleShot(0, &window, [&] {
        for (int i = 0; i < options.jobs; ++i) {
            workbench.jobs().enqueue(
                trainingJob(paramsOf(options, i), root / "busy" / std::to_string(i), {options.threads, true, "cpu"}));
        }
    });
    wait([&] { return workbench.jobs().hasActiveJobs(); }, 10.0);
    QTimer::singleShot(1000, &user, [&] { user.begin(); });
    QTimer::singleShot(1000 * (options.seconds + 1), &user, [] { QApplication::exit(); }); // quit() would ask
    QApplication::exec();
    user.stop();
    watch.stop();
    out["rounds"] = user.roundsDone();
    out["busy"] = watch.told();
    out["memory_mib"] = double(ownResidentBytes()) / (1 << 20);
    workbench.jobs().stopAll();
    wait([&] { return !workbench.jobs().hasActiveJobs(); }, 120.0);
    return out;
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    applyTheme(Theme::light());
    Options options;
    CLI::App app("How smooth a busy window stays");
    app.add_option("--runs", options.runs);
    app.add_option("--jobs", options.jobs);
    app.add_option("--seconds", options.seconds);
    app.add_option("--threads", options.threads);
    app.add_option("--backbone", options.backbone)->needs(app.add_option("--data", options.data));
    app.add_option("--only", options.only, "of what the user does, actions with this in their names");
    CLI11_PARSE(app, argc, argv);
    const QTemporaryDir folder;
    if (options.backbone.empty()) {
        const std::filesystem::path demo = folder.filePath(QStringLiteral("demo")).toStdString();
        demo::writeDemo(0, demo);
        options.backbone = (demo / "tiny-llama").string();
        options.data = (demo / "preferences").string();
    }
    try {
        std::cout << measure(options, folder).dump(2) << "\n";
    } catch (const std::exception& error) {
        std::cerr << "bench_busy_window: " << error.what() << "\n";
        return 1;
    }
    return 0;
}
