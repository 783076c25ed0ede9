#pragma once

// Includes LibTorch: for sources of core only.

#include "backbone/embedding.hpp"
#include "backbone/language_model.hpp"
#include "backbone/norm.hpp"

#include <deque>

namespace dpl::backbone {

/// The Llama family (Touvron et al., 2023): RMS norms, rotary positions, grouped-query attention, gated MLP, optional
/// biases.
///   x += o_proj(attention(q_proj(h), k_proj(h), v_proj(h))), h = norm(x)
///   x += down_proj(silu(gate_proj(h)) * up_proj(h)), h = norm(x)
class Llama final : public LanguageModel {
public:
    Llama(WeightSource& source, const DeviceAndType& placement, const LoadingProgress& progress);

    at::Tensor hiddenStates(const PackedBatch& batch, const std::vector<std::int64_t>& tokens,
        const PassOptionsPointer& pass) const override;
    std::vector<LinearGroup*> linearGroups() override;
    NamedTensors collectTrainable() override;
    void forEachParameter(const std::function<void(const std::string&, at::Tensor)>& f) const override;
    std::string namePrefix() const override { return "model."; }

private:
    struct Layer {
        Layer(const BackboneConfig& config, std::int64_t index);

        Stream apply(const Stream& stream, const std::shared_ptr<const AttentionQueries>& queries,
            const PassOptionsPointer& pass) const;

        Norm attentionNorm;
        LinearGroup queryKeyValue;
        LinearGroup output;
        Norm mlpNorm;
        LinearGroup gateUp;
        LinearGroup down;
        DropoutAt attentionDropout;
    };

    Embedding m_embedding;
    std::deque<Layer> m_layers;
    Norm m_norm;
};

} // namespace dpl::backbone
