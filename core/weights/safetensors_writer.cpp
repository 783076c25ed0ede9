#include "base/error.hpp"
#include "base/files.hpp"
#include "weights/weight_file.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace dpl::weights {

namespace {

/// The Python library's order of types, by which it sorts what it writes, largest first; 0 for what the format has no
/// word for.
int rank(StorageType type)
{
    switch (type) {
    case StorageType::boolean: return 1;
    case StorageType::u8: return 2;
    case StorageType::i8: return 3;
    case StorageType::i16: return 4;
    case StorageType::f16: return 5;
    case StorageType::bf16: return 6;
    case StorageType::i32: return 7;
    case StorageType::f32: return 8;
    case StorageType::f64: return 9;
    case StorageType::i64: return 10;
    default: return 0;
    }
}

void check(const NamedTensor& tensor, const std::filesystem::path& file)
{
    const std::string where = "cannot write " + file.string() + ": tensor " + tensor.name;
    if (rank(tensor.type) == 0) {
        throw Error(
            where + " is of type " + toString(tensor.type) + ", which safetensors does not have; dequantise it first");
    }
    if (storedBytes(tensor.type, tensor.shape) != tensor.bytes.size()) {
        throw Error(where + " has " + std::to_string(tensor.bytes.size()) + " bytes, which does not fit "
            + toString(tensor.type) + " " + shapeText(tensor.shape));
    }
}

std::string headerText(
    const std::vector<const NamedTensor*>& tensors, const std::vector<std::pair<std::string, std::string>>& metadata)
{
    // Put together by hand: an object of Json looks through all its keys for each new one.
    std::string text = "{";
    if (!metadata.empty()) {
        Json entries = Json::object();
        for (const auto& [key, value] : metadata) {
            entries[key] = value;
        }
        text += "\"__metadata__\":" + entries.dump();
    }
    std::size_t offset = 0;
    for (const NamedTensor* tensor : tensors) {
        const Json entry{{"dtype", toString(tensor->type)}, {"shape", tensor->shape},
            {"data_offsets", {offset, offset + tensor->bytes.size()}}};
        text += (text.size() > 1 ? "," : "") + Json(tensor->name).dump() + ":" + entry.dump();
        offset += tensor->bytes.size();
    }
    text += "}";
    text.resize((text.size() + 7) / 8 * 8, ' ');
    return text;
}

} // namespace

void writeSafetensors(const std::filesystem::path& file, const std::vector<NamedTensor>& tensors,
    const std::vector<std::pair<std::string, std::string>>& metadata)
{
    std::vector<const NamedTensor*> sorted;
    std::unordered_set<std::string_view> names{"__metadata__"};
    for (const NamedTensor& tensor : tensors) {
        check(tensor, file);
        if (!names.insert(tensor.name).second) {
            throw Error("cannot write " + file.string() + ": there are two tensors named " + tensor.name);
        }
        sorted.push_back(&tensor);
    }
    std::sort(sorted.begin(), sorted.end(), [](const NamedTensor* a, const NamedTensor* b) {
        return a->type != b->type ? rank(a->type) > rank(b->type) : a->name < b->name;
    });
    std::string start(sizeof(std::uint64_t), '\0');
    try {
        start += headerText(sorted, metadata);
    } catch (const Json::type_error&) {
        throw Error("cannot write " + file.string() + ": a name or a piece of metadata is not UTF-8");
    }
    for (std::size_t byte = 0; byte < sizeof(std::uint64_t); ++byte) {
        start[byte] = static_cast<char>((start.size() - sizeof(std::uint64_t)) >> (8 * byte) & 0xff);
    }
    std::vector<std::string_view> pieces{start};
    for (const NamedTensor* tensor : sorted) {
        pieces.emplace_back(reinterpret_cast<const char*>(tensor->bytes.data()), tensor->bytes.size());
    }
    writeFileAtomically(file, std::span<const std::string_view>(pieces));
}

} // namespace dpl::weights
