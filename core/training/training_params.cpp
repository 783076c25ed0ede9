#include "training/training_params.hpp"

#include "base/error.hpp"
#include "base/format.hpp"
#include "base/json_numbers.hpp"
#include "base/json_strings.hpp"
#include "base/utf8.hpp"
#include "data/columns.hpp"
#include "data/data_subset.hpp"
#include "scoring/tokenized_comparisons.hpp"
#include "training/schedule.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>

namespace dpl::training {

namespace {

template <typename T> inline constexpr bool isOptional = false;
template <typename T> inline constexpr bool isOptional<std::optional<T>> = true;

template <typename T> void readMember(const JsonObject& json, const std::string& name, T& member)
{
    if (!json.has(name)) {
        return;
    }
    if constexpr (isOptional<T>) {
        member = json.number(name);
    } else if constexpr (std::is_same_v<T, std::string>) {
        member = json.string(name);
    } else if constexpr (std::is_same_v<T, bool>) {
        member = json.boolean(name, member);
    } else if constexpr (std::is_same_v<T, double>) {
        member = json.number(name);
    } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
        member = strings(json, name);
    } else if constexpr (std::is_same_v<T, std::uint64_t>) {
        member = unsignedInteger(json, name);
    } else {
        const std::int64_t value = json.integer(name);
        if (value < 0 || !std::in_range<T>(value)) {
            throw Error(json.at(name) + ": expected a whole number, 0 or more");
        }
        member = static_cast<T>(value);
    }
}

/// Collects what is wrong.
class ProblemList {
public:
    void require(bool holds, const std::string& name, const std::string& rest, bool isMissing = false)
    {
        if (!holds) {
            m_problems.push_back({name, rest, isMissing});
        }
    }

    void requireOneOf(const std::string& name, const std::string& value, const std::vector<std::string>& known)
    {
        std::string list = known.front();
        for (std::size_t i = 1; i < known.size(); ++i) {
            list += (i + 1 < known.size() ? ", " : " or ") + known[i];
        }
        require(std::find(known.begin(), known.end(), value) != known.end(), name,
            ": \"" + value + "\" is not known; use " + list);
    }

    /// What `check` throws, whether or not it begins with the parameter's name.
    template <typename Check> void take(const std::string& name, const Check& check)
    {
        try {
            check();
        } catch (const Error& error) {
            const std::string message = error.what();
            m_problems.push_back({name, message.starts_with(name) ? message.substr(name.size()) : ": " + message});
        }
    }

    std::vector<ParamProblem> take() { return std::move(m_problems); }

private:
    std::vector<ParamProblem> m_problems;
};

bool isNotNegative(double value)
{
    return std::isfinite(value) && value >= 0.0;
}

/// The last part of a path or name, without a GGUF file's ending.
std::string shortName(const std::string& model)
{
    std::filesystem::path path = model;
    if (!path.has_filename()) {
        path = path.parent_path();
    }
    return path.extension() == ".gguf" ? path.stem().string() : path.filename().string();
}

std::string textOf(const preference::OptionValue& value)
{
    if (const auto* whole = std::get_if<std::int64_t>(&value)) {
        return std::to_string(*whole);
    }
    const auto* number = std::get_if<double>(&value);
    return number != nullptr ? formatLikePython(*number) : std::get<std::string>(value);
}

} // namespace

