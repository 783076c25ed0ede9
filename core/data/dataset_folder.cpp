#include "data/dataset_folder.hpp"

#include "base/error.hpp"
#include "data/configurations.hpp"
#include "data/row_reader.hpp"
#include "data/split_files.hpp"
#include "hub/named_files.hpp"

#include <algorithm>
#include <map>

namespace dpl::data {

namespace {

namespace fs = std::filesystem;

/// A dataset that was found: where its splits, or the folders with them, are.
struct Place {
    DatasetLayout layout;
    fs::path root;
    std::map<std::string, std::vector<fs::path>> told = {}; ///< the files of each split, where README.md says so
};

fs::path subfolder(const Place& place, DataSubset subset)
{
    return place.root / (toString(subset) + (place.layout == DatasetLayout::hhRlhf ? "-base" : ""));
}

/// The files of a split of a folder with splits.
std::vector<fs::path> filesOfSplit(const Place& place, Split split)
{
    if (place.told.empty()) {
        return splitFiles(place.root, split);
    }
    for (const std::string& name : splitNames(split)) {
        if (const auto found = place.told.find(name); found != place.told.end()) {
            requireAllShards(found->second);
            return found->second;
        }
    }
    return {};
}

bool hasSplit(const fs::path& folder)
{
    return !splitFiles(folder, Split::train).empty() || !splitFiles(folder, Split::test).empty();
}

std::optional<Place> findByObjective(const fs::path& path)
{
    for (const DatasetLayout layout : {DatasetLayout::hhRlhf, DatasetLayout::relabelled}) {
        const Place place{layout, path};
        for (const DataSubset subset : allDataSubsets) {
            if (!(layout == DatasetLayout::hhRlhf && subset == DataSubset::both)
                && hasSplit(subfolder(place, subset))) {
                return place;
            }
        }
    }
    return std::nullopt;
}

std::optional<Place> findDirectly(const fs::path& path)
{
    if (const auto place = findByObjective(path)) {
        return place;
    }
    if (hasSplit(path)) {
        return Place{DatasetLayout::splits, path};
    }
    if (!unnamedFiles(path).empty()) {
        return Place{DatasetLayout::file, path};
    }
    return std::nullopt;
}

std::vector<fs::path> subfoldersOf(const fs::path& path)
{
    std::vector<fs::path> folders;
    std::error_code error;
    for (fs::directory_iterator entry(path, error); !error && entry != fs::directory_iterator();
         entry.increment(error)) {
        std::error_code ignored;
        if (!entry->path().filename().string().starts_with('.') && entry->is_directory(ignored)) {
            folders.push_back(entry->path());
        }
    }
    std::sort(folders.begin(), folders.end());
    return folders;
}

/// Configurations of a dataset are folders below it; its cache has more folders, for versions, between.
std::optional<Place> findBelow(const fs::path& path, int levels)
{
    constexpr std::size_t mostFolders = 64; // a folder of more is something else
    const std::vector<fs::path> folders = subfoldersOf(path);
    if (levels == 0 || folders.size() > mostFolders) {
        return std::nullopt;
    }
    std::vector<Place> found;
    for (const fs::path& folder : folders) {
        std::optional<Place> place = findDirectly(folder);
        if (!place) {
            place = findBelow(folder, levels - 1);
        }
        if (place && folder.filename() == "default") {
            return place;
        }
        if (place) {
            found.push_back(*place);
        }
    }
    if (found.size() > 1) {
        std::string names;
        for (const Place& place : found) {
            names += (names.empty() ? "" : ", ") + place.root.lexically_relative(path).string();
        }
        throw Error(path.string() + " holds several datasets (" + names + "); name one of them, such as "
            + found.front().root.string());
    }
    return found.empty() ? std::nullopt : std::optional(found.front());
}

/// Where the rows of a configuration are; nothing if it has no split that is read here.
std::optional<Place> placeOf(const fs::path& path, const Configuration& configuration)
{
    if (configuration.splits.empty()) {
        return findDirectly(path / configuration.folder);
    }
    Place place{DatasetLayout::splits, path, configuration.splits};
    const auto has = [&](Split split) {
        const std::vector<std::string> names = splitNames(split);
        return std::any_of(
            names.begin(), names.end(), [&](const std::string& name) { return place.told.contains(name); });
    };
    return has(Split::train) || has(Split::test) ? std::optional(place) : std::nullopt;
}

/// By the configurations that README.md tells: the one of a name, or else the default one, or the only one. Nothing if
/// it tells none that can be read.
std::optional<Place> findTold(const fs::path& path, const std::string& name = {})
{
    std::vector<std::pair<Configuration, Place>> found;
    for (Configuration& configuration : configurationsOf(path)) {
        if (auto place = placeOf(path, configuration)) {
            found.emplace_back(std::move(configuration), std::move(*place));
        }
    }
    const auto pick = [&](const auto& isIt) -> std::optional<Place> {
        const auto place = std::find_if(found.begin(), found.end(), [&](const auto& one) { return isIt(one.first); });
        return place == found.end() ? std::nullopt : std::optional(place->second);
    };
    if (!name.empty()) {
        return pick([&](const Configuration& one) { return one.name == name; });
    }
    if (found.size() < 2) {
        return found.empty() ? std::nullopt : std::optional(found.front().second);
    }
    if (auto place = pick([](const Configuration& one) { return one.isDefault; })) {
        return place;
    }
    if (auto place = pick([](const Configuration& one) { return one.name == "default"; })) {
        return place;
    }
    std::string names;
    for (const auto& [configuration, place] : found) {
        names += (names.empty() ? "" : ", ") + configuration.name;
    }
    throw Error(path.string() + " holds several datasets, which its README.md tells (" + names
        + "); name one of them, such as " + (path / found.front().first.name).string());
}

/// A folder or file, or a dataset that is named as the hub has it.
Place located(const fs::path& named)
{
    const fs::path path = hub::located(named.string(), hub::RepositoryKind::dataset).value_or(named);
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status)) {
        if (const fs::path above = path.parent_path(); fs::is_directory(above, error)) {
            if (const auto place = findTold(above, path.filename().string())) {
                return *place;
            }
        }
        throw Error("there is no dataset at " + path.string()
            + (error && error != std::errc::no_such_file_or_directory
                    ? ": " + error.message()
                    : hub::fetchAdvice(named.string(), hub::RepositoryKind::dataset)));
    }
    if (!fs::is_directory(status)) {
        return {DatasetLayout::file, path};
    }
    constexpr int mostLevels = 4;
    if (const auto place = findByObjective(path)) {
        return *place;
    }
    if (const auto place = findTold(path)) {
        return *place;
    }
    if (const auto place = findDirectly(path)) {
        return *place;
    }
    if (const auto place = findBelow(path, mostLevels)) {
        return *place;
    }
    throw Error(path.string()
        + " is not a preference dataset: looked for train and test (or validation) as .jsonl, .json, .parquet or "
          ".arrow, such as train.jsonl.gz or train-00000-of-00001.parquet, in it, in data, and in its folders "
          "harmless-base, helpful-base (HH-RLHF), helpful, harmless and both (relabelled)");
}

