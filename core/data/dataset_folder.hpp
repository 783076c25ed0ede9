#pragma once

#include "data/data_subset.hpp"
#include "data/holdout.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace dpl::data {

/// How a preference dataset lies on the disk (REFERENCE 4). The files of a split may have any name that
/// split_files.hpp tells, in any format that openRows reads. Where README.md says in its front matter which files are
/// of which split (configurations.hpp), that holds; of several configurations the default one is read, and another one
/// as {folder}/{its name}. A folder whose only subfolder (or whose subfolder `default`) is a dataset is that dataset.
enum class DatasetLayout {
    file, ///< one file, or a folder that datasets saved, for every split
    splits, ///< a folder with the splits
    hhRlhf, ///< helpful-base/ and harmless-base/ with the splits
    relabelled, ///< helpful/, harmless/ and both/ with the splits, by the objective of the label
};

/// "a file", "a folder of splits", "HH-RLHF", "relabelled HH-RLHF"
std::string toString(DatasetLayout layout);

/// Rows of a dataset that belong together: one file, or several that are read one after another.
struct DatasetPart {
    std::vector<std::filesystem::path> files;
    std::optional<DataSubset> folder; ///< what its folder says about its rows: their objective; both: either
};

/// Found by looking; here and below, a path may be a dataset's name on the hub (hub::located). Throws Error naming
/// everything that was looked for if it is neither a file nor such a folder.
DatasetLayout datasetLayout(const std::filesystem::path& path);

/// The parts of a subset and split, in the order in which their rows are read: harmless before helpful, as the
/// reference has it. In a relabelled folder without both/, both is the two others. Throws Error naming the first split
/// that is missing. Where a holdout divides the rows of one split, these are its parts, whatever `split` is; a dataset
/// that has both splits is an Error then.
std::vector<DatasetPart> datasetParts(
    const std::filesystem::path& path, DataSubset subset, Split split, const Holdout& holdout = {});

/// The files of these parts.
std::vector<std::filesystem::path> datasetFiles(
    const std::filesystem::path& path, DataSubset subset, Split split, const Holdout& holdout = {});

/// Whether a relabelled or HH-RLHF folder has a folder for this objective.
bool hasObjectiveFolder(const std::filesystem::path& path, DataSubset objective);

/// Whether the dataset's rows are all of one split, or of none in particular: a file, or a folder that has training
/// rows alone or test rows alone. Throws Error as datasetLayout does.
bool hasOneSplit(const std::filesystem::path& path);

/// What a dataset offers, for somebody who is about to choose.
struct DatasetDescription {
    struct Part {
        std::vector<std::filesystem::path> files;
        std::optional<Split> split; ///< none: every split
        std::optional<DataSubset> subset; ///< none: any, the rows say
        std::int64_t rows = 0;
    };

    DatasetLayout layout = DatasetLayout::file;
    std::vector<Part> parts;
};

/// Counts rows without parsing them. Throws Error as datasetLayout does, and for a file that cannot be read.
DatasetDescription describeDataset(const std::filesystem::path& path);

} // namespace dpl::data
