#include "evaluate_command.hpp"

#include "base/error.hpp"
#include "base/format.hpp"
#include "base/json_text.hpp"
#include "evaluation/evaluate.hpp"
#include "exit_codes.hpp"
#include "interruption.hpp"
#include "option_names.hpp"
#include "terminal_observer.hpp"

#include <CLI/CLI.hpp>

#include <iomanip>
#include <iostream>
#include <memory>

namespace dpl::cli {

namespace {

/// What both commands know of a model and of the machine.
void addCommonOptions(CLI::App& command, scoring::CheckpointParams& model, ComputeOptions& compute, bool& json)
{
    command.add_option(optionNames("model_name"), model.modelName,
        "Backbone: folder, GGUF file, or name in the Hugging Face cache (default: the one named by the adapter)");
    command.add_option(
        optionNames("tokenizer_name"), model.tokenizerName, "Tokenizer: folder or file (default: the backbone's own)");
    command.add_option(optionNames("num_outputs"), model.outputs,
        "Number of outputs; only checked against the checkpoint, which records it");
    addSwitch(command, "bf16", model.bf16, "Compute in bfloat16");
    addSwitch(command, "keep_stored", model.keepStored, "Keep weights as stored in their file: less memory, more time");
    command.add_option("--threads", compute.threads, "Threads; 0: one per core")
        ->check(CLI::Range(0, 4096))
        ->capture_default_str();
    command.add_option("--device", compute.device, "cpu, or another LibTorch device: cuda, cuda:1, mps")
        ->capture_default_str();
    command.add_option_function<std::uint64_t>(
        "--seed", [](std::uint64_t) {}, "Accepted for uniformity; an evaluation uses no random numbers");
    command.add_flag("--json", json, "Print the result as one JSON object");
}

[[noreturn]] void endInterrupted()
{
    std::cerr << "dpl: stopped; nothing was written. Run the same command to start again.\n";
    throw CLI::RuntimeError(interruptedExitCode());
}

void printSpeed(const evaluation::EvaluationSpeed& speed, const std::filesystem::path& file)
{
    std::cout << std::setprecision(3) << speed.comparisonsPerSecond << " rows/s, " << std::fixed << std::setprecision(0)
              << speed.tokensPerSecond << " tokens/s, at most " << formatBytes(speed.peakBytes)
              << " of memory\nWritten: " << file.string() << "\n";
}

struct EvaluateOptions {
    evaluation::EvaluateParams params;
    std::string checkpoint;
    std::string subset = "both";
    std::string split = "test";
    std::string output;
    ComputeOptions compute;
    bool json = false;
};

void run(EvaluateOptions& options)
{
    try {
        options.params.model.checkpoint = options.checkpoint;
        options.params.subset = data::dataSubsetFromString(options.subset);
        options.params.split = data::splitFromString(options.split);
        options.params.output = options.output;
        checkDevice(options.compute.device);
    } catch (const Error& error) {
        throw WrongUse(error.what());
    }
    const std::stop_token stop = stopOnInterruption();
    evaluation::EvaluateResult result;
    {
        TerminalObserver<evaluation::EvaluationObserver> observer;
        result = evaluation::evaluate(options.params, options.compute, observer, stop);
    }
    if (options.json) {
        std::cout << dumpJson(result.toJson(), 2) << "\n";
    } else if (result.finished) {
        std::cout << result.speed.rows << " comparisons: loss " << std::setprecision(4) << result.loss << ", accuracy "
                  << result.accuracy << "\n";
        printSpeed(result.speed, result.file);
    }
    if (!result.finished) {
        endInterrupted();
    }
}

struct ScoreOptions {
    evaluation::ScoreParams params;
    std::string input;
    std::string output;
    std::vector<std::string> checkpoints;
    std::string longTexts = "truncate";
    ComputeOptions compute;
    bool json = false;
};

void run(ScoreOptions& options)
{
    try {
        options.params.input = options.input;
        options.params.output = options.output;
        options.params.checkpoints.assign(options.checkpoints.begin(), options.checkpoints.end());
        options.params.longTexts = evaluation::longTextsFromString(options.longTexts);
        options.params.validate();
        checkDevice(options.compute.device);
    } catch (const Error& error) {
        throw WrongUse(error.what());
    }
    const std::stop_token stop = stopOnInterruption();
    evaluation::ScoreResult result;
    {
        TerminalObserver<evaluation::EvaluationObserver> observer;
        result = evaluation::score(options.params, options.compute, observer, stop);
    }
    if (options.json) {
        std::cout << dumpJson(result.toJson(), 2) << "\n";
    } else if (result.finished) {
        std::cout << result.speed.rows << " rows by " << options.params.names.size() << " models\n";
        printSpeed(result.speed, result.file);
    }
    if (!result.finished) {
        endInterrupted();
    }
}

} // namespace

void addEvaluateCommand(CLI::App& app)
{
    CLI::App* command =
        app.add_subcommand("evaluate", "Evaluate a reward model on the test rows of a preference dataset");
    command->footer("Writes eval_results_{subset}.jsonl into the checkpoint's folder: the rows with "
                    "reward_output_chosen and reward_output_rejected.\n"
                    "  dpl evaluate --reward_model_checkpoint "
                    "results/.../base_gpt2__0_3e-06_cosine_1_peft_last_checkpoint --data_path hh-rlhf");
    auto options = std::make_shared<EvaluateOptions>();
    auto& params = options->params;
    command
        ->add_option(optionNames("reward_model_checkpoint"), options->checkpoint,
            "Folder of an adapter, or of a fully fine-tuned model")
        ->required();
    command->add_option(optionNames("data_path"), params.dataPath, "Preference dataset: folder or JSONL file")
        ->required();
    command->add_option(optionNames("data_subset"), options->subset, "both, helpful or harmless")
        ->capture_default_str();
    command->add_option("--split", options->split, "test or train")->capture_default_str();
    command
        ->add_option(
            optionNames("eval_dataset_size"), params.evalDatasetSize, "Number of rows, from the beginning; 0: all")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    command
        ->add_option(
            optionNames("max_length"), params.maxLength, "Leave out comparisons with a side of more tokens than this")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    addSwitch(*command, "overwrite_data_subset", params.overwriteDataSubset,
        "Overwrite the rows' data_subset with the subset's name, as the reference does");
    addSwitch(*command, "skip_bad_rows", params.skipBadRows, "Skip and count rows that cannot be read");
    command->add_option("--output", options->output, "Write to this file instead");
    addCommonOptions(*command, params.model, options->compute, options->json);
    command->callback([options] { run(*options); });
}

void addScoreCommand(CLI::App& app)
{
    CLI::App* command =
        app.add_subcommand("score", "Score responses to prompts, such as jailbroken ones, with reward models");
    command->footer(
        "Rows are {\"prompt\": ..., \"responses\": [...]}; a column reward_outputs_{name} is added for each model.\n"
        "  dpl score --input jailbroken_responses.jsonl --reward_model_checkpoints A B --reward_model_names both "
        "helpful --output out.jsonl");
    auto options = std::make_shared<ScoreOptions>();
    auto& params = options->params;
    command->add_option("--input", options->input, "Response set, JSONL, gzipped or not")->required();
    command->add_option(optionNames("reward_model_checkpoints"), options->checkpoints, "Folders of adapters or models")
        ->required()
        ->delimiter(',');
    command->add_option(optionNames("reward_model_names"), params.names, "A name for each checkpoint")
        ->required()
        ->delimiter(',');
    command->add_option("--output", options->output, "File to write")->required();
    command->add_option(optionNames("max_length"), params.maxLength, "Longest text, in tokens")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command
        ->add_option(optionNames("long_texts"), options->longTexts,
            "What to do with longer texts: truncate (as the reference does), keep or refuse")
        ->capture_default_str();
    addSwitch(*command, "skip_bad_rows", params.skipBadRows, "Skip and count rows that cannot be read");
    addCommonOptions(*command, params.model, options->compute, options->json);
    command->callback([options] { run(*options); });
}

} // namespace dpl::cli
