#pragma once

// Includes LibTorch: for sources of core only.

#include "backbone/backbone_config.hpp"
#include "backbone/dropout.hpp"
#include "backbone/packed_batch.hpp"
#include "backbone/pass_options.hpp"

#include <ATen/core/Tensor.h>

#include <map>
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
    /// The tokens of one segment as queries. A token's place is the number of those before it in its text.
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

    /// Cosines and sines of every token, [tokens, rotated / 2].
    struct Rotation {
        at::Tensor cosines;
        at::Tensor sines;
    };
    std::int64_t rotated() const { return m_rotated; } ///< numbers of each head; 0: none
    const Rotation& rotation(bool ofWindow) const
    {
        return ofWindow && m_windowRotation.cosines.defined() ? m_windowRotation : m_rotation;
    }

    /// [rows, tokens], true where the query at a token attends to the key at another: to the `window` latest, itself
    /// included, or, without a window, to all.
    at::Tensor mask(const std::vector<std::int64_t>& queryTokens, std::int64_t window) const;

private:
    std::int64_t m_heads;
    std::int64_t m_keyValueHeads;
    std::int64_t m_headSize;
    std::int64_t m_tokenCount;
    std::int64_t m_rotated;
    std::vector<Segment> m_segments;
    Rotation m_rotation;
    Rotation m_windowRotation; ///< of layers with a window, if it is another
};

/// How one layer attends.
struct AttentionLayer {
    AttentionLayer(const BackboneConfig& config, std::int64_t layer);

    double scale; ///< of the products of queries and keys
    double softCap; ///< 0: none
    std::int64_t window; ///< 0: all tokens before a token are attended to
    DropoutAt dropout; ///< the backbone's own, of the probabilities
};

/// The queries of one attention, so that a layer may ask for some tokens only.
struct AttentionQueries {
    std::shared_ptr<const AttentionPlan> plan;
    std::vector<std::int64_t> tokens; ///< where the queries are; empty: everywhere
    std::vector<AttentionPlan::Tree> trees;
    /// AttentionPlan::mask of the queries, by window, where they are computed; made when it is first asked for.
    mutable std::map<std::int64_t, at::Tensor> masks;
};
std::shared_ptr<const AttentionQueries> attentionQueries(
    std::shared_ptr<const AttentionPlan> plan, std::vector<std::int64_t> tokens = {});

/// softmax(cap(scale * q k^T)) v over what each query attends to, after rotary positions; cap(s) = softCap *
/// tanh(s / softCap). `q` [queries, heads * headSize]; `kv` [tokens, 2 * keyValueHeads * headSize], keys before values;
/// or, with queries everywhere, `kv` undefined and `q` holding queries, keys and values side by side. On the CPU they
/// are rotated in place: the caller has no use for them afterwards. To [queries, heads * headSize].
at::Tensor attention(const at::Tensor& q, const at::Tensor& kv, std::shared_ptr<const AttentionQueries> queries,
    const AttentionLayer& layer, const PassOptionsPointer& pass);

} // namespace dpl::backbone
