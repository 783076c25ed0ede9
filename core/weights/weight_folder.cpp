#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json_text.hpp"
#include "weights/weight_file.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace dpl::weights {

namespace {

/// Published indices take a few hundred kilobytes.
constexpr std::uintmax_t longestIndex = 100'000'000;

using WeightFiles = std::vector<std::unique_ptr<WeightFile>>;

/// Shard by shard, in the order of their names, the tensors it should hold.
using ShardContents = std::map<std::string, std::vector<std::string>>;

ShardContents readIndex(const std::filesystem::path& index)
{
    const std::string source = index.string();
    std::error_code ignored;
    if (std::filesystem::file_size(index, ignored) > longestIndex) {
        throw Error(source + " is not an index of weights: it is too long");
    }
    // Not as Json, which looks through all keys of an object for each new one.
    const nlohmann::json json = nlohmann::json::parse(readFile(index), nullptr, false);
    const auto map = json.find("weight_map");
    if (map == json.end() || !map->is_object()) {
        throw Error(source + " is not an index of weights: it is not a JSON object with a \"weight_map\"");
    }
    ShardContents shards;
    for (const auto& [tensor, shard] : map->items()) {
        if (!shard.is_string()) {
            throw Error(source + ": weight_map: " + tensor + ": expected the name of a file");
        }
        const auto& name = shard.get_ref<const std::string&>();
        // An index may come from anyone: it names files beside itself and no others.
        if (name.empty() || name == "." || name == ".."
            || name.find_first_of(std::string_view("/\\\0", 3)) != std::string::npos) {
            throw Error(
                source + ": weight_map: " + tensor + ": " + dumpJson(shard) + " is not a file next to the index");
        }
        shards[name].push_back(tensor);
    }
    return shards;
}

void checkNamesAreDistinct(const WeightFiles& files)
{
    std::unordered_map<std::string_view, const WeightFile*> holders;
    for (const auto& file : files) {
        for (const StoredTensor& tensor : file->tensors()) {
            const auto [holder, isNew] = holders.emplace(tensor.name, file.get());
            if (!isNew) {
                throw Error("the tensor " + tensor.name + " is in " + holder->second->path().string() + " and again in "
                    + file->path().string());
            }
        }
    }
}

WeightFiles openShards(const std::filesystem::path& index)
{
    WeightFiles files;
    for (const auto& [shard, names] : readIndex(index)) {
        const std::filesystem::path file = index.parent_path() / shard;
        std::error_code ignored;
        if (!std::filesystem::exists(file, ignored)) {
            throw Error(file.string() + " is missing; " + index.filename().string() + " names it, so fetch it as well");
        }
        files.push_back(openWeightFile(file));
        std::unordered_set<std::string_view> held;
        for (const StoredTensor& tensor : files.back()->tensors()) {
            held.insert(tensor.name);
        }
        for (const std::string& name : names) {
            if (!held.contains(name)) {
                throw Error(file.string() + " lacks the tensor " + name + ", which " + index.filename().string()
                    + " says is in it; fetch both again");
            }
        }
    }
    checkNamesAreDistinct(files);
    return files;
}

/// A whole number of a GGUF file's metadata; nothing if it has none of that name.
std::optional<std::uint64_t> wholeNumber(const GgufFile& file, const char* key)
{
    const auto found = file.metadata().find(key);
    if (found == file.metadata().end() || !found->is_number_integer() || *found < 0) {
        return std::nullopt;
    }
    return found->get<std::uint64_t>();
}

/// The further pieces of a GGUF file that is the first of several, as its metadata says: they lie beside it, under the
/// names that llama.cpp gives them.
void openPieces(WeightFiles& files)
{
    const auto& first = dynamic_cast<const GgufFile&>(*files.front());
    const std::uint64_t count = wholeNumber(first, "split.count").value_or(0);
    if (count < 2) {
        return;
    }
    const std::vector<std::filesystem::path> places = ggufPieces(first.path());
    if (wholeNumber(first, "split.no") != 0u) {
        throw Error(first.path().string() + " is one of " + std::to_string(count)
            + " pieces of a GGUF file and not the first, which has what all need; name the piece 00001"
            + (places.size() == count ? ", " + places.front().string() : std::string()));
    }
    if (places.size() != count) {
        throw Error(first.path().string() + " is the first of " + std::to_string(count)
            + " pieces of a GGUF file (split.count), and its name does not end as llama.cpp names them "
              "(\"-00001-of-0000N.gguf\"), so the others cannot be found; give all of them their names again");
    }
    for (std::uint64_t i = 1; i < count; ++i) {
        std::error_code ignored;
        if (!std::filesystem::exists(places[i], ignored)) {
            throw Error(places[i].string() + " is missing, one of the " + std::to_string(count) + " pieces of "
                + first.path().filename().string() + "; fetch it as well");
        }
        files.push_back(openGguf(places[i]));
        const auto& piece = dynamic_cast<const GgufFile&>(*files.back());
        if (wholeNumber(piece, "split.no") != i || wholeNumber(piece, "split.count") != count) {
            throw Error(places[i].string() + " is not the piece that its name says, by its split.no and split.count; "
                + "fetch all pieces of one file again");
        }
    }
    std::size_t tensors = 0;
    for (const auto& file : files) {
        tensors += file->tensors().size();
    }
    if (const auto declared = wholeNumber(first, "split.tensors.count"); declared && *declared != tensors) {
        throw Error(first.path().string() + " and its pieces hold " + std::to_string(tensors) + " tensors, not "
            + std::to_string(*declared) + " (split.tensors.count); they belong to different files, or one is damaged");
    }
    checkNamesAreDistinct(files);
}

} // namespace

