#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

/// What a dataset's README.md says of its rows, as the hub has it.
namespace dpl::data {

struct Configuration {
    std::string name;
    bool isDefault = false;
    std::filesystem::path folder; ///< data_dir, in the dataset's; where it is said instead of the files
    std::map<std::string, std::vector<std::filesystem::path>> splits; ///< files by the names of splits
};

/// The configurations under `configs:` in the front matter of a folder's README.md, with the files that are there and
/// can be read, in the order of the patterns (data_files: one, a list, or those of each split; files without a split
/// are train) and of their names. No configuration that has none of its files here; none where there is no README.md or
/// it says nothing of them. No pattern leads out of the folder.
std::vector<Configuration> configurationsOf(const std::filesystem::path& folder);

} // namespace dpl::data
