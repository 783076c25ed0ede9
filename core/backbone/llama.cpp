#include "backbone/llama.hpp"

#include "backbone/activation.hpp"

#include <ATen/ops/tensor.h>

namespace dpl::backbone {

Llama::Layer::Layer(const BackboneConfig& config, std::int64_t index)
    : attentionNorm(
          "layers." + std::to_string(index) + ".input_layernorm", config.hiddenSize, config.normEpsilon, false),
      queryKeyValue(config.hiddenSize,
          {{"layers." + std::to_string(index) + ".self_attn.q_proj", config.queryWidth()},
              {"layers." + std::to_string(index) + ".self_attn.k_proj", config.keyValueWidth()},
              {"layers." + std::to_string(index) + ".self_attn.v_proj", config.keyValueWidth()}},
          config.attentionBias, false),
      output(config.queryWidth(), {{"layers." + std::to_string(index) + ".self_attn.o_proj", config.hiddenSize}},
          config.outputBias, false),
      mlpNorm("layers." + std::to_string(index) + ".post_attention_layernorm", config.hiddenSize, config.normEpsilon,
          false),
      gateUp(config.hiddenSize,
          {{"layers." + std::to_string(index) + ".mlp.gate_proj", config.intermediateSize},
              {"layers." + std::to_string(index) + ".mlp.up_proj", config.intermediateSize}},
          config.mlpBias, false),
      down(config.intermediateSize, {{"layers." + std::to_string(index) + ".mlp.down_proj", config.hiddenSize}},
          config.mlpBias, false)
{
}

Stream Llama::Layer::apply(
    const Stream& stream, const std::shared_ptr<const AttentionQueries>& queries, const PassOptionsPointer& pass) const
{
    Normed state = attentionNorm.apply(stream.x, stream.delta, pass);
    at::Tensor attended;
    if (queries->tokens.empty()) {
        attended = attention(
            queryKeyValue.apply(state.normed, pass), {}, queries, pass, backbonesOwn(attentionDropout, *pass));
    } else {
        // Keys and values everywhere, the rest only where a state is asked for.
        const at::Tensor rows = at::tensor(queries->tokens, at::TensorOptions(at::kLong)).to(state.sum.device());
        const at::Tensor keyValue = queryKeyValue.apply(state.normed, pass, 1, 2);
        const at::Tensor query = queryKeyValue.apply(state.normed.index_select(0, rows), pass, 0, 1);
        state.sum = state.sum.index_select(0, rows);
        attended = attention(query, keyValue, queries, pass, backbonesOwn(attentionDropout, *pass));
    }
    state = mlpNorm.apply(state.sum, output.apply(attended, pass), pass);
    return {state.sum, down.apply(gatedSilu(gateUp.apply(state.normed, pass), pass), pass)};
}

Llama::Llama(WeightSource& source, const DeviceAndType& placement, const LoadingProgress& progress)
    : LanguageModel(source.config()), m_embedding("embed_tokens", m_config.vocabularySize, m_config.hiddenSize),
      m_norm("norm", m_config.hiddenSize, m_config.normEpsilon, false)
{
    m_embedding.load(source, placement);
    for (std::int64_t i = 0; i < m_config.layers; ++i) {
        progress(i, m_config.layers);
        Layer& layer = m_layers.emplace_back(m_config, i);
        layer.attentionDropout = {m_config.attentionDropout, static_cast<std::uint64_t>(i) * 16 + 15};
        layer.attentionNorm.load(source, placement);
        layer.queryKeyValue.load(source, placement);
        layer.output.load(source, placement);
        layer.mlpNorm.load(source, placement);
        layer.gateUp.load(source, placement);
        layer.down.load(source, placement);
    }
    m_norm.load(source, placement);
    progress(m_config.layers, m_config.layers);
}

at::Tensor Llama::hiddenStates(
    const PackedBatch& batch, const std::vector<std::int64_t>& tokens, const PassOptionsPointer& pass) const
{
    const auto plan = std::make_shared<const AttentionPlan>(batch, m_config);
    const auto everywhere = attentionQueries(plan);
    const bool wantsAll = static_cast<std::int64_t>(tokens.size()) == batch.tokenCount();
    const auto last = wantsAll ? everywhere : attentionQueries(plan, tokens);
    Stream stream{m_embedding.apply(batch.tokens), {}};
    for (const Layer& layer : m_layers) {
        const auto& queries = &layer == &m_layers.back() ? last : everywhere;
        stream = checkpointedLayer(
            stream, pass, [&layer, queries, pass](const Stream& input) { return layer.apply(input, queries, pass); });
    }
    return m_norm.apply(stream.x, stream.delta, pass).normed;
}

std::vector<LinearGroup*> Llama::linearGroups()
{
    std::vector<LinearGroup*> groups;
    for (Layer& layer : m_layers) {
        groups.insert(groups.end(), {&layer.queryKeyValue, &layer.output, &layer.gateUp, &layer.down});
    }
    return groups;
}

NamedTensors Llama::collectTrainable()
{
    NamedTensors parameters;
    m_embedding.collectTrainable(parameters);
    for (Layer& layer : m_layers) {
        layer.attentionNorm.collectTrainable(parameters);
        layer.queryKeyValue.collectTrainable(parameters);
        layer.output.collectTrainable(parameters);
        layer.mlpNorm.collectTrainable(parameters);
        layer.gateUp.collectTrainable(parameters);
        layer.down.collectTrainable(parameters);
    }
    m_norm.collectTrainable(parameters);
    return parameters;
}

void Llama::forEachParameter(const std::function<void(const std::string&, at::Tensor)>& f) const
{
    m_embedding.forEachParameter(f);
    for (const Layer& layer : m_layers) {
        layer.attentionNorm.forEachParameter(f);
        layer.queryKeyValue.forEachParameter(f);
        layer.output.forEachParameter(f);
        layer.mlpNorm.forEachParameter(f);
        layer.gateUp.forEachParameter(f);
        layer.down.forEachParameter(f);
    }
    m_norm.forEachParameter(f);
}

} // namespace dpl::backbone