std::vector<ParamProblem> TrainingParams::problems() const
{
    ProblemList list;
    // What a run is made of is kept as JSON.
    visitParameters(*this, [&](const char* name, const auto& member, const char*) {
        if constexpr (std::is_same_v<std::decay_t<decltype(member)>, std::string>) {
            list.require(!firstInvalidUtf8(member), name,
                ": \"" + member
                    + "\" is not UTF-8, and a run could not keep it; rename it, or make a symbolic link to it with "
                      "another name");
        }
    });
    list.require(!modelName.empty(), "model_name", ": name a backbone to train", true);
    list.require(!dataPath.empty(), "data_path", ": name a preference dataset to train on", true);
    list.take("columns", [&] { data::Columns(columns, data::comparisonRoles()); });
    list.take("data_subset", [&] { data::dataSubsetFromString(dataSubset); });
    list.take("reward_model_type", [&] { preference::rewardHeadFromString(rewardModelType); });
    for (const preference::HeadOption& option : preference::headOptions()) {
        list.take(option.name, [&] { headOptions.validate(option.name); });
    }
    const auto isCount = [](std::int64_t value) { return value >= 1 && value <= 65536; };
    list.require(isCount(trainBatchSize), "per_device_train_batch_size", " must be between 1 and 65536");
    list.require(evalBatchSize >= 1, "per_device_eval_batch_size", " must be 1 or more");
    list.require(isCount(gradientAccumulationSteps), "gradient_accumulation_steps", " must be between 1 and 65536");
    list.require(std::isfinite(learningRate) && learningRate > 0.0, "learning_rate", " must be above 0");
    list.require(isNotNegative(weightDecay), "weight_decay", " must be 0 or more");
    list.require(isNotNegative(maxGradNorm), "max_grad_norm", " must be 0 or more");
    list.requireOneOf("optim", optim, {"adamw_torch", "adamw_hf"});
    list.take("lr_scheduler_type", [&] { scheduleFromString(schedule); });
    list.require(epochs >= 1 && epochs <= 10000, "num_train_epochs", " must be between 1 and 10000");
    list.require(trainDatasetSize >= 0, "train_dataset_size", " must be 0 or more");
    list.require(evalDatasetSize >= 0, "eval_dataset_size", " must be 0 or more");
    list.require(maxLength >= 1, "max_length", " must be 1 or more");
    list.take("long_comparisons", [&] { scoring::longComparisonsFromString(longComparisons); });
    list.require(loggingSteps >= 1, "logging_steps", " must be 1 or more");
    list.require(evalSteps >= 0, "eval_steps", " must be 0 or more");
    list.require(saveSteps >= 1, "save_steps", " must be 1 or more");
    list.requireOneOf("metric_for_best_model", metricForBestModel, {"loss", "accuracy"});
    list.require(earlyStoppingPatience >= 0, "early_stopping_patience", " must be 0 or more");
    list.require(isNotNegative(earlyStoppingThreshold), "early_stopping_threshold", " must be 0 or more");
    list.require(evalSteps > 0 || !loadBestModelAtEnd, "load_best_model_at_end",
        " needs evaluations to choose by: set eval_steps above 0");
    list.require(evalSteps > 0 || earlyStoppingPatience == 0, "early_stopping_patience",
        " counts evaluations: set eval_steps above 0");
    list.require(isCount(loraRank), "lora_r", " must be between 1 and 65536");
    list.require(std::isfinite(loraAlpha) && loraAlpha != 0.0, "lora_alpha", " must be a number other than 0");
    list.require(loraDropout >= 0.0 && loraDropout < 1.0, "lora_dropout", " must be from 0 to below 1");
    list.require(!hiddenContextRatio || (*hiddenContextRatio >= 0.0 && *hiddenContextRatio <= 0.5),
        "hidden_context_ratio", " must be between 0 and 0.5");
    list.take("holdout_share", [&] { holdout.validate(); });
    list.require(!(fullFineTuning && keepStored), "full_fine_tuning",
        " trains the weights that keep_stored leaves in their file: choose one of the two");
    list.require(!(fullFineTuning && bf16), "full_fine_tuning",
        " in bfloat16 loses updates smaller than its rounding error; leave out bf16");
    return list.take();
}

void TrainingParams::validate() const
{
    const std::vector<ParamProblem> all = problems();
    if (!all.empty()) {
        throw Error(all.front().sentence());
    }
}

bool bf16ByDefault(const TrainingParams& params, const std::string& device)
{
    return device != "cpu" && !params.fullFineTuning;
}

backbone::LoraConfig TrainingParams::lora() const
{
    backbone::LoraConfig lora;
    lora.rank = loraRank;
    lora.alpha = loraAlpha;
    lora.dropout = loraDropout;
    lora.rankStabilized = useRslora;
    lora.targetModules = loraTargetModules;
    return lora;
}

Json TrainingParams::toJson() const
{
    Json json;
    visitParameters(*this, [&](const char* name, const auto& member, const char*) {
        if constexpr (isOptional<std::decay_t<decltype(member)>>) {
            json[name] = member ? Json(*member) : Json();
        } else {
            json[name] = member;
        }
    });
    return json;
}

TrainingParams TrainingParams::read(const Json& value, const std::string& source)
{
    const JsonObject json(value, source);
    TrainingParams params;
    std::vector<std::string> known;
    visitParameters(params, [&](const char* name, auto& member, const char*) {
        known.emplace_back(name);
        readMember(json, name, member);
    });
    json.rejectOthers(known);
    return params;
}

TrainingParams TrainingParams::fromJson(const Json& value, const std::string& source)
{
    TrainingParams params = read(value, source);
    try {
        params.validate();
    } catch (const Error& error) {
        throw Error(source + ": " + error.what());
    }
    return params;
}

std::filesystem::path referenceFolder(const TrainingParams& params)
{
    std::string name = params.rewardModelType + "_" + shortName(params.modelName) + "__"
        + std::to_string(params.trainDatasetSize) + "_" + formatLikePython(params.learningRate) + "_" + params.schedule
        + "_" + std::to_string(params.epochs);
    for (const preference::HeadOption& option : params.head()->options()) {
        if (option.namesFolder) {
            name += "_" + textOf(params.headOptions.at(option.name));
        }
    }
    return std::filesystem::path(params.dataSubset) / name;
}

std::string titleOf(const TrainingParams& params)
{
    return preference::modelName(params.dataSubset, params.rewardModelType, params.seed);
}

} // namespace dpl::training
