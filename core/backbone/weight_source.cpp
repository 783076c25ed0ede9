#include "backbone/weight_source.hpp"

#include "base/error.hpp"
#include "base/parallel.hpp"

#include <algorithm>
#include <cmath>

namespace dpl::backbone {

namespace {

/// All names that a family has, within a layer or without one.
std::vector<TensorName> layerNames(const FamilySpec& family)
{
    std::vector<TensorName> names{family.attentionNorm, family.attentionOutputNorm, family.mlpNorm,
        family.mlpOutputNorm, family.queryNorm, family.keyNorm, family.attentionOutput, family.mlpOut};
    names.insert(names.end(), family.queryKeyValue.begin(), family.queryKeyValue.end());
    names.insert(names.end(), family.mlpIn.begin(), family.mlpIn.end());
    return names;
}

std::vector<TensorName> outerNames(const FamilySpec& family)
{
    return {family.embedding, family.positions, family.finalNorm, family.head};
}

std::string inOurWords(const std::vector<TensorName>& names, const std::string& gguf)
{
    for (const TensorName& name : names) {
        if (name.exists() && name.gguf == gguf) {
            return std::string(name.name);
        }
    }
    return {};
}

/// Where numbers lie that the file has in another order, by the row.
std::int64_t storedRow(const SourceTensor& tensor, std::int64_t row)
{
    return tensor.order ? tensor.order(row) : row;
}

} // namespace

void SourceTensor::readRows(std::int64_t first, std::int64_t count, std::span<float> out) const
{
    readStoredRows(first, count, out);
    if (change) {
        change->apply(first, count, out);
    }
}

void SourceTensor::readStoredRows(std::int64_t first, std::int64_t count, std::span<float> out) const
{
    if (!order) {
        weights::dequantiseRows(*stored, first, count, out);
        return;
    }
    const auto width = static_cast<std::size_t>(columns());
    for (std::int64_t i = 0; i < count; ++i) {
        weights::dequantiseRows(
            *stored, storedRow(*this, first + i), 1, out.subspan(static_cast<std::size_t>(i) * width, width));
    }
}

void SourceTensor::read(std::span<float> out) const
{
    if (!order && !(change && change->changesRows())) {
        weights::dequantise(*stored, out);
        return;
    }
    if (stored->shape.size() == 1) {
        std::vector<float> numbers(out.size());
        weights::dequantise(*stored, numbers);
        for (std::size_t i = 0; i < out.size(); ++i) {
            out[i] = numbers[static_cast<std::size_t>(storedRow(*this, static_cast<std::int64_t>(i)))];
        }
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
    const FamilySpec& family = *m_config.family;
    const std::string embedding = std::string(family.embedding.name) + ".weight";
    const std::string head = std::string(family.head.name) + ".weight";
    if (m_config.tiedEmbeddings && has(head)) {
        m_tensors.emplace(embedding, m_tensors.at(head));
    }
    if (m_isGguf) {
        if (m_config.vocabularySize == 0 && has(embedding)) {
            m_config.vocabularySize = m_tensors.at(embedding).rows();
        }
        readRopeDivisors();
    }
}

/// A GGUF file has what the frequencies are divided by as tensors: one, or, of longrope, one for short texts and one
/// for long ones.
void WeightSource::readRopeDivisors()
{
    RopeScaling& scaling = m_config.rope.scaling;
    const auto read = [&](const char* name) {
        std::vector<float> result(static_cast<std::size_t>(m_config.rotated / 2));
        take(name, {m_config.rotated / 2}).read(result);
        for (const float divisor : result) {
            if (!(divisor > 0.0f) || !std::isfinite(divisor)) {
                throw Error(m_path.string() + ": " + name + " holds a number that is not positive");
            }
        }
        return result;
    };
    if (has("rope_freqs.weight")) {
        scaling.divisors = read("rope_freqs.weight");
        scaling.kind = RopeScaling::Kind::divisors;
    }
    if (has("rope_factors_short.weight")) {
        scaling.divisors = read("rope_factors_short.weight");
        scaling.longDivisors = read("rope_factors_long.weight");
        scaling.kind = RopeScaling::Kind::longrope;
    }
    if (scaling.kind == RopeScaling::Kind::none) {
        scaling.attentionFactor = 1.0; // a longrope's, of a file that has none
    }
}

std::string WeightSource::ggufModelName(const std::string& stored) const
{
    const std::size_t end = stored.rfind('.');
    if (end == std::string::npos) {
        return stored;
    }
    if (!stored.starts_with("blk.")) {
        const std::string ours = inOurWords(outerNames(*m_config.family), stored.substr(0, end));
        return ours.empty() ? stored : ours + stored.substr(end);
    }
    const std::size_t dot = stored.find('.', 4);
    const std::string ours =
        dot < end ? inOurWords(layerNames(*m_config.family), stored.substr(dot + 1, end - dot - 1)) : std::string();
    return ours.empty()
        ? stored
        : std::string(m_config.family->layers) + stored.substr(4, dot - 4) + "." + ours + stored.substr(end);
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
    while (strip("_orig_mod.") || strip("module.") || strip("pretrained_model.")) {
        // of torch.compile, of data-parallel training, and of TRL around a model with a value head
    }
    return withoutModelPrefix(name);
}

/// Tensors that files carry and a reward model does not need: the language model's own head, buffers that are computed
/// from the config, and what sees images.
bool WeightSource::isNotNeeded(std::string_view name) const
{
    const std::string_view head = m_config.family->head.name;
    return (name.starts_with(head) && name.substr(head.size()) == ".weight") || name.ends_with("rotary_emb.inv_freq")
        || name.ends_with(".attn.bias") || name.ends_with(".attention.bias") || name.ends_with(".masked_bias")
        || name.ends_with("position_ids")
        || (m_config.isWithinOther
            && (name.starts_with("vision_tower.") || name.starts_with("multi_modal_projector.")));
}

/// GGUF files have rows in another order: of a Llama's q and k, rotary pairs (i, i + d/2) lie side by side; where q, k
/// and v are in one layer head by head, they are one after the other.
std::function<std::int64_t(std::int64_t)> WeightSource::orderOf(const std::string& name) const
{
    const FamilySpec& family = *m_config.family;
    const auto isOf = [&](const TensorName& layer) {
        return name.find("." + std::string(layer.name) + ".") != std::string::npos;
    };
    if (!m_isGguf || name.find('.') == std::string::npos) {
        return {};
    }
    if (family.pairsRotaryInGguf && (isOf(family.queryKeyValue[0]) || isOf(family.queryKeyValue[1]))) {
        return [size = m_config.headSize](std::int64_t row) {
            const std::int64_t inside = row % size;
            return row - inside + 2 * (inside % (size / 2)) + inside / (size / 2);
        };
    }
    if (family.interleavesHeads && isOf(family.queryKeyValue[0])) {
        return [size = m_config.headSize, heads = m_config.heads](
                   std::int64_t row) { return (row / size % 3 * heads + row / (3 * size)) * size + row % size; };
    }
    return {};
}

void WeightSource::addFile(std::unique_ptr<weights::WeightFile> file)
{
    for (const weights::StoredTensor& stored : file->tensors()) {
        SourceTensor source;
        source.stored = &stored;
        source.file = file.get();
        const std::string name = modelName(stored.name);
        source.order = orderOf(name);
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

void WeightSource::setChanges(const TensorChanges& changes)
{
    m_changes = changes;
    m_prepared.clear();
    m_changesTaken.clear();
    for (const auto& [name, change] : changes) {
        const auto found = m_tensors.find(name);
        if (found == m_tensors.end()) {
            continue; // checkChangesTaken tells
        }
        SourceTensor base = found->second;
        const auto prepared = std::make_shared<TensorChange>(*change);
        if (prepared->replacement) {
            base.stored = prepared->replacement;
            base.file = prepared->file.get();
            base.order = {};
        }
        const auto misfit = [&, name = name](const std::string& what) {
            return Error("the adapter's " + what + " of " + name + " does not fit the backbone " + m_path.string()
                + ", where it is " + weights::shapeText(base.stored->shape) + "; it was trained on another backbone");
        };
        if (!prepared->a.values.empty() && (prepared->a.columns != base.rows() || prepared->b.rows != base.columns())) {
            throw misfit("LoRA");
        }
        if (!prepared->ownRows.empty()
            && (prepared->rowValues.columns != base.columns() || prepared->ownRows.rbegin()->first >= base.rows())) {
            throw misfit("trained tokens");
        }
        if (!prepared->magnitudes.empty()) {
            if (prepared->magnitudes.size() != static_cast<std::size_t>(base.columns())) {
                throw misfit("DoRA");
            }
            prepared->prepare(base.rows(), base.columns(),
                [&](std::int64_t row, std::span<float> out) { base.readRows(row, 1, out); });
        }
        m_prepared.emplace(name, prepared);
    }
}

void WeightSource::checkChangesTaken() const
{
    for (const auto& [name, change] : m_changes) {
        if (!m_changesTaken.contains(name)) {
            throw Error("the adapter has " + name + " of its own, which the backbone " + m_path.string()
                + " does not have; it was trained on another backbone");
        }
    }
}

SourceTensor WeightSource::take(const std::string& name, const std::vector<std::int64_t>& shape)
{
    const auto changed = m_prepared.find(name);
    if (changed == m_prepared.end()) {
        return takeStored(name, shape);
    }
    SourceTensor tensor = takeStored(name, shape);
    m_changesTaken.insert(name);
    tensor.change = changed->second;
    if (const weights::StoredTensor* own = tensor.change->replacement) {
        if (own->shape != shape) {
            throw Error(tensor.change->file->path().string() + ": the tensor " + own->name + " has the shape "
                + weights::shapeText(own->shape) + ", expected " + weights::shapeText(shape)
                + "; the adapter was trained on another backbone"
                + (own->shape.size() == 2 && own->shape[1] == shape.back() ? ", or with tokens added to it" : ""));
        }
        if (!weights::isReal(own->type)) {
            throw Error(tensor.change->file->path().string() + ": the tensor " + own->name + " is stored as "
                + weights::toString(own->type) + ", which is not read as weights; save it as F32, F16 or BF16");
        }
        const FamilySpec& family = *m_config.family;
        const bool isStoredAlike = !(family.inputsFirst || family.norm == NormKind::rmsAroundOne) || !m_isGguf
            || name == std::string(family.embedding.name) + ".weight" || name.ends_with(".bias");
        if (!isStoredAlike) {
            throw Error(tensor.change->file->path().string() + ": the tensor " + own->name + " goes in the place of "
                + name + ", which GGUF files store otherwise; use the backbone as a folder, " + m_path.string()
                + " is a GGUF file");
        }
        tensor.stored = own;
        tensor.file = tensor.change->file.get();
        tensor.order = {};
    }
    return tensor;
}

SourceTensor WeightSource::takeStored(const std::string& name, const std::vector<std::int64_t>& shape)
{
    const auto found = m_tensors.find(name);
    if (const std::string quantised = found == m_tensors.end() ? quantisation() : ""; !quantised.empty()) {
        throw Error(m_path.string() + ": " + quantised);
    }
    const std::string head = std::string(m_config.family->head.name) + ".weight";
    if (found == m_tensors.end() && name == std::string(m_config.family->embedding.name) + ".weight" && has(head)) {
        throw Error(m_path.string() + ": the embeddings (" + name + ") are missing, and " + head
            + ", which is there, may only stand for them if config.json has \"tie_word_embeddings\": true");
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
