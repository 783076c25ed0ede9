#include "backbone/backbone_card.hpp"

#include "backbone/block_shape.hpp"
#include "backbone/memory_estimate.hpp"
#include "backbone/score_layer.hpp"
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
    forEachTensor(source.config(), source.hasInputsFirst(),
        [&](const std::string& name, const std::vector<std::int64_t>& shape) { source.take(name, shape); });
    takeScoreLayer(source);
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
    const RopeScaling::Kind scaling = card.config.rope.scaling.kind;
    if (card.isUsable() && card.format.starts_with("GGUF")) {
        for (const auto& [type, bytes] : card.storedTypes) {
            if (type.front() == 'Q') {
                card.warnings.push_back("The weights are quantised (" + type
                    + "): scores are those of the quantised model, and an adapter trained on it works best with it.");
                break;
            }
        }
    }
    if (scaling != RopeScaling::Kind::none && scaling != RopeScaling::Kind::divisors) {
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
    json["family"] = config.familyName();
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
