#pragma once

#include "backbone/lora.hpp"
#include "base/json.hpp"
#include "base/param_problem.hpp"
#include "data/holdout.hpp"
#include "preference/reward_head.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// Training of reward models on language models: from parameters and a preference dataset to an adapter.
namespace dpl::training {

/// What a training does. Names, meanings and defaults are the reference's (REFERENCE 3) where it has them;
/// visitParameters gives the names. Equal params give equal results.
struct TrainingParams {
    std::string modelName; ///< folder, GGUF file, or name in the Hugging Face cache
    std::string tokenizerName; ///< empty: the backbone's own
    std::string chatTemplate; ///< file; empty: the tokenizer's own
    std::string startFrom; ///< folder of a finished run, or of a trained model; empty: new weights
    std::string dataPath;
    std::string columns; ///< as data::Columns has them; empty: as they are called
    std::string dataSubset = "both";
    std::string rewardModelType = "base";
    preference::HeadOptions headOptions; ///< of all heads, each a parameter under its own name
    std::int64_t trainBatchSize = 2;
    std::int64_t evalBatchSize = 1;
    std::int64_t gradientAccumulationSteps = 1;
    double learningRate = 3e-6;
    double weightDecay = 0.001;
    double maxGradNorm = 1.0;
    std::string optim = "adamw_torch";
    std::string schedule = "cosine";
    std::int64_t epochs = 1;
    std::int64_t trainDatasetSize = 0;
    std::int64_t evalDatasetSize = 0;
    std::int64_t maxLength = 1024;
    std::string longComparisons = "leave_out";
    bool bf16 = false;
    bool gradientCheckpointing = false;
    bool evalFirstStep = false;
    std::int64_t loggingSteps = 10;
    std::int64_t evalSteps = 1000;
    std::int64_t saveSteps = 1000;
    bool loadBestModelAtEnd = false;
    std::string metricForBestModel = "loss";
    std::int64_t earlyStoppingPatience = 0;
    double earlyStoppingThreshold = 0.0;
    std::int64_t loraRank = 8;
    double loraAlpha = 32.0;
    double loraDropout = 0.1;
    bool useRslora = false;
    std::vector<std::string> loraTargetModules;
    bool fullFineTuning = false;
    bool backboneDropout = false;
    bool keepStored = false;
    std::optional<double> hiddenContextRatio;
    data::Holdout holdout;
    bool overwriteDataSubset = false;
    bool skipBadRows = false;
    std::uint64_t seed = 0;

    /// What is wrong with them, in the order of the parameters. Files are not looked at.
    std::vector<ParamProblem> problems() const;

    /// Throws Error that names the first parameter that is wrong and what it may be.
    void validate() const;

    preference::RewardHead head() const { return preference::rewardHeadFromString(rewardModelType); }
    bool evaluates() const
    {
        return evalSteps > 0 || evalFirstStep;
    } ///< on held-out rows; if so, at the end in any case
    int outputs() const { return head()->outputCount(headOptions); }
    backbone::LoraConfig lora() const;

    Json toJson() const;

    /// Throws Error that names `source` and the field.
    static TrainingParams fromJson(const Json& value, const std::string& source);

