#include "weights/stored_tensor.hpp"

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "weights/dequantise.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace dpl::weights {

namespace {

/// Elements that a thread takes at a time: a multiple of every block, and enough to be worth handing over.
constexpr std::int64_t portion = 65536;

struct TypeFacts {
    const char* name;
    BlockLayout layout;
    DequantiseFunction dequantise; ///< nullptr for what is no real type
};

const TypeFacts& facts(StorageType type)
{
    static constexpr TypeFacts plain[]{{"F64", {1, 8}, dequantiseF64}, {"F32", {1, 4}, dequantiseF32},
        {"F16", {1, 2}, dequantiseF16}, {"BF16", {1, 2}, dequantiseBf16}, {"I64", {1, 8}, nullptr},
        {"I32", {1, 4}, nullptr}, {"I16", {1, 2}, nullptr}, {"I8", {1, 1}, nullptr}, {"U8", {1, 1}, nullptr},
        {"BOOL", {1, 1}, nullptr}, {"Q8_0", {32, 34}, dequantiseQ8_0}, {"Q4_0", {32, 18}, dequantiseQ4_0},
        {"Q4_1", {32, 20}, dequantiseQ4_1}, {"Q5_0", {32, 22}, dequantiseQ5_0}, {"Q5_1", {32, 24}, dequantiseQ5_1},
        {"Q4_K", {256, 144}, dequantiseQ4_K}, {"Q5_K", {256, 176}, dequantiseQ5_K},
        {"Q6_K", {256, 210}, dequantiseQ6_K}, {"Q2_K", {256, 84}, dequantiseQ2_K}, {"Q3_K", {256, 110}, dequantiseQ3_K},
        {"IQ4_NL", {32, 18}, dequantiseIQ4_NL}, {"IQ4_XS", {256, 136}, dequantiseIQ4_XS},
        {"MXFP4", {32, 17}, dequantiseMXFP4}, {"U16", {1, 2}, nullptr}, {"U32", {1, 4}, nullptr},
        {"U64", {1, 8}, nullptr}, {"C64", {1, 8}, nullptr}, {"F8_E4M3", {1, 1}, nullptr}, {"F8_E5M2", {1, 1}, nullptr},
        {"F8_E4M3FNUZ", {1, 1}, nullptr}, {"F8_E5M2FNUZ", {1, 1}, nullptr}, {"F8_E8M0", {1, 1}, nullptr},
        {"F6_E2M3", {4, 3}, nullptr}, {"F6_E3M2", {4, 3}, nullptr}, {"F4", {2, 1}, nullptr}};
    static_assert(std::size(plain) == static_cast<std::size_t>(StorageType::f4) + 1);
    return plain[static_cast<std::size_t>(type)];
}

DequantiseFunction dequantiseFunction(const StoredTensor& tensor)
{
    const TypeFacts& type = facts(tensor.type);
    if (!type.dequantise) {
        throw Error("tensor " + tensor.name + " is of type " + type.name
            + ", which is not read as weights; save it as F32, F16 or BF16");
    }
    return type.dequantise;
}

} // namespace

std::string toString(StorageType type)
{
    return facts(type).name;
}

BlockLayout blockLayout(StorageType type)
{
    return facts(type).layout;
}

bool isReal(StorageType type)
{
    return facts(type).dequantise != nullptr;
}

std::optional<std::size_t> storedBytes(StorageType type, std::span<const std::int64_t> shape)
{
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    const BlockLayout layout = blockLayout(type);
    // Each block counted as all its bytes, each number as at most eight: whatever fits this bound fits in all units.
    std::int64_t bound = 8;
    bool empty = false;
    for (const std::int64_t extent : shape) {
        if (extent < 0 || (extent > 0 && bound > most / extent)) {
            return std::nullopt;
        }
        empty = empty || extent == 0;
        bound *= std::max<std::int64_t>(extent, 1);
    }
    const auto last = static_cast<std::size_t>(shape.empty() ? 1 : shape.back());
    if (last % layout.elements != 0) {
        return std::nullopt;
    }
    return empty ? 0 : static_cast<std::size_t>(bound / 8) / layout.elements * layout.bytes;
}

std::int64_t StoredTensor::elements() const
{
    return rows() * columns();
}

std::int64_t StoredTensor::rows() const
{
    std::int64_t product = 1;
    for (std::size_t i = 0; i + 1 < shape.size(); ++i) {
        product *= shape[i];
    }
    return product;
}

std::int64_t StoredTensor::columns() const
{
    return shape.empty() ? 1 : shape.back();
}

std::string shapeText(std::span<const std::int64_t> shape)
{
    std::string text = "[";
    for (std::size_t i = 0; i < shape.size(); ++i) {
        text += (i > 0 ? ", " : "") + std::to_string(shape[i]);
    }
    return text + "]";
}

void dequantiseRows(const StoredTensor& tensor, std::int64_t first, std::int64_t count, std::span<float> out)
{
    const DequantiseFunction dequantiseElements = dequantiseFunction(tensor);
    const BlockLayout layout = blockLayout(tensor.type);
    const auto rowBlocks = static_cast<std::size_t>(tensor.columns()) / layout.elements;
    const std::size_t blocks = static_cast<std::size_t>(count) * rowBlocks;
    if (blocks > 0) {
        dequantiseElements(
            tensor.bytes.data() + static_cast<std::size_t>(first) * rowBlocks * layout.bytes, blocks, out.data());
    }
}

void dequantise(const StoredTensor& tensor, std::span<float> out)
{
    const DequantiseFunction dequantiseElements = dequantiseFunction(tensor);
    const BlockLayout layout = blockLayout(tensor.type);
    // By elements and not by rows: a vector is a single row, a table of embeddings has short ones.
    const std::int64_t elements = tensor.elements();
    const std::int64_t portions = elements / portion + (elements % portion != 0 ? 1 : 0);
    parallelItems(static_cast<std::size_t>(portions), scopeThreads(), [&](std::size_t item) {
        const std::int64_t begin = static_cast<std::int64_t>(item) * portion;
        const auto size = static_cast<std::size_t>(std::min(portion, elements - begin));
        dequantiseElements(tensor.bytes.data() + static_cast<std::size_t>(begin) / layout.elements * layout.bytes,
            size / layout.elements, out.data() + begin);
    });
}

} // namespace dpl::weights
