#pragma once

#include "data/holdout.hpp"
#include "records/model_key.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace dpl::records {

/// A reward model on the disk that can be evaluated, and what is known of it without loading it.
struct FoundCheckpoint {
    std::filesystem::path folder; ///< a PEFT folder, or that of a whole model
    int outputs = 0; ///< rows of its score layer; 0 if it has none: then it is not a reward model
    std::string backbone; ///< as its config names it
    std::filesystem::path run; ///< the run that made it; empty for one from elsewhere
    std::string name; ///< of the run, as lists of runs have it
    std::optional<data::DataSubset> trainSet; ///< by the run, or else by the folder's name
    std::optional<preference::RewardHead> namedHead; ///< by the run, its record or the folder's name
    std::uint64_t seed = 0; ///< of the run
    std::optional<double> hiddenContextRatio; ///< of the run, where it was given
    data::Holdout holdout; ///< of the run
    std::string columns; ///< of the run: what those of its dataset mean
    std::string dataPath; ///< that the run trained on; empty for one from elsewhere
    std::int64_t maxLength = 1024; ///< of the run, or the reference's
    std::vector<std::filesystem::path>
        evaluations; ///< eval_results_*.jsonl: first those in its folder, then further ones below evaluations
    bool isPublished = false; ///< a classifier or a model with a value head that no training here is known to have made
    std::vector<std::string> labels; ///< of its outputs, one of which is the reward; empty: they are one head's
    std::string rewardLabel; ///< that was chosen among them, or a number; empty: none yet
    std::string error; ///< why it cannot be used; empty if it can

    preference::RewardHead head() const; ///< as headOf does. Throws Error without any outputs

    /// What it is called everywhere: its run's name, "both · categorical · seed 0"; of one from elsewhere "both ·
    /// categorical", or its head and folder; of a published one "reward model · Skywork-Reward".
    std::string title() const;

    /// Of the column in response evaluation files: both_categorical; the folder's name if what it was trained on is not
    /// known, with that of the head where the head needs it.
    std::string columnName() const;

    friend bool operator==(const FoundCheckpoint&, const FoundCheckpoint&) = default;
};

} // namespace dpl::records
