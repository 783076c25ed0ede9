#include "backbone/adapter.hpp"

#include "backbone/backbone_locations.hpp"
#include "backbone/family_spec.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "base/json_text.hpp"
#include "text/split_pattern.hpp"
#include "weights/weight_file.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <optional>
#include <utility>

namespace dpl::backbone {

namespace {

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
            + shape(layer.b) + ", expected the rank " + std::to_string(rank) + " given in " + adapterConfigName);
    }
}

/// The tensors of an adapter's file, each put where it belongs.
class AdapterTensors {
public:
    AdapterTensors(std::shared_ptr<const weights::WeightFile> file, Adapter& adapter, const std::string& configFile)
        : m_file(std::move(file)), m_adapter(adapter),
          m_ranks(adapter.config.rankPattern, configFile + ": rank_pattern"),
          m_alphas(adapter.config.alphaPattern, configFile + ": alpha_pattern")
    {
    }

    void read()
    {
        for (const weights::StoredTensor& tensor : m_file->tensors()) {
            take(tensor);
        }
        for (auto& [name, parts] : m_lora) {
            if (name == "score") {
                takeScoreLora(parts);
            } else if (parts.isTable) {
                takeTable(name, parts);
            } else {
                takeLayer(parts);
            }
        }
        for (auto& [name, change] : m_changes) {
            m_adapter.changes.emplace(name, std::make_shared<const TensorChange>(std::move(change)));
        }
        nameTargets();
    }

private:
    /// What is there of LoRA on one layer or table.
    struct Parts {
        AdaptedLayer layer;
        std::int64_t rank = 0;
        bool isTable = false;
        std::string tensor; ///< one of them, for errors
    };

    std::string path() const { return m_file->path().string(); }

    void take(const weights::StoredTensor& tensor)
    {
        std::string name = tensor.name;
        removePrefix(name, "base_model.model.");
        if (name.find(".original_module.") != std::string::npos
            || name.find(".trainable_tokens_original") != std::string::npos || name.starts_with("lm_head.")) {
            return; // what a running model keeps beside what was trained, and the language model's own head
        }
        remove(name, ".modules_to_save.default");
        if (takeScore(name, tensor)) {
            return;
        }
        for (const auto& [ending, take] :
            {std::pair<std::string_view, void (AdapterTensors::*)(Parts&, const weights::StoredTensor&)>{
                 ".lora_A", &AdapterTensors::takeA},
                {".lora_B", &AdapterTensors::takeB}, {".lora_embedding_A", &AdapterTensors::takeTableA},
                {".lora_embedding_B", &AdapterTensors::takeTableB},
                {".lora_magnitude_vector", &AdapterTensors::takeMagnitudes}}) {
            if (std::string layer = name; removeLora(layer, ending)) {
                (this->*take)(partsOf(layer, tensor), tensor);
                return;
            }
        }
        if (std::string table = name; removeLora(table, ".token_adapter.trainable_tokens_delta")) {
            takeTokens(inModel(table), tensor);
            return;
        }
        if (name.find(".lora_") != std::string::npos || name.find("prompt_encoder") != std::string::npos) {
            throw Error(path() + ": the tensor " + tensor.name
                + " belongs to a variant of LoRA that is not supported; plain LoRA has lora_A.weight and "
                  "lora_B.weight");
        }
        remove(name, ".token_adapter.base_layer");
        remove(name, ".base_layer");
        TensorChange& change = m_changes[inModel(name)];
        refuseTwice(change.replacement != nullptr, inModel(name));
        change.replacement = &tensor;
        change.file = m_file;
    }

    bool takeScore(const std::string& name, const weights::StoredTensor& tensor)
    {
        if (name == "score.bias" || name == "v_head.summary.bias") {
            m_adapter.scoreBias.resize(static_cast<std::size_t>(tensor.elements()));
            weights::dequantise(tensor, m_adapter.scoreBias);
            return true;
        }
        if (name == "score.weight" || name == "v_head.summary.weight" || name == "value_head.weight") {
            refuseTwice(!m_adapter.score.values.empty(), "score");
            m_adapter.score = matrix(m_file->path(), tensor);
            m_adapter.head = headKind(name);
            return true;
        }
        return false;
    }

