#include "backbone/transformer_block.hpp"

#include "backbone/activation.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/tensor.h>

namespace dpl::backbone {

namespace {

std::optional<Norm> normOf(const NormShape& shape, const BackboneConfig& config)
{
    return shape.exists()
        ? std::optional<Norm>(std::in_place, shape.name, shape.width, config.normEpsilon, config.family->norm)
        : std::nullopt;
}

LinearGroup groupOf(const GroupShape& shape, bool inputsFirst)
{
    return LinearGroup(shape.inputs, shape.members, shape.hasBias, inputsFirst);
}

/// x + delta and what the next block reads of it; without a norm the sum itself.
Normed addAndNorm(
    const std::optional<Norm>& norm, const at::Tensor& x, const at::Tensor& delta, const PassOptionsPointer& pass)
{
    if (norm) {
        return norm->apply(x, delta, pass);
    }
    const at::Tensor sum = delta.defined() ? x + delta : x;
    return {sum, sum};
}

at::Tensor normedOnly(const std::optional<Norm>& norm, const at::Tensor& x, const PassOptionsPointer& pass)
{
    return norm ? norm->apply(x, {}, pass).normed : x;
}

/// The norm of each row, or of each of the row's heads.
at::Tensor normedHeads(const Norm& norm, const at::Tensor& x, const PassOptionsPointer& pass)
{
    return norm.apply(x.reshape({-1, norm.width()}), {}, pass).normed.reshape(x.sizes());
}

} // namespace

TransformerBlock::TransformerBlock(const BackboneConfig& config, std::int64_t layer, bool inputsFirst)
    : TransformerBlock(config, layer, blockShape(config, layer), inputsFirst)
{
}

TransformerBlock::TransformerBlock(
    const BackboneConfig& config, std::int64_t layer, const BlockShape& shape, bool inputsFirst)
    : m_family(config.family), m_activation(config.activation), m_isParallel(config.isParallel), m_heads(config.heads),
      m_headSize(config.headSize), m_queryWidth(config.queryWidth()), m_keyWidth(config.keyValueWidth()),
      m_attention(config, layer), m_attentionNorm(normOf(shape.attentionNorm, config)),
      m_queryKeyValue(groupOf(shape.queryKeyValue, inputsFirst)), m_queryNorm(normOf(shape.queryNorm, config)),
      m_keyNorm(normOf(shape.keyNorm, config)), m_attentionOutput(groupOf(shape.attentionOutput, inputsFirst)),
      m_attentionOutputNorm(normOf(shape.attentionOutputNorm, config)), m_mlpNorm(normOf(shape.mlpNorm, config)),
      m_mlpIn(groupOf(shape.mlpIn, inputsFirst)), m_mlpOut(groupOf(shape.mlpOut, inputsFirst)),
      m_mlpOutputNorm(normOf(shape.mlpOutputNorm, config)),
      m_outputDropout{config.residualDropout, static_cast<std::uint64_t>(layer) * 16 + 14},
      m_mlpDropout{config.residualDropout, static_cast<std::uint64_t>(layer) * 16 + 13}
{
}

template <typename Block, typename F> void TransformerBlock::forEachPart(Block& block, F&& f)
{
    const auto norm = [&](auto& part) {
        if (part) {
            f(*part);
        }
    };
    norm(block.m_attentionNorm);
    f(block.m_queryKeyValue);
    norm(block.m_queryNorm);
    norm(block.m_keyNorm);
    f(block.m_attentionOutput);
    norm(block.m_attentionOutputNorm);
    norm(block.m_mlpNorm);
    f(block.m_mlpIn);
    f(block.m_mlpOut);
    norm(block.m_mlpOutputNorm);
}

void TransformerBlock::load(WeightSource& source, const DeviceAndType& placement)
{
    forEachPart(*this, [&](auto& part) { part.load(source, placement); });
}

std::vector<LinearGroup*> TransformerBlock::linearGroups()
{
    return {&m_queryKeyValue, &m_attentionOutput, &m_mlpIn, &m_mlpOut};
}

void TransformerBlock::collectTrainable(std::vector<std::pair<std::string, at::Tensor>>& parameters)
{
    forEachPart(*this, [&](auto& part) { part.collectTrainable(parameters); });
}

void TransformerBlock::forEachParameter(const std::function<void(const std::string&, at::Tensor)>& f) const
{
    forEachPart(*this, [&](const auto& part) { part.forEachParameter(f); });
}

TransformerBlock::Operands TransformerBlock::operands(
    const at::Tensor& normed, const at::Tensor& rows, const PassOptionsPointer& pass) const
{
    Operands result;
    const bool isSplit = m_queryKeyValue.members().size() == 3;
    if (isSplit && rows.defined()) {
        // Keys and values everywhere, the rest only where a state is asked for.
        result.kv = m_queryKeyValue.apply(normed, pass, 1, 2);
        result.q = m_queryKeyValue.apply(normed.index_select(0, rows), pass, 0, 1);
    } else {
        result.q = m_queryKeyValue.apply(normed, pass);
        if (m_family->interleavesHeads) { // [heads, (q, k, v), size] of each token
            result.q = result.q.reshape({-1, m_heads, 3, m_headSize}).transpose(1, 2).reshape(result.q.sizes());
        }
        if (rows.defined() || m_queryNorm) {
            const at::Tensor query = result.q.narrow(1, 0, m_queryWidth);
            result.kv = result.q.narrow(1, m_queryWidth, 2 * m_keyWidth);
            result.kv = m_keyNorm ? result.kv : result.kv.contiguous();
            result.q = rows.defined() ? query.index_select(0, rows) : query;
        }
    }
    if (m_queryNorm) {
        result.q = normedHeads(*m_queryNorm, result.q, pass);
        result.kv = at::cat({normedHeads(*m_keyNorm, result.kv.narrow(1, 0, m_keyWidth), pass),
                                result.kv.narrow(1, m_keyWidth, m_keyWidth)},
            1);
    }
    return result;
}

at::Tensor TransformerBlock::attend(const at::Tensor& normed, const at::Tensor& rows,
    const std::shared_ptr<const AttentionQueries>& queries, const PassOptionsPointer& pass) const
{
    const Operands values = operands(normed, rows, pass);
    const at::Tensor attended = attention(values.q, values.kv, queries, m_attention, pass);
    return withDropout(normedOnly(m_attentionOutputNorm, m_attentionOutput.apply(attended, pass), pass),
        backbonesOwn(m_outputDropout, *pass), *pass);
}

at::Tensor TransformerBlock::mlp(const at::Tensor& normed, const PassOptionsPointer& pass) const
{
    const at::Tensor inner = m_mlpIn.apply(normed, pass);
    const at::Tensor activated =
        m_family->isGated ? gated(m_activation, inner, pass) : activate(m_activation, inner, pass);
    return withDropout(
        normedOnly(m_mlpOutputNorm, m_mlpOut.apply(activated, pass), pass), backbonesOwn(m_mlpDropout, *pass), *pass);
}

Stream TransformerBlock::apply(
    const Stream& stream, const std::shared_ptr<const AttentionQueries>& queries, const PassOptionsPointer& pass) const
{
    Normed state = addAndNorm(m_attentionNorm, stream.x, stream.delta, pass);
    at::Tensor rows;
    if (!queries->tokens.empty()) {
        rows = at::tensor(queries->tokens, at::TensorOptions(at::kLong)).to(state.sum.device());
    }
    const at::Tensor attended = attend(state.normed, rows, queries, pass);
    if (rows.defined()) {
        state.sum = state.sum.index_select(0, rows);
    }
    if (m_isParallel) {
        return {state.sum, attended + mlp(normedOnly(m_mlpNorm, state.sum, pass), pass)};
    }
    state = addAndNorm(m_mlpNorm, state.sum, attended, pass);
    return {state.sum, mlp(state.normed, pass)};
}

} // namespace dpl::backbone
