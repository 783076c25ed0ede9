#pragma once

#include "backbone/reward_model.hpp"
#include "text/tokenizer.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

namespace dpl::scoring {

/// Which reward model, and how it is computed.
struct CheckpointParams {
    std::filesystem::path checkpoint; ///< a PEFT folder, or the folder of a model that was trained in full
    std::string modelName; ///< of the backbone; empty: the one that the adapter names
    std::string tokenizerName; ///< empty: the backbone's own
    int outputs = 0; ///< num_outputs; 0: as the checkpoint has them
    bool bf16 = false;
    bool keepStored = false;
};

/// Reward models, one after the other: those on the same backbone load it once.
class CheckpointModels {
public:
    CheckpointModels(std::string device, Observer& observer, std::stop_token stop);

    /// The model of a checkpoint, valid until the next call. Throws Error naming the checkpoint and what is wrong with
    /// it: no adapter, no backbone, outputs other than were asked for.
    const backbone::RewardModel& load(const CheckpointParams& params);

    /// Of the model loaded last.
    const text::Tokenizer& tokenizer() const { return *m_tokenizer; }

private:
    std::string m_device;
    Observer& m_observer;
    std::stop_token m_stop;
    std::optional<backbone::RewardModel> m_model;
    std::filesystem::path m_backbone;
    std::string m_howLoaded;
    std::unique_ptr<text::Tokenizer> m_tokenizer;
    std::filesystem::path m_tokenizerPath;
};

} // namespace dpl::scoring
