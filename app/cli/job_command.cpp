#include "job_command.hpp"

#include "base/error.hpp"
#include "base/json_text.hpp"
#include "exit_codes.hpp"
#include "interruption.hpp"
#include "places/job_exit.hpp"
#include "places/placed_job.hpp"
#include "recipes/recipes.hpp"
#include "runs/run_record.hpp"
#include "terminal_observer.hpp"

#include <CLI/CLI.hpp>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <new>

namespace dpl::cli {

namespace {

struct JobOptions {
    std::string file;
    ComputeOptions compute;
};

class JobTerminal final : public TerminalObserver<Observer> {
public:
    void noted(const std::string& sentence) override { print("dpl: " + sentence); }
};

/// Recipes have paths that are seen from where the job was given away.
void enterWorkingFolder(const Json& recipe)
{
    const JsonObject json(recipe, "job");
    const std::string folder = json.string("working_folder", "");
    if (folder.empty()) {
        return;
    }
    std::error_code error;
    std::filesystem::current_path(folder, error);
    if (error) {
        throw Error(json.at("working_folder") + ": cannot work in " + folder + ": " + error.message());
    }
}

/// Says beside the recipe how the job ended, for whoever finds no process any more.
void writeExit(const std::filesystem::path& folder, int exit, runs::PlacedStage stage, const std::string& message)
{
    const places::JobExit ended{exit, stage, message, runs::utcNow(), thisProcess()};
    writeJsonFile(folder / places::exitName, ended.toJson());
}

/// A launcher that starts a job several times would have it written by all of them at once.
void refuseSeveralTasks()
{
    const char* tasks = std::getenv("SLURM_STEP_NUM_TASKS");
    if (tasks != nullptr && std::string(tasks) != "1") {
        throw WrongUse("a job is done by one process, and this step has " + std::string(tasks)
            + " tasks; ask for one machine and one task");
    }
}

void run(const JobOptions& options)
{
    refuseSeveralTasks();
    const std::filesystem::path file = std::filesystem::absolute(options.file);
    const std::filesystem::path folder = file.parent_path();
    Json recipe;
    try {
        recipe = readJsonFile(file);
        recipes::kindOf(recipe);
    } catch (const Error& error) {
        throw WrongUse(error.what());
    }
    const std::stop_token stop = stopOnInterruption();
    recipes::Outcome outcome = recipes::Outcome::finished;
    try {
        enterWorkingFolder(recipe);
        JobTerminal observer;
        outcome = recipes::run(recipe, options.compute, observer, stop);
    } catch (const std::bad_alloc&) {
        writeExit(folder, failedExitCode, runs::PlacedStage::failed, "it ran out of memory");
        throw;
    } catch (const std::exception& error) {
        writeExit(folder, failedExitCode, runs::PlacedStage::failed, error.what());
        throw;
    }
    if (outcome == recipes::Outcome::stopped) {
        const int code = interruptedExitCode();
        std::cerr << "dpl: stopped; progress is saved. Run the same command to resume.\n";
        writeExit(folder, code, runs::PlacedStage::stopped, "");
        throw CLI::RuntimeError(code);
    }
    std::cout << "dpl: finished\n" << std::flush;
    writeExit(folder, doneExitCode, runs::PlacedStage::finished, "");
}

} // namespace

void addJobCommand(CLI::App& app)
{
    CLI::App* command = app.add_subcommand("job", "Do the job of a recipe, as places run it");
    command->footer(
        "A recipe is what the window's queue and dpl submit keep of a job: {\"kind\": \"training\", \"params\": {...}, "
        "\"folder\": \"...\"}.\n"
        "The result is the same to the bit, wherever it is done with equally many threads. Ctrl-C and SIGTERM save and "
        "end, and the\n"
        "same command goes on. How it ended is in job-exit.json beside the recipe, which is written last.");
    auto options = std::make_shared<JobOptions>();
    command->add_option("file", options->file, "JSON file of a recipe")->required();
    command->add_option("--threads", options->compute.threads, "Threads, if the recipe names none; 0: one per core")
        ->check(CLI::Range(0, 4096))
        ->capture_default_str();
    command->callback([options] { run(*options); });
}

} // namespace dpl::cli
