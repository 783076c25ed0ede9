#pragma once

// Includes LibTorch: for sources of core only.

#include "backbone/embedding.hpp"
#include "backbone/language_model.hpp"
#include "backbone/norm.hpp"

#include <deque>

namespace dpl::backbone {

/// GPT-2 (Radford et al., 2019): layer norms, learned positions, attention from one matrix, GELU.
///   x += c_proj(attention(c_attn(h))), h = ln_1(x)
///   x += c_proj(gelu(c_fc(h))), h = ln_2(x)
class Gpt2 final : public LanguageModel {
public:
    Gpt2(WeightSource& source, const DeviceAndType& placement, const LoadingProgress& progress);

    at::Tensor hiddenStates(const PackedBatch& batch, const std::vector<std::int64_t>& tokens,
        const PassOptionsPointer& pass) const override;
    std::vector<LinearGroup*> linearGroups() override;
    NamedTensors collectTrainable() override;
    void forEachParameter(const std::function<void(const std::string&, at::Tensor)>& f) const override;
    std::string namePrefix() const override { return "transformer."; }

private:
    struct Layer {
        Layer(const BackboneConfig& config, std::int64_t index);

        Stream apply(const Stream& stream, const std::shared_ptr<const AttentionQueries>& queries,
            const PassOptionsPointer& pass) const;

        Norm attentionNorm;
        LinearGroup queryKeyValue;
        LinearGroup output;
        Norm mlpNorm;
        LinearGroup up;
        LinearGroup down;
        DropoutAt attentionDropout;
        DropoutAt outputDropout;
        DropoutAt mlpDropout;
    };

    Embedding m_embedding;
    Embedding m_positions;
    DropoutAt m_embeddingDropout;
    std::deque<Layer> m_layers;
    Norm m_norm;
};

} // namespace dpl::backbone
