#include "data/dataset_folder.hpp"

#include "base/error.hpp"
#include "data/byte_stream.hpp"
#include "hub/named_files.hpp"

#include <algorithm>

namespace dpl::data {

namespace {

namespace fs = std::filesystem;

bool isFile(const fs::path& path)
{
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

std::optional<fs::path> findSplit(const fs::path& folder, Split split)
{
    const fs::path plain = folder / (toString(split) + ".jsonl");
    const fs::path packed = folder / (toString(split) + ".jsonl.gz");
    if (isFile(plain) && isFile(packed)) {
        throw Error(
            "both " + plain.string() + " and " + packed.filename().string() + " exist; remove the one you do not want");
    }
    return isFile(plain) ? std::optional(plain) : isFile(packed) ? std::optional(packed) : std::nullopt;
}

/// "; there is only test.jsonl, ...", of a folder that lacks the other split.
std::string otherSplitOf(const fs::path& folder, Split missing)
{
    const Split other = missing == Split::train ? Split::test : Split::train;
    const auto there = findSplit(folder, other);
    return there ? "; there is only " + there->filename().string()
            + ", of which a share can be held out for testing (holdout_share)"
                 : std::string();
}

fs::path requireSplit(const fs::path& folder, Split split)
{
    if (const auto found = findSplit(folder, split)) {
        return *found;
    }
    throw Error("the dataset lacks " + (folder / (toString(split) + ".jsonl.gz")).string()
        + " (or the same file unpacked, " + toString(split) + ".jsonl)" + otherSplitOf(folder, split));
}

bool hasSplit(const fs::path& folder)
{
    return findSplit(folder, Split::train).has_value() || findSplit(folder, Split::test).has_value();
}

fs::path subfolder(const fs::path& path, DatasetLayout layout, DataSubset subset)
{
    return path / (toString(subset) + (layout == DatasetLayout::hhRlhf ? "-base" : ""));
}

/// Those of which a folder has any rows, whatever its layout; none of a file.
std::vector<Split> splitsOf(const fs::path& path)
{
    std::vector<fs::path> folders{path};
    for (const DatasetLayout layout : {DatasetLayout::hhRlhf, DatasetLayout::relabelled}) {
        for (const DataSubset subset : allDataSubsets) {
            folders.push_back(subfolder(path, layout, subset));
        }
    }
    std::vector<Split> there;
    for (const Split split : {Split::train, Split::test}) {
        if (std::any_of(folders.begin(), folders.end(),
                [&](const fs::path& folder) { return findSplit(folder, split).has_value(); })) {
            there.push_back(split);
        }
    }
    return there;
}

/// Where a dataset lies that may be named as the hub has it.
fs::path placeOf(const fs::path& named)
{
    return hub::located(named.string(), hub::RepositoryKind::dataset).value_or(named);
}

/// Lines with anything but blanks on them.
std::int64_t countRows(const fs::path& file)
{
    ByteStream stream(file);
    std::vector<char> buffer(std::size_t{1} << 18);
    std::int64_t rows = 0;
    bool blank = true;
    while (const std::size_t count = stream.read(buffer.data(), buffer.size())) {
        const char* at = buffer.data();
        const char* const end = at + count;
        while (at != end) {
            if (blank) {
                while (at != end && (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n')) {
                    ++at;
                }
                if (at == end) {
                    break;
                }
                blank = false;
                ++rows;
            }
            at = std::find(at, end, '\n');
            blank = at != end;
        }
    }
    return rows;
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

DatasetLayout datasetLayout(const fs::path& named)
{
    const fs::path path = placeOf(named);
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status)) {
        throw Error("there is no dataset at " + path.string()
            + (error && error != std::errc::no_such_file_or_directory
                    ? ": " + error.message()
                    : hub::fetchAdvice(named.string(), hub::RepositoryKind::dataset)));
    }
    if (!fs::is_directory(status)) {
        return DatasetLayout::file;
    }
    for (const DatasetLayout layout : {DatasetLayout::hhRlhf, DatasetLayout::relabelled}) {
        for (const DataSubset subset : allDataSubsets) {
            if (!(layout == DatasetLayout::hhRlhf && subset == DataSubset::both)
                && hasSplit(subfolder(path, layout, subset))) {
                return layout;
            }
        }
    }
    if (hasSplit(path)) {
        return DatasetLayout::splits;
    }
    throw Error(path.string()
        + " is not a preference dataset: looked for train.jsonl.gz, test.jsonl.gz, train.jsonl and test.jsonl in it "
          "and "
        + "in its folders harmless-base, helpful-base (HH-RLHF), helpful, harmless and both (relabelled)");
}

std::vector<DatasetFile> datasetFiles(const fs::path& named, DataSubset subset, Split split, const Holdout& holdout)
{
    const fs::path path = placeOf(named);
    const DatasetLayout layout = datasetLayout(path);
    if (holdout.divides() && layout != DatasetLayout::file) {
        const std::vector<Split> there = splitsOf(path);
        if (there.size() > 1) {
            throw Error(
                "holdout_share must be 0 for " + path.string() + ", which has training and test rows of its own");
        }
        split = there.front();
    }
    const auto fileOf = [&](DataSubset which) {
        return DatasetFile{requireSplit(subfolder(path, layout, which), split), which};
    };
    switch (layout) {
    case DatasetLayout::file: return {{path, std::nullopt}};
    case DatasetLayout::splits: return {{requireSplit(path, split), std::nullopt}};
    case DatasetLayout::hhRlhf: break;
    case DatasetLayout::relabelled:
        if (subset == DataSubset::both && hasSplit(subfolder(path, layout, DataSubset::both))) {
            return {fileOf(DataSubset::both)};
        }
    }
    if (subset == DataSubset::both) {
        return {fileOf(DataSubset::harmless), fileOf(DataSubset::helpful)};
    }
    return {fileOf(subset)};
}

bool hasOneSplit(const fs::path& named)
{
    const fs::path path = placeOf(named);
    return datasetLayout(path) == DatasetLayout::file || splitsOf(path).size() == 1;
}

DatasetDescription describeDataset(const fs::path& named)
{
    const fs::path path = placeOf(named);
    DatasetDescription description{datasetLayout(path), {}};
    const auto add = [&](const fs::path& file, std::optional<Split> split, std::optional<DataSubset> subset) {
        description.parts.push_back({file, split, subset, countRows(file)});
    };
    if (description.layout == DatasetLayout::file) {
        add(path, std::nullopt, std::nullopt);
        return description;
    }
    for (const Split split : {Split::train, Split::test}) {
        if (description.layout == DatasetLayout::splits) {
            if (const auto file = findSplit(path, split)) {
                add(*file, split, std::nullopt);
            }
            continue;
        }
        for (const DataSubset subset : allDataSubsets) {
            if (const auto file = findSplit(subfolder(path, description.layout, subset), split)) {
                add(*file, split, subset);
            }
        }
    }
    return description;
}

} // namespace dpl::data
