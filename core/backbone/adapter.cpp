#include "backbone/adapter.hpp"

#include "backbone/backbone_locations.hpp"
#include "backbone/family_spec.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "base/json_strings.hpp"
#include "base/json_text.hpp"
#include "text/split_pattern.hpp"
#include "weights/weight_file.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <type_traits>

namespace dpl::backbone {

namespace {

constexpr const char* configName = "adapter_config.json";

bool removePrefix(std::string& text, std::string_view prefix)
{
    if (!text.starts_with(prefix)) {
        return false;
    }
    text.erase(0, prefix.size());
    return true;
}

bool removeSuffix(std::string& text, std::string_view suffix)
{
    if (!text.ends_with(suffix)) {
        return false;
    }
    text.erase(text.size() - suffix.size());
    return true;
}

/// Fields that, if they are set, change what is computed. Newer variants are switched on by a "use_..." or configured
/// by a "..._config", too.
void rejectVariants(const Json& config, const JsonObject& object)
{
    const auto isAmong = [](const std::string& key, std::initializer_list<std::string_view> keys) {
        return std::find(keys.begin(), keys.end(), key) != keys.end();
    };
    for (const auto& [key, value] : config.items()) {
        const bool isVariant = isAmong(key,
                                   {"lora_bias", "layer_replication", "trainable_token_indices", "target_parameters",
                                       "alora_invocation_tokens"})
            || (key.starts_with("use_") && key != "use_rslora")
            // Of how the adapter began or was trained; what that leaves to do is told by init_lora_weights.
            || (key.ends_with("_config")
                && !isAmong(key,
                    {"loftq_config", "eva_config", "corda_config", "lora_ga_config", "megatron_config",
                        "runtime_config"}));
        const bool isOff = value.is_null() || (value.is_boolean() && !value.get<bool>())
            || ((value.is_array() || value.is_object()) && value.empty());
        if (isVariant && !isOff) {
            throw Error(object.at(key) + ": this variant of LoRA is not supported; plain and rank-stabilised LoRA are");
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

/// Patterns, compiled once: what they give to the layer at a path such as "model.layers.0.self_attn.q_proj".
template <class Number> class PathPatterns {
public:
    PathPatterns(const std::vector<std::pair<std::string, Number>>& patterns, const std::string& where)
    {
        for (const auto& [path, value] : patterns) {
            m_patterns.emplace_back(text::SplitPattern("\\A(?:.*\\.)?(?:" + path + ")\\z", where), value);
        }
    }

    std::optional<Number> of(const std::string& path)
    {
        text::SplitPattern::Match match;
        for (const auto& [pattern, value] : m_patterns) {
            if (pattern.find(path, 0, match, m_scratch)) {
                return value;
            }
        }
        return std::nullopt;
    }

private:
    std::vector<std::pair<text::SplitPattern, Number>> m_patterns;
    text::SplitPattern::Scratch m_scratch;
};

/// target_modules is a list of names or, if it is one string, a pattern; which layers are adapted is then told by the
/// tensors.
std::vector<std::string> targetModules(const JsonObject& config)
{
    const bool isList = config.has("target_modules") && config.value("target_modules").is_array();
    return isList ? strings(config, "target_modules") : std::vector<std::string>();
}

AdapterMatrix matrix(const std::filesystem::path& file, const weights::StoredTensor& tensor)
{
    if (tensor.shape.size() != 2) {
        throw Error(file.string() + ": the tensor " + tensor.name + " has the shape " + weights::shapeText(tensor.shape)
            + ", expected a matrix");
    }
    AdapterMatrix result{
        tensor.shape[0], tensor.shape[1], std::vector<float>(static_cast<std::size_t>(tensor.elements()))};
    weights::dequantise(tensor, result.values);
    return result;
}

void checkLayer(const std::filesystem::path& file, const AdaptedLayer& layer, std::int64_t rank)
{
    const auto shape = [](const AdapterMatrix& m) {
        return weights::shapeText(std::vector<std::int64_t>{m.rows, m.columns});
    };
    if (layer.a.values.empty() || layer.b.values.empty()) {
        throw Error(file.string() + ": the adapter of " + layer.name
            + " has only one of its two matrices; the file is incomplete");
    }
    if (layer.a.rows != rank || layer.b.columns != rank) {
        throw Error(file.string() + ": the adapter of " + layer.name + " has the shapes " + shape(layer.a) + " and "
            + shape(layer.b) + ", expected the rank " + std::to_string(rank) + " given in " + configName);
    }
}

/// Why a tensor that is no matrix of a LoRA layer cannot be used.
std::string foreignTensor(const std::string& name)
{
    if (name.find("lora_embedding_") != std::string::npos || name.find("embed_tokens.base_layer") != std::string::npos
        || name.find("wte.base_layer") != std::string::npos) {
        return "belongs to LoRA on the embeddings, which is not supported yet";
    }
    if (name.find("lora_magnitude_vector") != std::string::npos) {
        return "belongs to DoRA, which is not supported yet";
    }
    if (name.find(".lora_") != std::string::npos) {
        return "belongs to a variant of LoRA that is not supported; plain LoRA has lora_A.weight and lora_B.weight";
    }
    if (name.starts_with("v_head.") || name.starts_with("value_head.")) {
        return "is a value head, as TRL and OpenRLHF save it, which is not read yet; a score layer is";
    }
    if (name == "score.bias") {
        return "is the bias of a score layer, which is not supported yet";
    }
    return "is a layer of the backbone that was trained and saved whole (modules_to_save), which is not supported yet; "
           "only the score layer may be";
}

/// peft's lora_alpha is declared as an integer.
Json wholeIfItIs(double value)
{
    return value == std::floor(value) && std::abs(value) < 1e15 ? Json(static_cast<std::int64_t>(value)) : Json(value);
}

} // namespace

AdapterConfig readAdapterConfig(const std::filesystem::path& folder)
{
    const std::filesystem::path file = folder / configName;
    const Json value = readJsonFile(file);
    const JsonObject json(value, file.string());
    if (const std::string type = json.string("peft_type"); type != "LORA") {
        throw Error(json.at("peft_type") + ": adapters of type \"" + type + "\" are not supported; LORA is");
    }
    rejectVariants(value, json);
    if (const std::string bias = json.string("bias", "none"); bias != "none") {
        throw Error(json.at("bias") + ": trained biases (\"" + bias + "\") are not supported; only \"none\" is");
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

Adapter readAdapter(const std::filesystem::path& folder)
{
    Adapter adapter;
    adapter.config = readAdapterConfig(folder);
    std::filesystem::path file = folder / "adapter_model.safetensors";
    if (!std::filesystem::exists(file)) {
        file = folder / "adapter_model.bin";
    }
    if (!std::filesystem::exists(file)) {
        throw Error(folder.string()
            + " has neither adapter_model.safetensors nor adapter_model.bin; copy the whole adapter folder");
    }
    const auto weightFile = weights::openWeightFile(file);
    const std::string configFile = (folder / configName).string();
    PathPatterns ranks(adapter.config.rankPattern, configFile + ": rank_pattern");
    PathPatterns alphas(adapter.config.alphaPattern, configFile + ": alpha_pattern");
    const LoraConfig& lora = adapter.config.lora;
    std::map<std::string, AdaptedLayer> layers;
    std::map<std::string, std::int64_t> rankOf;
    for (const weights::StoredTensor& tensor : weightFile->tensors()) {
        std::string name = tensor.name;
        removePrefix(name, "base_model.model.");
        if (name == "score.weight" || name == "score.modules_to_save.default.weight") {
            adapter.score = matrix(file, tensor);
            continue;
        }
        if (name == "score.original_module.weight") {
            continue; // the layer before training, which a running model keeps beside the trained one
        }
        const bool isA = removeSuffix(name, ".lora_A.weight") || removeSuffix(name, ".lora_A.default.weight");
        if (!isA && !removeSuffix(name, ".lora_B.weight") && !removeSuffix(name, ".lora_B.default.weight")) {
            throw Error(file.string() + ": the tensor " + tensor.name + " " + foreignTensor(name));
        }
        if (name == "score" || name.starts_with("score.")) {
            throw Error(file.string() + ": the tensor " + tensor.name
                + " is LoRA on the score layer, beside the score layer that is saved whole (peft before 0.12.1 did so "
                  "with target_modules \"all-linear\"), which is not supported; newer versions of peft leave it out");
        }
        const std::string path = name;
        name = withoutModelPrefix(name);
        AdaptedLayer& layer = layers[name];
        layer.name = name;
        layer.alpha = alphas.of(path).value_or(lora.alpha);
        rankOf[name] = ranks.of(path).value_or(lora.rank);
        AdapterMatrix& half = isA ? layer.a : layer.b;
        if (!half.values.empty()) {
            throw Error(file.string() + ": the adapter of " + name + " appears twice, under two spellings");
        }
        half = matrix(file, tensor);
    }
    const bool isPattern = adapter.config.lora.targetModules.empty();
    for (auto& [name, layer] : layers) {
        checkLayer(file, layer, rankOf[name]);
        // target_modules may be a pattern; what it meant is told by the layers.
        auto& targets = adapter.config.lora.targetModules;
        const std::string last = name.substr(name.rfind('.') + 1);
        if (isPattern && std::find(targets.begin(), targets.end(), last) == targets.end()) {
            targets.push_back(last);
        }
        adapter.layers.push_back(std::move(layer));
    }
    for (const char* name : {"value_head.safetensors", "value_head.bin"}) {
        if (adapter.score.values.empty() && std::filesystem::exists(folder / name)) {
            throw Error((folder / name).string()
                + ": a value head beside an adapter, as LLaMA-Factory saves it, is not read yet; a score layer in "
                  "adapter_model.safetensors is");
        }
    }
    return adapter;
}

void writeAdapter(const std::filesystem::path& folder, const Adapter& adapter, const std::string& pathPrefix)
{
    std::vector<weights::NamedTensor> tensors;
    const auto add = [&](const std::string& name, const AdapterMatrix& matrix) {
        tensors.push_back({"base_model.model." + name, {matrix.rows, matrix.columns}, weights::StorageType::f32,
            std::as_bytes(std::span(matrix.values))});
    };
    Json ranks = Json::object();
    Json alphas = Json::object();
    for (const AdaptedLayer& layer : adapter.layers) {
        if (layer.a.rows != adapter.config.lora.rank) {
            ranks[pathPrefix + layer.name] = layer.a.rows;
        }
        if (layer.alpha != adapter.config.lora.alpha) {
            alphas[pathPrefix + layer.name] = wholeIfItIs(layer.alpha);
        }
        add(pathPrefix + layer.name + ".lora_A.weight", layer.a);
        add(pathPrefix + layer.name + ".lora_B.weight", layer.b);
    }
    if (!adapter.score.values.empty()) {
        add("score.weight", adapter.score);
    }
    makeFolder(folder);
    weights::writeSafetensors(folder / "adapter_model.safetensors", tensors, {{"format", "pt"}});

    const AdapterConfig& config = adapter.config;
    Json json;
    json["peft_type"] = "LORA";
    json["task_type"] = "SEQ_CLS";
    json["base_model_name_or_path"] = config.baseModel;
    json["inference_mode"] = true;
    json["r"] = config.lora.rank;
    json["lora_alpha"] = wholeIfItIs(config.lora.alpha);
    json["lora_dropout"] = config.lora.dropout;
    json["use_rslora"] = config.lora.rankStabilized;
    json["target_modules"] = config.lora.targetModules;
    json["modules_to_save"] = Json::array({"classifier", "score"});
    json["bias"] = "none";
    json["fan_in_fan_out"] = config.fanInFanOut;
    json["init_lora_weights"] = true;
    json["revision"] = nullptr;
    json["layers_to_transform"] = nullptr;
    json["layers_pattern"] = nullptr;
    json["rank_pattern"] = ranks;
    json["alpha_pattern"] = alphas;
    writeJsonFile(folder / configName, json);
}

bool isAdapter(const std::filesystem::path& folder)
{
    std::error_code ignored;
    return std::filesystem::exists(folder / configName, ignored);
}

std::filesystem::path backboneOf(const std::filesystem::path& folder, const AdapterConfig& config)
{
    const std::filesystem::path name = config.baseModel;
    if (name.empty()) {
        return name;
    }
    for (const std::filesystem::path& candidate : {name.is_absolute() ? name : folder / name, name}) {
        std::error_code ignored;
        if (std::filesystem::exists(candidate, ignored)) {
            return candidate.lexically_normal();
        }
    }
    return cachedBackbone(config.baseModel).value_or(name);
}

} // namespace dpl::backbone
