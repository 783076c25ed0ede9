#pragma once

#include "backbone/reward_model.hpp"
#include "base/json.hpp"
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

/// Where the files of a reward model lie.
struct CheckpointFiles {
    std::optional<backbone::Adapter> adapter; ///< nothing: the checkpoint is a whole model
    std::filesystem::path backbone; ///< folder or file
    std::filesystem::path tokenizer; ///< folder or file
};

/// Throws Error naming the checkpoint and what is missing: no adapter, no backbone.
CheckpointFiles filesOf(const CheckpointParams& params);

/// Hashes of what the model's outputs depend on, weights, configs and tokenizer: {"checkpoint": ..., "backbone": ...,
/// "tokenizer": ...}, the latter two where they lie elsewhere. Of a file of more than 64 MiB its size and 64 pieces of
/// it count: weights that were trained differ in all of them.
Json contentOf(const CheckpointFiles& files, const std::filesystem::path& checkpoint);

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
