#include "backbone/weight_source.hpp"

#include "base/error.hpp"
#include "base/parallel.hpp"

#include <array>
#include <cmath>

namespace dpl::backbone {

namespace {

/// llama.cpp's names, after "blk.N.", and what transformers calls them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 9> ggufLayerNames{{
    {"attn_q.", "self_attn.q_proj."},
    {"attn_k.", "self_attn.k_proj."},
    {"attn_v.", "self_attn.v_proj."},
    {"attn_output.", "self_attn.o_proj."},
    {"ffn_gate.", "mlp.gate_proj."},
    {"ffn_up.", "mlp.up_proj."},
    {"ffn_down.", "mlp.down_proj."},
    {"attn_norm.", "input_layernorm."},
    {"ffn_norm.", "post_attention_layernorm."},
}};

std::string ggufModelName(const std::string& name)
{
    if (name == "token_embd.weight") {
        return "embed_tokens.weight";
    }
    if (name == "output_norm.weight") {
        return "norm.weight";
    }
    if (name == "output.weight") {
        return "lm_head.weight";
    }
    if (name.starts_with("blk.")) {
        const std::size_t dot = name.find('.', 4);
        if (dot != std::string::npos) {
            const std::string_view rest = std::string_view(name).substr(dot + 1);
            for (const auto& [theirs, ours] : ggufLayerNames) {
                if (rest.starts_with(theirs)) {
                    return "layers." + name.substr(4, dot - 4) + "." + std::string(ours)
                        + std::string(rest.substr(theirs.size()));
                }
            }
        }
    }
    return name;
}

/// Tensors that files carry and a reward model does not need: the language model's own head, and buffers that are
/// computed from the config.
bool isNotNeeded(std::string_view name)
{
    return name == "lm_head.weight" || name.ends_with("rotary_emb.inv_freq") || name.ends_with(".attn.bias")
        || name.ends_with(".attn.masked_bias") || name.ends_with("position_ids");
}

} // namespace

void SourceTensor::readRows(std::int64_t first, std::int64_t count, std::span<float> out) const
{
    if (interleavedHeadSize == 0) {
        weights::dequantiseRows(*stored, first, count, out);
        return;
    }
    const std::int64_t half = interleavedHeadSize / 2;
    const auto width = static_cast<std::size_t>(columns());
    for (std::int64_t i = 0; i < count; ++i) {
        const std::int64_t row = first + i;
        const std::int64_t head = row / interleavedHeadSize;
        const std::int64_t inside = row % interleavedHeadSize;
        const std::int64_t source = head * interleavedHeadSize + 2 * (inside % half) + inside / half;
        weights::dequantiseRows(*stored, source, 1, out.subspan(static_cast<std::size_t>(i) * width, width));
    }
}

void SourceTensor::read(std::span<float> out) const
{
    if (interleavedHeadSize == 0) {
        weights::dequantise(*stored, out);
        return;
    }
    constexpr std::int64_t atOnce = 64;
    const auto width = static_cast<std::size_t>(columns());
    const std::int64_t count = rows();
    parallelItems(static_cast<std::size_t>((count + atOnce - 1) / atOnce), scopeThreads(), [&](std::size_t item) {
        const std::int64_t first = static_cast<std::int64_t>(item) * atOnce;
        const std::int64_t some = std::min(atOnce, count - first);
        readRows(
            first, some, out.subspan(static_cast<std::size_t>(first) * width, static_cast<std::size_t>(some) * width));
    });
}

WeightSource::WeightSource(const std::filesystem::path& path) : m_path(path), m_config(readConfig(path))
{
    for (auto& file : weights::openWeights(path)) {
        m_isGguf = m_isGguf || dynamic_cast<const weights::GgufFile*>(file.get()) != nullptr;
        addFile(std::move(file));
    }
    if (m_config.tiedEmbeddings && has("lm_head.weight")) {
        m_tensors.emplace(
            m_config.family == Family::llama ? "embed_tokens.weight" : "wte.weight", m_tensors.at("lm_head.weight"));
    }
    if (m_isGguf) {
        if (m_config.vocabularySize == 0 && has("embed_tokens.weight")) {
            m_config.vocabularySize = m_tensors.at("embed_tokens.weight").rows();
        }
        if (has("rope_freqs.weight")) {
            const SourceTensor divisors = take("rope_freqs.weight", {m_config.headSize / 2});
            m_config.ropeScaling.kind = RopeScaling::Kind::divisors;
            m_config.ropeScaling.divisors.resize(static_cast<std::size_t>(m_config.headSize / 2));
            divisors.read(m_config.ropeScaling.divisors);
            for (const float divisor : m_config.ropeScaling.divisors) {
                if (!(divisor > 0.0f) || !std::isfinite(divisor)) {
                    throw Error(path.string() + ": rope_freqs.weight holds a number that is not positive");
                }
            }
        }
    }
}

std::string WeightSource::modelName(const std::string& stored) const
{
    if (m_isGguf) {
        return ggufModelName(stored);
    }
    std::string_view name = stored;
    const auto strip = [&](std::string_view prefix) {
        const bool has = name.starts_with(prefix);
        name.remove_prefix(has ? prefix.size() : 0);
        return has;
    };
    while (strip("_orig_mod.") || strip("module.")) { // of torch.compile, and of data-parallel training
    }
    if (!strip("model.")) {
        strip("transformer.");
    }
    return std::string(name);
}

