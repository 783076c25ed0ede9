#include "backbone/attention.hpp"

#include "backbone/attention_by_tensors.hpp"
#include "backbone/gradient_node.hpp"
#include "backbone/kernels.hpp"
#include "backbone/rows_in_parallel.hpp"
#include "base/matrix_product.hpp"
#include "base/parallel.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/zeros_like.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace dpl::backbone {

namespace {

/// Where queries, keys and values lie in one or two matrices.
template <typename Real> struct Operands {
    Real* q;
    std::size_t queryStride;
    Real* k;
    Real* v;
    std::size_t keyStride;
};

template <typename Real>
Operands<Real> operands(Real* q, std::size_t queryStride, Real* kv, std::size_t keyStride, const AttentionPlan& plan)
{
    const auto keyWidth = static_cast<std::size_t>(plan.keyValueHeads() * plan.headSize());
    if (!kv) {
        kv = q + plan.heads() * plan.headSize();
        keyStride = queryStride;
    }
    return {q, queryStride, kv, kv + keyWidth, keyStride};
}

/// Queries of one segment and one key/value head that go through the products together: those of tokens [first, last)
/// of the segment's list, for each head of the group, one after the other.
struct Block {
    const AttentionPlan::Queries* queries;
    std::size_t keyValueHead;
    std::size_t first;
    std::size_t last;
    std::size_t window; ///< 0: none

    /// Places of keys that query i attends to: [firstKey(i), endKey(i)).
    std::size_t endKey(std::size_t i) const
    {
        return static_cast<std::size_t>(queries->prefixLength + queries->tokens[i] + 1 - queries->own.begin);
    }
    std::size_t firstKey(std::size_t i) const
    {
        const std::size_t end = endKey(i);
        return window == 0 || end < window ? 0 : end - window;
    }
    /// Of any of its queries.
    std::size_t keys() const { return endKey(last - 1) - firstKey(first); }
};

/// Scores of a block stay within half a megabyte, about what a core's own cache holds.
constexpr std::size_t blockScores = 131072;

constexpr std::size_t largestBlock = 256;

void appendBlocks(const AttentionPlan::Queries& queries, std::size_t keyValueHead, std::size_t group,
    std::size_t window, std::vector<Block>& blocks)
{
    std::size_t first = 0;
    while (first < queries.tokens.size()) {
        auto longest = static_cast<std::size_t>(queries.prefixLength + queries.own.end - queries.own.begin);
        longest = window == 0 ? longest : std::min(longest, window + largestBlock);
        const std::size_t size = std::clamp<std::size_t>(blockScores / (group * longest), 8, largestBlock);
        const std::size_t last = std::min(first + size, queries.tokens.size());
        blocks.push_back({&queries, keyValueHead, first, last, window});
        first = last;
    }
}

/// Memory that a thread uses for one block after the other.
struct Scratch {
    std::vector<float> queries;
    std::vector<float> scores;
    std::vector<float> slopes; ///< of the soft cap
    std::vector<float> gradients;
    std::vector<float> out;
    std::vector<float> outGradients;
};

/// One block's computation, on the calling thread.
class BlockAttention {
public:
    BlockAttention(const AttentionPlan& plan, const AttentionLayer& layer, const Operands<const float>& operands,
        const Block& block, Scratch& scratch)
        : m_plan(plan), m_operands(operands), m_block(block), m_scratch(scratch),
          m_size(static_cast<std::size_t>(plan.headSize())),
          m_group(static_cast<std::size_t>(plan.heads() / plan.keyValueHeads())),
          m_rows((block.last - block.first) * m_group), m_firstKey(block.firstKey(block.first)), m_keys(block.keys()),
          m_scale(static_cast<float>(layer.scale)), m_softCap(static_cast<float>(layer.softCap))
    {
    }

    /// Probabilities and outputs; logSums [queries, heads] is kept.
    void forward(float* out, float* logSums)
    {
        gatherQueries();
        computeScores();
        capScores(false);
        for (std::size_t i = m_block.first; i < m_block.last; ++i) {
            const auto [first, end] = columns(i);
            for (std::size_t g = 0; g < m_group; ++g) {
                float* row = scoreRow(i, g);
                logSums[queryRow(i) * heads() + head(g)] = kernels::softmax(row + first, end - first);
                std::fill(row, row + first, 0.0f);
                std::fill(row + end, row + m_keys, 0.0f);
            }
        }
        m_scratch.out.resize(m_rows * m_size);
        bool isFirst = true;
        forEachRange([&](std::size_t column, std::size_t token, std::size_t count) {
            multiply<float>({m_scratch.out.data(), m_rows, m_size},
                {m_scratch.scores.data() + column, m_rows, count, m_keys},
                {values(token), count, m_size, m_operands.keyStride}, !isFirst);
            isFirst = false;
        });
        scatter(m_scratch.out.data(), out, heads() * m_size, 1.0f);
    }

