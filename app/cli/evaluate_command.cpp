#include "evaluate_command.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/format.hpp"
#include "base/json_text.hpp"
#include "base/stopped.hpp"
#include "data/columns.hpp"
#include "evaluation/evaluate.hpp"
#include "evaluation/evaluation_place.hpp"
#include "evaluation/ranked_texts.hpp"
#include "exit_codes.hpp"
#include "hub/hub_cache.hpp"
#include "interruption.hpp"
#include "named_sources.hpp"
#include "option_names.hpp"
#include "rank_options.hpp"
#include "recipes/evaluation_recipe.hpp"
#include "recipes/scoring_recipe.hpp"
#include "scoring/find_checkpoints.hpp"
#include "standard_input.hpp"
#include "terminal_observer.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iomanip>
#include <iostream>
#include <memory>
#include <optional>

namespace dpl::cli {

namespace {

/// What both commands know of a model and of the machine.
void addCommonOptions(CLI::App& command, scoring::CheckpointParams& model, ComputeOptions& compute, NamedSources& named,
    RankOptions& ranks, bool& json)
{
    command.add_option(optionNames("model_name"), model.modelName,
        "Backbone: folder, GGUF file, or name in the Hugging Face cache (default: the one named by the adapter)");
    command.add_option(
        optionNames("tokenizer_name"), model.tokenizerName, "Tokenizer: folder or file (default: the backbone's own)");
    command.add_option(optionNames("chat_template"), model.chatTemplate,
        "File with the chat template that lists of messages are rendered by (default: as the model was trained, or the "
        "tokenizer's own)");
    command.add_option(optionNames("num_outputs"), model.outputs,
        "Number of outputs; only checked against the checkpoint, which records it");
    addSwitch(command, "bf16", model.bf16, "Compute in bfloat16");
    addSwitch(command, "keep_stored", model.keepStored, "Keep weights as stored in their file: less memory, more time");
    command.add_option("--threads", compute.threads, "Threads; 0: one per core")
        ->check(CLI::Range(0, 4096))
        ->capture_default_str();
    command.add_option("--device", compute.device, "cpu, or another LibTorch device: cuda, cuda:1, mps")
        ->capture_default_str();
    command
        .add_option_function<std::uint64_t>(
            "--seed", [](std::uint64_t) {}, "Accepted for uniformity; an evaluation uses no random numbers")
        ->check(seedRange());
    named.addTo(command);
    ranks.addTo(command);
    command.add_flag("--json", json, "Print the result as one JSON object");
}

/// Says what of an earlier start is gone on from.
class EvaluationTerminal final : public TerminalObserver<evaluation::EvaluationObserver> {
public:
    void goesOn(std::int64_t done, std::int64_t total) override
    {
        if (done > 0) {
            print("dpl: resuming after " + std::to_string(done) + " of " + std::to_string(total) + " rows");
        }
    }
};

/// What has to be the same in all processes.
Json jobOf(const std::string& command, Json params)
{
    params["command"] = command;
    return params;
}

[[noreturn]] void endInterrupted(const evaluation::EvaluationProgress& progress, const std::filesystem::path& file)
{
    std::string text = "dpl: stopped ";
    if (progress.total == 0) {
        text += "before the first row; the same command starts again";
    } else {
        text += "after " + std::to_string(progress.done) + " of " + std::to_string(progress.total) + " rows; ";
        text += progress.continues
            ? "they are kept, and the same command resumes after them"
            : file.string() + " is a device or a pipe, so the same command starts again from the first row";
    }
    std::cerr << text << ".\n";
    throw CLI::RuntimeError(interruptedExitCode(progress.total == 0 || progress.continues));
}

void sayThatItIsDone(const std::filesystem::path& file)
{
    std::cerr << "dpl: already done; nothing was computed. --overwrite makes " << file.string() << " again.\n";
}

void printSpeed(const evaluation::EvaluationSpeed& speed, const std::filesystem::path& file)
{
    std::cout << std::setprecision(3) << speed.comparisonsPerSecond << " rows/s, " << std::fixed << std::setprecision(0)
              << speed.tokensPerSecond << " tokens/s, at most " << formatBytes(speed.peakBytes)
              << " of memory\nWritten: " << file.string() << "\n";
}

/// What is done where the output holds something else.
struct IfOtherOptions {
    bool overwrite = false;
    bool ownName = false;

