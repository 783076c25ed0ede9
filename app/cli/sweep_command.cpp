#include "sweep_command.hpp"

#include "base/error.hpp"
#include "exit_codes.hpp"
#include "interruption.hpp"
#include "named_sources.hpp"
#include "option_names.hpp"
#include "recipes/sweep_recipe.hpp"
#include "sweep/replaced_lists.hpp"
#include "sweep_output.hpp"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace dpl::cli {

namespace {

struct SweepOptions {
    std::string file;
    std::string outDir = "results/sweep";
    ComputeOptions compute;
    NamedSources named;
    bool json = false;
    RecipeTaker taker;
};

void run(const SweepOptions& options)
{
    sweep::SweepParams params;
    try {
        params = sweep::SweepParams::fromJson(readJsonFile(options.file), options.file);
        if (!options.taker) {
            checkDevice(options.compute.device);
        }
    } catch (const Error& error) {
        throw WrongUse(error.what());
    }
    for (const std::string& sentence : sweep::sentencesOnReplacedLists(params)) {
        std::cerr << "dpl: " << sentence << "\n";
    }
    const std::stop_token stop = stopOnInterruption();
    for (const auto& [name, kind] :
        {std::pair("model_name", hub::RepositoryKind::model), std::pair("tokenizer_name", hub::RepositoryKind::model),
            std::pair("data_path", hub::RepositoryKind::dataset)}) {
        if (params.base.contains(name) && params.base[name].is_string()) {
            options.named.provide(params.base[name].get<std::string>(), kind, stop);
        }
    }
    if (options.taker) {
        const std::string title = std::filesystem::path(options.file).stem().string();
        options.taker(recipeWith(recipes::SweepRecipe::kind,
            recipes::SweepRecipe{params, options.outDir, title}.members(), options.compute));
        return;
    }
    sweep::SweepResult result;
    {
        SweepTerminal terminal;
        result = sweep::runSweep(params, options.outDir, options.compute, terminal, stop);
    }
    printSweep(result, options.outDir, options.json);
}

} // namespace

void addSweepCommand(CLI::App& app, const RecipeTaker& taker)
{
    CLI::App* command = app.add_subcommand(
        "sweep", "Train, evaluate and summarise every combination of parameters: the paper's nine models at once");
    command->footer(
        "FILE is a JSON object. Each parameter of dpl train has either one value, in base, or a list, next to base; a "
        "list of\nnumbers may be a text with ranges: \"0-4,7\", \"1e-6..1e-4 log\", \"1e-6..1e-4 log 5\", "
        "\"0..0.5 3\", \"0..1 step 0.1; 2\".\n"
        "  {\"base\": {\"model_name\": \"models/Llama-2-7b-hf\", \"data_path\": \"hh-rlhf\"},\n"
        "   \"seed\": [0, 1, 2],\n"
        "   \"reward_model_type\": [\"base\", \"mean_and_variance\", \"categorical\"],\n"
        "   \"data_subset\": [\"helpful\", \"harmless\", \"both\"],\n"
        "   \"overrides\": [{\"where\": {\"data_subset\": [\"helpful\", \"harmless\"]}, \"set\": "
        "{\"num_train_epochs\": 2}}],\n"
        "   \"evaluate\": true,\n"
        "   \"responses\": \"jailbroken_responses.jsonl\"}\n"
        "Runs are written to {out_dir}/{seed-0}/{data_subset}/{type}_{model}__..., each a run folder as dpl train "
        "writes it; "
        "evaluate writes\n"
        "eval_results_both.jsonl next to each model, responses scores a response set with all of them. "
        "Several seeds are summarised as mean\n"
        "and standard deviation. Run again, the command keeps what is finished and does the rest. A run that "
        "fails\n"
        "ends no other. Several of these commands, on one machine or on several that share the folder, train each run "
        "once.");
    auto options = std::make_shared<SweepOptions>();
    options->taker = taker;
    command->add_option("file", options->file, "JSON file that says what to train")->required();
    command->add_option(optionNames("out_dir"), options->outDir, "Folder for the runs")->capture_default_str();
    command->add_option("--threads", options->compute.threads, "Threads; 0: one per core")
        ->check(CLI::Range(0, 4096))
        ->capture_default_str();
    command->add_option("--device", options->compute.device, "cpu, or another LibTorch device: cuda, cuda:1, mps")
        ->capture_default_str();
    options->named.addTo(*command);
    command->add_flag("--json", options->json, "Print the result as one JSON object");
    command->callback([options] { run(*options); });
}

} // namespace dpl::cli