std::vector<fs::path> requireSplit(const Place& folder, Split split)
{
    std::vector<fs::path> files = filesOfSplit(folder, split);
    if (!files.empty()) {
        return files;
    }
    const std::vector<fs::path> other = filesOfSplit(folder, split == Split::train ? Split::test : Split::train);
    throw Error("the dataset lacks " + (folder.root / (toString(split) + ".jsonl.gz")).string()
        + " (or the same rows unpacked or in another format, such as " + toString(split) + ".jsonl or "
        + toString(split) + "-00000-of-00001.parquet)"
        + (other.empty() ? std::string()
                         : "; there is only " + other.front().filename().string()
                    + ", of which a share can be held out for testing (holdout_share)"));
}

/// Those of which a folder has any rows; none of a file.
std::vector<Split> splitsOf(const Place& place)
{
    std::vector<Place> folders;
    if (place.layout == DatasetLayout::splits) {
        folders.push_back(place);
    } else if (place.layout != DatasetLayout::file) {
        for (const DataSubset subset : allDataSubsets) {
            folders.push_back({place.layout, subfolder(place, subset)});
        }
    }
    std::vector<Split> there;
    for (const Split split : {Split::train, Split::test}) {
        if (std::any_of(folders.begin(), folders.end(),
                [&](const Place& folder) { return !filesOfSplit(folder, split).empty(); })) {
            there.push_back(split);
        }
    }
    return there;
}

