// What jobs leave in the memory of the window that ran them (RssAnon, in MiB). Prints one JSON object.
//
//   bench_window_memory demo                                     the demo, as the Train page queues it
//   bench_window_memory train --backbone DIR_OR_GGUF --data DATASET [--steps 40] [--rows 100]
//                                                                train, evaluate, stop a training and resume it
//   bench_window_memory many [--jobs 200]                        small trainings, one after another
//
// The first two compare the window --rest seconds (60) after its last job with what it had once its first page was
// painted; the last one what there is after the last job with what there was after the 50th.

#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/memory.hpp"
#include "base/theme.hpp"
#include "demo/demo.hpp"
#include "jobs/evaluation_job.hpp"
#include "jobs/training_job.hpp"
#include "pages/train/train_page.hpp"
#include "shell/workbench.hpp"
#include "take_turns.hpp"
#include "training/training_run.hpp"
#include "widgets/apply_theme.hpp"

#include <CLI/CLI.hpp>

#include <QApplication>
#include <QEvent>
#include <QTemporaryDir>

#include <functional>
#include <iostream>

namespace {

using namespace dpl;
using namespace dpl::ui;

constexpr double longestSeconds = 3600.0;
constexpr int warmJobs = 50; ///< after so many, everything that is made once is there

struct Options {
    training::TrainingParams params;
    int steps = 40;
    int rows = 100;
    int rest = 60;
    int jobs = 200;
    int threads = 2;
};

double ownMebibytes()
{
    return double(ownResidentBytes()) / (1 << 20);
}

void waitUntil(const std::function<bool()>& condition)
{
    const double end = steadySeconds() + longestSeconds;
    while (!condition()) {
        if (steadySeconds() > end) {
            throw std::runtime_error("the window does not come to where it is measured");
        }
        bench::takeTurns(50);
    }
}

void rest(double seconds)
{
    const double end = steadySeconds() + seconds;
    waitUntil([end] { return steadySeconds() >= end; });
}

/// A window whose memory is told.
class MeasuredWindow {
public:
    MeasuredWindow(const QTemporaryDir& folder, const char* firstPage, int threads)
    {
        const QString file = folder.filePath(QStringLiteral("settings.ini"));
        {
            Settings settings(file);
            settings.setValue(known::runsFolder(), folder.filePath(QStringLiteral("runs")));
            settings.setValue(known::lastPage(), QString::fromLatin1(firstPage));
            settings.setValue(known::threads(), threads);
        }
        m_workbench.emplace(file);
        m_workbench->window().show();
        rest(2.0);
        m_atFirst = ownMebibytes();
        m_told["first_page_painted"] = m_atFirst;
    }

    Workbench& workbench() { return *m_workbench; }
    JobQueue& jobs() { return m_workbench->jobs(); }

    /// Waits for all jobs, looking at the page where they are seen.
    void finish(const std::string& what, const char* page)
    {
        waitUntil([this] { return jobs().hasActiveJobs(); });
        m_workbench->window().showPage(QLatin1String(page));
        waitUntil([this] { return !jobs().hasActiveJobs(); });
        for (const JobStatus& status : jobs().statuses()) {
            if (status.state == JobState::failed) {
                throw std::runtime_error(status.message.toStdString());
            }
        }
        m_told["after"].push_back({{"what", what}, {"mib", ownMebibytes()}});
    }

