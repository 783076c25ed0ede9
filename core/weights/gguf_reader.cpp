#include "base/error.hpp"
#include "weights/byte_reader.hpp"
#include "weights/weight_file.hpp"
#include "weights/weight_formats.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

// The format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
namespace dpl::weights {

namespace {

constexpr std::uint32_t ggufMagic = 0x46554747; // "GGUF"
constexpr std::uint32_t alignmentByDefault = 32;
constexpr std::uint32_t largestAlignment = 1 << 20;
constexpr int deepestArray = 8;

/// Values in arrays of metadata, all together. The largest vocabularies have some million with their merges; a JSON
/// value takes sixteen times the room of a byte in the file.
constexpr std::uint64_t mostArrayValues = std::uint64_t{1} << 24;

enum ValueType : std::uint32_t { u8, i8, u16, i16, u32, i32, f32, boolean, text, array, u64, i64, f64 };

/// The least that a value of a type takes in the file; 0 for a type that there is not.
std::size_t leastBytes(std::uint32_t type)
{
    constexpr std::array<std::size_t, 13> bytes{1, 1, 2, 2, 4, 4, 4, 1, 8, 12, 8, 8, 8};
    return type < bytes.size() ? bytes[type] : 0;
}

/// Types of tensors by ggml's numbers, with those that cannot be read here by name only.
struct TensorType {
    std::uint32_t number;
    const char* name;
    std::optional<StorageType> type;
};
constexpr TensorType tensorTypes[]{{0, "F32", StorageType::f32}, {1, "F16", StorageType::f16},
    {2, "Q4_0", StorageType::q4_0}, {3, "Q4_1", StorageType::q4_1}, {6, "Q5_0", StorageType::q5_0},
    {7, "Q5_1", StorageType::q5_1}, {8, "Q8_0", StorageType::q8_0}, {9, "Q8_1", {}}, {10, "Q2_K", StorageType::q2_k},
    {11, "Q3_K", StorageType::q3_k}, {12, "Q4_K", StorageType::q4_k}, {13, "Q5_K", StorageType::q5_k},
    {14, "Q6_K", StorageType::q6_k}, {15, "Q8_K", {}}, {16, "IQ2_XXS", {}}, {17, "IQ2_XS", {}}, {18, "IQ3_XXS", {}},
    {19, "IQ1_S", {}}, {20, "IQ4_NL", StorageType::iq4_nl}, {21, "IQ3_S", {}}, {22, "IQ2_S", {}},
    {23, "IQ4_XS", StorageType::iq4_xs}, {24, "I8", StorageType::i8}, {25, "I16", StorageType::i16},
    {26, "I32", StorageType::i32}, {27, "I64", StorageType::i64}, {28, "F64", StorageType::f64}, {29, "IQ1_M", {}},
    {30, "BF16", StorageType::bf16}, {34, "TQ1_0", {}}, {35, "TQ2_0", {}}, {39, "MXFP4", StorageType::mxfp4}};

StorageType tensorType(std::uint32_t number, const std::string& where)
{
    std::string name = "number " + std::to_string(number);
    for (const TensorType& known : tensorTypes) {
        if (known.number == number) {
            if (known.type) {
                return *known.type;
            }
            name = known.name;
        }
    }
    throw Error(where + " is of type " + name
        + ", which is not supported; use a file in F32, F16, BF16, Q8_0, Q4_0, Q4_1, "
        + "Q5_0, Q5_1, Q2_K, Q3_K, Q4_K, Q5_K, Q6_K, IQ4_NL, IQ4_XS or MXFP4");
}

class GgufFileReader {
public:
    GgufFileReader(std::span<const std::byte> file, const std::string& source)
        : m_file(file), m_source(source), m_bytes(file, source)
    {
    }

    GgufContent read()
    {
        GgufContent content;
        content.version = readVersion();
        const auto tensorCount = m_bytes.number<std::uint64_t>("its header");
        const auto valueCount = m_bytes.number<std::uint64_t>("its header");
        // A tensor is described by at least its name's length, dimensions' number, type and offset; a value by its
        // key's length, type and a byte.
        if (tensorCount > m_bytes.left() / 24 || valueCount > m_bytes.left() / 13) {
            throw broken("it declares " + std::to_string(tensorCount) + " tensors and " + std::to_string(valueCount)
                + " values, more than it has room for");
        }
        content.metadata = readMetadata(valueCount);
        readTensors(tensorCount, alignment(content.metadata), content.tensors);
        return content;
    }

private:
    Error broken(const std::string& why) const { return Error(m_source + " is damaged: " + why); }

