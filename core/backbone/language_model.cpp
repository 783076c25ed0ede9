#include "backbone/language_model.hpp"

#include "backbone/gradient_node.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/scalar_tensor.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>

namespace dpl::backbone {

namespace {

/// The backward pass of a layer of which nothing was kept. Weights that are trained inside get their gradients
/// directly.
class RepeatedLayerNode final : public GradientNode {
public:
    std::function<Stream(const Stream&)> layer;
    Stream input;

    std::string name() const override { return "RepeatedLayerNode"; }

    void release_variables() override { input = {}; }

protected:
    variable_list back(variable_list gradients) override
    {
        const at::AutoGradMode recording(true);
        const auto asLeaf = [](const at::Tensor& t) { return t.defined() ? t.detach().set_requires_grad(true) : t; };
        const Stream leaf{asLeaf(input.x), asLeaf(input.delta)};
        const Stream output = layer(leaf);
        variable_list roots;
        variable_list rootGradients;
        const auto add = [&](const at::Tensor& root, const at::Tensor& gradient) {
            if (gradient.defined()) {
                roots.push_back(root);
                rootGradients.push_back(gradient);
            }
        };
        add(output.x, gradients[0]);
        add(output.delta, gradients[1]);
        if (!roots.empty()) {
            torch::autograd::backward(roots, rootGradients);
        }
        return {leaf.x.grad(), leaf.delta.defined() ? leaf.delta.grad() : at::Tensor()};
    }
};

} // namespace

Stream checkpointedLayer(
    const Stream& stream, const PassOptionsPointer& pass, const std::function<Stream(const Stream&)>& f)
{
    if (!pass->checkpointLayers) {
        return f(stream);
    }
    const auto node = makeGradientNode<RepeatedLayerNode>(pass, {stream.x, stream.delta});
    if (!node) {
        return f(stream); // the first layer that is trained: nothing comes back to its input
    }
    Stream output;
    {
        const at::NoGradGuard guard;
        output = f({stream.x.detach(), stream.delta.defined() ? stream.delta.detach() : at::Tensor()});
    }
    node->layer = f;
    node->input = {stream.x.detach(), stream.delta.defined() ? stream.delta.detach() : at::Tensor()};
    recordGradient(node, {output.x, output.delta});
    return output;
}

std::unique_ptr<LanguageModel> loadLanguageModel(
    WeightSource& source, const DeviceAndType& placement, Observer& observer, const std::stop_token& stop)
{
    const auto progress = [&](std::int64_t layer, std::int64_t layers) {
        throwIfStopped(stop);
        observer.progressed({"Loading layers", layer, layers});
    };
    return std::make_unique<LanguageModel>(source, placement, progress);
}

LanguageModel::LanguageModel(WeightSource& source, const DeviceAndType& placement, const LoadingProgress& progress)
    : m_config(source.config()),
      m_embedding(std::string(m_config.family->embedding.name), m_config.vocabularySize, m_config.hiddenSize),
      m_embeddingDropout{m_config.embeddingDropout, static_cast<std::uint64_t>(m_config.layers) * 16},
      m_norm(std::string(m_config.family->finalNorm.name), m_config.hiddenSize, m_config.normEpsilon,
          m_config.family->norm)
{
    m_embedding.load(source, placement);
    if (const TensorName& positions = m_config.family->positions; positions.exists()) {
        m_positions.emplace(std::string(positions.name), m_config.contextLength, m_config.hiddenSize);
        m_positions->load(source, placement);
    }
    for (std::int64_t i = 0; i < m_config.layers; ++i) {
        progress(i, m_config.layers);
        m_blocks.emplace_back(m_config, i, source.hasInputsFirst()).load(source, placement);
    }
    m_norm.load(source, placement);
    progress(m_config.layers, m_config.layers);
}

at::Tensor LanguageModel::embedded(const PackedBatch& batch) const
{
    at::Tensor result = m_embedding.apply(batch.tokens);
    if (m_config.family->scalesEmbedding) {
        // In the type of the embedding, as in transformers: bfloat16 has no 55.4256.
        result = result
            * at::scalar_tensor(std::sqrt(static_cast<double>(m_config.hiddenSize)), at::TensorOptions(at::kDouble))
                  .to(result.options());
    }
    return m_positions ? result + m_positions->apply(batch.positions) : result;
}

at::Tensor LanguageModel::hiddenStates(
    const PackedBatch& batch, const std::vector<std::int64_t>& tokens, const PassOptionsPointer& pass) const
{
    const auto plan = std::make_shared<const AttentionPlan>(batch, m_config);
    const auto everywhere = attentionQueries(plan);
    const bool wantsAll = static_cast<std::int64_t>(tokens.size()) == batch.tokenCount();
    const auto last = wantsAll ? everywhere : attentionQueries(plan, tokens);
    Stream stream{withDropout(embedded(batch), backbonesOwn(m_embeddingDropout, *pass), *pass), {}};
    for (const TransformerBlock& block : m_blocks) {
        const auto& queries = &block == &m_blocks.back() ? last : everywhere;
        stream = checkpointedLayer(
            stream, pass, [&block, queries, pass](const Stream& input) { return block.apply(input, queries, pass); });
    }
    return m_norm.apply(stream.x, stream.delta, pass).normed;
}

std::vector<LinearGroup*> LanguageModel::linearGroups()
{
    std::vector<LinearGroup*> groups;
    for (TransformerBlock& block : m_blocks) {
        const auto more = block.linearGroups();
        groups.insert(groups.end(), more.begin(), more.end());
    }
    return groups;
}

NamedTensors LanguageModel::collectTrainable()
{
    NamedTensors parameters;
    m_embedding.collectTrainable(parameters);
    if (m_positions) {
        m_positions->collectTrainable(parameters);
    }
    for (TransformerBlock& block : m_blocks) {
        block.collectTrainable(parameters);
    }
    m_norm.collectTrainable(parameters);
    return parameters;
}

void LanguageModel::forEachParameter(const std::function<void(const std::string&, at::Tensor)>& f) const
{
    m_embedding.forEachParameter(f);
    if (m_positions) {
        m_positions->forEachParameter(f);
    }
    for (const TransformerBlock& block : m_blocks) {
        block.forEachParameter(f);
    }
    m_norm.forEachParameter(f);
}

} // namespace dpl::backbone
