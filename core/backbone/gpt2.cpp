#include "backbone/gpt2.hpp"

#include "backbone/activation.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>

namespace dpl::backbone {

Gpt2::Layer::Layer(const BackboneConfig& config, std::int64_t index)
    : attentionNorm("h." + std::to_string(index) + ".ln_1", config.hiddenSize, config.normEpsilon, true),
      queryKeyValue(
          config.hiddenSize, {{"h." + std::to_string(index) + ".attn.c_attn", 3 * config.hiddenSize}}, true, true),
      output(config.hiddenSize, {{"h." + std::to_string(index) + ".attn.c_proj", config.hiddenSize}}, true, true),
      mlpNorm("h." + std::to_string(index) + ".ln_2", config.hiddenSize, config.normEpsilon, true),
      up(config.hiddenSize, {{"h." + std::to_string(index) + ".mlp.c_fc", config.intermediateSize}}, true, true),
      down(config.intermediateSize, {{"h." + std::to_string(index) + ".mlp.c_proj", config.hiddenSize}}, true, true),
      attentionDropout{config.attentionDropout, static_cast<std::uint64_t>(index) * 16 + 15},
      outputDropout{config.residualDropout, static_cast<std::uint64_t>(index) * 16 + 14},
      mlpDropout{config.residualDropout, static_cast<std::uint64_t>(index) * 16 + 13}
{
}

Stream Gpt2::Layer::apply(
    const Stream& stream, const std::shared_ptr<const AttentionQueries>& queries, const PassOptionsPointer& pass) const
{
    Normed state = attentionNorm.apply(stream.x, stream.delta, pass);
    const at::Tensor queryKeyValues = queryKeyValue.apply(state.normed, pass);
    at::Tensor attended;
    if (queries->tokens.empty()) {
        attended = attention(queryKeyValues, {}, queries, pass, backbonesOwn(attentionDropout, *pass));
    } else {
        const at::Tensor rows = at::tensor(queries->tokens, at::TensorOptions(at::kLong)).to(state.sum.device());
        const std::int64_t width = state.sum.size(1);
        const at::Tensor query = queryKeyValues.narrow(1, 0, width).index_select(0, rows);
        const at::Tensor keyValue = queryKeyValues.narrow(1, width, 2 * width).contiguous();
        state.sum = state.sum.index_select(0, rows);
        attended = attention(query, keyValue, queries, pass, backbonesOwn(attentionDropout, *pass));
    }
    state = mlpNorm.apply(
        state.sum, withDropout(output.apply(attended, pass), backbonesOwn(outputDropout, *pass), *pass), pass);
    return {state.sum,
        withDropout(
            down.apply(gelu(up.apply(state.normed, pass), pass), pass), backbonesOwn(mlpDropout, *pass), *pass)};
}

Gpt2::Gpt2(WeightSource& source, const DeviceAndType& placement, const LoadingProgress& progress)
    : LanguageModel(source.config()), m_embedding("wte", m_config.vocabularySize, m_config.hiddenSize),
      m_positions("wpe", m_config.contextLength, m_config.hiddenSize),
      m_embeddingDropout{m_config.embeddingDropout, static_cast<std::uint64_t>(m_config.layers) * 16},
      m_norm("ln_f", m_config.hiddenSize, m_config.normEpsilon, true)
{
    m_embedding.load(source, placement);
    m_positions.load(source, placement);
    for (std::int64_t i = 0; i < m_config.layers; ++i) {
        progress(i, m_config.layers);
        Layer& layer = m_layers.emplace_back(m_config, i);
        layer.attentionNorm.load(source, placement);
        layer.queryKeyValue.load(source, placement);
        layer.output.load(source, placement);
        layer.mlpNorm.load(source, placement);
        layer.up.load(source, placement);
        layer.down.load(source, placement);
    }
    m_norm.load(source, placement);
    progress(m_config.layers, m_config.layers);
}

at::Tensor Gpt2::hiddenStates(
    const PackedBatch& batch, const std::vector<std::int64_t>& tokens, const PassOptionsPointer& pass) const
{
    const auto plan = std::make_shared<const AttentionPlan>(batch, m_config);
    const auto everywhere = attentionQueries(plan);
    const bool wantsAll = static_cast<std::int64_t>(tokens.size()) == batch.tokenCount();
    const auto last = wantsAll ? everywhere : attentionQueries(plan, tokens);
    const at::Tensor embedded = m_embedding.apply(batch.tokens) + m_positions.apply(batch.positions);
    Stream stream{withDropout(embedded, backbonesOwn(m_embeddingDropout, *pass), *pass), {}};
    for (const Layer& layer : m_layers) {
        const auto& queries = &layer == &m_layers.back() ? last : everywhere;
        stream = checkpointedLayer(
            stream, pass, [&layer, queries, pass](const Stream& input) { return layer.apply(input, queries, pass); });
    }
    return m_norm.apply(stream.x, stream.delta, pass).normed;
}

std::vector<LinearGroup*> Gpt2::linearGroups()
{
    std::vector<LinearGroup*> groups;
    for (Layer& layer : m_layers) {
        groups.insert(groups.end(), {&layer.queryKeyValue, &layer.output, &layer.up, &layer.down});
    }
    return groups;
}

NamedTensors Gpt2::collectTrainable()
{
    NamedTensors parameters;
    m_embedding.collectTrainable(parameters);
    m_positions.collectTrainable(parameters);
    for (Layer& layer : m_layers) {
        layer.attentionNorm.collectTrainable(parameters);
        layer.queryKeyValue.collectTrainable(parameters);
        layer.output.collectTrainable(parameters);
        layer.mlpNorm.collectTrainable(parameters);
        layer.up.collectTrainable(parameters);
        layer.down.collectTrainable(parameters);
    }
    m_norm.collectTrainable(parameters);
    return parameters;
}

void Gpt2::forEachParameter(const std::function<void(const std::string&, at::Tensor)>& f) const
{
    m_embedding.forEachParameter(f);
    m_positions.forEachParameter(f);
    for (const Layer& layer : m_layers) {
        layer.attentionNorm.forEachParameter(f);
        layer.queryKeyValue.forEachParameter(f);
        layer.output.forEachParameter(f);
        layer.mlpNorm.forEachParameter(f);
        layer.up.forEachParameter(f);
        layer.down.forEachParameter(f);
    }
    m_norm.forEachParameter(f);
}

} // namespace dpl::backbone