    /// Derivatives: those of the queries are written, those of keys and values added.
    void back(const float* out, const float* dOut, const float* logSums, const Operands<float>& derivatives)
    {
        gatherQueries();
        computeScores();
        capScores(true);
        m_scratch.outGradients.resize(m_rows * m_size);
        for (std::size_t i = m_block.first; i < m_block.last; ++i) {
            const auto [first, end] = columns(i);
            for (std::size_t g = 0; g < m_group; ++g) {
                float* row = scoreRow(i, g);
                kernels::exponential(row + first, end - first, logSums[queryRow(i) * heads() + head(g)]);
                std::fill(row, row + first, 0.0f);
                std::fill(row + end, row + m_keys, 0.0f);
                std::copy_n(dOut + (queryRow(i) * heads() + head(g)) * m_size, m_size,
                    m_scratch.outGradients.data() + localRow(i, g) * m_size);
            }
        }
        m_scratch.gradients.resize(m_rows * m_keys);
        forEachRange([&](std::size_t column, std::size_t token, std::size_t count) {
            multiply<float>({derivatives.v + offset(token), count, m_size, derivatives.keyStride},
                Matrix<const float>(m_scratch.scores.data() + column, m_rows, count, m_keys).t(),
                {m_scratch.outGradients.data(), m_rows, m_size}, true);
            multiply<float>({m_scratch.gradients.data() + column, m_rows, count, m_keys},
                {m_scratch.outGradients.data(), m_rows, m_size},
                Matrix<const float>(values(token), count, m_size, m_operands.keyStride).t());
        });
        for (std::size_t i = m_block.first; i < m_block.last; ++i) {
            for (std::size_t g = 0; g < m_group; ++g) {
                const std::size_t at = (queryRow(i) * heads() + head(g)) * m_size;
                const float dot = kernels::dotProduct(out + at, dOut + at, m_size);
                kernels::softmaxBackward(
                    scoreRow(i, g), m_scratch.gradients.data() + localRow(i, g) * m_keys, m_keys, dot);
            }
        }
        if (m_softCap > 0.0f) {
            kernels::multiplyBy(m_scratch.gradients.data(), m_scratch.slopes.data(), m_rows * m_keys);
        }
        m_scratch.out.resize(m_rows * m_size);
        bool isFirst = true;
        forEachRange([&](std::size_t column, std::size_t token, std::size_t count) {
            const Matrix<const float> gradients(m_scratch.gradients.data() + column, m_rows, count, m_keys);
            multiply<float>({derivatives.k + offset(token), count, m_size, derivatives.keyStride}, gradients.t(),
                {m_scratch.queries.data(), m_rows, m_size}, true);
            multiply<float>({m_scratch.out.data(), m_rows, m_size}, gradients,
                {keys(token), count, m_size, m_operands.keyStride}, !isFirst);
            isFirst = false;
        });
        scatter(m_scratch.out.data(), derivatives.q, derivatives.queryStride, m_scale);
    }

private:
    std::size_t heads() const { return static_cast<std::size_t>(m_plan.heads()); }
    std::size_t head(std::size_t g) const { return m_block.keyValueHead * m_group + g; }
    std::size_t queryRow(std::size_t i) const { return static_cast<std::size_t>(m_block.queries->rows[i]); }
    std::size_t localRow(std::size_t i, std::size_t g) const { return (i - m_block.first) * m_group + g; }
    float* scoreRow(std::size_t i, std::size_t g) { return m_scratch.scores.data() + localRow(i, g) * m_keys; }
    std::size_t offset(std::size_t token) const { return token * m_operands.keyStride + m_block.keyValueHead * m_size; }
    const float* keys(std::size_t token) const { return m_operands.k + offset(token); }
    const float* values(std::size_t token) const { return m_operands.v + offset(token); }

    /// Of the scores of query i: [first, end).
    std::pair<std::size_t, std::size_t> columns(std::size_t i) const
    {
        return {m_block.firstKey(i) - m_firstKey, m_block.endKey(i) - m_firstKey};
    }

    /// Calls f(first column of the scores, first token, count) for each run of keys.
    template <typename F> void forEachRange(F f) const
    {
        std::size_t place = 0;
        const auto call = [&](std::int64_t begin, std::size_t count) {
            const std::size_t left = m_firstKey > place ? m_firstKey - place : 0; // out of every window
            if (left < count) {
                f(place + left - m_firstKey, static_cast<std::size_t>(begin) + left, count - left);
            }
            place += count;
        };
        for (const AttentionPlan::Range& range : m_block.queries->prefix) {
            call(range.begin, static_cast<std::size_t>(range.end - range.begin));
        }
        call(m_block.queries->own.begin, m_firstKey + m_keys - place);
    }

