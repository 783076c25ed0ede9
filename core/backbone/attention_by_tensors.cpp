#include "backbone/attention_by_tensors.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/scaled_dot_product_attention.h>

#include <limits>
#include <numeric>
#include <vector>

namespace dpl::backbone {

namespace {

/// The mask of a layer, made once for all that have its window.
const at::Tensor& maskOf(const AttentionQueries& queries, std::int64_t window, const at::Device& device)
{
    at::Tensor& mask = queries.masks[window];
    if (!mask.defined()) {
        std::vector<std::int64_t> tokens = queries.tokens;
        if (tokens.empty()) {
            tokens.resize(static_cast<std::size_t>(queries.plan->tokenCount()));
            std::iota(tokens.begin(), tokens.end(), 0);
        }
        mask = queries.plan->mask(tokens, window).to(device);
    }
    return mask;
}

/// x [tokens, heads, headSize] rotated by the positions of all tokens, or, for queries, of theirs.
at::Tensor rotatedByTensors(
    const at::Tensor& x, const AttentionPlan& plan, const AttentionPlan::Rotation& rotation, const at::Tensor& tokens)
{
    const auto table = [&](const at::Tensor& t) {
        const at::Tensor here = t.to(x.options());
        return (tokens.defined() ? here.index_select(0, tokens) : here).unsqueeze(1);
    };
    const at::Tensor cosine = table(rotation.cosines);
    const at::Tensor sine = table(rotation.sines);
    const std::int64_t half = plan.rotated() / 2;
    const at::Tensor a = x.narrow(2, 0, half);
    const at::Tensor b = x.narrow(2, half, half);
    std::vector<at::Tensor> parts{a * cosine - b * sine, b * cosine + a * sine};
    if (plan.rotated() < plan.headSize()) {
        parts.push_back(x.narrow(2, plan.rotated(), plan.headSize() - plan.rotated()));
    }
    return at::cat(parts, 2);
}

} // namespace

at::Tensor attentionByTensors(const at::Tensor& q, const at::Tensor& kv, const AttentionQueries& queries,
    const AttentionLayer& layer, const PassOptions& pass)
{
    const AttentionPlan& plan = *queries.plan;
    const DropoutAt dropout = backbonesOwn(layer.dropout, pass);
    const std::int64_t size = plan.headSize();
    const std::int64_t keyWidth = plan.keyValueHeads() * size;
    const std::int64_t rows = q.size(0);
    const at::Tensor keysAndValues = kv.defined() ? kv : q.narrow(1, plan.heads() * size, 2 * keyWidth);
    at::Tensor query = q.narrow(1, 0, plan.heads() * size).reshape({rows, plan.heads(), size});
    at::Tensor key = keysAndValues.narrow(1, 0, keyWidth).reshape({plan.tokenCount(), plan.keyValueHeads(), size});
    at::Tensor value =
        keysAndValues.narrow(1, keyWidth, keyWidth).reshape({plan.tokenCount(), plan.keyValueHeads(), size});
    at::Tensor tokens;
    if (!queries.tokens.empty()) {
        tokens = at::from_blob(const_cast<std::int64_t*>(queries.tokens.data()), {rows}, at::TensorOptions(at::kLong))
                     .to(q.device(), false, true);
    }
    const at::Tensor& mask = maskOf(queries, layer.window, q.device());
    if (plan.rotated() > 0) {
        const AttentionPlan::Rotation& rotation = plan.rotation(layer.window > 0);
        query = rotatedByTensors(query, plan, rotation, tokens);
        key = rotatedByTensors(key, plan, rotation, {});
    }
    const std::int64_t group = plan.heads() / plan.keyValueHeads();
    if (group > 1) {
        key = key.repeat_interleave(group, 1);
        value = value.repeat_interleave(group, 1);
    }
    if (dropout.acts(pass) || layer.softCap > 0.0) {
        at::Tensor scores = at::matmul(query.transpose(0, 1), key.permute({1, 2, 0})) / (1.0 / layer.scale);
        if (layer.softCap > 0.0) {
            scores = (scores / layer.softCap).tanh() * layer.softCap;
        }
        scores = scores.masked_fill(mask.logical_not(), -std::numeric_limits<double>::infinity()).softmax(-1);
        if (dropout.acts(pass)) {
            scores = scores * dropped(at::ones_like(scores), dropout.rate, dropout.key(pass));
        }
        return at::matmul(scores, value.transpose(0, 1)).transpose(0, 1).reshape({rows, plan.heads() * size});
    }
    const at::Tensor out =
        at::scaled_dot_product_attention(query.transpose(0, 1).unsqueeze(0), key.transpose(0, 1).unsqueeze(0),
            value.transpose(0, 1).unsqueeze(0), mask.unsqueeze(0).unsqueeze(0), 0.0, false, layer.scale);
    return out.squeeze(0).transpose(0, 1).reshape({rows, plan.heads() * size});
}

} // namespace dpl::backbone