    /// The layer of "....lora_A.weight", "....lora_A.default.weight", "....lora_embedding_A", ...
    static bool removeLora(std::string& name, std::string_view part)
    {
        removeSuffix(name, ".weight");
        removeSuffix(name, ".default");
        return removeSuffix(name, part);
    }

    /// Without "model." or "transformer.".
    static std::string inModel(std::string name) { return withoutModelPrefix(name); }

    static void remove(std::string& name, std::string_view part)
    {
        if (const std::size_t at = name.find(part); at != std::string::npos) {
            name.erase(at, part.size());
        }
    }

    Parts& partsOf(const std::string& layerPath, const weights::StoredTensor& tensor)
    {
        const std::string name = inModel(layerPath);
        const auto [found, isNew] = m_lora.try_emplace(name);
        Parts& parts = found->second;
        if (isNew) {
            parts.layer.name = name;
            parts.layer.alpha = m_alphas.of(layerPath).value_or(m_adapter.config.lora.alpha);
            parts.rank = m_ranks.of(layerPath).value_or(m_adapter.config.lora.rank);
            parts.tensor = tensor.name;
        }
        return parts;
    }

    void takeHalf(Parts& parts, AdapterMatrix& half, const weights::StoredTensor& tensor)
    {
        refuseTwice(!half.values.empty(), "the adapter of " + parts.layer.name);
        half = matrix(m_file->path(), tensor);
    }

    void takeA(Parts& parts, const weights::StoredTensor& tensor) { takeHalf(parts, parts.layer.a, tensor); }
    void takeB(Parts& parts, const weights::StoredTensor& tensor) { takeHalf(parts, parts.layer.b, tensor); }

    void takeTableA(Parts& parts, const weights::StoredTensor& tensor)
    {
        parts.isTable = true;
        takeA(parts, tensor);
    }

    void takeTableB(Parts& parts, const weights::StoredTensor& tensor)
    {
        parts.isTable = true;
        takeB(parts, tensor);
    }

    void takeMagnitudes(Parts& parts, const weights::StoredTensor& tensor)
    {
        parts.layer.magnitudes.resize(static_cast<std::size_t>(tensor.elements()));
        weights::dequantise(tensor, parts.layer.magnitudes);
    }

    void checkParts(const Parts& parts) const
    {
        checkLayer(m_file->path(), parts.layer, parts.rank);
        const bool hasMagnitudes = !parts.layer.magnitudes.empty();
        if (hasMagnitudes != m_adapter.config.isDora) {
            throw Error(path() + ": the adapter of " + parts.layer.name
                + (hasMagnitudes ? " has DoRA's lora_magnitude_vector, but use_dora is not set in "
                                 : " lacks DoRA's lora_magnitude_vector, which use_dora says it has in ")
                + adapterConfigName);
        }
        if (hasMagnitudes && parts.layer.magnitudes.size() != static_cast<std::size_t>(parts.layer.b.rows)) {
            throw Error(path() + ": lora_magnitude_vector of " + parts.layer.name + " has "
                + std::to_string(parts.layer.magnitudes.size()) + " numbers for " + std::to_string(parts.layer.b.rows)
                + " outputs");
        }
    }

    void takeLayer(Parts& parts)
    {
        checkParts(parts);
        m_adapter.layers.push_back(std::move(parts.layer));
    }

    void takeScoreLora(Parts& parts)
    {
        if (!m_adapter.score.values.empty()) {
            throw Error(path() + ": the tensor " + parts.tensor
                + " is LoRA on the score layer, beside the score layer that is saved whole (peft before 0.12.1 did so "
                  "with target_modules \"all-linear\"), which is not supported; newer versions of peft leave it out");
        }
        checkParts(parts);
        if (!parts.layer.magnitudes.empty()) {
            throw Error(path() + ": DoRA on the score layer is not supported; LoRA is");
        }
        m_adapter.scoreLora = std::move(parts.layer);
    }

