#include "backbone/block_shape.hpp"

namespace dpl::backbone {

namespace {

/// Names of one layer.
class LayerNames {
public:
    LayerNames(const FamilySpec& family, std::int64_t layer)
        : m_prefix(std::string(family.layers) + std::to_string(layer) + ".")
    {
    }

    std::string of(const TensorName& name) const { return m_prefix + std::string(name.name); }

    NormShape norm(const TensorName& name, std::int64_t width) const
    {
        return name.exists() ? NormShape{of(name), width} : NormShape{};
    }

    GroupShape group(std::int64_t inputs, const std::vector<TensorName>& names,
        const std::vector<std::int64_t>& outputs, bool hasBias) const
    {
        GroupShape result{inputs, {}, hasBias};
        for (const TensorName& name : names) {
            result.members.emplace_back(of(name), 0);
        }
        // A single layer has the outputs of all.
        for (std::size_t i = 0; i < outputs.size(); ++i) {
            result.members[names.size() == 1 ? 0 : i].second += outputs[i];
        }
        return result;
    }

private:
    std::string m_prefix;
};

} // namespace

std::int64_t GroupShape::outputs() const
{
    std::int64_t sum = 0;
    for (const auto& [name, count] : members) {
        sum += count;
    }
    return sum;
}

std::vector<const NormShape*> BlockShape::norms() const
{
    std::vector<const NormShape*> result;
    for (const NormShape* norm :
        {&attentionNorm, &queryNorm, &keyNorm, &attentionOutputNorm, &mlpNorm, &mlpOutputNorm}) {
        if (norm->exists()) {
            result.push_back(norm);
        }
    }
    return result;
}

std::vector<const GroupShape*> BlockShape::groups() const
{
    return {&queryKeyValue, &attentionOutput, &mlpIn, &mlpOut};
}

BlockShape blockShape(const BackboneConfig& config, std::int64_t layer)
{
    const FamilySpec& family = *config.family;
    const LayerNames names(family, layer);
    const std::int64_t width = config.hiddenSize;
    const std::int64_t queries = config.queryWidth();
    const std::int64_t keys = config.keyValueWidth();
    const std::int64_t inner = config.intermediateSize;
    BlockShape shape;
    shape.attentionNorm = names.norm(family.attentionNorm, width);
    shape.queryKeyValue = names.group(width, family.queryKeyValue, {queries, keys, keys}, config.attentionBias);
    shape.queryNorm = names.norm(family.queryNorm, family.normsWholeQuery ? queries : config.headSize);
    shape.keyNorm = names.norm(family.keyNorm, family.normsWholeQuery ? keys : config.headSize);
    shape.attentionOutput = names.group(queries, {family.attentionOutput}, {width}, config.outputBias);
    shape.attentionOutputNorm = names.norm(family.attentionOutputNorm, width);
    shape.mlpNorm = names.norm(family.mlpNorm, width);
    shape.mlpIn = names.group(width, family.mlpIn,
        family.isGated ? std::vector<std::int64_t>{inner, inner} : std::vector<std::int64_t>{inner}, config.mlpBias);
    shape.mlpOut = names.group(inner, {family.mlpOut}, {width}, config.mlpBias);
    shape.mlpOutputNorm = names.norm(family.mlpOutputNorm, width);
    return shape;
}

void forEachTensor(const BackboneConfig& config, bool inputsFirst,
    const std::function<void(const std::string& name, const std::vector<std::int64_t>& shape)>& f)
{
    const FamilySpec& family = *config.family;
    const auto norm = [&](const NormShape& shape) {
        if (!shape.exists()) {
            return;
        }
        f(shape.name + ".weight", {shape.width});
        if (family.norm == NormKind::layer) {
            f(shape.name + ".bias", {shape.width});
        }
    };
    const auto group = [&](const GroupShape& shape) {
        for (const auto& [name, outputs] : shape.members) {
            f(name + ".weight",
                inputsFirst ? std::vector<std::int64_t>{shape.inputs, outputs}
                            : std::vector<std::int64_t>{outputs, shape.inputs});
            if (shape.hasBias) {
                f(name + ".bias", {outputs});
            }
        }
    };
    f(std::string(family.embedding.name) + ".weight", {config.vocabularySize, config.hiddenSize});
    if (family.positions.exists()) {
        f(std::string(family.positions.name) + ".weight", {config.contextLength, config.hiddenSize});
    }
    for (std::int64_t i = 0; i < config.layers; ++i) {
        const BlockShape block = blockShape(config, i);
        norm(block.attentionNorm);
        group(block.queryKeyValue);
        norm(block.queryNorm);
        norm(block.keyNorm);
        group(block.attentionOutput);
        norm(block.attentionOutputNorm);
        norm(block.mlpNorm);
        group(block.mlpIn);
        group(block.mlpOut);
        norm(block.mlpOutputNorm);
    }
    norm({std::string(family.finalNorm.name), config.hiddenSize});
}

} // namespace dpl::backbone