    /// `what`: "another evaluation", "other scores".
    void addTo(CLI::App& command, const std::string& what, const std::string& same)
    {
        addSwitch(command, "overwrite", overwrite, "Replace a file that holds " + what + ", or " + same);
        addSwitch(command, "own_name", ownName,
            "Keep a file that holds " + what + ", and take the next free name: {output}-2, ...");
    }

    evaluation::IfOther value() const
    {
        if (overwrite && ownName) {
            throw WrongUse("--overwrite and --own_name contradict each other");
        }
        return overwrite ? evaluation::IfOther::replace
            : ownName    ? evaluation::IfOther::ownName
                         : evaluation::IfOther::refuse;
    }
};

struct EvaluateOptions {
    evaluation::EvaluateParams params;
    std::string checkpoint;
    std::string subset = "both";
    std::string split = "test";
    std::string output;
    IfOtherOptions ifOther;
    ComputeOptions compute;
    NamedSources named;
    RankOptions ranks;
    bool json = false;
    RecipeTaker taker;
};

/// Fetches, if that is wanted, what a model is named by and is not there, and says where the checkpoint lies.
std::filesystem::path provideModel(const NamedSources& named, const std::string& checkpoint,
    const scoring::CheckpointParams& model, const std::stop_token& stop)
{
    named.provide(checkpoint, hub::RepositoryKind::model, stop);
    named.provide(model.modelName, hub::RepositoryKind::model, stop);
    named.provide(model.tokenizerName, hub::RepositoryKind::model, stop);
    const std::filesystem::path place = modelPlace(checkpoint);
    if (model.modelName.empty()) {
        named.provideBackboneOf(place, stop);
    }
    return place;
}

/// A snapshot in the Hugging Face cache is left as it is: what is made of it goes here.
void chooseOutput(evaluation::EvaluateParams& params)
{
    const auto name = hub::repositoryNameOf(params.model.checkpoint);
    if (params.output.empty() && name) {
        params.output = std::filesystem::path("results/evaluations") / *name / evaluation::nameOf(params)
            / ("eval_results_" + toString(params.subset) + ".jsonl");
    }
}

void run(EvaluateOptions& options)
{
    try {
        data::Columns(options.params.columns, data::comparisonRoles());
        options.params.subset = data::dataSubsetFromString(options.subset);
        options.params.split = data::splitFromString(options.split);
        options.params.output = options.output;
        options.params.ifOther = options.ifOther.value();
        if (!options.taker) {
            checkDevice(options.compute.device);
        }
    } catch (const Error& error) {
        throw WrongUse(error.what());
    }
    const std::stop_token stop = stopOnInterruption();
    options.params.model.checkpoint = provideModel(options.named, options.checkpoint, options.params.model, stop);
    options.named.provide(options.params.dataPath, hub::RepositoryKind::dataset, stop);
    chooseOutput(options.params);
    if (options.taker) {
        refuseElsewhere(options.ifOther.overwrite, "overwrite");
        options.taker(recipeWith(recipes::EvaluationRecipe::kind, recipes::EvaluationRecipe{options.params}.members(),
            options.compute, options.ranks.processes));
        return;
    }
    CommandRanks ranks(options.ranks, jobOf("evaluate", options.params.toJson()), stop);
    const evaluation::EvaluateResult result = ranks.perform([&] {
        EvaluationTerminal observer;
        return evaluation::evaluate(options.params, ranks.share(options.compute), observer, stop, ranks.group());
    });
    if (!ranks.isFirst()) {
        endOther(result.finished);
        return;
    }
    if (result.wasThere) {
        sayThatItIsDone(result.file);
    }
    if (options.json) {
        std::cout << dumpJson(result.toJson(), 2) << "\n";
    } else if (result.finished) {
        std::cout << result.speed.rows << " comparisons: loss " << std::setprecision(4) << result.loss << ", accuracy "
                  << result.accuracy << " (by the mean " << result.meanAccuracy << ")\n";
        printSpeed(result.speed, result.file);
    }
    if (!result.finished) {
        endInterrupted(result.progress, result.file);
    }
}

struct ScoreOptions {
    evaluation::ScoreParams params;
    std::string input;
    std::string output;
    std::vector<std::string> checkpoints;
    std::string longTexts = "truncate";
    evaluation::RankParams rank; ///< but for the scores, which are `params`
    double alpha = 0.0;
    IfOtherOptions ifOther;
    ComputeOptions compute;
    NamedSources named;
    RankOptions ranks;
    bool json = false;
    RecipeTaker taker;
};

bool isStandard(const std::string& name)
{
    return name.empty() || name == "-";
}

/// Names for models that were given none: their folders'.
void nameModels(evaluation::ScoreParams& params)
{
    if (!params.names.empty()) {
        return;
    }
    for (const std::filesystem::path& checkpoint : params.checkpoints) {
        const std::string name = scoring::describeCheckpoint(checkpoint).columnName();
        const auto times = std::count(params.names.begin(), params.names.end(), name);
        params.names.push_back(times == 0 ? name : name + "_" + std::to_string(params.names.size() + 1));
    }
}

/// Any list of texts to lines on standard output, or in a file.
void rank(ScoreOptions& options)
{
    evaluation::RankParams params = options.rank;
    params.scores = options.params;
    params.alpha = options.alpha > 0.0 ? std::optional(options.alpha) : std::nullopt;
    const std::stop_token stop = stopOnInterruption();
    try {
        for (std::filesystem::path& checkpoint : params.scores.checkpoints) {
            checkpoint = provideModel(options.named, checkpoint.string(), params.scores.model, stop);
        }
        nameModels(params.scores);
        params.validate();
        checkDevice(options.compute.device);
    } catch (const Error& error) {
        throw WrongUse(error.what());
    }
    std::optional<StandardInput> input;
    if (isStandard(options.input) && processCount(options.ranks) > 1) {
        throw WrongUse("standard input is read by one process; name a file (--input) that all can read");
    }
    if (isStandard(options.input)) {
        params.scores.input = input.emplace().file();
    }
    CommandRanks ranks(options.ranks, jobOf("score", params.scores.toJson()), stop);
    evaluation::RankedTexts ranked;
    try {
        ranked = ranks.perform([&] {
            TerminalObserver<Observer> terminal;
            Observer silent;
            return evaluation::rankTexts(params, ranks.share(options.compute),
                ranks.isFirst() ? static_cast<Observer&>(terminal) : silent, stop, ranks.group());
        });
        if (!ranks.isFirst()) {
            return;
        }
    } catch (const Stopped&) {
        std::cerr << "dpl: stopped; nothing was written.\n";
        throw CLI::RuntimeError(interruptedExitCode());
    }
    std::string lines;
    for (const std::string& line : ranked.lines) {
        lines += line + "\n";
    }
    if (isStandard(options.output)) {
        std::cout << lines;
        return;
    }
    writeFileAtomically(options.output, lines);
    std::cout << ranked.texts << " texts by " << params.scores.names.size() << " models\nWritten: " << options.output
              << "\n";
}

void run(ScoreOptions& options)
{
    const bool isRanking = options.rank.top > 0 || options.alpha > 0.0 || !options.rank.rankBy.empty();
    if (isStandard(options.input) || isStandard(options.output) || isRanking) {
        if (options.taker) {
            throw WrongUse("dpl submit takes a score of a file with an output, and without a ranking");
        }
        try {
            options.params.input = options.input;
            options.params.checkpoints.assign(options.checkpoints.begin(), options.checkpoints.end());
            options.params.longTexts = evaluation::longTextsFromString(options.longTexts);
            data::Columns(options.params.columns, data::responseRoles());
        } catch (const Error& error) {
            throw WrongUse(error.what());
        }
        rank(options);
        return;
    }
    try {
        options.params.input = options.input;
        options.params.output = options.output;
        options.params.checkpoints.assign(options.checkpoints.begin(), options.checkpoints.end());
        options.params.longTexts = evaluation::longTextsFromString(options.longTexts);
        options.params.ifOther = options.ifOther.value();
        options.params.validate();
        if (!options.taker) {
            checkDevice(options.compute.device);
        }
    } catch (const Error& error) {
        throw WrongUse(error.what());
    }
    const std::stop_token stop = stopOnInterruption();
    for (std::filesystem::path& checkpoint : options.params.checkpoints) {
        checkpoint = provideModel(options.named, checkpoint.string(), options.params.model, stop);
    }
    if (options.taker) {
        refuseElsewhere(options.ifOther.overwrite, "overwrite");
        options.taker(recipeWith(recipes::ScoringRecipe::kind, recipes::ScoringRecipe{options.params}.members(),
            options.compute, options.ranks.processes));
        return;
    }
    CommandRanks ranks(options.ranks, jobOf("score", options.params.toJson()), stop);
    const evaluation::ScoreResult result = ranks.perform([&] {
        EvaluationTerminal observer;
        return evaluation::score(options.params, ranks.share(options.compute), observer, stop, ranks.group());
    });
    if (!ranks.isFirst()) {
        endOther(result.finished);
        return;
    }
    if (result.wasThere) {
        sayThatItIsDone(result.file);
    }
    if (options.json) {
        std::cout << dumpJson(result.toJson(), 2) << "\n";
    } else if (result.finished) {
        std::cout << result.speed.rows << " rows by " << options.params.names.size() << " models\n";
        printSpeed(result.speed, result.file);
    }
    if (!result.finished) {
        endInterrupted(result.progress, result.file);
    }
}

} // namespace

void addEvaluateCommand(CLI::App& app, const RecipeTaker& taker)
{
    CLI::App* command =
        app.add_subcommand("evaluate", "Evaluate a reward model on the test rows of a preference dataset");
    command->footer("Writes the rows with reward_output_chosen and reward_output_rejected: of the whole test split of "
                    "HH-RLHF or relabelled\nHH-RLHF as eval_results_{subset}.jsonl into the checkpoint's folder, of "
                    "other rows below evaluations/ there, in a folder\nwhose name says which. Another evaluation is "
                    "never replaced. One that was stopped resumes when the command is repeated.\n"
                    "  dpl evaluate --reward_model_checkpoint "
                    "results/.../base_gpt2__0_3e-06_cosine_1_peft_last_checkpoint --data_path hh-rlhf");
    auto options = std::make_shared<EvaluateOptions>();
    options->taker = taker;
    auto& params = options->params;
    command
        ->add_option(optionNames("reward_model_checkpoint"), options->checkpoint,
            "Folder of an adapter, or of a fully fine-tuned model, or its name on the hub (ORG/NAME)")
        ->required();
    command
        ->add_option(optionNames("data_path"), params.dataPath,
            "Preference dataset: a folder, a file of rows (JSON lines or list, Parquet, Arrow), or its name on the hub "
            "(ORG/NAME)")
        ->required();
    command->add_option(optionNames("columns"), params.columns,
        "What columns mean, as in prompt=question,chosen=better,rejected=worse,system=role; prompt= for none (default: "
        "as they are "
        "called)");
    command->add_option(optionNames("data_subset"), options->subset, "both, helpful or harmless")
        ->capture_default_str();
    command->add_option(optionNames("reward_label"), params.model.rewardLabel,
        "Of a classifier with several labels, the one that is the reward: its name, or its number from 0; all: "
        "together "
        "they are one head");
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
    command
        ->add_option(optionNames("holdout_share"), params.holdout.share,
            "Share of the prompts that was held out in training; 0: none")
        ->check(CLI::Range(0.0, data::Holdout::mostShare))
        ->capture_default_str();
    command->add_option(optionNames("holdout_seed"), params.holdout.seed, "Seed of that share")
        ->check(seedRange())
        ->capture_default_str();
    addSwitch(*command, "overwrite_data_subset", params.overwriteDataSubset,
        "Overwrite the rows' data_subset with the subset's name, as the reference does");
    addSwitch(*command, "skip_bad_rows", params.skipBadRows, "Skip and count rows that cannot be read");
    command->add_option("--output", options->output, "Write to this file instead");
    options->ifOther.addTo(*command, "another evaluation", "this one");
    addCommonOptions(*command, params.model, options->compute, options->named, options->ranks, options->json);
    command->callback([options] { run(*options); });
}

void addScoreCommand(CLI::App& app, const RecipeTaker& taker)
{
    CLI::App* command =
        app.add_subcommand("score", "Score responses to prompts, such as jailbroken ones, with reward models");
    command->footer(
        "Rows are {\"prompt\": ..., \"responses\": [...]}; a column reward_outputs_{name} is added for each model. "
        "Scoring that was\nstopped resumes when the command is repeated.\n"
        "  dpl score --input jailbroken_responses.jsonl --reward_model_checkpoints A B --reward_model_names both "
        "helpful --output out.jsonl\n"
        "From standard input, or to standard output, any list of texts is scored and ranked: lines of text, a JSON "
        "list, "
        "or rows with\ntext, messages, or response or responses to a prompt. A line for each has its rank among those "
        "of "
        "its prompt, its reward and\nits outputs.\n"
        "  dpl score --reward_model_checkpoints A --top 3 < texts.txt");
    auto options = std::make_shared<ScoreOptions>();
    options->taker = taker;
    auto& params = options->params;
    command->add_option("--input", options->input,
        "Response set: a file of rows (JSON lines or list, Parquet, Arrow); standard input if it is left out, or -");
    command->add_option(optionNames("columns"), params.columns,
        "What columns mean, as in prompt=question,responses=answers (default: as they are called)");
    command
        ->add_option(optionNames("reward_model_checkpoints"), options->checkpoints,
            "Folders of adapters or models, or their names on the hub")
        ->required()
        ->delimiter(',');
    command
        ->add_option(optionNames("reward_model_names"), params.names,
            "A name for each checkpoint (default, where texts are ranked: that of its folder)")
        ->delimiter(',');
    command->add_option("--output", options->output, "File to write; lines on standard output if it is left out, or -");
    command->add_option("--top", options->rank.top, "Rank, and write the best so many texts of each prompt; 0: all")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    command->add_option(
        optionNames("rank_by"), options->rank.rankBy, "Name of the model that ranks (default: the first)");
    command
        ->add_option(
            "--alpha", options->alpha, "Rank by this quantile of the utility instead of its mean, such as 0.01")
        ->check(CLI::Range(1e-9, 1.0 - 1e-9));
    options->ifOther.addTo(*command, "other scores", "these");
    command
        ->add_option(optionNames("reward_label"), params.rewardLabels,
            "Of classifiers with several labels, the one that is the reward: its name, or its number from 0; one for "
            "all, "
            "or one for each checkpoint (all where there is nothing to choose)")
        ->delimiter(',');
    command->add_option(optionNames("max_length"), params.maxLength, "Longest text, in tokens")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command
        ->add_option(optionNames("long_texts"), options->longTexts,
            "What to do with longer texts: truncate (as the reference does), keep or refuse")
        ->capture_default_str();
    addSwitch(*command, "skip_bad_rows", params.skipBadRows, "Skip and count rows that cannot be read");
    addCommonOptions(*command, params.model, options->compute, options->named, options->ranks, options->json);
    command->callback([options] { run(*options); });
}

} // namespace dpl::cli