    void takeTable(const std::string& name, Parts& parts)
    {
        checkParts(parts);
        TensorChange& change = m_changes[name + ".weight"];
        change.a = std::move(parts.layer.a);
        change.b = std::move(parts.layer.b);
        change.scale = m_adapter.config.lora.scale(parts.layer.alpha, parts.rank);
        change.magnitudes = std::move(parts.layer.magnitudes);
        if (m_adapter.config.taken != TakenFromWeights::nothing) {
            throw Error(path() + ": LoRA on " + name
                + " in an adapter whose initialisation took something from the weights is not supported; save it again "
                  "by peft's save_pretrained with path_initial_model_for_weight_conversion");
        }
    }

    void takeTokens(const std::string& table, const weights::StoredTensor& tensor)
    {
        TensorChange& change = m_changes[table + ".weight"];
        refuseTwice(!change.ownRows.empty(), "the trained tokens of " + table);
        change.rowValues = matrix(m_file->path(), tensor);
        for (const auto& [name, ids] : m_adapter.config.trainedTokens) {
            const std::string asked = inModel(name);
            if (!name.empty() && asked != table && !table.ends_with("." + asked)) {
                continue;
            }
            for (std::size_t i = 0; i < ids.size(); ++i) {
                change.ownRows[ids[i]] = static_cast<std::int64_t>(i);
            }
        }
        if (change.ownRows.size() != static_cast<std::size_t>(change.rowValues.rows)) {
            throw Error(path() + ": the tensor " + tensor.name + " has " + std::to_string(change.rowValues.rows)
                + " rows for " + std::to_string(change.ownRows.size()) + " tokens of trainable_token_indices in "
                + adapterConfigName);
        }
    }

    /// target_modules may be a pattern; what it meant is told by the layers.
    void nameTargets()
    {
        auto& targets = m_adapter.config.lora.targetModules;
        if (!targets.empty()) {
            return;
        }
        for (const AdaptedLayer& layer : m_adapter.layers) {
            const std::string last = layer.name.substr(layer.name.rfind('.') + 1);
            if (std::find(targets.begin(), targets.end(), last) == targets.end()) {
                targets.push_back(last);
            }
        }
    }

    void refuseTwice(bool isThere, const std::string& what) const
    {
        if (isThere) {
            throw Error(path() + ": " + what + " appears twice, under two spellings");
        }
    }

    std::shared_ptr<const weights::WeightFile> m_file;
    Adapter& m_adapter;
    PathPatterns<std::int64_t> m_ranks;
    PathPatterns<double> m_alphas;
    std::map<std::string, Parts> m_lora;
    std::map<std::string, TensorChange> m_changes;
};

/// peft's lora_alpha is declared as an integer.
Json wholeIfItIs(double value)
{
    return value == std::floor(value) && std::abs(value) < 1e15 ? Json(static_cast<std::int64_t>(value)) : Json(value);
}

} // namespace

bool Adapter::isPlain() const
{
    return changes.empty() && scoreBias.empty() && !scoreLora && head != HeadKind::valueHead
        && std::all_of(
            layers.begin(), layers.end(), [](const AdaptedLayer& layer) { return layer.magnitudes.empty(); });
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
    AdapterTensors tensors(weights::openWeightFile(file), adapter, (folder / adapterConfigName).string());
    tensors.read();
    if (adapter.score.values.empty()) {
        if (const auto head = valueHeadFile(folder)) {
            ScoreLayer layer = readValueHead(*head);
            adapter.score = std::move(layer.weight);
            adapter.scoreBias = std::move(layer.bias);
            adapter.head = layer.kind;
        }
    }
    return adapter;
}

void writeAdapter(const std::filesystem::path& folder, const Adapter& adapter, const std::string& pathPrefix)
{
    if (!adapter.isPlain()) {
        throw Error(folder.string() + ": adapters that are more than LoRA on linear layers are not written");
    }
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
    writeJsonFile(folder / adapterConfigName, json);
}

bool isAdapter(const std::filesystem::path& folder)
{
    std::error_code ignored;
    return std::filesystem::exists(folder / adapterConfigName, ignored);
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
