#include "demo_command.hpp"

#include "base/error.hpp"
#include "demo/demo.hpp"
#include "exit_codes.hpp"
#include "interruption.hpp"
#include "option_names.hpp"
#include "recipes/demo_recipe.hpp"
#include "sweep_output.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace dpl::cli {

namespace {

struct DemoOptions {
    std::uint64_t seed = 0;
    std::string outDir = "results/demo";
    ComputeOptions compute;
    bool json = false;
    RecipeTaker taker;

    // For models as small as these a second thread gains little, and on a busy machine loses much.
    DemoOptions() { compute.threads = 1; }
};

void run(const DemoOptions& options)
{
    try {
        if (!options.taker) {
            checkDevice(options.compute.device);
        }
    } catch (const Error& error) {
        throw WrongUse(error.what());
    }
    if (options.taker) {
        options.taker(recipeWith(
            recipes::DemoRecipe::kind, recipes::DemoRecipe{options.seed, options.outDir}.members(), options.compute));
        return;
    }
    const std::stop_token stop = stopOnInterruption();
    sweep::SweepResult result;
    {
        SweepTerminal terminal;
        result = demo::runDemo(options.seed, options.outDir, options.compute, terminal, stop);
    }
    printSweep(result, options.outDir, options.json);
}

} // namespace

void addDemoCommand(CLI::App& app, const RecipeTaker& taker)
{
    CLI::App* command = app.add_subcommand(
        "demo", "Show the paper's effect with nine small models on a made-up dataset with hidden context");
    command->footer(
        "Writes a made-up preference dataset to {out_dir}/seed-N/data, in which one group of "
        "annotators judges helpfulness and\n"
        "another harmlessness, along with a response set and a tiny backbone; trains three heads on each group "
        "and on both, and prints\n"
        "Tables 1a and 1b. Nothing is downloaded. The differences from the paper's numbers mean little "
        "here; their order is what counts:\n"
        "r\u00b2 is lowest where both groups are mixed, and ranking by a low quantile lets "
        "fewer jailbreaks through.\n"
        "To do the same by hand: dpl sweep data/demo/sweep.json");
    auto options = std::make_shared<DemoOptions>();
    options->taker = taker;
    command->add_option(optionNames("out_dir"), options->outDir, "Folder for the data and the runs")
        ->capture_default_str();
    command->add_option("--seed", options->seed, "Seed of the dataset, the backbone and the trainings")
        ->check(seedRange())
        ->capture_default_str();
    command->add_option("--threads", options->compute.threads, "Threads; 0: one per core")
        ->check(CLI::Range(0, 4096))
        ->capture_default_str();
    command->add_option("--device", options->compute.device, "cpu, or another LibTorch device: cuda, cuda:1, mps")
        ->capture_default_str();
    command->add_flag("--json", options->json, "Print the result as one JSON object");
    command->callback([options] { run(*options); });
}

} // namespace dpl::cli