    void capScores(bool wantsSlopes)
    {
        if (m_softCap > 0.0f) {
            m_scratch.slopes.resize(wantsSlopes ? m_rows * m_keys : 0);
            kernels::softCap(
                m_scratch.scores.data(), m_rows * m_keys, m_softCap, wantsSlopes ? m_scratch.slopes.data() : nullptr);
        }
    }

    void gatherQueries()
    {
        m_scratch.queries.resize(m_rows * m_size);
        for (std::size_t i = m_block.first; i < m_block.last; ++i) {
            // The heads of a group lie side by side.
            const float* from = m_operands.q + queryRow(i) * m_operands.queryStride + head(0) * m_size;
            float* to = m_scratch.queries.data() + localRow(i, 0) * m_size;
            for (std::size_t j = 0; j < m_group * m_size; ++j) {
                to[j] = from[j] * m_scale;
            }
        }
    }

    void computeScores()
    {
        m_scratch.scores.resize(m_rows * m_keys);
        forEachRange([&](std::size_t column, std::size_t token, std::size_t count) {
            multiply<float>({m_scratch.scores.data() + column, m_rows, count, m_keys},
                {m_scratch.queries.data(), m_rows, m_size},
                Matrix<const float>(keys(token), count, m_size, m_operands.keyStride).t());
        });
    }

    void scatter(const float* local, float* to, std::size_t stride, float factor) const
    {
        for (std::size_t i = m_block.first; i < m_block.last; ++i) {
            const float* from = local + localRow(i, 0) * m_size;
            float* row = to + queryRow(i) * stride + head(0) * m_size;
            for (std::size_t j = 0; j < m_group * m_size; ++j) {
                row[j] = from[j] * factor;
            }
        }
    }

    const AttentionPlan& m_plan;
    const Operands<const float>& m_operands;
    const Block& m_block;
    Scratch& m_scratch;
    std::size_t m_size;
    std::size_t m_group;
    std::size_t m_rows;
    std::size_t m_firstKey; ///< the place of the first column
    std::size_t m_keys;
    float m_scale;
    float m_softCap;
};

/// Rotates queries and keys by their positions, or back.
void rotate(const AttentionQueries& queries, const AttentionLayer& layer, const Operands<float>& operands, bool back)
{
    const AttentionPlan& plan = *queries.plan;
    const AttentionPlan::Rotation& rotation = plan.rotation(layer.window > 0);
    const auto half = static_cast<std::size_t>(plan.rotated() / 2);
    const auto rotate = [&](float* row, std::int64_t heads, std::int64_t token) {
        kernels::rotate(row, static_cast<std::size_t>(heads), static_cast<std::size_t>(plan.headSize()), 2 * half,
            rotation.cosines.const_data_ptr<float>() + static_cast<std::size_t>(token) * half,
            rotation.sines.const_data_ptr<float>() + static_cast<std::size_t>(token) * half, back);
    };
    rowsInParallel(
        plan.tokenCount(), plan.keyValueHeads() * plan.headSize(), [&](std::int64_t first, std::int64_t count) {
            for (std::int64_t token = first; token < first + count; ++token) {
                rotate(operands.k + static_cast<std::size_t>(token) * operands.keyStride, plan.keyValueHeads(), token);
            }
        });
    const auto rows = queries.tokens.empty() ? plan.tokenCount() : static_cast<std::int64_t>(queries.tokens.size());
    rowsInParallel(rows, plan.heads() * plan.headSize(), [&](std::int64_t first, std::int64_t count) {
        for (std::int64_t row = first; row < first + count; ++row) {
            rotate(operands.q + static_cast<std::size_t>(row) * operands.queryStride, plan.heads(),
                queries.tokens.empty() ? row : queries.tokens[static_cast<std::size_t>(row)]);
        }
    });
}

template <typename Real> Operands<Real> operandsOf(const at::Tensor& q, const at::Tensor& kv, const AttentionPlan& plan)
{
    const auto data = [](const at::Tensor& t) -> Real* {
        if constexpr (std::is_const_v<Real>) {
            return t.const_data_ptr<float>();
        } else {
            return t.mutable_data_ptr<float>();
        }
    };
    return operands<Real>(data(q), static_cast<std::size_t>(q.size(1)), kv.defined() ? data(kv) : nullptr,
        kv.defined() ? static_cast<std::size_t>(kv.size(1)) : 0, plan);
}

/// Largest first, so that no thread is left with a large one at the end.
void sortByWork(std::vector<Block>& blocks)
{
    std::stable_sort(blocks.begin(), blocks.end(),
        [](const Block& a, const Block& b) { return (a.last - a.first) * a.keys() > (b.last - b.first) * b.keys(); });
}

/// The backward pass. Inputs: q and kv, rotated.
class AttentionNode final : public GradientNode {
public:
    std::shared_ptr<const AttentionQueries> queries;
    const AttentionLayer* layer = nullptr;
    at::Tensor q;
    at::Tensor kv;
    at::Tensor out;
    at::Tensor logSums;

