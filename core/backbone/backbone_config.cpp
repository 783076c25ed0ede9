#include "backbone/backbone_config.hpp"

#include "backbone/config_reader.hpp"
#include "base/error.hpp"

namespace dpl::backbone {

namespace {

/// What is usual where it is not said; if that is 0, it must be said.
std::int64_t readSizeOr(const JsonObject& json, const std::string& key, std::int64_t usual)
{
    return usual > 0 ? readSize(json, key, usual) : readSize(json, key);
}

double dropout(const JsonObject& config, const std::string& key, double fallback)
{
    if (key.empty()) {
        return 0.0;
    }
    const double value = config.number(key, fallback);
    if (!(value >= 0.0 && value < 1.0)) {
        throw Error(config.at(key) + ": expected a rate from 0 to below 1");
    }
    return value;
}

Activation activation(const JsonObject& config, const std::string& key, Activation fallback)
{
    if (!config.has(key)) {
        return fallback;
    }
    constexpr std::pair<std::string_view, Activation> known[]{{"silu", Activation::silu}, {"swish", Activation::silu},
        {"gelu", Activation::gelu}, {"gelu_new", Activation::geluTanh}, {"gelu_pytorch_tanh", Activation::geluTanh},
        {"gelu_fast", Activation::geluTanh}};
    const std::string name = config.string(key);
    for (const auto& [spelling, result] : known) {
        if (name == spelling) {
            return result;
        }
    }
    throw Error(config.at(key) + ": \"" + name + "\" is not supported; silu, gelu, gelu_new and gelu_pytorch_tanh are");
}

/// What is derived from other sizes unless it is said.
void setHeadSize(const JsonObject& json, const std::string& key, const std::string& headsKey, BackboneConfig& config)
{
    if (!key.empty() && json.has(key)) {
        config.headSize = readSize(json, key);
        return;
    }
    config.headSize = config.family->usualHeadSize;
    if (config.headSize == 0 && config.hiddenSize % config.heads != 0) {
        throw Error(
            json.at(headsKey) + ": the hidden size " + std::to_string(config.hiddenSize) + " is not a multiple of it");
    }
    if (config.headSize == 0) {
        config.headSize = config.hiddenSize / config.heads;
    }
}

void readShape(const JsonObject& json, BackboneConfig& config)
{
    const FamilySpec& family = *config.family;
    const ConfigKeys& keys = family.keys;
    config.hiddenSize = readSize(json, keys.hiddenSize);
    config.intermediateSize = readSizeOr(json, keys.intermediateSize, family.usualWidening * config.hiddenSize);
    config.layers = readSize(json, keys.layers);
    config.heads = readSizeOr(json, keys.heads, family.usualHeads);
    config.keyValueHeads = keys.keyValueHeads.empty()
        ? config.heads
        : readSize(json, keys.keyValueHeads, family.usualKeyValueHeads > 0 ? family.usualKeyValueHeads : config.heads);
    setHeadSize(json, keys.headSize, keys.heads, config);
    config.contextLength = readSizeOr(json, keys.contextLength, family.usualContextLength);
    config.normEpsilon = readPositive(json, keys.normEpsilon, family.usualEpsilon);
    config.activation = activation(json, keys.activation, family.usualActivation);
    config.embeddingDropout = dropout(json, keys.embeddingDropout, family.usualDropout);
    config.attentionDropout = dropout(json, keys.attentionDropout, family.usualDropout);
    config.residualDropout = dropout(json, keys.residualDropout, family.usualDropout);
    if (!family.rotates) {
        return;
    }
    config.rotated = static_cast<std::int64_t>(static_cast<double>(config.headSize) * family.usualRotaryPart);
    if (json.has(keys.rotaryPart)) {
        setRotaryPart(json, keys.rotaryPart, config);
    }
    config.rope.theta = readPositive(json, keys.ropeTheta, family.usualRopeTheta);
    readRopes(json, config);
}

/// What a config.json may have whose weights or scores are of a kind that is not read.
void refuseOthers(const JsonObject& json)
{
    if (json.has("quantization_config")) {
        const JsonObject quantisation = json.object("quantization_config");
        throw Error(json.at("quantization_config") + ": the weights are quantised ("
            + quantisation.string("quant_method", "by an unnamed method")
            + "), which is not read; use the model as it was before, or a GGUF file");
    }
}

} // namespace

BackboneConfig configFromJson(const Json& value, const std::string& source)
{
    const JsonObject outer(value, source);
    BackboneConfig config;
    config.modelType = outer.string("model_type");
    config.family = familyOfModelType(config.modelType);
    refuseOthers(outer);
    if (!config.family) {
        config.family = familyOfOuterModelType(config.modelType);
        config.isWithinOther = config.family != nullptr;
    }
    if (!config.family) {
        throw Error(outer.at("model_type") + ": models of type \"" + config.modelType
            + "\" are not supported; supported are " + supportedModelTypes());
    }
    const JsonObject json = config.isWithinOther ? outer.object("text_config") : outer;
    config.vocabularySize = readSizeOr(json, "vocab_size", config.family->usualVocabulary);
    for (const JsonObject* object : {&json, &outer}) {
        config.storedType = object->string(object->has("dtype") ? "dtype" : "torch_dtype", config.storedType);
        config.beginToken = config.beginToken ? config.beginToken : readToken(*object, "bos_token_id");
        config.endToken = config.endToken ? config.endToken : readToken(*object, "eos_token_id");
    }
    config.tiedEmbeddings = json.boolean("tie_word_embeddings", config.family->tiesEmbedding);
    readShape(json, config);
    if (config.family->readMore) {
        config.family->readMore(json, config);
    }
    checkHeads(config, source);
    return config;
}

} // namespace dpl::backbone
