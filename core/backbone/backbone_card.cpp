#include "backbone/backbone_card.hpp"

#include "backbone/memory_estimate.hpp"
#include "backbone/weight_source.hpp"
#include "base/error.hpp"
#include "hub/hub_cache.hpp"
#include "text/tokenizer.hpp"

#include <algorithm>
#include <map>

namespace dpl::backbone {

namespace {

/// Takes every tensor of the model, as loading does, without reading it.
void checkTensors(WeightSource& source)
{
    const BackboneConfig& c = source.config();
    const auto matrix = [&](const std::string& name, std::int64_t outputs, std::int64_t inputs, bool bias) {
        const bool inputsFirst = c.family == Family::gpt2;
        source.take(name + ".weight",
            inputsFirst ? std::vector<std::int64_t>{inputs, outputs} : std::vector<std::int64_t>{outputs, inputs});
        if (bias) {
            source.take(name + ".bias", {outputs});
        }
    };
    const auto norm = [&](const std::string& name) {
        source.take(name + ".weight", {c.hiddenSize});
        if (c.family == Family::gpt2) {
            source.take(name + ".bias", {c.hiddenSize});
        }
    };
    const bool isLlama = c.family == Family::llama;
    source.take(isLlama ? "embed_tokens.weight" : "wte.weight", {c.vocabularySize, c.hiddenSize});
    if (!isLlama) {
        source.take("wpe.weight", {c.contextLength, c.hiddenSize});
    }
    for (std::int64_t i = 0; i < c.layers; ++i) {
        const std::string layer = (isLlama ? "layers." : "h.") + std::to_string(i) + ".";
        if (isLlama) {
            norm(layer + "input_layernorm");
            matrix(layer + "self_attn.q_proj", c.queryWidth(), c.hiddenSize, c.attentionBias);
            matrix(layer + "self_attn.k_proj", c.keyValueWidth(), c.hiddenSize, c.attentionBias);
            matrix(layer + "self_attn.v_proj", c.keyValueWidth(), c.hiddenSize, c.attentionBias);
            matrix(layer + "self_attn.o_proj", c.hiddenSize, c.queryWidth(), c.outputBias);
            norm(layer + "post_attention_layernorm");
            matrix(layer + "mlp.gate_proj", c.intermediateSize, c.hiddenSize, c.mlpBias);
            matrix(layer + "mlp.up_proj", c.intermediateSize, c.hiddenSize, c.mlpBias);
            matrix(layer + "mlp.down_proj", c.hiddenSize, c.intermediateSize, c.mlpBias);
        } else {
            norm(layer + "ln_1");
            matrix(layer + "attn.c_attn", 3 * c.hiddenSize, c.hiddenSize, true);
            matrix(layer + "attn.c_proj", c.hiddenSize, c.hiddenSize, true);
            norm(layer + "ln_2");
            matrix(layer + "mlp.c_fc", c.intermediateSize, c.hiddenSize, true);
            matrix(layer + "mlp.c_proj", c.hiddenSize, c.intermediateSize, true);
        }
    }
    norm(isLlama ? "norm" : "ln_f");
    if (source.has("score.weight")) {
        source.take("score.weight", {source.rows("score.weight"), c.hiddenSize});
    }
    source.checkAllTaken();
}

void readWeights(BackboneCard& card)
{
    WeightSource source(card.path);
    card.config = source.config();
    card.format = source.files().front()->format();
    std::map<std::string, std::int64_t> bytes;
    for (const auto& file : source.files()) {
        card.fileBytes += static_cast<std::int64_t>(std::filesystem::file_size(file->path()));
        for (const weights::StoredTensor& tensor : file->tensors()) {
            if (weights::isReal(tensor.type)) {
                bytes[weights::toString(tensor.type)] += static_cast<std::int64_t>(tensor.bytes.size());
            }
        }
    }
    card.storedTypes.assign(bytes.begin(), bytes.end());
    std::stable_sort(card.storedTypes.begin(), card.storedTypes.end(),
        [](const auto& a, const auto& b) { return a.second > b.second; });
    checkTensors(source);
    for (const auto& file : source.files()) {
        for (const weights::StoredTensor& tensor : file->tensors()) {
            if (weights::isReal(tensor.type) && source.isTaken(tensor)) {
                card.parameters += tensor.elements();
            }
        }
    }
}

void readTokenizer(BackboneCard& card)
{
    try {
        const auto tokenizer = text::loadTokenizer(card.path);
        card.tokenizerKind = tokenizer->kind();
        card.tokenizerVocabulary = static_cast<std::int64_t>(tokenizer->vocabularySize());
    } catch (const Error& error) {
        card.warnings.push_back(std::string("No tokenizer: ") + error.what());
        return;
    }
    if (card.config.vocabularySize > 0 && card.tokenizerVocabulary > card.config.vocabularySize) {
        card.warnings.push_back("The tokenizer has " + std::to_string(card.tokenizerVocabulary)
            + " tokens, but the backbone only " + std::to_string(card.config.vocabularySize)
            + "; texts with the others cannot be scored.");
    }
}

} // namespace

std::string backboneName(const std::filesystem::path& path)
{
    if (const auto name = hub::repositoryNameOf(path)) {
        return *name;
    }
    return (path.has_filename() ? path : path.parent_path()).filename().string();
}

BackboneCard describeBackbone(const std::filesystem::path& path)
{
    BackboneCard card;
    card.path = path;
    card.name = backboneName(path);
    try {
        card.config = readConfig(path);
        readWeights(card);
        estimateMemory(card);
    } catch (const std::exception& error) {
        card.error = error.what();
    }
    readTokenizer(card);
    const RopeScaling::Kind scaling = card.config.ropeScaling.kind;
    if (card.isUsable() && card.format.starts_with("GGUF")) {
        for (const auto& [type, bytes] : card.storedTypes) {
            if (type.front() == 'Q') {
                card.warnings.push_back("The weights are quantised (" + type
                    + "): scores are those of the quantised model, and an adapter trained on it works best with it.");
                break;
            }
        }
    }
    if (scaling == RopeScaling::Kind::linear || scaling == RopeScaling::Kind::llama3) {
        card.warnings.push_back("Rotary positions are scaled for long contexts, as in transformers.");
    }
    return card;
}

Json BackboneCard::toJson() const
{
    Json json;
    json["path"] = path.string();
    json["name"] = name;
    json["error"] = error.empty() ? Json() : Json(error);
    json["warnings"] = warnings;
    json["family"] = toString(config.family);
    json["model_type"] = config.modelType;
    json["format"] = format;
    json["parameters"] = parameters;
    json["layers"] = config.layers;
    json["hidden_size"] = config.hiddenSize;
    json["intermediate_size"] = config.intermediateSize;
    json["heads"] = config.heads;
    json["key_value_heads"] = config.keyValueHeads;
    json["vocabulary"] = config.vocabularySize;
    json["context"] = config.contextLength;
    json["file_bytes"] = fileBytes;
    json["stored_bytes"] = Json::object();
    for (const auto& [type, bytes] : storedTypes) {
        json["stored_bytes"][type] = bytes;
    }
    json["scoring_bytes"] = scoringBytes;
    json["training_bytes"] = trainingBytes;
    json["stored_scoring_bytes"] = storedScoringBytes;
    json["stored_training_bytes"] = storedTrainingBytes;
    json["tokenizer"] = tokenizerKind.empty() ? Json() : Json(tokenizerKind);
    json["tokenizer_vocabulary"] = tokenizerVocabulary;
    return json;
}

} // namespace dpl::backbone
