#include "synthetic_command.hpp"

#include "base/error.hpp"
#include "base/json_text.hpp"
#include "exit_codes.hpp"
#include "figure_files.hpp"
#include "interruption.hpp"
#include "option_names.hpp"
#include "recipes/synthetic_recipe.hpp"
#include "report/table_writers.hpp"
#include "synthetic/figures.hpp"
#include "synthetic/synthetic_run.hpp"
#include "terminal_observer.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>
#include <memory>

namespace dpl::cli {

namespace {

struct SyntheticOptions {
    synthetic::SyntheticParams params;
    ComputeOptions compute;
    std::string environment;
    std::vector<std::string> models;
    double maxStdev = 0.0;
    std::string outDir = "results";
    std::vector<std::string> formats = figureFormats();
    double dpi = 300.0;
    bool json = false;
    bool resume = false; ///< said by the user; it is what happens anyway
    bool overwrite = false;
    RecipeTaker taker;
};

std::vector<std::filesystem::path> writeFiles(
    const synthetic::SyntheticResult& result, const std::filesystem::path& folder, const SyntheticOptions& options)
{
    std::vector<std::filesystem::path> files{
        folder / "run.json", folder / "metrics.jsonl", folder / "log.jsonl", folder / "outputs" / "result.json"};
    const auto add = [&](const std::vector<std::filesystem::path>& more) {
        files.insert(files.end(), more.begin(), more.end());
    };
    for (const report::Figure& figure :
        {synthetic::learnedFigure(result), synthetic::lossFigure(result), synthetic::votingFigure(result)}) {
        if (!figure.panels.empty()) {
            add(writeFigure(figure, folder, options.formats, options.dpi));
        }
    }
    add(writeTable(synthetic::resultTable(result), folder, options.formats));
    return files;
}

void print(const synthetic::SyntheticResult& result, const std::filesystem::path& folder,
    const std::vector<std::filesystem::path>& files, bool json)
{
    if (json) {
        Json object;
        object["environment"] = synthetic::environmentName(result.params);
        object["finished"] = result.finished;
        object["models"] = synthetic::summaryJson(result);
        object["folder"] = folder.string();
        object["files"] = Json::array();
        for (const auto& file : files) {
            object["files"].push_back(file.string());
        }
        std::cout << dumpJson(object, 2) << "\n";
        return;
    }
    std::cout << report::toText(synthetic::resultTable(result)) << "\nWritten:\n";
    for (const auto& file : files) {
        std::cout << "  " << file.string() << "\n";
    }
}

/// Everything that a user can have got wrong on the command line, before anything runs.
void readOptions(SyntheticOptions& options)
{
    try {
        options.params.environment = synthetic::loadEnvironment(options.environment)->toJson();
        if (!options.models.empty()) {
            options.params.models.clear();
            for (const std::string& name : options.models) {
                options.params.models.push_back(preference::syntheticModelFromString(name));
            }
        }
        if (options.maxStdev != 0.0) {
            options.params.maxStdev = options.maxStdev;
        }
        options.params.validate();
        if (!options.taker) {
            checkDevice(options.compute.device);
        }
        const auto known = figureFormats();
        for (const std::string& format : options.formats) {
            if (std::find(known.begin(), known.end(), format) == known.end()) {
                throw Error(
                    "this dpl cannot write the format \"" + format + "\"; it writes " + CLI::detail::join(known, ", "));
            }
        }
        if (!(options.dpi >= 10.0 && options.dpi <= 2400.0)) {
            throw Error("dpi must be between 10 and 2400");
        }
    } catch (const Error& error) {
        throw WrongUse(error.what());
    }
}

void run(SyntheticOptions& options)
{
    refuseBoth(options.resume, options.overwrite);
    readOptions(options);
    const std::stop_token stop = stopOnInterruption();
    const std::filesystem::path folder = synthetic::folderOf(options.params, options.outDir);
    if (options.taker) {
        refuseElsewhere(options.overwrite, "overwrite");
        options.taker(recipeWith(recipes::SyntheticRecipe::kind,
            recipes::SyntheticRecipe{options.params, options.outDir, folder}.members(), options.compute));
        return;
    }
    synthetic::SyntheticRun run;
    try {
        TerminalObserver<synthetic::SyntheticObserver> observer;
        const auto start = options.overwrite ? runs::RunStart::overwrite : runs::RunStart::continueOrBegin;
        run = synthetic::runInFolder(options.params, options.compute, folder, start, observer, stop);
    } catch (const runs::OtherRun& other) {
        throw Error(std::string(other.what()) + " (--out_dir names another, --overwrite replaces)");
    }
    const synthetic::SyntheticResult& result = run.result;
    if (run.wasThere) {
        std::cerr << "dpl: all of it was already done; --overwrite does it again\n";
    }
    const auto files = writeFiles(result, folder, options);
    print(result, folder, files, options.json);
    if (!result.finished) {
        std::cerr << "dpl: stopped; progress is saved. Run the same command to resume.\n";
        throw CLI::RuntimeError(interruptedExitCode());
    }
}

} // namespace

void addSyntheticCommand(CLI::App& app, const RecipeTaker& taker)
{
    CLI::App* command =
        app.add_subcommand("synthetic", "Train reward models in a synthetic environment with hidden context");
    command->footer(
        "The paper's headline figure:\n"
        "  dpl synthetic --env 1d --batch_size 2048 --lr 0.001 --num_iterations 1000\n"
        "The same held-out loss in under a third of the time:\n"
        "  dpl synthetic --env 1d --batch_size 2048 --lr 0.001 --alternatives 1024 --comparisons 16384\n"
        "Files are written to {out_dir}/{env}/{batch_size}_{lr}_{num_iterations}/; seed, models and so on are added to "
        "the "
        "name where\n"
        "they are not the defaults. The same command again resumes an interrupted run, and leaves a finished one "
        "as "
        "it is.\n"
        "A custom environment is a JSON file:\n"
        "  {\"name\": \"risky\", \"contexts\": [\n"
        "    {\"name\": \"hopeful\", \"probability\": 0.5, \"utility\": [[0, 0], [0.8, 0.8], [0.8, 1.6], [1, 2]]},\n"
        "    {\"name\": \"fearful\", \"probability\": 0.5, \"utility\": [[0, 0], [0.8, 0.8], [0.8, 0], [1, 0]]}]}\n"
        "Utilities and probabilities are numbers or lists of [a, value] with straight lines between them; two points\n"
        "with the same a make a jump.");
    auto options = std::make_shared<SyntheticOptions>();
    options->taker = taker;
    auto& params = options->params;
    const auto list = [](CLI::Option* option) { return option->delimiter(',')->allow_extra_args(false); };

    command
        ->add_option(
            "--env", options->environment, "1d, 2d, or an environment of your own: a JSON file, or the JSON itself")
        ->required();
    command->add_option("--batch_size,--batch-size", params.batchSize, "Comparisons per step")->capture_default_str();
    command->add_option("--lr", params.learningRate, "Learning rate; decays exponentially to 1e-5")
        ->capture_default_str();
    command->add_option("--num_iterations,--num-iterations", params.iterations, "Training steps")
        ->capture_default_str();
    command->add_option("--out_dir,--out-dir", options->outDir, "Folder for the results")->capture_default_str();
    list(command->add_option(
        "--models", options->models, "Models to train: base,mean_and_variance,categorical,classifier (default: all)"));
    command
        ->add_option("--max_std,--max-std", options->maxStdev,
            "Upper bound on the mean_and_variance model's sigma (default: none)")
        ->check(CLI::PositiveNumber);
    command->add_option("--seed", params.seed, "Seed of the first repetition")
        ->check(seedRange())
        ->capture_default_str();
    command->add_option("--seeds", params.seeds, "Repetitions; results are given as mean and standard deviation")
        ->capture_default_str();
    command
        ->add_option("--alternatives", params.alternatives,
            "Alternatives drawn per step and reused; 0: two fresh ones per comparison")
        ->capture_default_str();
    command
        ->add_option(
            "--comparisons", params.comparisons, "Comparisons per step among reused alternatives; 0: batch_size")
        ->capture_default_str();
    command->add_option("--threads", options->compute.threads, "Threads; 0: one per core")
        ->check(CLI::Range(0, 4096))
        ->capture_default_str();
    command->add_option("--device", options->compute.device, "cpu, or another LibTorch device: cuda, cuda:1, mps")
        ->capture_default_str();
    list(command->add_option(
             "--formats", options->formats, "Formats of the figures: " + CLI::detail::join(figureFormats(), ",")))
        ->capture_default_str();
    command->add_option("--dpi", options->dpi, "Dots per inch of PNG files")->capture_default_str();
    addRunStart(*command, options->resume, options->overwrite);
    command->add_flag("--json", options->json, "Print the result as one JSON object");
    command->callback([options] { run(*options); });
}

} // namespace dpl::cli
