#include "job_command.hpp"

#include "base/error.hpp"
#include "base/json_text.hpp"
#include "base/stopped.hpp"
#include "exit_codes.hpp"
#include "interruption.hpp"
#include "places/job_exit.hpp"
#include "places/placed_job.hpp"
#include "rank_options.hpp"
#include "ranks/together.hpp"
#include "recipes/recipes.hpp"
#include "runs/run_record.hpp"
#include "terminal_observer.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <new>
#include <optional>

namespace dpl::cli {

namespace {

struct JobOptions {
    std::string file;
    ComputeOptions compute;
    RankOptions ranks;
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
void tellExit(const std::filesystem::path& folder, int exit, runs::PlacedStage stage, const std::string& message)
{
    const places::JobExit ended{exit, stage, message, runs::utcNow(), thisProcess()};
    writeJsonFile(folder / places::exitName, ended.toJson());
}

void run(const JobOptions& options)
{
    const std::filesystem::path file = std::filesystem::absolute(options.file);
    const std::filesystem::path folder = file.parent_path();
    Json recipe;
    RankOptions together = options.ranks;
    try {
        recipe = readJsonFile(file);
        const int processes = recipes::processesOf(recipe);
        if (recipes::kindOf(recipe).isShared) {
            together.processes = std::max(together.processes, isStartedInRanks() ? 1 : processes);
            processCount(together);
        } else {
            refuseRanks("job of this kind");
        }
    } catch (const Error& error) {
        throw WrongUse(error.what());
    }
    const std::stop_token stop = stopOnInterruption();
    std::optional<CommandRanks> ranks;
    const auto writeExit = [&](auto&&... how) {
        if (ranks ? ranks->isFirst() : isFirstOfLauncher()) {
            tellExit(folder, how...);
        }
    };
    recipes::Outcome outcome = recipes::Outcome::finished;
    try {
        ranks.emplace(together, recipe, stop);
        outcome = ranks->perform([&] {
            return ranks::together(ranks->group(), [&] {
                enterWorkingFolder(recipe);
                ComputeOptions compute = recipes::computeOf(recipe, options.compute);
                if (!ranks->group().isAlone()) {
                    compute.processes = 1; // which these are
                }
                JobTerminal terminal;
                Observer silent;
                return recipes::run(recipe, ranks->share(compute),
                    ranks->isFirst() ? static_cast<Observer&>(terminal) : silent, stop, ranks->group());
            });
        });
    } catch (const Stopped&) { // before the job began
        outcome = recipes::Outcome::stopped;
    } catch (const ranks::RankLost& lost) {
        writeExit(goesOnExitCode, runs::PlacedStage::failed, lost.what());
        throw;
    } catch (const std::bad_alloc&) {
        writeExit(failedExitCode, runs::PlacedStage::failed, "it ran out of memory");
        throw;
    } catch (const std::exception& error) {
        writeExit(failedExitCode, runs::PlacedStage::failed, error.what());
        throw;
    }
    if (outcome == recipes::Outcome::stopped) {
        const int code = interruptedExitCode();
        if (ranks && !ranks->isFirst()) {
            throw CLI::RuntimeError(code);
        }
        std::cerr << "dpl: stopped; progress is saved. Run the same command to resume.\n";
        writeExit(code, runs::PlacedStage::stopped, "");
        throw CLI::RuntimeError(code);
    }
    if (ranks->isFirst()) {
        std::cout << "dpl: finished\n" << std::flush;
    }
    writeExit(doneExitCode, runs::PlacedStage::finished, "");
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
    options->ranks.addTo(*command);
    command->callback([options] { run(*options); });
}

} // namespace dpl::cli
