#pragma once

#include "data/data_subset.hpp"
#include "preference/reward_head.hpp"

#include <compare>
#include <filesystem>
#include <optional>
#include <string>

namespace dpl::records {

/// Which of the paper's nine models one is: its head, and what it was trained on.
struct ModelKey {
    preference::RewardHead head = preference::RewardHead::base;
    data::DataSubset trainSet = data::DataSubset::both;

    friend auto operator<=>(const ModelKey&, const ModelKey&) = default;
};

/// By its mean, or by the alpha-quantile (risk-averse). A base model has one score, its mean.
enum class Statistic { mean, quantile };

std::string toString(Statistic statistic);

/// "standard", "mean & variance", "categorical", as the paper calls them.
std::string paperName(preference::RewardHead head);

/// "helpful", "harmless", "combined"
std::string paperName(data::DataSubset trainSet);

/// "standard, combined"; ", risk-averse" for the quantile.
std::string paperName(const ModelKey& key, Statistic statistic = Statistic::mean);

/// The name of the model's column in response evaluation files: {train_set} for base, {train_set}_{type}.
std::string columnName(const ModelKey& key);

/// Which model a column's name is for; nothing if it is another's.
std::optional<ModelKey> modelOfColumn(const std::string& name);

/// From the folder of a checkpoint as the reference names it, {data_subset}/{type}_{model}__..._peft_last_checkpoint,
/// or as `dpl train` does, {data_subset}/{type}_{model}__.../{type}_{model}__..._peft_last_checkpoint; _last_checkpoint
/// alone after full training. Nothing if it is named otherwise.
std::optional<ModelKey> modelOfFolder(const std::filesystem::path& folder);

} // namespace dpl::records
