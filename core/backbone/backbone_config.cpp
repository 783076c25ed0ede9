#include "backbone/backbone_config.hpp"

#include "base/error.hpp"

#include <cmath>

namespace dpl::backbone {

namespace {

constexpr const char* supportedModels = "llama, mistral, qwen2 and gpt2";
constexpr const char* supportedRopes = "default, linear and llama3";
constexpr std::int64_t largestSize = std::int64_t{1}
    << 24; // no model is near it, and products of two stay within 64 bits

std::int64_t checkedSize(const JsonObject& config, const std::string& key, std::int64_t value)
{
    if (value < 1 || value > largestSize) {
        throw Error(config.at(key) + ": expected a size between 1 and " + std::to_string(largestSize) + ", found "
            + std::to_string(value));
    }
    return value;
}

std::int64_t size(const JsonObject& config, const std::string& key)
{
    return checkedSize(config, key, config.integer(key));
}

std::int64_t size(const JsonObject& config, const std::string& key, std::int64_t fallback)
{
    return config.has(key) ? size(config, key) : fallback;
}

double positive(const JsonObject& config, const std::string& key, double fallback)
{
    const double value = config.number(key, fallback);
    if (!(value > 0.0) || !std::isfinite(value)) {
        throw Error(config.at(key) + ": expected a positive number");
    }
    return value;
}

double dropout(const JsonObject& config, const std::string& key, double fallback)
{
    const double value = config.number(key, fallback);
    if (!(value >= 0.0 && value < 1.0)) {
        throw Error(config.at(key) + ": expected a rate from 0 to below 1");
    }
    return value;
}

/// A token id, or the first of a list of them.
std::optional<std::int64_t> token(const JsonObject& config, const std::string& key)
{
    if (!config.has(key)) {
        return std::nullopt;
    }
    const Json& value = config.value(key);
    if (value.is_array()) {
        return !value.empty() && value[0].is_number_integer() ? std::optional(value[0].get<std::int64_t>())
                                                              : std::nullopt;
    }
    return config.integer(key);
}

void readRope(const JsonObject& rope, BackboneConfig& config)
{
    config.ropeTheta = positive(rope, "rope_theta", config.ropeTheta);
    if (rope.number("partial_rotary_factor", 1.0) != 1.0) {
        throw Error(rope.at("partial_rotary_factor") + ": rotary positions on a part of each head are not supported");
    }
    const std::string key = rope.has("rope_type") ? "rope_type" : "type";
    const std::string type = rope.string(key, "default");
    RopeScaling& scaling = config.ropeScaling;
    if (type == "default") {
        return;
    }
    if (type == "linear") {
        scaling.kind = RopeScaling::Kind::linear;
        scaling.factor = positive(rope, "factor", 0.0);
    } else if (type == "llama3") {
        scaling.kind = RopeScaling::Kind::llama3;
        scaling.factor = positive(rope, "factor", 0.0);
        scaling.lowFrequencyFactor = positive(rope, "low_freq_factor", 0.0);
        scaling.highFrequencyFactor = positive(rope, "high_freq_factor", 0.0);
        scaling.originalContext = size(rope, "original_max_position_embeddings");
        if (scaling.highFrequencyFactor <= scaling.lowFrequencyFactor) {
            throw Error(rope.at("high_freq_factor") + ": must be above low_freq_factor");
        }
    } else {
        throw Error(rope.at(key) + ": rotary positions of type \"" + type + "\" are not supported; supported are "
            + supportedRopes);
    }
}

/// transformers 5 writes rope_parameters; where there is a rope_scaling as well, added by hand, that is the one it
/// reads, without rope_theta unless it has one.
void readRopes(const JsonObject& json, BackboneConfig& config)
{
    const bool hasScaling = json.has("rope_scaling") && !json.value("rope_scaling").empty();
    if (!hasScaling) {
        if (json.has("rope_parameters")) {
            readRope(json.object("rope_parameters"), config);
        }
        return;
    }
    const JsonObject scaling = json.object("rope_scaling");
    readRope(scaling, config);
    if (json.has("rope_parameters")
        && json.object("rope_parameters").number("rope_theta", config.ropeTheta) != config.ropeTheta) {
        throw Error(json.at("rope_scaling") + ": it stands in for rope_parameters, whose rope_theta it does not have; "
            + "write it there, too, or put all of it in rope_parameters");
    }
}

/// A window of attention changes nothing in texts that are no longer than it: the context ends there.
void readSlidingWindow(const JsonObject& json, BackboneConfig& config)
{
    if (json.has("sliding_window") && (config.modelType != "qwen2" || json.boolean("use_sliding_window", false))) {
        config.contextLength = std::min(config.contextLength, size(json, "sliding_window"));
    }
}

void readLlama(const JsonObject& json, BackboneConfig& config)
{
    config.family = Family::llama;
    config.hiddenSize = size(json, "hidden_size");
    config.intermediateSize = size(json, "intermediate_size");
    config.layers = size(json, "num_hidden_layers");
    config.heads = size(json, "num_attention_heads");
    config.keyValueHeads = size(json, "num_key_value_heads", config.heads);
    if (!json.has("head_dim") && config.hiddenSize % config.heads != 0) {
        throw Error(json.at("num_attention_heads") + ": hidden_size " + std::to_string(config.hiddenSize)
            + " is not a multiple of it");
    }
    config.headSize = size(json, "head_dim", config.hiddenSize / config.heads);
    config.contextLength = size(json, "max_position_embeddings", 2048);
    config.normEpsilon = positive(json, "rms_norm_eps", 1e-6);
    config.ropeTheta = positive(json, "rope_theta", 10000.0);
    config.attentionDropout = dropout(json, "attention_dropout", 0.0);
    if (const std::string activation = json.string("hidden_act", "silu"); activation != "silu") {
        throw Error(json.at("hidden_act") + ": \"" + activation + "\" is not supported; the Llama family uses silu");
    }
    if (json.number("partial_rotary_factor", 1.0) != 1.0) {
        throw Error(json.at("partial_rotary_factor") + ": rotary positions on a part of each head are not supported");
    }
    readRopes(json, config);
    const bool qwen = config.modelType == "qwen2";
    config.attentionBias = qwen || json.boolean("attention_bias", false);
    config.outputBias = !qwen && config.attentionBias;
    config.mlpBias = json.boolean("mlp_bias", false);
    readSlidingWindow(json, config);
}

void readGpt2(const JsonObject& json, BackboneConfig& config)
{
    config.family = Family::gpt2;
    config.hiddenSize = size(json, "n_embd");
    config.intermediateSize = size(json, "n_inner", 4 * config.hiddenSize);
    config.layers = size(json, "n_layer");
    config.heads = size(json, "n_head");
    if (config.hiddenSize % config.heads != 0) {
        throw Error(json.at("n_head") + ": n_embd " + std::to_string(config.hiddenSize) + " is not a multiple of it");
    }
    config.keyValueHeads = config.heads;
    config.headSize = config.hiddenSize / config.heads;
    config.contextLength = size(json, "n_positions");
    config.normEpsilon = positive(json, "layer_norm_epsilon", 1e-5);
    config.embeddingDropout = dropout(json, "embd_pdrop", 0.1);
    config.attentionDropout = dropout(json, "attn_pdrop", 0.1);
    config.residualDropout = dropout(json, "resid_pdrop", 0.1);
    if (const std::string activation = json.string("activation_function", "gelu_new"); activation != "gelu_new") {
        throw Error(json.at("activation_function") + ": \"" + activation + "\" is not supported; GPT-2 uses gelu_new");
    }
    if (!json.boolean("scale_attn_weights", true) || json.boolean("scale_attn_by_inverse_layer_idx", false)) {
        throw Error(
            json.at("scale_attn_weights") + ": other scalings of the attention than GPT-2's own are not supported");
    }
    config.attentionBias = config.outputBias = config.mlpBias = true;
}

void checkHeads(const BackboneConfig& config, const std::string& source)
{
    if (config.heads % config.keyValueHeads != 0) {
        throw Error(source + ": " + std::to_string(config.heads) + " attention heads are not a multiple of "
            + std::to_string(config.keyValueHeads) + " key/value heads");
    }
    if (config.heads * config.headSize > largestSize) {
        throw Error(source + ": " + std::to_string(config.heads) + " attention heads of size "
            + std::to_string(config.headSize) + " are more than any model has");
    }
    if (config.family == Family::llama && config.headSize % 2 != 0) {
        throw Error(source + ": rotary positions need an even head size, found " + std::to_string(config.headSize));
    }
}

} // namespace

std::string toString(Family family)
{
    return family == Family::llama ? "Llama" : "GPT-2";
}

BackboneConfig configFromJson(const Json& value, const std::string& source)
{
    const JsonObject json(value, source);
    BackboneConfig config;
    config.modelType = json.string("model_type");
    config.vocabularySize = size(json, "vocab_size");
    config.storedType = json.string(json.has("dtype") ? "dtype" : "torch_dtype", "");
    config.beginToken = token(json, "bos_token_id");
    config.endToken = token(json, "eos_token_id");
    config.tiedEmbeddings = json.boolean("tie_word_embeddings", config.modelType == "gpt2");
    if (json.has("quantization_config")) {
        const JsonObject quantisation = json.object("quantization_config");
        throw Error(json.at("quantization_config") + ": the weights are quantised ("
            + quantisation.string("quant_method", "by an unnamed method")
            + "), which is not read; use the model as it was before, or a GGUF file");
    }
    if (json.boolean("normalize_reward", false)
        && (json.number("mean", 0.0) != 0.0 || json.number("std", 1.0) != 1.0)) {
        throw Error(json.at("normalize_reward")
            + ": rewards that are normalised by mean and std, as OpenRLHF saves them, are not supported yet");
    }
    if (config.modelType == "llama" || config.modelType == "mistral" || config.modelType == "qwen2") {
        readLlama(json, config);
    } else if (config.modelType == "gpt2") {
        readGpt2(json, config);
    } else {
        throw Error(json.at("model_type") + ": models of type \"" + config.modelType
            + "\" are not supported; supported are " + supportedModels);
    }
    checkHeads(config, source);
    return config;
}

BackboneConfig configFromGguf(const Json& metadata, const std::string& source)
{
    const JsonObject json(metadata, source);
    const std::string architecture = json.string("general.architecture");
    BackboneConfig config;
    config.modelType = architecture;
    if (architecture != "llama" && architecture != "qwen2") {
        throw Error(json.at("general.architecture") + ": models of type \"" + architecture
            + "\" are not supported as GGUF; supported are llama and qwen2");
    }
    const auto key = [&](const char* name) { return architecture + "." + name; };
    config.hiddenSize = size(json, key("embedding_length"));
    config.intermediateSize = size(json, key("feed_forward_length"));
    config.layers = size(json, key("block_count"));
    config.heads = size(json, key("attention.head_count"));
    config.keyValueHeads = size(json, key("attention.head_count_kv"), config.heads);
    if (!json.has(key("attention.key_length")) && config.hiddenSize % config.heads != 0) {
        throw Error(json.at(key("attention.head_count")) + ": the embedding length is not a multiple of it");
    }
    config.headSize = size(json, key("attention.key_length"), config.hiddenSize / config.heads);
    config.contextLength = size(json, key("context_length"));
    config.normEpsilon = positive(json, key("attention.layer_norm_rms_epsilon"), 1e-5);
    config.ropeTheta = positive(json, key("rope.freq_base"), 10000.0);
    if (json.has(key("rope.dimension_count")) && json.integer(key("rope.dimension_count")) != config.headSize) {
        throw Error(
            json.at(key("rope.dimension_count")) + ": rotary positions on a part of each head are not supported");
    }
    const std::string scaling = json.string(key("rope.scaling.type"), "none");
    if (scaling == "linear") {
        config.ropeScaling.kind = RopeScaling::Kind::linear;
        config.ropeScaling.factor = positive(json, key("rope.scaling.factor"), 0.0);
    } else if (scaling != "none") {
        throw Error(json.at(key("rope.scaling.type")) + ": rotary positions of type \"" + scaling
            + "\" are not supported; supported are " + supportedRopes);
    }
    config.vocabularySize = json.has(key("vocab_size")) ? size(json, key("vocab_size"))
        : json.has("tokenizer.ggml.tokens") ? static_cast<std::int64_t>(json.array("tokenizer.ggml.tokens").size())
                                            : 0;
    config.beginToken = token(json, "tokenizer.ggml.bos_token_id");
    config.endToken = token(json, "tokenizer.ggml.eos_token_id");
    config.attentionBias = architecture == "qwen2";
    checkHeads(config, source);
    return config;
}

} // namespace dpl::backbone
