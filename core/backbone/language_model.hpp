#pragma once

// Includes LibTorch: for sources of core only.

#include "backbone/embedding.hpp"
#include "backbone/transformer_block.hpp"
#include "base/observer.hpp"

#include <ATen/core/Tensor.h>

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace dpl::backbone {

using NamedTensors = std::vector<std::pair<std::string, at::Tensor>>;

/// Called with the number of layers loaded and of all layers; may throw to stop.
using LoadingProgress = std::function<void(std::int64_t, std::int64_t)>;

/// A decoder without its head: token ids to hidden states after the final norm. Names of layers are those of
/// transformers within the model ("layers.0.self_attn.q_proj").
class LanguageModel {
public:
    /// Loads the weights of a source, a layer a step.
    LanguageModel(WeightSource& source, const DeviceAndType& placement, const LoadingProgress& progress);

    const BackboneConfig& config() const { return m_config; }

    /// Hidden states at `tokens` (ascending, distinct), [tokens, hiddenSize]. What no state asked for depends on is not
    /// computed. The model must outlive what is recorded for the backward pass.
    at::Tensor hiddenStates(
        const PackedBatch& batch, const std::vector<std::int64_t>& tokens, const PassOptionsPointer& pass) const;

    /// In the order of the computation.
    std::vector<LinearGroup*> linearGroups();

    /// Full fine-tuning: makes every weight have a gradient.
    NamedTensors collectTrainable();

    /// Every weight under its own name, for writing the model.
    void forEachParameter(const std::function<void(const std::string&, at::Tensor)>& f) const;

    /// "model." or "transformer.": what transformers puts in front of the names.
    std::string namePrefix() const { return m_config.namePrefix(); }

private:
    at::Tensor embedded(const PackedBatch& batch) const;

    BackboneConfig m_config;
    Embedding m_embedding;
    std::optional<Embedding> m_positions;
    DropoutAt m_embeddingDropout;
    std::deque<TransformerBlock> m_blocks;
    Norm m_norm;
};

/// Builds the model of a source and loads its weights. Throws Stopped if a stop is requested.
std::unique_ptr<LanguageModel> loadLanguageModel(
    WeightSource& source, const DeviceAndType& placement, Observer& observer, const std::stop_token& stop);

/// f(stream), or, where the pass wants it, f once now and once more in the backward pass, so that nothing inside is
/// kept.
Stream checkpointedLayer(
    const Stream& stream, const PassOptionsPointer& pass, const std::function<Stream(const Stream&)>& f);

} // namespace dpl::backbone
