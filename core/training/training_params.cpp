#include "training/training_params.hpp"

#include "base/error.hpp"
#include "base/format.hpp"
#include "base/json_numbers.hpp"
#include "base/json_strings.hpp"
#include "base/utf8.hpp"
#include "data/data_subset.hpp"
#include "training/schedule.hpp"

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

void require(bool holds, const std::string& message)
{
    if (!holds) {
        throw Error(message);
    }
}

void requireOneOf(const char* name, const std::string& value, const std::vector<std::string>& known)
{
    for (const std::string& option : known) {
        if (value == option) {
            return;
        }
    }
    std::string list = known.front();
    for (std::size_t i = 1; i < known.size(); ++i) {
        list += (i + 1 < known.size() ? ", " : " or ") + known[i];
    }
    throw Error(std::string(name) + ": \"" + value + "\" is not known; use " + list);
}

/// Puts the parameter's name in front of what f has to say about it.
template <typename F> void naming(const char* name, F&& f)
{
    try {
        f();
    } catch (const Error& error) {
        throw Error(std::string(name) + ": " + error.what());
    }
}

/// What a run is made of is kept as JSON.
void requireUtf8(const char* name, const std::string& value)
{
    require(!firstInvalidUtf8(value),
        std::string(name) + ": \"" + value
            + "\" is not UTF-8, and a run could not keep it; rename it, or make a symbolic link to it with another "
              "name");
}

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

void TrainingParams::validate() const
{
    visitParameters(*this, [](const char* name, const auto& member, const char*) {
        if constexpr (std::is_same_v<std::decay_t<decltype(member)>, std::string>) {
            requireUtf8(name, member);
        }
    });
    require(!modelName.empty(), "model_name: name a backbone to train");
    require(!dataPath.empty(), "data_path: name a preference dataset to train on");
    naming("data_subset", [&] { data::dataSubsetFromString(dataSubset); });
    naming("reward_model_type", [&] { preference::rewardHeadFromString(rewardModelType); });
    headOptions.validate();
    require(trainBatchSize >= 1 && trainBatchSize <= 65536, "per_device_train_batch_size must be between 1 and 65536");
    require(evalBatchSize >= 1, "per_device_eval_batch_size must be 1 or more");
    require(gradientAccumulationSteps >= 1 && gradientAccumulationSteps <= 65536,
        "gradient_accumulation_steps must be between 1 and 65536");
    require(std::isfinite(learningRate) && learningRate > 0.0, "learning_rate must be above 0");
    require(isNotNegative(weightDecay), "weight_decay must be 0 or more");
    require(isNotNegative(maxGradNorm), "max_grad_norm must be 0 or more");
    requireOneOf("optim", optim, {"adamw_torch", "adamw_hf"});
    scheduleFromString(schedule);
    require(epochs >= 1 && epochs <= 10000, "num_train_epochs must be between 1 and 10000");
    require(trainDatasetSize >= 0, "train_dataset_size must be 0 or more");
    require(evalDatasetSize >= 0, "eval_dataset_size must be 0 or more");
    require(maxLength >= 1, "max_length must be 1 or more");
    require(loggingSteps >= 1, "logging_steps must be 1 or more");
    require(evalSteps >= 0, "eval_steps must be 0 or more");
    require(saveSteps >= 1, "save_steps must be 1 or more");
    requireOneOf("metric_for_best_model", metricForBestModel, {"loss", "accuracy"});
    require(earlyStoppingPatience >= 0, "early_stopping_patience must be 0 or more");
    require(isNotNegative(earlyStoppingThreshold), "early_stopping_threshold must be 0 or more");
    require(evalSteps > 0 || !loadBestModelAtEnd,
        "load_best_model_at_end needs evaluations to choose by: set eval_steps above 0");
    require(evalSteps > 0 || earlyStoppingPatience == 0,
        "early_stopping_patience counts evaluations: set eval_steps above 0");
    lora().check();
    require(!hiddenContextRatio || (*hiddenContextRatio >= 0.0 && *hiddenContextRatio <= 0.5),
        "hidden_context_ratio must be between 0 and 0.5");
    require(!(fullFineTuning && keepStored),
        "full_fine_tuning trains the weights that keep_stored leaves in their file: choose one of the two");
    require(!(fullFineTuning && bf16),
        "full_fine_tuning in bfloat16 loses updates smaller than its rounding error; leave out bf16");
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

TrainingParams TrainingParams::fromJson(const Json& value, const std::string& source)
{
    const JsonObject json(value, source);
    TrainingParams params;
    std::vector<std::string> known;
    visitParameters(params, [&](const char* name, auto& member, const char*) {
        known.emplace_back(name);
        readMember(json, name, member);
    });
    json.rejectOthers(known);
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
    return params.rewardModelType + " on " + params.dataSubset + ", " + shortName(params.modelName) + ", seed "
        + std::to_string(params.seed);
}

} // namespace dpl::training
