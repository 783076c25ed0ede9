#include "data/split_files.hpp"

#include "base/error.hpp"
#include "data/row_file_name.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>

namespace dpl::data {

namespace {

namespace fs = std::filesystem;

/// Files beside each other that are read one after another.
using Shards = std::map<std::pair<int, std::string>, fs::path>;

/// All shards that a folder has, by what they have in common.
using ShardSets = std::map<std::tuple<fs::path, std::string, int>, Shards>;

/// Notes each file of rows that `isWanted`.
template <typename IsWanted> void look(const fs::path& folder, const IsWanted& isWanted, ShardSets& sets)
{
    std::error_code error;
    for (fs::directory_iterator entry(folder, error); !error && entry != fs::directory_iterator();
         entry.increment(error)) {
        std::error_code ignored;
        const std::string name = entry->path().filename().string();
        const auto found = rowFileName(name);
        if (found && isWanted(*found) && entry->is_regular_file(ignored)) {
            sets[{folder / found->stem, found->ending, found->shards}].emplace(
                std::pair(found->shard, name), entry->path());
        }
    }
}

/// Of a file of any name. What datasets puts beside the rows is none: descriptions, and what it computed from them.
bool isRows(const RowFileName& name)
{
    return !name.stem.starts_with('.') && !(name.ending == ".arrow" && name.stem.starts_with("cache-"))
        && (!name.ending.starts_with(".json") || name.ending.starts_with(".jsonl"));
}

void requireAll(const Shards& shards, int count)
{
    int next = 0;
    for (const auto& [place, file] : shards) {
        if (place.first < next) {
            throw Error("both " + std::prev(shards.find(place))->second.string() + " and " + file.filename().string()
                + " exist; remove the one you do not want");
        }
        if (place.first > next || next >= count) {
            throw Error("a file of the dataset is missing before " + file.string() + " (number " + std::to_string(next)
                + ", from 0); fetch it, too");
        }
        ++next;
    }
    if (next < count) {
        throw Error("a file of the dataset is missing behind " + shards.rbegin()->second.string() + ", of "
            + std::to_string(count) + " files; fetch all of them");
    }
}

std::vector<fs::path> filesOf(const ShardSets& sets)
{
    if (sets.size() > 1) {
        const auto& [first, second] = std::pair(*sets.begin(), *std::next(sets.begin()));
        const fs::path a = first.second.begin()->second;
        const fs::path b = second.second.begin()->second;
        throw Error("both " + a.string() + " and " + (a.parent_path() == b.parent_path() ? b.filename() : b).string()
            + " exist; remove the one you do not want");
    }
    std::vector<fs::path> files;
    for (const auto& [place, shards] : sets) {
        if (std::get<2>(place) > 0) {
            requireAll(shards, std::get<2>(place));
        }
        for (const auto& [number, file] : shards) {
            files.push_back(file);
        }
    }
    return files;
}

/// Files of any name, in the order of their names.
std::vector<fs::path> filesIn(const fs::path& folder)
{
    ShardSets sets;
    look(folder, isRows, sets);
    ShardSets joined;
    for (auto& [place, shards] : sets) {
        if (std::get<2>(place) == 0) { // "0000.parquet", "0001.parquet"
            joined[{folder, std::get<1>(place), 0}].merge(shards);
        } else {
            joined[place] = shards;
        }
    }
    return filesOf(joined);
}

std::vector<fs::path> filesNamed(const fs::path& folder, const std::string& split)
{
    ShardSets sets;
    for (const fs::path& place : {folder, folder / "data"}) {
        look(
            place,
            [&](const RowFileName& name) {
                return name.stem == split || (name.ending == ".arrow" && name.stem.ends_with("-" + split));
            },
            sets);
    }
    if (!sets.empty()) {
        return filesOf(sets);
    }
    for (const fs::path& place : {folder / split, folder / "data" / split}) {
        if (std::vector<fs::path> files = filesIn(place); !files.empty()) {
            return files;
        }
    }
    return {};
}

} // namespace

std::vector<std::string> splitNames(Split split)
{
    if (split == Split::train) {
        return {"train", "train_prefs"};
    }
    return {"test", "test_prefs", "validation", "validation_prefs", "val", "valid", "dev"};
}

void requireAllShards(const std::vector<fs::path>& files)
{
    ShardSets sets;
    for (const fs::path& file : files) {
        const std::string name = file.filename().string();
        if (const auto found = rowFileName(name); found && found->shards > 0) {
            sets[{file.parent_path() / found->stem, found->ending, found->shards}].emplace(
                std::pair(found->shard, name), file);
        }
    }
    for (const auto& [place, shards] : sets) {
        requireAll(shards, std::get<2>(place));
    }
}

std::vector<fs::path> splitFiles(const fs::path& folder, Split split)
{
    for (const std::string& name : splitNames(split)) {
        if (std::vector<fs::path> files = filesNamed(folder, name); !files.empty()) {
            return files;
        }
    }
    return {};
}

std::vector<fs::path> unnamedFiles(const fs::path& folder)
{
    ShardSets sets;
    look(folder, [](const RowFileName& name) { return name.stem == "data"; }, sets);
    return filesOf(sets);
}

} // namespace dpl::data
