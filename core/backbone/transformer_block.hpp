#pragma once

// Includes LibTorch: for sources of core only.

#include "backbone/attention.hpp"
#include "backbone/block_shape.hpp"
#include "backbone/linear.hpp"
#include "backbone/norm.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace dpl::backbone {

/// The residual stream between layers: x, and what is to be added to it.
struct Stream {
    at::Tensor x;
    at::Tensor delta;
};

/// A layer of a backbone, as its family declares it.
class TransformerBlock {
public:
    /// `inputsFirst`: the matrices are stored as [inputs, outputs].
    TransformerBlock(const BackboneConfig& config, std::int64_t layer, bool inputsFirst);

    void load(WeightSource& source, const DeviceAndType& placement);

    Stream apply(const Stream& stream, const std::shared_ptr<const AttentionQueries>& queries,
        const PassOptionsPointer& pass) const;

    /// In the order of the computation.
    std::vector<LinearGroup*> linearGroups();

    void collectTrainable(std::vector<std::pair<std::string, at::Tensor>>& parameters);
    void forEachParameter(const std::function<void(const std::string&, at::Tensor)>& f) const;

private:
    TransformerBlock(const BackboneConfig& config, std::int64_t layer, const BlockShape& shape, bool inputsFirst);

    /// Calls f(part) for every norm and linear group, in the order in which they are loaded.
    template <typename Block, typename F> static void forEachPart(Block& block, F&& f);

    /// Queries, keys and values of the normed stream, as attention() takes them.
    struct Operands {
        at::Tensor q;
        at::Tensor kv;
    };
    Operands operands(const at::Tensor& normed, const at::Tensor& rows, const PassOptionsPointer& pass) const;

    at::Tensor attend(const at::Tensor& normed, const at::Tensor& rows,
        const std::shared_ptr<const AttentionQueries>& queries, const PassOptionsPointer& pass) const;
    at::Tensor mlp(const at::Tensor& normed, const PassOptionsPointer& pass) const;

    const FamilySpec* m_family;
    Activation m_activation;
    bool m_isParallel;
    std::int64_t m_heads;
    std::int64_t m_headSize;
    std::int64_t m_queryWidth;
    std::int64_t m_keyWidth;
    AttentionLayer m_attention;

    std::optional<Norm> m_attentionNorm;
    LinearGroup m_queryKeyValue;
    std::optional<Norm> m_queryNorm;
    std::optional<Norm> m_keyNorm;
    LinearGroup m_attentionOutput;
    std::optional<Norm> m_attentionOutputNorm;
    std::optional<Norm> m_mlpNorm;
    LinearGroup m_mlpIn;
    LinearGroup m_mlpOut;
    std::optional<Norm> m_mlpOutputNorm;
    DropoutAt m_outputDropout;
    DropoutAt m_mlpDropout;
};

} // namespace dpl::backbone
