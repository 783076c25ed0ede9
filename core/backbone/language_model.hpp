#pragma once

// Includes LibTorch: for sources of core only.

#include "backbone/attention.hpp"
#include "backbone/linear.hpp"
#include "base/observer.hpp"

#include <ATen/core/Tensor.h>

#include <functional>
#include <memory>
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
    virtual ~LanguageModel() = default;

    const BackboneConfig& config() const { return m_config; }

    /// Hidden states at `tokens` (ascending, distinct), [tokens, hiddenSize]. What no state asked for depends on is not
    /// computed. The model must outlive what is recorded for the backward pass.
    virtual at::Tensor hiddenStates(
        const PackedBatch& batch, const std::vector<std::int64_t>& tokens, const PassOptionsPointer& pass) const = 0;

    /// In the order of the computation.
    virtual std::vector<LinearGroup*> linearGroups() = 0;

    /// Full fine-tuning: makes every weight have a gradient.
    virtual NamedTensors collectTrainable() = 0;

    /// Every weight under its own name, for writing the model.
    virtual void forEachParameter(const std::function<void(const std::string&, at::Tensor)>& f) const = 0;

    /// "model." or "transformer.": what transformers puts in front of the names.
    virtual std::string namePrefix() const = 0;

protected:
    explicit LanguageModel(BackboneConfig config) : m_config(std::move(config)) { }

    BackboneConfig m_config;
};

/// Builds the model of a source's family and loads its weights, a layer a step. Throws Stopped if a stop is requested.
std::unique_ptr<LanguageModel> loadLanguageModel(
    WeightSource& source, const DeviceAndType& placement, Observer& observer, const std::stop_token& stop);

/// The residual stream between layers: x, and what is to be added to it.
struct Stream {
    at::Tensor x;
    at::Tensor delta;
};

/// f(stream), or, where the pass wants it, f once now and once more in the backward pass, so that nothing inside is
/// kept.
Stream checkpointedLayer(
    const Stream& stream, const PassOptionsPointer& pass, const std::function<Stream(const Stream&)>& f);

} // namespace dpl::backbone
