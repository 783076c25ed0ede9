#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json_text.hpp"
#include "weights/weight_file.hpp"

#include <map>
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
    return files;
}

/// A GGUF file that is one of several says so in its metadata.
void refusePiece(const WeightFile& file)
{
    const auto* gguf = dynamic_cast<const GgufFile*>(&file);
    const auto count = gguf ? gguf->metadata().find("split.count") : Json::const_iterator();
    if (gguf && count != gguf->metadata().end() && count->is_number_unsigned() && *count > 1u) {
        throw Error(file.path().string() + " is one of " + count->dump()
            + " pieces of a GGUF file (split.count), which are not read yet; join them with llama.cpp's "
              "\"llama-gguf-split --merge\"");
    }
}

} // namespace

std::vector<std::unique_ptr<WeightFile>> openWeights(const std::filesystem::path& folderOrFile)
{
    WeightFiles files;
    std::error_code ignored;
    if (!std::filesystem::is_directory(folderOrFile, ignored)) {
        files.push_back(openWeightFile(folderOrFile));
        refusePiece(*files.back());
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
