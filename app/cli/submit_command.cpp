#include "submit_command.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json_text.hpp"
#include "demo_command.hpp"
#include "evaluate_command.hpp"
#include "exit_codes.hpp"
#include "interruption.hpp"
#include "job_table.hpp"
#include "places/places_file.hpp"
#include "recipe_taker.hpp"
#include "recipes/recipes.hpp"
#include "sweep_command.hpp"
#include "synthetic_command.hpp"
#include "terminal_observer.hpp"
#include "terminal_shells.hpp"
#include "train_command.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>
#include <memory>

namespace dpl::cli {

namespace {

struct SubmitOptions {
    std::string place;
    std::string root = "results";
    std::vector<std::string> words; ///< of the command that does the job here
    bool json = false;
};

/// The recipe of what a command line would do here.
Json recipeOf(std::vector<std::string> words)
{
    CLI::App app("dpl submit");
    app.name("dpl");
    app.require_subcommand(1);
    Json made;
    const RecipeTaker taker = [&made](Json recipe) { made = std::move(recipe); };
    addTrainCommand(app, taker);
    addSweepCommand(app, taker);
    addEvaluateCommand(app, taker);
    addScoreCommand(app, taker);
    addSyntheticCommand(app, taker);
    addDemoCommand(app, taker);
    std::reverse(words.begin(), words.end());
    try {
        app.parse(words);
    } catch (const CLI::CallForHelp& call) {
        throw CLI::RuntimeError(app.exit(call));
    } catch (const CLI::RequiredError&) {
        if (!app.get_subcommands().empty()) {
            throw;
        }
        throw WrongUse("dpl submit takes train, sweep, evaluate, score, synthetic or demo");
    } catch (const CLI::ExtrasError&) {
        if (!app.get_subcommands().empty()) {
            throw;
        }
        throw WrongUse("dpl submit takes train, sweep, evaluate, score, synthetic or demo");
    }
    return made;
}

void run(const SubmitOptions& options)
{
    places::Place place;
    try {
        place = places::readPlaces().named(options.place);
    } catch (const Error& error) {
        throw WrongUse(error.what());
    }
    const std::filesystem::path here = std::filesystem::current_path();
    places::JobToPlace job;
    job.recipe = recipes::settled(recipeOf(options.words));
    if (const std::filesystem::path folder = recipes::folderOf(job.recipe); !folder.empty()) {
        job.recipe["folder"] = (here / folder).lexically_normal().string();
    }
    job.recipe["working_folder"] = here.string(); // other paths stay as they are, as a run's params tell what it is
    job.root = here / options.root;
    TerminalObserver<Observer> observer;
    job.told = [&observer](const Progress& progress) { observer.progressed(progress); };
    places::Shells shells = terminalShells();
    const places::PlacedJob started = places::start(place, job, shells, stopOnInterruption());
    if (options.json) {
        std::cout << dumpJson(jobJson(started), 2) << "\n";
    } else {
        std::cout << "Job " << started.id() << " at " << place.name << ": " << runs::placedText(started.state) << "\n"
                  << "Its folder: " << started.folder.string() << "\n";
    }
}

} // namespace

void addSubmitCommand(CLI::App& app)
{
    CLI::App* command = app.add_subcommand(
        "submit", "Give a job to a place: apart from this terminal, on a cluster, on another machine");
    command->footer(
        "What follows -- is the command that would do the job here: train, sweep, evaluate, score, synthetic "
        "or demo.\n"
        "  dpl submit --place apart -- train --model_name gpt2 --data_path hh-rlhf\n"
        "The same submit again resumes a job that was stopped. dpl jobs lists jobs, dpl cancel ends one, and "
        "its log is job.log\nin its folder.");
    auto options = std::make_shared<SubmitOptions>();
    command->add_option("--place", options->place, "Where it is to run, as dpl places lists them")->required();
    command->add_option("--root", options->root, "Folder for jobs that have none of their own")->capture_default_str();
    command->add_flag("--json", options->json, "Print the job as one JSON object");
    command->add_option("command", options->words, "Behind --: the command that would do the job here")->required();
    command->callback([options] { run(*options); });
}

} // namespace dpl::cli
