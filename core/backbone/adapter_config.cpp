#include "backbone/adapter.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "base/json_strings.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>

namespace dpl::backbone {

namespace {

/// Fields that, if they are set, change what is computed. Newer variants are switched on by a "use_..." or configured
/// by a "..._config", too.
void rejectVariants(const Json& config, const JsonObject& object)
{
    const auto isAmong = [](const std::string& key, std::initializer_list<std::string_view> keys) {
        return std::find(keys.begin(), keys.end(), key) != keys.end();
    };
    for (const auto& [key, value] : config.items()) {
        const bool isVariant =
            isAmong(key, {"lora_bias", "layer_replication", "target_parameters", "alora_invocation_tokens"})
            || (key.starts_with("use_") && key != "use_rslora" && key != "use_dora")
            // Of how the adapter began or was trained; what that leaves to do is told by init_lora_weights.
            || (key.ends_with("_config")
                && !isAmong(key,
                    {"loftq_config", "eva_config", "corda_config", "lora_ga_config", "megatron_config",
                        "runtime_config"}));
        const bool isOff = value.is_null() || (value.is_boolean() && !value.get<bool>())
            || ((value.is_array() || value.is_object()) && value.empty());
        if (isVariant && !isOff) {
            throw Error(object.at(key)
                + ": this variant of LoRA is not supported; plain and rank-stabilised LoRA and DoRA are");
        }
    }
}

/// By init_lora_weights. Other initialisations than these take something from the weights that the file does not tell.
TakenFromWeights takenFromWeights(const JsonObject& config)
{
    constexpr const char* key = "init_lora_weights";
    if (!config.has(key) || config.value(key).is_boolean()) {
        return TakenFromWeights::nothing;
    }
    std::string name = config.string(key);
    std::transform(name.begin(), name.end(), name.begin(),
        [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (name == "gaussian" || name == "orthogonal" || name == "eva") {
        return TakenFromWeights::nothing;
    }
    if (name == "pissa") {
        return TakenFromWeights::principal;
    }
    if (name == "olora") {
        return TakenFromWeights::orthogonal;
    }
    throw Error(config.at(key) + ": \"" + config.string(key)
        + "\" changes the backbone's weights when training begins, in a way that this adapter does not tell; save it "
          "again by peft's save_pretrained with path_initial_model_for_weight_conversion, which makes it a plain one");
}

/// rank_pattern or alpha_pattern, in the order of the file, by which the first that fits counts.
template <class Number>
std::vector<std::pair<std::string, Number>> pattern(const JsonObject& config, const std::string& key)
{
    std::vector<std::pair<std::string, Number>> result;
    if (!config.has(key)) {
        return result;
    }
    const JsonObject object = config.object(key);
    for (const auto& [path, value] : config.value(key).items()) {
        const double number = object.number(path);
        if (!std::isfinite(number) || number == 0.0
            || (std::is_integral_v<Number> && (number < 1.0 || number > 65536.0 || number != std::floor(number)))) {
            throw Error(object.at(path) + ": expected "
                + (std::is_integral_v<Number> ? "a rank between 1 and 65536" : "a number other than 0"));
        }
        result.emplace_back(path, static_cast<Number>(number));
    }
    return result;
}

/// target_modules is a list of names or, if it is one string, a pattern; which layers are adapted is then told by the
/// tensors.
std::vector<std::string> targetModules(const JsonObject& config)
{
    const bool isList = config.has("target_modules") && config.value("target_modules").is_array();
    return isList ? strings(config, "target_modules") : std::vector<std::string>();
}

/// Token ids of trainable_token_indices: a list, of the model's own embeddings, or a list for each table.
std::vector<std::pair<std::string, std::vector<std::int64_t>>> trainedTokens(const JsonObject& config)
{
    constexpr const char* key = "trainable_token_indices";
    std::vector<std::pair<std::string, std::vector<std::int64_t>>> result;
    const auto idsOf = [](const Json& list, const std::string& where) {
        std::vector<std::int64_t> ids;
        for (const Json& id : list) {
            if (!id.is_number_integer() || id < 0) {
                throw Error(where + ": expected a list of token ids");
            }
            ids.push_back(id.get<std::int64_t>());
        }
        return ids;
    };
    if (!config.has(key)) {
        return result;
    }
    const Json& value = config.value(key);
    if (value.is_array()) {
        result.emplace_back("", idsOf(value, config.at(key)));
    } else if (value.is_object()) {
        for (const auto& [table, list] : value.items()) {
            if (!list.is_array()) {
                throw Error(config.at(key) + ": " + table + ": expected a list of token ids");
            }
            result.emplace_back(table, idsOf(list, config.at(key) + ": " + table));
        }
    } else {
        throw Error(config.at(key) + ": expected a list of token ids, or one for each table of embeddings");
    }
    return result;
}

} // namespace

AdapterConfig readAdapterConfig(const std::filesystem::path& folder)
{
    const std::filesystem::path file = folder / adapterConfigName;
    const Json value = readJsonFile(file);
    const JsonObject json(value, file.string());
    if (const std::string type = json.string("peft_type"); type != "LORA") {
        throw Error(json.at("peft_type") + ": adapters of type \"" + type + "\" are not supported; LORA is");
    }
    rejectVariants(value, json);
    if (const std::string bias = json.string("bias", "none"); bias != "none" && bias != "all" && bias != "lora_only") {
        throw Error(json.at("bias") + ": \"" + bias + "\" is not known; none, all and lora_only are");
    }
    AdapterConfig config;
    config.lora.rank = json.integer("r");
    config.lora.alpha = json.number("lora_alpha", 8.0);
    config.lora.dropout = json.number("lora_dropout", 0.0);
    config.lora.rankStabilized = json.boolean("use_rslora", false);
    config.lora.targetModules = targetModules(json);
    config.rankPattern = pattern<std::int64_t>(json, "rank_pattern");
    config.alphaPattern = pattern<double>(json, "alpha_pattern");
    config.taken = takenFromWeights(json);
    config.isDora = json.boolean("use_dora", false);
    config.trainedTokens = trainedTokens(json);
    config.baseModel = json.string("base_model_name_or_path", "");
    config.fanInFanOut = json.boolean("fan_in_fan_out", false);
    try {
        config.lora.check();
    } catch (const Error& error) {
        throw Error(file.string() + ": " + error.what());
    }
    if (config.taken == TakenFromWeights::principal && config.lora.alpha < 0.0) {
        throw Error(json.at("lora_alpha") + ": an adapter that began as PiSSA has a positive one");
    }
    return config;
}

} // namespace dpl::backbone
