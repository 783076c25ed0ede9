#include "base/tensor_file.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json.hpp"

#include <bit>
#include <cstdint>
#include <cstring>

namespace dpl {

static_assert(std::endian::native == std::endian::little, "array files are little-endian, and so must the machine be");

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
        const std::vector<double> offsets = entry.numbers("data_offsets");
        if (offsets.size() != 2 || !(offsets[0] >= 0.0 && offsets[0] <= offsets[1] && offsets[1] <= static_cast<double>(dataSize))) {
            throw broken("array " + name + " lies outside the file");
        }
        const auto begin = static_cast<std::size_t>(offsets[0]);
        const auto bytes = static_cast<std::size_t>(offsets[1]) - begin;
        if (bytes % sizeof(float) != 0) {
            throw broken("array " + name + " is no whole number of values");
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