void WeightSource::addFile(std::unique_ptr<weights::WeightFile> file)
{
    for (const weights::StoredTensor& stored : file->tensors()) {
        SourceTensor source;
        source.stored = &stored;
        source.file = file.get();
        const std::string name = modelName(stored.name);
        if (m_isGguf && m_config.modelType == "llama"
            && (name.ends_with(".q_proj.weight") || name.ends_with(".k_proj.weight"))) {
            source.interleavedHeadSize = m_config.headSize;
        }
        if (!m_tensors.emplace(name, source).second) {
            throw Error(file->path().string() + ": the tensor " + stored.name
                + " occurs twice, once under another name; the files do not belong together");
        }
    }
    m_files.push_back(std::move(file));
}

/// How a quantiser's files can be told from those of weights: a sentence, or nothing.
std::string WeightSource::quantisation() const
{
    constexpr std::pair<std::string_view, const char*> marks[]{{".qweight", "GPTQ or AWQ"},
        {".weight.absmax", "bitsandbytes, 4 bits"}, {".SCB", "bitsandbytes, 8 bits"},
        {".weight_packed", "compressed-tensors"}, {".weight_scale_inv", "blocks of 8-bit floats"},
        {".weight_scale", "8-bit floats or integers"}};
    for (const auto& [name, tensor] : m_tensors) {
        for (const auto& [mark, method] : marks) {
            if (name.ends_with(mark)) {
                return "the weights are quantised (" + std::string(method) + "; there is a tensor "
                    + tensor.stored->name + "), which is not read; use the model as it was before, or a GGUF file";
            }
        }
    }
    return {};
}

SourceTensor WeightSource::take(const std::string& name, const std::vector<std::int64_t>& shape)
{
    const auto found = m_tensors.find(name);
    if (const std::string quantised = found == m_tensors.end() ? quantisation() : ""; !quantised.empty()) {
        throw Error(m_path.string() + ": " + quantised);
    }
    if (found == m_tensors.end() && (name == "embed_tokens.weight" || name == "wte.weight") && has("lm_head.weight")) {
        throw Error(m_path.string() + ": the embeddings (" + name
            + ") are missing, and lm_head.weight, which is there, may only stand for them if config.json has "
              "\"tie_word_embeddings\": true");
    }
    if (found == m_tensors.end()) {
        throw Error(m_path.string() + ": the tensor " + name + " " + weights::shapeText(shape)
            + " is missing; the file is incomplete, or config.json belongs to another model");
    }
    const SourceTensor& tensor = found->second;
    if (const std::string quantised = tensor.stored->shape != shape ? quantisation() : ""; !quantised.empty()) {
        throw Error(tensor.file->path().string() + ": " + quantised);
    }
    if (tensor.stored->shape != shape) {
        throw Error(tensor.file->path().string() + ": the tensor " + tensor.stored->name + " has the shape "
            + weights::shapeText(tensor.stored->shape) + ", expected " + weights::shapeText(shape)
            + "; config.json belongs to another model");
    }
    if (!weights::isReal(tensor.stored->type)) {
        throw Error(tensor.file->path().string() + ": the tensor " + tensor.stored->name + " is stored as "
            + weights::toString(tensor.stored->type) + ", which is not read as weights; save it as F32, F16 or BF16");
    }
    m_taken.insert({name, modelName(tensor.stored->name)});
    return tensor;
}

void WeightSource::checkAllTaken() const
{
    if (has("score.bias")) {
        throw Error(m_path.string() + ": its score layer has a bias (score.bias), which is not supported yet");
    }
    for (const auto& [name, tensor] : m_tensors) {
        if (name.starts_with("v_head.") || name.starts_with("value_head.")) {
            throw Error(m_path.string() + ": it has a value head (" + tensor.stored->name
                + "), as TRL and OpenRLHF save it, which is not read yet; a score layer (score.weight) is");
        }
    }
    if (const std::string quantised = quantisation(); !quantised.empty()) {
        throw Error(m_path.string() + ": " + quantised);
    }
    std::vector<std::string> unknown;
    for (const auto& [name, tensor] : m_tensors) {
        const bool isEmpty = tensor.stored->elements() == 0; // a mark of how the file was made
        if (m_taken.count(name) == 0 && !isNotNeeded(name) && !isEmpty) {
            unknown.push_back(tensor.stored->name + " " + weights::shapeText(tensor.stored->shape));
        }
    }
    if (!unknown.empty()) {
        std::string list = unknown.front();
        for (std::size_t i = 1; i < std::min<std::size_t>(unknown.size(), 4); ++i) {
            list += ", " + unknown[i];
        }
        if (unknown.size() > 4) {
            list += " and " + std::to_string(unknown.size() - 4) + " more";
        }
        throw Error(m_path.string() + ": a model of type " + m_config.modelType + " does not have these tensors: "
            + list + "; the model's type differs from its config, or the model was changed");
    }
}

BackboneConfig readConfig(const std::filesystem::path& path)
{
    if (std::filesystem::is_directory(path)) {
        const std::filesystem::path file = path / "config.json";
        if (!std::filesystem::exists(file)) {
            throw Error(path.string()
                + " has no config.json; a backbone is a folder with config.json, weights and a tokenizer, or a GGUF "
                  "file");
        }
        return configFromJson(readJsonFile(file), file.string());
    }
    if (!std::filesystem::exists(path)) {
        throw Error(path.string()
            + " does not exist; a backbone is a folder with config.json, weights and a tokenizer, or a GGUF file");
    }
    if (!weights::isGguf(path)) {
        throw Error(path.string() + " is not a GGUF file; name the folder that holds it and config.json");
    }
    return configFromGguf(weights::openGguf(path)->metadata(), path.string());
}

} // namespace dpl::backbone