std::vector<std::filesystem::path> ggufPieces(const std::filesystem::path& file)
{
    // "name-00001-of-00003.gguf", of any piece
    constexpr std::string_view ending = ".gguf";
    constexpr std::string_view between = "-of-";
    constexpr std::size_t digits = 5;
    constexpr std::size_t tail = 1 + digits + between.size() + digits + ending.size();
    const std::string name = file.filename().string();
    const auto isNumber = [&](std::size_t at) {
        return std::all_of(name.begin() + static_cast<std::ptrdiff_t>(at),
            name.begin() + static_cast<std::ptrdiff_t>(at + digits), [](char c) { return c >= '0' && c <= '9'; });
    };
    if (name.size() <= tail || !name.ends_with(ending)) {
        return {file};
    }
    const std::size_t dash = name.size() - tail;
    const std::size_t of = dash + 1 + digits;
    if (name[dash] != '-' || name.compare(of, between.size(), between) != 0 || !isNumber(dash + 1)
        || !isNumber(of + between.size())) {
        return {file};
    }
    const int count = std::stoi(name.substr(of + between.size(), digits));
    std::vector<std::filesystem::path> pieces;
    for (int i = 1; i <= count; ++i) {
        const std::string number = std::to_string(i);
        pieces.push_back(file.parent_path()
            / (name.substr(0, dash + 1) + std::string(digits - number.size(), '0') + number + name.substr(of)));
    }
    return pieces.empty() ? std::vector{file} : pieces;
}

std::vector<std::unique_ptr<WeightFile>> openWeights(const std::filesystem::path& folderOrFile)
{
    WeightFiles files;
    std::error_code ignored;
    if (!std::filesystem::is_directory(folderOrFile, ignored)) {
        files.push_back(openWeightFile(folderOrFile));
        if (dynamic_cast<const GgufFile*>(files.back().get())) {
            openPieces(files);
        }
        return files;
    }
    for (const char* name : {"model.safetensors", "pytorch_model.bin"}) {
        const std::filesystem::path file = folderOrFile / name;
        const std::filesystem::path index = folderOrFile / (std::string(name) + ".index.json");
        if (std::filesystem::exists(file, ignored)) {
            files.push_back(openWeightFile(file));
            return files;
        }
        if (std::filesystem::exists(index, ignored)) {
            return openShards(index);
        }
    }
    throw Error(folderOrFile.string()
        + " holds no weights: neither model.safetensors nor pytorch_model.bin, nor an index of "
        + "their shards; for a GGUF file, name the file, not its folder");
}

} // namespace dpl::weights
