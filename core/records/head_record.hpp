#pragma once

#include "preference/reward_head.hpp"

#include <filesystem>
#include <optional>
#include <string>

/// How files say which reward head their outputs are of. The number of outputs tells the paper's three apart, and so
/// do the names of folders and columns; of another head a model's folder holds a record.
namespace dpl::records {

/// A JSON object in a model's folder: {"reward_head": "ensemble"}.
inline constexpr const char* headFileName = "reward_head.json";

/// Which of the paper's heads has so many outputs: 1 base, 2 mean_and_variance, more categorical. Throws Error for
/// fewer.
preference::RewardHead headOf(int outputs);

/// The head that a name or a record says, if it can have so many outputs; else by their number.
preference::RewardHead headOf(const std::optional<preference::RewardHead>& named, int outputs);

/// Whether files of the head need its name beside the number of their outputs.
bool needsName(preference::RewardHead head);

/// Writes headFileName into a model's folder, for a head that needs it, or in any case.
void writeHeadRecord(const std::filesystem::path& folder, preference::RewardHead head, bool inAnyCase = false);

/// By the record, or else by the folder's name (modelOfFolder). Nothing if neither says a head that is registered.
std::optional<preference::RewardHead> headOfFolder(const std::filesystem::path& folder);

/// By the name of a column in response evaluation files: {train_set}_{head}, or ..._{head} of one that needs its name.
std::optional<preference::RewardHead> headOfColumn(const std::string& name);

} // namespace dpl::records
