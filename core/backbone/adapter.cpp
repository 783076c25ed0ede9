#include "backbone/adapter.hpp"

#include "backbone/backbone_locations.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "base/json_strings.hpp"
#include "base/json_text.hpp"
#include "weights/weight_file.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

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

/// A field that, if it is set, changes what is computed.
void rejectVariant(const JsonObject& config, const std::string& key)
{
    if (!config.has(key)) {
        return;
    }
    const Json& value = config.value(key);
    const bool isOff =
        (value.is_boolean() && !value.get<bool>()) || ((value.is_array() || value.is_object()) && value.empty());
    if (!isOff) {
        throw Error(config.at(key) + ": this variant of LoRA is not supported; plain and rank-stabilised LoRA are");
    }
}

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

void checkLayer(const std::filesystem::path& file, const AdaptedLayer& layer, const LoraConfig& lora)
{
    const auto shape = [](const AdapterMatrix& m) {
        return weights::shapeText(std::vector<std::int64_t>{m.rows, m.columns});
    };
    if (layer.a.values.empty() || layer.b.values.empty()) {
        throw Error(file.string() + ": the adapter of " + layer.name
            + " has only one of its two matrices; the file is incomplete");
    }
    if (layer.a.rows != lora.rank || layer.b.columns != lora.rank) {
        throw Error(file.string() + ": the adapter of " + layer.name + " has the shapes " + shape(layer.a) + " and "
            + shape(layer.b) + ", expected the rank " + std::to_string(lora.rank) + " given in " + configName);
    }
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
    for (const char* key : {"use_dora", "use_qalora", "use_bdlora", "lora_bias", "rank_pattern", "alpha_pattern",
             "layer_replication", "trainable_token_indices", "target_parameters", "alora_invocation_tokens"}) {
        rejectVariant(json, key);
    }
    if (const std::string bias = json.string("bias", "none"); bias != "none") {
        throw Error(json.at("bias") + ": trained biases (\"" + bias + "\") are not supported; only \"none\" is");
    }
    AdapterConfig config;
    config.lora.rank = json.integer("r");
    config.lora.alpha = json.number("lora_alpha", 8.0);
    config.lora.dropout = json.number("lora_dropout", 0.0);
    config.lora.rankStabilized = json.boolean("use_rslora", false);
    config.lora.targetModules = targetModules(json);
    config.baseModel = json.string("base_model_name_or_path", "");
    config.fanInFanOut = json.boolean("fan_in_fan_out", false);
    try {
        config.lora.check();
    } catch (const Error& error) {
        throw Error(file.string() + ": " + error.what());
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
    std::map<std::string, AdaptedLayer> layers;
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
        if (!removePrefix(name, "model.")) {
            removePrefix(name, "transformer.");
        }
        const bool isA = removeSuffix(name, ".lora_A.weight") || removeSuffix(name, ".lora_A.default.weight");
        if (!isA && !removeSuffix(name, ".lora_B.weight") && !removeSuffix(name, ".lora_B.default.weight")) {
            throw Error(file.string() + ": the tensor " + tensor.name
                + " is neither part of a LoRA adapter nor the score layer");
        }
        AdaptedLayer& layer = layers[name];
        layer.name = name;
        AdapterMatrix& half = isA ? layer.a : layer.b;
        if (!half.values.empty()) {
            throw Error(file.string() + ": the adapter of " + name + " appears twice, under two spellings");
        }
        half = matrix(file, tensor);
    }
    const bool isPattern = adapter.config.lora.targetModules.empty();
    for (auto& [name, layer] : layers) {
        checkLayer(file, layer, adapter.config.lora);
        // target_modules may be a pattern; what it meant is told by the layers.
        auto& targets = adapter.config.lora.targetModules;
        const std::string last = name.substr(name.rfind('.') + 1);
        if (isPattern && std::find(targets.begin(), targets.end(), last) == targets.end()) {
            targets.push_back(last);
        }
        adapter.layers.push_back(std::move(layer));
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
    for (const AdaptedLayer& layer : adapter.layers) {
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
    if (config.lora.alpha == std::floor(config.lora.alpha)) {
        json["lora_alpha"] = static_cast<std::int64_t>(config.lora.alpha);
    } else {
        json["lora_alpha"] = config.lora.alpha;
    }
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
    json["rank_pattern"] = Json::object();
    json["alpha_pattern"] = Json::object();
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