std::vector<fs::path> filesOfAnySplit(const Place& place)
{
    std::error_code ignored;
    return fs::is_directory(place.root, ignored) ? unnamedFiles(place.root) : std::vector{place.root};
}

} // namespace

std::string toString(DatasetLayout layout)
{
    switch (layout) {
    case DatasetLayout::file: return "a file";
    case DatasetLayout::splits: return "a folder of splits";
    case DatasetLayout::hhRlhf: return "HH-RLHF";
    case DatasetLayout::relabelled: return "relabelled HH-RLHF";
    }
    throw Error("unknown layout of a dataset");
}

DatasetLayout datasetLayout(const fs::path& path)
{
    return located(path).layout;
}

std::vector<DatasetPart> datasetParts(const fs::path& path, DataSubset subset, Split split, const Holdout& holdout)
{
    const Place place = located(path);
    if (holdout.divides() && place.layout != DatasetLayout::file) {
        const std::vector<Split> there = splitsOf(place);
        if (there.size() > 1) {
            throw Error(
                "holdout_share must be 0 for " + path.string() + ", which has training and test rows of its own");
        }
        split = there.front();
    }
    const auto partOf = [&](DataSubset which) {
        return DatasetPart{requireSplit({place.layout, subfolder(place, which)}, split), which};
    };
    switch (place.layout) {
    case DatasetLayout::file: return {{filesOfAnySplit(place), std::nullopt}};
    case DatasetLayout::splits: return {{requireSplit(place, split), std::nullopt}};
    case DatasetLayout::hhRlhf: break;
    case DatasetLayout::relabelled:
        if (subset == DataSubset::both && hasSplit(subfolder(place, DataSubset::both))) {
            return {partOf(DataSubset::both)};
        }
    }
    if (subset == DataSubset::both) {
        return {partOf(DataSubset::harmless), partOf(DataSubset::helpful)};
    }
    return {partOf(subset)};
}

std::vector<fs::path> datasetFiles(const fs::path& path, DataSubset subset, Split split, const Holdout& holdout)
{
    std::vector<fs::path> files;
    for (const DatasetPart& part : datasetParts(path, subset, split, holdout)) {
        files.insert(files.end(), part.files.begin(), part.files.end());
    }
    return files;
}

bool hasObjectiveFolder(const fs::path& path, DataSubset objective)
{
    const Place place = located(path);
    return place.layout == DatasetLayout::hhRlhf
        || (place.layout == DatasetLayout::relabelled && fs::exists(subfolder(place, objective)));
}

bool hasOneSplit(const fs::path& path)
{
    const Place place = located(path);
    return place.layout == DatasetLayout::file || splitsOf(place).size() == 1;
}

DatasetDescription describeDataset(const fs::path& path)
{
    const Place place = located(path);
    DatasetDescription description{place.layout, {}};
    const auto add = [&](const std::vector<fs::path>& files, std::optional<Split> split,
                         std::optional<DataSubset> subset) {
        if (files.empty()) {
            return;
        }
        DatasetDescription::Part part{files, split, subset, 0};
        for (const fs::path& file : files) {
            part.rows += countRows(file);
        }
        description.parts.push_back(std::move(part));
    };
    if (place.layout == DatasetLayout::file) {
        add(filesOfAnySplit(place), std::nullopt, std::nullopt);
        return description;
    }
    for (const Split split : {Split::train, Split::test}) {
        if (place.layout == DatasetLayout::splits) {
            add(filesOfSplit(place, split), split, std::nullopt);
            continue;
        }
        for (const DataSubset subset : allDataSubsets) {
            add(splitFiles(subfolder(place, subset), split), split, subset);
        }
    }
    return description;
}

} // namespace dpl::data
