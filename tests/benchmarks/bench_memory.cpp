// What jobs leave in the memory of the process that ran them, as the window does: each on a thread of its own. Prints
// RssAnon (what belongs to the process alone, in MiB) after each job.
//
//   bench_memory --backbone DIR_OR_GGUF --data DATASET --out FOLDER [--steps 10] [--rows 60] [--rounds 2]

#include "base/memory.hpp"
#include "evaluation/evaluate.hpp"
#include "training/training_run.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <functional>
#include <string>
#include <thread>

namespace {

using namespace dpl;

void told(const std::string& after)
{
    std::printf("%8.1f MiB of its own, at most %8.1f in all: %s\n", double(ownResidentBytes()) / (1 << 20),
        double(peakResidentBytes()) / (1 << 20), after.c_str());
    std::fflush(stdout);
}

void onAThread(const std::string& name, const std::function<void()>& job)
{
    std::jthread(job).join();
    told(name);
}

} // namespace

int main(int argc, char** argv)
{
    training::TrainingParams params;
    std::string out;
    std::int64_t steps = 10;
    std::int64_t rows = 60;
    int rounds = 2;
    CLI::App app("What jobs leave in memory");
    app.add_option("--backbone", params.modelName)->required();
    app.add_option("--data", params.dataPath)->required();
    app.add_option("--out", out)->required();
    app.add_option("--steps", steps);
    app.add_option("--rows", rows);
    app.add_option("--rounds", rounds);
    CLI11_PARSE(app, argc, argv);

    ComputeOptions compute;
    told("start");
    for (int round = 0; round < rounds; ++round) {
        params.trainDatasetSize = steps * params.trainBatchSize;
        params.evalDatasetSize = 20;
        params.evalSteps = 0;
        params.seed = static_cast<std::uint64_t>(round);
        const std::filesystem::path folder = std::filesystem::path(out) / std::to_string(round);
        training::TrainingRun run;
        onAThread("train " + std::to_string(round), [&] {
            Observer observer;
            run = training::runInFolder(params, compute, folder, training::RunStart::overwrite, observer, {});
        });
        onAThread("evaluate " + std::to_string(round), [&] {
            evaluation::EvaluateParams which;
            which.model.checkpoint = run.model;
            which.dataPath = params.dataPath;
            which.evalDatasetSize = rows;
            which.output = folder / "evaluation.jsonl";
            evaluation::EvaluationObserver observer;
            evaluation::evaluate(which, compute, observer, {});
        });
    }
}
