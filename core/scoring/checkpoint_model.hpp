#pragma once

#include "backbone/reward_model.hpp"
#include "base/json.hpp"
#include "scoring/dialogue_reader.hpp"

#include <filesystem>
#include <map>
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
    std::string chatTemplate; ///< a file; empty: the one with the adapter (chatTemplateFile), or else the tokenizer's
    int outputs = 0; ///< num_outputs; 0: as the checkpoint has them
    std::string rewardLabel; ///< of a classifier with several labels, the reward's: its name or number, or allLabels
    bool bf16 = false;
    bool keepStored = false;
};

/// Where the files of a reward model lie.
struct CheckpointFiles {
    std::optional<backbone::Adapter> adapter; ///< nothing: the checkpoint is a whole model
    std::filesystem::path backbone; ///< folder or file
    std::filesystem::path tokenizer; ///< folder or file
    std::filesystem::path chatTemplate; ///< file; empty: the tokenizer's own
};

/// Throws Error naming the checkpoint and what is missing: no adapter, no backbone.
CheckpointFiles filesOf(const CheckpointParams& params);

/// Hashes of what the model's outputs depend on, weights, configs, tokenizer and chat template: {"checkpoint": ...,
/// "backbone": ..., "tokenizer": ..., "chat_template": ...}, those where they lie elsewhere and where there is one. Of
/// a file of more than 64 MiB its size and 64 pieces of it count: weights that were trained differ in all of them. A
/// template is told by its SHA-256, so that others can check it; `formerHashes` gets what earlier versions wrote.
Json contentOf(const CheckpointFiles& files, const std::filesystem::path& checkpoint,
    std::map<std::string, std::string>& formerHashes);

/// Reward models, one after the other: those on the same backbone load it once.
class CheckpointModels {
public:
    CheckpointModels(std::string device, Observer& observer, std::stop_token stop);

    /// The model of a checkpoint, valid until the next call. Throws Error naming the checkpoint and what is wrong with
    /// it: no adapter, no backbone, outputs other than were asked for.
    const backbone::RewardModel& load(const CheckpointParams& params);

    /// How the model that was loaded last reads dialogues.
    const DialogueReader& reader() const { return *m_reader; }

private:
    std::string m_device;
    Observer& m_observer;
    std::stop_token m_stop;
    std::optional<backbone::RewardModel> m_model;
    std::filesystem::path m_backbone;
    std::string m_howLoaded;
    std::unique_ptr<DialogueReader> m_reader;
    std::pair<std::filesystem::path, std::filesystem::path> m_readBy; ///< tokenizer and chat template
};

} // namespace dpl::scoring