    Json told(int restSeconds)
    {
        rest(restSeconds);
        m_told["after_rest"] = ownMebibytes();
        m_told["left_by_jobs"] = ownMebibytes() - m_atFirst;
        m_told["most_in_all"] = double(peakResidentBytes()) / (1 << 20);
        return m_told;
    }

private:
    std::optional<Workbench> m_workbench;
    double m_atFirst = 0.0;
    Json m_told;
};

Json measureDemo(const Options& options, const QTemporaryDir& folder)
{
    MeasuredWindow window(folder, "synthetic", options.threads);
    MainWindow& shown = window.workbench().window();
    shown.showPage(QStringLiteral("train"));
    auto& page = *shown.findChild<TrainPage*>();
    page.useDemo();
    rest(5.0);
    page.start();
    window.finish("the demo", "runs");
    shown.showPage(QStringLiteral("results"));
    return window.told(options.rest);
}

Json measureTraining(const Options& options, const QTemporaryDir& folder)
{
    MeasuredWindow window(folder, "runs", options.threads);
    const std::filesystem::path runs = folder.filePath(QStringLiteral("runs")).toStdString();
    const ComputeOptions compute{options.threads, true, "cpu"};
    training::TrainingParams params = options.params;
    params.trainDatasetSize = options.steps * params.trainBatchSize;
    params.evalSteps = 0;
    params.loggingSteps = 1;
    window.jobs().enqueue(trainingJob(params, runs / "first", compute));
    window.finish("a training", "runs");

    evaluation::EvaluateParams evaluation;
    evaluation.model.checkpoint = training::modelFileOf(params, runs / "first").parent_path();
    evaluation.dataPath = params.dataPath;
    evaluation.evalDatasetSize = options.rows;
    evaluation.output = runs / "evaluation.jsonl";
    window.jobs().enqueue(evaluationJob(evaluation, compute));
    window.finish("an evaluation", "evaluate");

    params.seed = 1;
    const JobId stopped = window.jobs().enqueue(trainingJob(params, runs / "second", compute));
    waitUntil([&] { return window.jobs().status(stopped).progress.step >= options.steps / 2; });
    window.jobs().stop(stopped);
    window.finish("a training that was stopped", "runs");
    window.workbench().window().resumeJob(window.jobs().status(stopped));
    window.finish("the same, resumed", "runs");
    return window.told(options.rest);
}

Json measureMany(const Options& options, const QTemporaryDir& folder)
{
    const std::filesystem::path data = folder.filePath(QStringLiteral("demo")).toStdString();
    demo::writeDemo(0, data);
    training::TrainingParams params;
    params.modelName = (data / "tiny-llama").string();
    params.dataPath = (data / "preferences").string();
    params.trainBatchSize = 8;
    params.trainDatasetSize = 64;
    params.evalSteps = 0;
    JobQueue queue;
    Json told;
    double warm = 0.0;
    int ended = 0;
    QObject::connect(&queue, &JobQueue::workChanged, &queue, [&] {
        const auto now = options.jobs - int(queue.activeJobs().size());
        if (now == ended || queue.statuses().size() < options.jobs) {
            return;
        }
        ended = now;
        if (ended == warmJobs) {
            warm = ownMebibytes();
        }
        if (ended % 25 == 0 || ended == 1) {
            told["after"].push_back({{"jobs", ended}, {"mib", ownMebibytes()}});
        }
    });
    for (int i = 0; i < options.jobs; ++i) {
        params.seed = std::uint64_t(i);
        const std::filesystem::path run = folder.filePath(QStringLiteral("runs/%1").arg(i)).toStdString();
        queue.enqueue(trainingJob(params, run, {options.threads, true, "cpu"}));
    }
    waitUntil([&] { return !queue.hasActiveJobs(); });
    told["last_minus_50th"] = ownMebibytes() - warm;
    return told;
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    applyTheme(Theme::light());
    Options options;
    CLI::App app("What jobs leave in the window's memory");
    app.require_subcommand(1);
    app.add_option("--threads", options.threads);
    app.add_option("--rest", options.rest);
    CLI::App* demo = app.add_subcommand("demo");
    CLI::App* train = app.add_subcommand("train");
    train->add_option("--backbone", options.params.modelName)->required();
    train->add_option("--data", options.params.dataPath)->required();
    train->add_option("--steps", options.steps);
    train->add_option("--rows", options.rows);
    CLI::App* many = app.add_subcommand("many");
    many->add_option("--jobs", options.jobs);
    for (CLI::App* command : {demo, train, many}) {
        command->fallthrough();
    }
    CLI11_PARSE(app, argc, argv);
    const QTemporaryDir folder;
    try {
        const Json told = *demo ? measureDemo(options, folder)
            : *train            ? measureTraining(options, folder)
                                : measureMany(options, folder);
        std::cout << told.dump(2) << "\n";
    } catch (const std::exception& error) {
        std::cerr << "bench_window_memory: " << error.what() << "\n";
        return 1;
    }
    return 0;
}
