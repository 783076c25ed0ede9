#include "sweep_command.hpp"

#include "base/error.hpp"
#include "exit_codes.hpp"
#include "interruption.hpp"
#include "option_names.hpp"
#include "sweep_output.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace dpl::cli {

namespace {

struct Options {
    std::string file;
    std::string outDir = "results/sweep";
    ComputeOptions compute;
    bool json = false;
};

void run(const Options& options)
{
    sweep::SweepParams params;
    try {
        params = sweep::SweepParams::fromJson(readJsonFile(options.file), options.file);
        checkDevice(options.compute.device);
    } catch (const Error& error) {
        throw WrongUse(error.what());
    }
    const std::stop_token stop = stopOnInterruption();
    sweep::SweepResult result;
    {
        SweepTerminal terminal;
        result = sweep::runSweep(params, options.outDir, options.compute, terminal, stop);
    }
    printSweep(result, options.outDir, options.json);
}

} // namespace

void addSweepCommand(CLI::App& app)
{
    CLI::App* command = app.add_subcommand(
        "sweep", "Train every combination of some parameters, evaluate and summarise: the paper's nine models at once");
    command->footer("FILE is a JSON object. Any parameter of dpl train has one value in base, or a list beside it:\n"
                    "  {\"base\": {\"model_name\": \"models/Llama-2-7b-hf\", \"data_path\": \"hh-rlhf\"},\n"
                    "   \"seed\": [0, 1, 2],\n"
                    "   \"reward_model_type\": [\"base\", \"mean_and_variance\", \"categorical\"],\n"
                    "   \"data_subset\": [\"helpful\", \"harmless\", \"both\"],\n"
                    "   \"overrides\": [{\"where\": {\"data_subset\": [\"helpful\", \"harmless\"]}, \"set\": "
                    "{\"num_train_epochs\": 2}}],\n"
                    "   \"evaluate\": true,\n"
                    "   \"responses\": \"jailbroken_responses.jsonl\"}\n"
                    "Runs lie in {out_dir}/{seed-0}/{data_subset}/{type}_{model}__..., each a run folder of dpl train; "
                    "evaluate writes\n"
                    "eval_results_both.jsonl beside each model, responses scores a response set with all of them. "
                    "Several seeds are summarised as mean\n"
                    "and deviation. Started again, the command takes what is finished and goes on with what is not.");
    auto options = std::make_shared<Options>();
    command->add_option("file", options->file, "What to train")->required();
    command->add_option(optionNames("out_dir"), options->outDir, "Folder of the runs")->capture_default_str();
    command->add_option("--threads", options->compute.threads, "Threads; 0: one per core")
        ->check(CLI::Range(0, 4096))
        ->capture_default_str();
    command->add_option("--device", options->compute.device, "cpu, or a device of LibTorch: cuda, cuda:1, mps")
        ->capture_default_str();
    command->add_flag("--json", options->json, "Print the result as one JSON object");
    command->callback([options] { run(*options); });
}

} // namespace dpl::cli
