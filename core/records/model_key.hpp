#pragma once

#include "data/data_subset.hpp"
#include "preference/reward_head.hpp"
#include "report/series_style.hpp"

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

/// By its mean, or by the alpha-quantile of its distribution (risk-averse, in the paper). A base model has one score,
/// its mean.
enum class Statistic { mean, quantile };

std::string toString(Statistic statistic);

/// "mean and variance"; ", \u03b1-quantile" behind it for the quantile. As the glossary has it; the paper says
/// "standard" for base and "risk-averse" for the quantile.
std::string label(preference::RewardHead head, Statistic statistic = Statistic::mean);

/// "both · base"; ", \u03b1-quantile" behind it for the quantile.
std::string label(const ModelKey& key, Statistic statistic = Statistic::mean);

/// Its colour and dash in every view: the head's where it is trained on both, a relative of it else.
report::SeriesRole roleOf(const ModelKey& key);

/// The name of the model's column in response evaluation files: {train_set} for base, {train_set}_{type}.
std::string columnName(const ModelKey& key);

/// Which model a column's name is for; nothing if it is another's.
std::optional<ModelKey> modelOfColumn(const std::string& name);

/// From the folder of a checkpoint as the reference names it, {data_subset}/{type}_{model}__..._peft_last_checkpoint,
/// or as `dpl train` does, {data_subset}/{type}_{model}__.../{type}_{model}__..._peft_last_checkpoint; _last_checkpoint
/// alone after full training. Nothing if it is named otherwise.
std::optional<ModelKey> modelOfFolder(const std::filesystem::path& folder);

} // namespace dpl::records