    std::uint32_t readVersion()
    {
        if (m_bytes.number<std::uint32_t>("its first four bytes") != ggufMagic) {
            throw Error(m_source + " is not a GGUF file: it does not start with GGUF");
        }
        const auto version = m_bytes.number<std::uint32_t>("its header");
        if (version != 0 && (version & 0xffff) == 0) {
            throw Error(m_source
                + " is a big-endian GGUF file; only little-endian files are supported, so fetch or convert to one");
        }
        if (version < 2 || version > 3) {
            throw Error(m_source + " is of GGUF version " + std::to_string(version)
                + "; versions 2 and 3 are supported, so convert it");
        }
        return version;
    }

    std::string_view readText(const char* what) { return m_bytes.text(m_bytes.number<std::uint64_t>(what), what); }

    Json readMetadata(std::uint64_t count)
    {
        Json metadata = Json::object();
        auto& object = metadata.get_ref<Json::object_t&>();
        std::unordered_set<std::string_view> keys;
        for (std::uint64_t i = 0; i < count; ++i) {
            const std::string_view key = readText("a key of its metadata");
            if (!keys.insert(key).second) {
                throw broken("the key " + std::string(key) + " occurs twice in its metadata");
            }
            const auto type = m_bytes.number<std::uint32_t>("the type of a value of its metadata");
            // Past the object's own look for equal keys, which goes through all of them.
            static_cast<Json::object_t::Container&>(object).emplace_back(std::string(key), readValue(type, key, 0));
        }
        return metadata;
    }

    Json readValue(std::uint32_t type, std::string_view key, int depth)
    {
        constexpr const char* what = "a value of its metadata";
        switch (type) {
        case u8: return m_bytes.number<std::uint8_t>(what);
        case i8: return m_bytes.number<std::int8_t>(what);
        case u16: return m_bytes.number<std::uint16_t>(what);
        case i16: return m_bytes.number<std::int16_t>(what);
        case u32: return m_bytes.number<std::uint32_t>(what);
        case i32: return m_bytes.number<std::int32_t>(what);
        case f32: return static_cast<double>(m_bytes.number<float>(what));
        case boolean: {
            const auto value = m_bytes.number<std::uint8_t>(what);
            if (value > 1) {
                throw broken("the boolean value of " + std::string(key) + " is " + std::to_string(value));
            }
            return value == 1;
        }
        case text: return std::string(readText(what));
        case array: return readArray(key, depth + 1);
        case u64: return m_bytes.number<std::uint64_t>(what);
        case i64: return m_bytes.number<std::int64_t>(what);
        case f64: return m_bytes.number<double>(what);
        default:
            throw broken("the value of " + std::string(key) + " is of type number " + std::to_string(type)
                + ", which does not exist");
        }
    }

    Json readArray(std::string_view key, int depth)
    {
        if (depth > deepestArray) {
            throw broken("the arrays of " + std::string(key) + " are nested more than " + std::to_string(deepestArray)
                + " deep");
        }
        const auto type = m_bytes.number<std::uint32_t>("an array of its metadata");
        const auto count = m_bytes.number<std::uint64_t>("an array of its metadata");
        const std::size_t least = leastBytes(type);
        if (least == 0) {
            throw broken("the array " + std::string(key) + " is of type number " + std::to_string(type)
                + ", which does not exist");
        }
        if (count > m_bytes.left() / least) {
            throw broken("the array " + std::string(key) + " claims " + std::to_string(count)
                + " entries, more than the file has room for");
        }
        m_values += count;
        if (m_values > mostArrayValues) {
            throw broken("its metadata has more than " + std::to_string(mostArrayValues) + " values");
        }
        Json result = Json::array();
        auto& entries = result.get_ref<Json::array_t&>();
        entries.reserve(static_cast<std::size_t>(count));
        for (std::uint64_t i = 0; i < count; ++i) {
            entries.push_back(readValue(type, key, depth));
        }
        return result;
    }

    std::size_t alignment(const Json& metadata) const
    {
        const auto found = metadata.find("general.alignment");
        if (found == metadata.end()) {
            return alignmentByDefault;
        }
        const std::uint64_t value = found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
        if (!std::has_single_bit(value) || value > largestAlignment) {
            throw broken("general.alignment is " + (found->is_number() ? found->dump() : std::string("not a number"))
                + " instead of a power of two up to " + std::to_string(largestAlignment));
        }
        return static_cast<std::size_t>(value);
    }

