#pragma once

// Includes LibTorch: for sources of core only.

#include "backbone/language_model.hpp"
#include "backbone/reward_model.hpp"

namespace dpl::backbone {

struct RewardModel::Parts {
    WeightSource source;
    DeviceAndType placement;
    std::unique_ptr<LanguageModel> model;
    at::Tensor score; ///< [outputs, hiddenSize], float32
    at::Tensor scoreBias; ///< [outputs], float32; mostly undefined
    ScoreLayer backboneScore; ///< that is stored with the backbone; mostly there is none
    std::string baseModelName; ///< what an adapter calls the backbone
    LoraConfig lora;
    bool hasAdapter = false;
    bool isPlain = true; ///< the adapter is one that writeAdapter writes
    std::filesystem::path original; ///< of a model trained in full: the folder of the backbone that it began as
    NamedTensors trainable; ///< under the names of an adapter file, or of the model; the score layer last

    explicit Parts(const std::filesystem::path& path) : source(path) { }

    /// Outputs of the batch's sequences, [sequences, outputs], float32, recorded for the backward pass where gradients
    /// are.
    at::Tensor outputs(const PackedBatch& batch, const PassOptionsPointer& pass) const;

    /// Loads the model with what an adapter has in place of the backbone's own tensors, unless it is loaded so.
    void load(const TensorChanges& changes, Observer& observer, const std::stop_token& stop);

    void removeAdapter(); ///< the backbone is as it is stored again
    void removeLora();
    LoraLayer& addLora(
        LinearGroup::Member& member, std::int64_t inputs, std::uint64_t place, double alpha, std::int64_t rank);
    void collectTrainable();
    void setScore(const AdapterMatrix& matrix, const std::vector<float>& bias = {});
};

} // namespace dpl::backbone