    /// The same for params that may be wrong, of which problems() tells; throws Error for values of another type.
    static TrainingParams read(const Json& value, const std::string& source);
};

/// What bf16 is on the command line where nobody says: as in the reference, on on a GPU, unless every weight is
/// trained.
bool bf16ByDefault(const TrainingParams& params, const std::string& device);

/// Calls visit(name, member, description) for every parameter, under the reference's name: what JSON files, command
/// lines and forms are made from.
template <typename Params, typename Visit> void visitParameters(Params& p, Visit&& visit)
{
    visit("model_name", p.modelName, "Backbone: folder, GGUF file, or name in the Hugging Face cache");
    visit("tokenizer_name", p.tokenizerName, "Tokenizer: folder or file (default: the backbone's own)");
    visit("chat_template", p.chatTemplate,
        "File with the chat template that lists of messages are rendered by (default: the tokenizer's own)");
    visit("start_from", p.startFrom,
        "Train this model further: folder of a finished run, or of an adapter (default: begin with new weights)");
    visit("data_path", p.dataPath,
        "Preference dataset: folder (HH-RLHF or relabelled layout) or JSONL file, gzipped or not");
    visit("columns", p.columns,
        "What columns mean, as in prompt=question,chosen=better,rejected=worse; prompt= for none (default: as they are "
        "called)");
    visit("data_subset", p.dataSubset, "Comparisons to use: both, helpful or harmless");
    visit("reward_model_type", p.rewardModelType, ("Head: " + preference::rewardHeadNames("or")).c_str());
    for (const preference::HeadOption& option : preference::headOptions()) {
        std::visit([&](auto& value) { visit(option.name.c_str(), value, option.description.c_str()); },
            p.headOptions.at(option.name));
    }
    visit("per_device_train_batch_size", p.trainBatchSize, "Comparisons per batch");
    visit("per_device_eval_batch_size", p.evalBatchSize,
        "Accepted for compatibility: evaluation batches are made by token count");
    visit("gradient_accumulation_steps", p.gradientAccumulationSteps, "Batches per step");
    visit("learning_rate", p.learningRate, "Learning rate at the start of the schedule");
    visit("weight_decay", p.weightDecay, "Decoupled weight decay of AdamW (paper: 0.0001)");
    visit("max_grad_norm", p.maxGradNorm, "Larger gradients are scaled down to this norm; 0: never");
    visit("optim", p.optim, "Optimiser: adamw_torch or adamw_hf, which are the same here");
    visit("lr_scheduler_type", p.schedule,
        "Learning rate schedule: cosine (to a tenth), step (1, 0.1, 0.01 by thirds), linear (to 0) or constant");
    visit("num_train_epochs", p.epochs, "Passes over the rows (paper: 1 on both subsets, 2 on a single one)");
    visit("train_dataset_size", p.trainDatasetSize, "Number of rows to train on, from the beginning; 0: all");
    visit("eval_dataset_size", p.evalDatasetSize,
        "Number of test rows to evaluate on during training, from the beginning; 0: all");
    visit("max_length", p.maxLength, "Most tokens of a side of a comparison");
    visit("long_comparisons", p.longComparisons,
        "What to do with comparisons that have a longer side: leave_out, truncate (cut both sides there) or refuse");
    visit("bf16", p.bf16, "Compute in bfloat16 (default on the command line: on a GPU)");
    visit("gradient_checkpointing", p.gradientCheckpointing,
        "Compute every layer twice instead of keeping its activations: less memory, a third more time");
    visit("eval_first_step", p.evalFirstStep, "Evaluate before training and after it, too");
    visit("logging_steps", p.loggingSteps, "Steps between lines of metrics");
    visit("eval_steps", p.evalSteps, "Steps between evaluations on test rows; 0: none");
    visit("save_steps", p.saveSteps, "Steps between checkpoints; more are written as time passes");
    visit("load_best_model_at_end", p.loadBestModelAtEnd,
        "Keep the model of the best evaluation on test rows instead of the last one");
    visit("metric_for_best_model", p.metricForBestModel,
        "What makes an evaluation better: loss or accuracy on test rows");
    visit("early_stopping_patience", p.earlyStoppingPatience,
        "Stop after so many evaluations in a row without an improvement; 0: never");
    visit("early_stopping_threshold", p.earlyStoppingThreshold,
        "By how much an evaluation must be better to count as an improvement (min delta)");
    visit("lora_r", p.loraRank, "Rank of the adapters");
    visit("lora_alpha", p.loraAlpha, "Adapters are scaled by alpha / rank, or alpha / sqrt(rank) with use_rslora");
    visit("lora_dropout", p.loraDropout, "Dropout on the adapters' inputs");
    visit("use_rslora", p.useRslora, "Scale adapters by alpha / sqrt(rank)");
    visit("lora_target_modules", p.loraTargetModules,
        "Layers to adapt: names, all-linear, or patterns of whole paths such as 'model\\.layers\\.[0-3]\\..*_proj' "
        "(default: q_proj,v_proj, or c_attn for GPT-2)");
    visit("full_fine_tuning", p.fullFineTuning, "Train every weight instead of an adapter");
    visit("backbone_dropout", p.backboneDropout,
        "Apply the dropout rates of the backbone's config in training, as the reference does (GPT-2: 0.1)");
    visit("keep_stored", p.keepStored,
        "Keep weights as stored in their file and dequantise each when it is used: less memory, more time");
    visit("hidden_context_ratio", p.hiddenContextRatio,
        "Share of rows from the other objective, 0 to 0.5 (default: the rows as they are)");
    visit("holdout_share", p.holdout.share,
        "Share of the prompts that is held out for testing, of a dataset without test rows of its own; 0: none");
    visit(
        "holdout_seed", p.holdout.seed, "Which prompts these are: the same for all runs that have the same seed here");
    visit("overwrite_data_subset", p.overwriteDataSubset,
        "Overwrite the rows' data_subset with the subset's name, as the reference does");
    visit("skip_bad_rows", p.skipBadRows, "Skip and count rows that cannot be read");
    visit("seed", p.seed, "Seed of the order of rows, new weights and dropout");
}

/// The reference's name for the folder of a trained model, below log_dir:
/// {data_subset}/{type}_{model}__{train_dataset_size}_{lr}_{scheduler}_{epochs}[_{num_atoms}_{entropy_coeff} |
/// _{variance_penalty}]: those of the head's options that name the folder. {model} is the last part of its name.
std::filesystem::path referenceFolder(const TrainingParams& params);

/// "both · categorical · seed 0": what a list of runs calls it.
std::string titleOf(const TrainingParams& params);

} // namespace dpl::training
