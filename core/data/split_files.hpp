#pragma once

#include "data/data_subset.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace dpl::data {

/// What a split may be called, the first that is there.
std::vector<std::string> splitNames(Split split);

/// Throws Error where a shard of these files is missing: one of train-00000-of-00002.parquet and its like.
void requireAllShards(const std::vector<std::filesystem::path>& files);

/// The files of a split in a folder, in their order; none if it has no such split. Looked for are, here and in data/,
///
/// - {split}.jsonl, .json, .parquet or .arrow, perhaps with .gz or .zst behind it;
/// - shards of these: {split}-00000-of-00002.parquet;
/// - in the cache of Hugging Face's datasets, {name}-{split}.arrow;
/// - a folder {split} with such files of any name, as datasets saves them and the hub converts them.
///
/// A split is called train or test; where there is none, train_prefs, or test_prefs or validation, do for it. Throws
/// Error where a split is there twice, or a shard is missing.
std::vector<std::filesystem::path> splitFiles(const std::filesystem::path& folder, Split split);

/// The files of a folder that says nothing of splits: data-00000-of-00001.arrow, as datasets saves one. Throws as
/// splitFiles.
std::vector<std::filesystem::path> unnamedFiles(const std::filesystem::path& folder);

} // namespace dpl::data
