#include "submit_command.hpp"

#include "base/compute.hpp"
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
#include <optional>

namespace dpl::cli {

namespace {

struct SubmitOptions {
    std::string place;
    std::string root = "results";
    places::SlurmRequest slurm;
    std::optional<bool> requeue; ///< said by the user
    bool show = false;
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

/// Of a job on this computer, before it is started where nobody looks.
void checkDeviceHere(const std::string& device)
{
    try {
        checkDevice(device);
    } catch (const Error& error) {
        throw WrongUse(error.what());
    }
}

void addSlurmOptions(CLI::App& command, const std::shared_ptr<SubmitOptions>& options)
{
    const std::string group = "Slurm";
    places::SlurmRequest& slurm = options->slurm;
    command.add_option("--partition,-p", slurm.partition, "Partition")->group(group);
    command.add_option("--account", slurm.account, "Account")->group(group);
    command.add_option("--time", slurm.time, "Time limit: minutes, 2:00:00 or 1-12; what is done is saved before it")
        ->group(group);
    const CLI::Range counts(1, 1'000'000);
    command.add_option("--nodes,-N", slurm.nodes, "Machines")->check(counts)->group(group);
    command.add_option("--gpus", slurm.gpus, "GPUs on each machine")->check(counts)->group(group);
    command.add_option("--cpus", slurm.cpus, "CPUs")->check(counts)->group(group);
    command.add_option("--mem", slurm.memory, "Memory on each machine, such as 64G")->group(group);
    command
        .add_option("--array_limit,--array-limit", slurm.arrayLimit,
            "Of a sweep, whose trainings are a job array: how many run at once")
        ->check(counts)
        ->group(group);
    command
        .add_option(
            "--sbatch", slurm.directives, "A further option of sbatch, as --sbatch=--constraint=a100; may be repeated")
        ->allow_extra_args(false)
        ->group(group);
    command
        .add_flag("--requeue,!--no-requeue", options->requeue,
            "Go on in a new turn when the time limit ends the job, up to 5 times (default: as the place says)")
        ->group(group);
    command.add_flag("--show", options->show, "Print the job script, and send nothing")->group(group);
}

void run(const SubmitOptions& options)
{
    places::Place place;
    try {
        place = places::readPlaces().named(options.place);
    } catch (const Error& error) {
        throw WrongUse(error.what());
    }
    place.requeue = options.requeue.value_or(place.requeue);
    if (const std::string problem = options.slurm.problem() + place.problem(); !problem.empty()) {
        throw WrongUse(problem);
    }
    const std::filesystem::path here = std::filesystem::current_path();
    const std::filesystem::path base = place.folder.empty() ? here : place.folder;
    places::JobToPlace job;
    job.recipe = recipes::settled(recipeOf(options.words));
    job.slurm = options.slurm;
    if (const std::filesystem::path folder = recipes::folderOf(job.recipe); !folder.empty()) {
        job.recipe["folder"] = (base / folder).lexically_normal().string();
    }
    job.recipe["working_folder"] = here.string(); // other paths stay as they are, as a run's params tell what it is
    job.root = base / options.root;
    if (place.kind == places::PlaceKind::apart) {
        checkDeviceHere(recipes::deviceOf(job.recipe));
    }
    if (options.show) {
        if (!places::isSlurm(place.kind)) {
            throw WrongUse("--show prints the job script of a Slurm place; " + place.name + " has none");
        }
        std::cout << places::scriptOf(place, job);
        return;
    }
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
        "What follows -- is the command that would do the job here: train, sweep, evaluate, score, synthetic or demo.\n"
        "  dpl submit --place apart -- train --model_name gpt2 --data_path hh-rlhf\n"
        "  dpl submit --place cluster --time 12:00:00 --gpus 1 -- train --device cuda --model_name ...\n"
        "The same submit again resumes a job that was stopped. dpl jobs lists jobs, dpl cancel ends one, and its log "
        "is "
        "job.log\n"
        "in its folder. A sweep at a Slurm place is a job array, an element for each training, and a job behind it "
        "that "
        "evaluates\n"
        "and summarises.");
    auto options = std::make_shared<SubmitOptions>();
    command->add_option("--place", options->place, "Where it is to run, as dpl places lists them")->required();
    command->add_option("--root", options->root, "Folder for jobs that have none of their own")->capture_default_str();
    command->add_flag("--json", options->json, "Print the job as one JSON object");
    addSlurmOptions(*command, options);
    command->add_option("command", options->words, "Behind --: the command that would do the job here")->required();
    command->callback([options] { run(*options); });
}

} // namespace dpl::cli