    /// The descriptions of all tensors come before the data of the first, so that places are known only after the last.
    void readTensors(std::uint64_t count, std::size_t aligned, std::vector<StoredTensor>& tensors)
    {
        std::vector<std::uint64_t> offsets;
        std::unordered_set<std::string_view> names;
        tensors.reserve(static_cast<std::size_t>(count));
        offsets.reserve(static_cast<std::size_t>(count));
        for (std::uint64_t i = 0; i < count; ++i) {
            const std::string_view name = readText("the name of a tensor");
            if (!names.insert(name).second) {
                throw broken("the tensor " + std::string(name) + " occurs twice");
            }
            tensors.push_back({std::string(name), readShape(name), {}, {}});
            StoredTensor& tensor = tensors.back();
            tensor.type =
                tensorType(m_bytes.number<std::uint32_t>("the type of a tensor"), m_source + ": tensor " + tensor.name);
            offsets.push_back(m_bytes.number<std::uint64_t>("the offset of a tensor"));
            if (tensor.columns() % static_cast<std::int64_t>(blockLayout(tensor.type).elements) != 0) {
                throw broken("the rows of tensor " + tensor.name + " have " + std::to_string(tensor.columns())
                    + " numbers, which is not a multiple of a block of " + toString(tensor.type));
            }
        }
        const std::size_t begin = std::min((m_bytes.position() + aligned - 1) / aligned * aligned, m_file.size());
        const std::span<const std::byte> data = m_file.subspan(begin);
        for (std::size_t i = 0; i < tensors.size(); ++i) {
            place(tensors[i], offsets[i], aligned, data);
        }
        rejectOverlaps(tensors);
    }

    std::vector<std::int64_t> readShape(std::string_view name)
    {
        const auto dimensions = m_bytes.number<std::uint32_t>("the dimensions of a tensor");
        if (dimensions > 4) {
            throw broken("tensor " + std::string(name) + " claims " + std::to_string(dimensions)
                + " dimensions; the most is four");
        }
        std::vector<std::int64_t> shape(dimensions);
        for (std::uint32_t i = 0; i < dimensions; ++i) {
            const auto extent = m_bytes.number<std::uint64_t>("the dimensions of a tensor");
            if (extent > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
                throw broken("tensor " + std::string(name) + " has a dimension of " + std::to_string(extent));
            }
            shape[dimensions - 1 - i] =
                static_cast<std::int64_t>(extent); // the file's first dimension is the innermost
        }
        return shape;
    }

    void place(StoredTensor& tensor, std::uint64_t offset, std::size_t aligned, std::span<const std::byte> data) const
    {
        const std::optional<std::size_t> bytes = storedBytes(tensor.type, tensor.shape);
        if (!bytes) {
            throw broken(
                "the shape of tensor " + tensor.name + ", " + shapeText(tensor.shape) + ", is too large for any file");
        }
        if (offset % aligned != 0) {
            throw broken("tensor " + tensor.name + " lies at " + std::to_string(offset)
                + ", which is not a multiple of the alignment " + std::to_string(aligned));
        }
        if (offset > data.size() || *bytes > data.size() - offset) {
            throw broken(
                "tensor " + tensor.name + " lies outside the file, which ends early or is damaged; fetch it again");
        }
        tensor.bytes = data.subspan(static_cast<std::size_t>(offset), *bytes);
    }

    void rejectOverlaps(const std::vector<StoredTensor>& tensors) const
    {
        std::vector<const StoredTensor*> byPlace;
        for (const StoredTensor& tensor : tensors) {
            if (!tensor.bytes.empty()) {
                byPlace.push_back(&tensor);
            }
        }
        std::sort(byPlace.begin(), byPlace.end(),
            [](const StoredTensor* a, const StoredTensor* b) { return a->bytes.data() < b->bytes.data(); });
        for (std::size_t i = 1; i < byPlace.size(); ++i) {
            const StoredTensor& before = *byPlace[i - 1];
            if (before.bytes.data() + before.bytes.size() > byPlace[i]->bytes.data()) {
                throw broken("the tensors " + before.name + " and " + byPlace[i]->name + " overlap");
            }
        }
    }

    std::span<const std::byte> m_file;
    const std::string& m_source;
    ByteReader m_bytes;
    std::uint64_t m_values = 0;
};

class OpenGgufFile final : public GgufFile {
public:
    explicit OpenGgufFile(const std::filesystem::path& file) : GgufFile(file)
    {
        GgufContent content = parseGguf(m_file.bytes(), file.string());
        m_format = "GGUF " + std::to_string(content.version);
        m_metadata = std::move(content.metadata);
        m_tensors = std::move(content.tensors);
    }
};

} // namespace

GgufContent parseGguf(std::span<const std::byte> file, const std::string& source)
{
    return GgufFileReader(file, source).read();
}

std::unique_ptr<GgufFile> openGguf(const std::filesystem::path& file)
{
    return std::make_unique<OpenGgufFile>(file);
}

} // namespace dpl::weights
