#include "train_command.hpp"

#include "base/error.hpp"
#include "base/format.hpp"
#include "base/json_text.hpp"
#include "exit_codes.hpp"
#include "interruption.hpp"
#include "named_sources.hpp"
#include "option_names.hpp"
#include "recipe_taker.hpp"
#include "recipes/training_recipe.hpp"
#include "terminal_observer.hpp"
#include "training/training_run.hpp"

#include <CLI/CLI.hpp>

#include <iomanip>
#include <iostream>
#include <memory>
#include <sstream>

namespace dpl::cli {

namespace {

struct TrainOptions {
    training::TrainingParams params;
    ComputeOptions compute;
    NamedSources named;
    std::string logDir = "results/reward_models";
    std::string runFolder;
    bool resume = false; ///< said by the user; it is what happens anyway
    bool overwrite = false;
    bool choosesBf16 = false; ///< the user said whether
    bool json = false;
    RecipeTaker taker;
};

class TrainingTerminal final : public TerminalObserver<Observer> {
public:
    void measured(const Metrics& metrics) override
    {
        std::ostringstream line;
        line << metrics.series << " step " << metrics.step << ":";
        for (const auto& [name, value] : metrics.values) {
            line << "  " << name << " " << std::setprecision(4) << value;
        }
        print(line.str());
    }
};

void print(const training::TrainingRun& run, const std::filesystem::path& folder, bool json)
{
    const training::TrainingResult& result = run.result;
    if (json) {
        Json object = result.toJson();
        object["folder"] = folder.string();
        object["files"] = Json::array();
        if (result.finished) {
            object["files"].push_back(run.model.string());
        }
        for (const char* name : {"run.json", "metrics.jsonl", "log.jsonl", "tensorboard"}) {
            object["files"].push_back((folder / name).string());
        }
        std::cout << dumpJson(object, 2) << "\n";
        return;
    }
    std::cout << result.steps << " of " << result.totalSteps << " steps"
              << (result.stoppedEarly ? " (stopped early), " : ", ") << result.comparisons << " comparisons; mean loss "
              << std::setprecision(4) << result.trainLoss << ", accuracy " << result.trainAccuracy << "\n";
    if (result.heldOut) {
        std::cout << "On " << result.heldOut->comparisons << " test comparisons: loss " << result.heldOut->loss
                  << ", accuracy " << result.heldOut->accuracy
                  << (result.bestStep ? " (the best evaluation, at step " + std::to_string(*result.bestStep) + ")" : "")
                  << "\n";
    }
    std::cout << std::setprecision(3) << result.comparisonsPerSecond << " comparisons/s, " << std::fixed
              << std::setprecision(0) << result.tokensPerSecond << " tokens/s, at most "
              << formatBytes(result.peakBytes) << " of memory\n";
    if (result.finished) {
        std::cout << "Written: " << run.model.string() << "\n";
    }
}

void run(TrainOptions& options)
{
    refuseBoth(options.resume, options.overwrite);
    if (!options.choosesBf16) {
        options.params.bf16 = training::bf16ByDefault(options.params, options.compute.device);
    }
    try {
        options.params.validate();
        if (!options.taker) {
            checkDevice(options.compute.device);
        }
    } catch (const Error& error) {
        throw WrongUse(error.what());
    }
    const std::stop_token stop = stopOnInterruption();
    for (const std::string& model :
        {options.params.modelName, options.params.tokenizerName, options.params.startFrom}) {
        options.named.provide(model, hub::RepositoryKind::model, stop);
    }
    options.named.provide(options.params.dataPath, hub::RepositoryKind::dataset, stop);
    const std::filesystem::path folder = options.runFolder.empty()
        ? std::filesystem::path(options.logDir) / training::referenceFolder(options.params)
        : std::filesystem::path(options.runFolder);
    const std::filesystem::path tokens =
        options.runFolder.empty() ? training::tokensOf(options.logDir) : std::filesystem::path();
    if (options.taker) {
        refuseElsewhere(options.overwrite, "overwrite");
        options.taker(recipeWith(recipes::TrainingRecipe::kind,
            recipes::TrainingRecipe{options.params, folder, tokens}.members(), options.compute));
        return;
    }
    training::TrainingRun run;
    try {
        TrainingTerminal observer;
        const auto start = options.overwrite ? runs::RunStart::overwrite : runs::RunStart::continueOrBegin;
        run = training::runInFolder(options.params, options.compute, folder, start, observer, stop, tokens);
    } catch (const runs::OtherRun& other) {
        throw Error(std::string(other.what()) + " (--run_folder " + other.freeFolder().string()
            + " is free, --overwrite replaces)");
    }
    if (run.wasThere) {
        std::cerr << "dpl: all of it was already done; --overwrite does it again\n";
    }
    print(run, folder, options.json);
    if (!run.result.finished) {
        std::cerr << "dpl: stopped at step " << run.result.steps
                  << "; progress is saved. Run the same command to resume.\n";
        throw CLI::RuntimeError(interruptedExitCode());
    }
}

} // namespace

void addTrainCommand(CLI::App& app, const RecipeTaker& taker)
{
    CLI::App* command = app.add_subcommand(
        "train", "Train a reward model on human preferences: LoRA on a language model, with a head of your choice");
    command->footer(
        "To train on HH-RLHF as the reference does:\n"
        "  dpl train --model_name models/Llama-2-7b-hf --data_path hh-rlhf --reward_model_type mean_and_variance\n"
        "The run is written to {log_dir}/{data_subset}/{type}_{model}__...: the adapter, ..._peft_last_checkpoint, "
        "which peft can load,\n"
        "metrics.jsonl, log.jsonl, and tensorboard/. The same command again resumes an interrupted run, to the "
        "numbers of "
        "an\n"
        "uninterrupted one, and leaves a finished one as it is. Token ids are kept in {log_dir}/.tokens, for all "
        "runs.");
    auto options = std::make_shared<TrainOptions>();
    options->taker = taker;
    CLI::Option* bf16 = nullptr;
    training::visitParameters(options->params, [&](const std::string& name, auto& member, const char* description) {
        using Member = std::decay_t<decltype(member)>;
        CLI::Option* option = nullptr;
        if constexpr (std::is_same_v<Member, bool>) {
            option = addSwitch(*command, name, member, description);
        } else if constexpr (std::is_same_v<Member, std::vector<std::string>>) {
            option =
                command->add_option(optionNames(name), member, description)->delimiter(',')->allow_extra_args(false);
        } else if constexpr (std::is_same_v<Member, std::optional<double>>) {
            option = command->add_option(optionNames(name), member, description);
        } else {
            option = command->add_option(optionNames(name), member, description)->capture_default_str();
            if constexpr (std::is_same_v<Member, std::uint64_t>) {
                option->check(seedRange());
            } else if constexpr (std::is_same_v<Member, std::int64_t>) {
                option->check(wholeNumber());
            }
        }
        if (name == "model_name" || name == "data_path") {
            option->required();
        } else if (name == "bf16") {
            bf16 = option;
        }
    });
    command->add_option("--log_dir,--log-dir", options->logDir, "Folder for the runs")->capture_default_str();
    command->add_option("--run_folder,--run-folder", options->runFolder,
        "Folder for this run (default: in log_dir, named as the reference names it)");
    addRunStart(*command, options->resume, options->overwrite);
    options->named.addTo(*command);
    command->add_option("--threads", options->compute.threads, "Threads; 0: one per core")
        ->check(CLI::Range(0, 4096))
        ->capture_default_str();
    command->add_option("--device", options->compute.device, "cpu, or another LibTorch device: cuda, cuda:1, mps")
        ->capture_default_str();
    command->add_flag("--json", options->json, "Print the result as one JSON object");
    command->callback([options, bf16] {
        options->choosesBf16 = bf16->count() > 0;
        run(*options);
    });
}

} // namespace dpl::cli
