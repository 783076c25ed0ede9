#pragma once

#include "backbone/adapter.hpp"
#include "backbone/backbone_config.hpp"
#include "backbone/packed_batch.hpp"
#include "base/observer.hpp"
#include "base/stopped.hpp"

#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace dpl::backbone {

/// How a model is loaded.
struct LoadOptions {
    std::string device = "cpu"; ///< "cpu", "cuda", "cuda:1", "mps"
    std::string type = "float32"; ///< or "bfloat16"
    bool keepStored =
        false; ///< matrices stay as their file stores them and are dequantised when used: less memory, more time
};

/// A backbone with a score layer on the hidden state of a sequence's last token: [outputs] numbers for each sequence.
/// Scores depend on a sequence's text alone, whatever else is in its batch, but for rounding.
///
/// Not safe from several threads at once.
class RewardModel {
public:
    /// Loads the backbone of a folder or GGUF file. A score layer or value head stored with it is taken. Throws Error
    /// naming what is wrong with it, and Stopped if a stop is requested. An `adapter` is put on; one that has tensors
    /// in place of the backbone's own is so without loading twice.
    RewardModel(const std::filesystem::path& backbone, const LoadOptions& options, Observer& observer,
        const std::stop_token& stop = {}, const Adapter* adapter = nullptr);
    ~RewardModel();
    RewardModel(RewardModel&&) noexcept;
    RewardModel& operator=(RewardModel&&) noexcept;

    const BackboneConfig& config() const;
    const std::filesystem::path& path() const;

    /// What adapters that are saved call the backbone; at first its absolute path.
    void setBaseModelName(const std::string& name);
    const std::string& baseModelName() const;

    int outputs() const; ///< 0: no score layer yet
    HeadKind headKind() const; ///< of the backbone's own score layer

    /// Leaves one output of a score layer that has several. Throws Error if there is no such output.
    void keepOutput(int output);

    /// Puts a new adapter on the layers that the config targets, and a new score layer: normal numbers of deviation
    /// 0.02 times 0.01, as the reference does. Only these are trained. Throws Error if no layer has a target's name.
    void startAdapter(const LoraConfig& lora, int outputs, std::uint64_t seed);

    /// Makes every weight trained, with a new score layer.
    void startFullTraining(int outputs, std::uint64_t seed);

    /// Makes every weight trained of a model that was saved by a full training on the backbone in `original`, where
    /// config and tokenizer are taken from when it is saved again.
    void resumeFullTraining(const std::filesystem::path& original);

    /// Puts on an adapter that was trained before, in place of whatever was there. Throws Error naming the layer and
    /// the shapes if it does not fit. The backbone is loaded again where the adapter, or the one before, has tensors in
    /// place of its own.
    void putOn(const Adapter& adapter);

    /// Adds the adapter to the weights, which makes scoring faster and training go on impossible.
    void mergeAdapter();

    /// The adapter as it is now. Throws Error if there is none, or one that is more than LoRA on linear layers.
    Adapter adapter() const;

    /// Writes a PEFT folder, or, after full training, a folder that transformers loads as a sequence classifier.
    void save(const std::filesystem::path& folder) const;

    /// Row-major [outputs, hiddenSize].
    void setScore(const AdapterMatrix& score);

    /// Scores of the batch's sequences, [sequences][outputs]. Throws Stopped if a stop is requested.
    std::vector<std::vector<double>> score(const PackedBatch& batch, const std::stop_token& stop = {}) const;

    /// Hidden states after the final norm at every token, row-major [tokens, hiddenSize].
    std::vector<float> hiddenStates(const PackedBatch& batch, const std::stop_token& stop = {}) const;

    struct Parts; ///< for the trainer, which needs the tensors: reward_model_parts.hpp
    Parts& parts() { return *m_parts; }

private:
    std::unique_ptr<Parts> m_parts;
};

} // namespace dpl::backbone
