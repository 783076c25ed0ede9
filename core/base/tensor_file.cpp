#include "base/tensor_file.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

namespace dpl {

static_assert(std::endian::native == std::endian::little, "array files are little-endian, and so must the machine be");

namespace {

/// Whether an array of this shape takes so many bytes. The product of a lying shape may overflow, so it is bounded on the way.
bool fills(const Json& shape, std::size_t bytes)
{
    std::size_t count = 1;
    bool empty = false;
    for (const Json& extent : shape) {
        if (!extent.is_number_unsigned()) {
            return false;
        }
        const auto size = extent.get<std::uint64_t>();
        empty = empty || size == 0;
        if (size > 0 && count > bytes / size) {
            return false;
        }
        count *= std::max<std::size_t>(size, 1);
    }
    return (empty ? 0 : count * sizeof(float)) == bytes;
}

} // namespace

void writeArrays(const std::filesystem::path& file, const NamedArrays& arrays)
{
    Json header = Json::object();
    std::size_t offset = 0;
    for (const auto& [name, values] : arrays) {
        const std::size_t bytes = values.size() * sizeof(float);
        header[name] = {{"dtype", "F32"}, {"shape", {values.size()}}, {"data_offsets", {offset, offset + bytes}}};
        offset += bytes;
    }
    std::string text = header.dump();
    text.resize((text.size() + 7) / 8 * 8, ' ');
    const std::uint64_t length = text.size();
    std::string content(sizeof length + text.size() + offset, '\0');
    char* at = content.data();
    const auto put = [&at](const void* source, std::size_t bytes) {
        if (bytes > 0) {
            std::memcpy(at, source, bytes);
            at += bytes;
        }
    };
    put(&length, sizeof length);
    put(text.data(), text.size());
    for (const auto& [name, values] : arrays) {
        put(values.data(), values.size() * sizeof(float));
    }
    writeFileAtomically(file, content);
}

NamedArrays readArrays(const std::filesystem::path& file)
{
    const std::string content = readFile(file);
    const auto broken = [&](const std::string& why) { return Error(file.string() + " is damaged: " + why); };
    std::uint64_t length = 0;
    if (content.size() < sizeof length) {
        throw broken("it ends within its first eight bytes");
    }
    std::memcpy(&length, content.data(), sizeof length);
    if (length > content.size() - sizeof length) {
        throw broken("its header is said to be longer than the file");
    }
    const Json header = parseJson(content.substr(sizeof length, length), file.string());
    const std::size_t dataBegin = sizeof length + length;
    const std::size_t dataSize = content.size() - dataBegin;
    NamedArrays arrays;
    if (!header.is_object()) {
        throw broken("its header is no JSON object");
    }
    for (const auto& [name, value] : header.items()) {
        if (name == "__metadata__") {
            continue;
        }
        const JsonObject entry(value, file.string() + ": " + name);
        if (entry.string("dtype") != "F32") {
            throw broken("array " + name + " is of type " + entry.string("dtype") + " instead of F32");
        }
        const Json& offsets = entry.array("data_offsets");
        const bool inside = offsets.size() == 2 && offsets[0].is_number_unsigned() && offsets[1].is_number_unsigned()
            && offsets[0].get<std::uint64_t>() <= offsets[1].get<std::uint64_t>() && offsets[1].get<std::uint64_t>() <= dataSize;
        if (!inside) {
            throw broken("array " + name + " lies outside the file");
        }
        const auto begin = offsets[0].get<std::size_t>();
        const std::size_t bytes = offsets[1].get<std::size_t>() - begin;
        if (!fills(entry.array("shape"), bytes)) {
            throw broken("the shape of array " + name + " does not fit its data");
        }
        std::vector<float> values(bytes / sizeof(float));
        if (bytes > 0) {
            std::memcpy(values.data(), content.data() + dataBegin + begin, bytes);
        }
        arrays.emplace(name, std::move(values));
    }
    return arrays;
}

} // namespace dpl
