#pragma once

// Includes LibTorch: for sources of core only.

#include "backbone/backbone_config.hpp"
#include "backbone/dropout.hpp"
#include "backbone/packed_batch.hpp"
#include "backbone/pass_options.hpp"

#include <ATen/core/Tensor.h>

#include <memory>
#include <vector>

namespace dpl::backbone {

/// Who attends to whom in a packed batch, and how positions rotate queries and keys: computed once a batch, used by
/// every layer.
class AttentionPlan {
public:
    AttentionPlan(const PackedBatch& batch, const BackboneConfig& config);

    struct Range {
        std::int64_t begin;
        std::int64_t end;
    };
    /// The tokens of one segment as queries.
    struct Queries {
        std::vector<Range> prefix; ///< tokens all of them attend to, outermost first
        std::int64_t prefixLength = 0;
        Range own{}; ///< attended to causally
        std::vector<std::int64_t> rows; ///< of the query matrix, one for each of `tokens`
        std::vector<std::int64_t> tokens; ///< ascending
    };
    /// Segments that hang together: their keys get their gradients from no other tree's queries.
    struct Tree {
        std::vector<Queries> segments;
    };

    /// Queries at every token, or only at some, ascending, which then are the rows of the query matrix.
    std::vector<Tree> allQueries() const;
    std::vector<Tree> queriesAt(const std::vector<std::int64_t>& tokens) const;

    std::int64_t heads() const { return m_heads; }
    std::int64_t keyValueHeads() const { return m_keyValueHeads; }
    std::int64_t headSize() const { return m_headSize; }
    std::int64_t tokenCount() const { return m_tokenCount; }

    bool rotates() const { return m_cosines.defined(); }
    const at::Tensor& cosines() const { return m_cosines; } ///< [tokens, headSize / 2]
    const at::Tensor& sines() const { return m_sines; }

    /// [rows, tokens], true where the query at a token attends to the key at another.
    at::Tensor mask(const std::vector<std::int64_t>& queryTokens) const;

private:
    std::int64_t m_heads;
    std::int64_t m_keyValueHeads;
    std::int64_t m_headSize;
    std::int64_t m_tokenCount;
    std::vector<Segment> m_segments;
    at::Tensor m_cosines;
    at::Tensor m_sines;
};

/// The queries of one attention, so that a layer may ask for some tokens only.
struct AttentionQueries {
    std::shared_ptr<const AttentionPlan> plan;
    std::vector<std::int64_t> tokens; ///< where the queries are; empty: everywhere
    std::vector<AttentionPlan::Tree> trees;
    mutable at::Tensor
        mask; ///< AttentionPlan::mask of the queries where they are computed; made when it is first asked for
};
std::shared_ptr<const AttentionQueries> attentionQueries(
    std::shared_ptr<const AttentionPlan> plan, std::vector<std::int64_t> tokens = {});

/// softmax(q k^T / sqrt(headSize)) v over what each query attends to, after rotary positions. `q` [queries, heads *
/// headSize]; `kv` [tokens, 2 * keyValueHeads * headSize], keys before values; or, with queries everywhere, `kv`
/// undefined and `q` holding queries, keys and values side by side. On the CPU they are rotated in place: the caller
/// has no use for them afterwards. To [queries, heads * headSize]. The dropout acts on the probabilities.
at::Tensor attention(const at::Tensor& q, const at::Tensor& kv, std::shared_ptr<const AttentionQueries> queries,
    const PassOptionsPointer& pass, DropoutAt dropout = {});

} // namespace dpl::backbone