    std::string name() const override { return "AttentionNode"; }

    void release_variables() override
    {
        q.reset();
        kv.reset();
        out.reset();
        logSums.reset();
    }

protected:
    variable_list back(variable_list gradients) override
    {
        variable_list result(2);
        if (!gradients[0].defined()) {
            return result;
        }
        const at::Tensor dOut = gradients[0].contiguous();
        const AttentionPlan& plan = *queries->plan;
        result[0] = kv.defined() ? at::empty_like(q) : at::zeros_like(q);
        if (kv.defined()) {
            result[1] = at::zeros_like(kv);
        }
        const auto values = operandsOf<const float>(q, kv, plan);
        const auto derivatives = operandsOf<float>(result[0], result[1], plan);
        const auto group = static_cast<std::size_t>(plan.heads() / plan.keyValueHeads());
        // Keys and values get their derivatives from all queries of their tree, so a tree and head belong to one
        // thread.
        std::vector<std::vector<Block>> chains;
        for (const AttentionPlan::Tree& tree : queries->trees) {
            for (std::size_t head = 0; head < static_cast<std::size_t>(plan.keyValueHeads()); ++head) {
                chains.emplace_back();
                for (const AttentionPlan::Queries& segment : tree.segments) {
                    appendBlocks(segment, head, group, static_cast<std::size_t>(layer->window), chains.back());
                }
            }
        }
        const auto work = [](const std::vector<Block>& chain) {
            std::size_t sum = 0;
            for (const Block& block : chain) {
                sum += (block.last - block.first) * block.keys();
            }
            return sum;
        };
        std::stable_sort(chains.begin(), chains.end(), [&](const auto& a, const auto& b) { return work(a) > work(b); });
        parallelItems(chains.size(), at::get_num_threads(), [&](std::size_t i) {
            thread_local Scratch scratch;
            for (const Block& block : chains[i]) {
                BlockAttention(plan, *layer, values, block, scratch)
                    .back(out.const_data_ptr<float>(), dOut.const_data_ptr<float>(), logSums.const_data_ptr<float>(),
                        derivatives);
            }
        });
        if (plan.rotated() > 0) {
            rotate(*queries, *layer, derivatives, true);
        }
        return result;
    }
};

} // namespace

at::Tensor attention(const at::Tensor& q, const at::Tensor& kv, std::shared_ptr<const AttentionQueries> queries,
    const AttentionLayer& layer, const PassOptionsPointer& pass)
{
    pass->checkStop();
    if (!fitsKernels(q) || backbonesOwn(layer.dropout, *pass).acts(*pass)) {
        return attentionByTensors(q, kv, *queries, layer, *pass);
    }
    const AttentionPlan& plan = *queries->plan;
    const auto node = makeGradientNode<AttentionNode>(pass, {q, kv});
    at::Tensor out;
    at::Tensor logSums;
    {
        const at::NoGradGuard guard;
        if (plan.rotated() > 0) {
            rotate(*queries, layer, operandsOf<float>(q, kv, plan), false);
        }
        out = at::empty({q.size(0), plan.heads() * plan.headSize()}, q.options());
        logSums = at::empty({q.size(0), plan.heads()}, q.options());
        const auto values = operandsOf<const float>(q, kv, plan);
        std::vector<Block> blocks;
        for (const AttentionPlan::Tree& tree : queries->trees) {
            for (const AttentionPlan::Queries& segment : tree.segments) {
                for (std::size_t head = 0; head < static_cast<std::size_t>(plan.keyValueHeads()); ++head) {
                    appendBlocks(segment, head, static_cast<std::size_t>(plan.heads() / plan.keyValueHeads()),
                        static_cast<std::size_t>(layer.window), blocks);
                }
            }
        }
        sortByWork(blocks);
        float* outData = out.mutable_data_ptr<float>();
        float* logSumData = logSums.mutable_data_ptr<float>();
        parallelItems(blocks.size(), at::get_num_threads(), [&](std::size_t i) {
            thread_local Scratch scratch;
            BlockAttention(plan, layer, values, blocks[i], scratch).forward(outData, logSumData);
        });
    }
    if (node) {
        node->queries = std::move(queries);
        node->layer = &layer; // of the model, which outlives the backward pass
        node->q = q.detach();
        node->kv = kv.defined() ? kv.detach() : at::Tensor();
        node->out = out.detach();
        node->logSums = logSums;
        recordGradient(node, {out});
    }
    return out;
}

} // namespace dpl::backbone
