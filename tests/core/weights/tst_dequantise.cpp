#include "base/compute.hpp"
#include "base/json.hpp"
#include "damaged_files.hpp"
#include "weights/weight_file.hpp"

#include <cmath>
#include <limits>
#include <numeric>

namespace dpl::weights {
namespace {

using dpl::test::errorOf;
using dpl::test::says;
using test::bytesOf;
using test::dequantised;
using test::fixturePath;
using test::sameBits;

/// The files of blocks, whose values the gguf package computed.
constexpr std::pair<const char*, std::size_t> blockFiles[]{{"types", 12}, {"low_bits", 5}};

std::string placeOf(const std::string& name)
{
    return fixturePath("gguf/" + name).string();
}

TEST(Dequantise, everyGgufTypeHasTheBitsOfTheReference)
{
    for (const auto& [name, count] : blockFiles) {
        const auto file = openGguf(placeOf(std::string(name) + ".gguf"));
        const auto expected = openSafetensors(placeOf(std::string(name) + ".dequantised.safetensors"));
        ASSERT_EQ(file->tensors().size(), count);
        for (const StoredTensor& tensor : file->tensors()) {
            const StoredTensor* reference = expected->find(tensor.name);
            ASSERT_NE(reference, nullptr) << tensor.name;
            EXPECT_EQ(tensor.shape, reference->shape) << tensor.name;
            if (tensor.name != "odd") {
                EXPECT_EQ(toString(tensor.type), tensor.name);
            }
            EXPECT_TRUE(sameBits(dequantised(tensor), dequantised(*reference))) << tensor.name;
        }
    }
}

TEST(Dequantise, flushingDenormalsDoesNotMatter)
{
    // Q6_K's scales in the fixture are subnormal halves, and some numbers of MXFP4 are denormal; jobs run with
    // denormals flushed.
    const ComputeScope scope({});
    ASSERT_TRUE(flushesDenormals());
    for (const auto& [name, count] : blockFiles) {
        const auto file = openGguf(placeOf(std::string(name) + ".gguf"));
        const auto expected = openSafetensors(placeOf(std::string(name) + ".dequantised.safetensors"));
        for (const StoredTensor& tensor : file->tensors()) {
            EXPECT_TRUE(sameBits(dequantised(tensor), dequantised(*expected->find(tensor.name)))) << tensor.name;
        }
    }
}

TEST(Dequantise, aRowIsTheSameAloneAndAmongOthers)
{
    for (const auto& [name, count] : blockFiles) {
        const auto file = openGguf(placeOf(std::string(name) + ".gguf"));
        for (const StoredTensor& tensor : file->tensors()) {
            const std::vector<float> whole = dequantised(tensor);
            const auto columns = static_cast<std::size_t>(tensor.columns());
            for (std::int64_t row = 0; row < tensor.rows(); ++row) {
                std::vector<float> alone(columns);
                dequantiseRows(tensor, row, 1, alone);
                const auto begin = whole.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(row) * columns);
                EXPECT_TRUE(sameBits(alone, {begin, begin + static_cast<std::ptrdiff_t>(columns)}))
                    << tensor.name << " row " << row;
            }
            dequantiseRows(tensor, tensor.rows(), 0, {});
        }
    }
}

/// What a half means, by the definition.
float halfByDefinition(std::uint16_t bits)
{
    const int exponent = bits >> 10 & 31;
    const int mantissa = bits & 1023;
    const double magnitude = exponent == 31 ? (mantissa != 0 ? std::nan("") : std::numeric_limits<double>::infinity())
        : exponent == 0                     ? std::ldexp(mantissa, -24)
                                            : std::ldexp(1024 + mantissa, exponent - 25);
    return static_cast<float>((bits & 0x8000) != 0 ? -magnitude : magnitude);
}

TEST(Dequantise, allHalvesAndBrainFloats)
{
    std::vector<std::uint16_t> all(65536);
    std::iota(all.begin(), all.end(), std::uint16_t{0});
    const auto bytes = std::as_bytes(std::span(all));
    for (const bool flush : {false, true}) {
        std::optional<ComputeScope> scope;
        if (flush) {
            scope.emplace(ComputeOptions{});
        }
        const std::vector<float> halves = dequantised({"halves", {65536}, StorageType::f16, bytes});
        const std::vector<float> brains = dequantised({"brains", {256, 256}, StorageType::bf16, bytes});
        for (std::uint32_t i = 0; i < 65536; ++i) {
            const float expected = halfByDefinition(all[i]);
            if (std::isnan(expected)) {
                ASSERT_TRUE(std::isnan(halves[i])) << i;
            } else {
                ASSERT_EQ(std::bit_cast<std::uint32_t>(halves[i]), std::bit_cast<std::uint32_t>(expected)) << i;
            }
            ASSERT_EQ(std::bit_cast<std::uint32_t>(brains[i]), i << 16);
        }
    }
}

TEST(Dequantise, manyPortionsAndOddAddresses)
{
    // Over the threads' portions, from an odd address, with a rest.
    constexpr std::size_t count = 3 * 65536 + 17;
    std::vector<double> doubles(count);
    std::string content(1 + count * sizeof(double), '\0');
    for (std::size_t i = 0; i < count; ++i) {
        doubles[i] = std::sin(static_cast<double>(i));
        std::memcpy(content.data() + 1 + i * sizeof(double), &doubles[i], sizeof(double));
    }
    const StoredTensor tensor{
        "doubles", {static_cast<std::int64_t>(count)}, StorageType::f64, bytesOf(content).subspan(1)};
    EXPECT_TRUE(sameBits(dequantised(tensor), {doubles.begin(), doubles.end()}));
}

TEST(Dequantise, integersAreNoRealNumbers)
{
    const std::string content(16, '\0');
    const StoredTensor tensor{"position_ids", {2}, StorageType::i64, bytesOf(content)};
    std::vector<float> out(2);
    EXPECT_FALSE(isReal(tensor.type));
    EXPECT_TRUE(says(errorOf([&] { dequantise(tensor, out); }), {"position_ids", "I64"}));
    EXPECT_TRUE(says(errorOf([&] { dequantiseRows(tensor, 0, 1, out); }), {"position_ids", "I64"}));
}

TEST(StoredTensor, shapes)
{
    const StoredTensor scalar{"s", {}, StorageType::f32, {}};
    EXPECT_EQ(scalar.elements(), 1);
    EXPECT_EQ(scalar.rows(), 1);
    EXPECT_EQ(scalar.columns(), 1);
    const StoredTensor cube{"c", {2, 3, 4}, StorageType::f32, {}};
    EXPECT_EQ(cube.elements(), 24);
    EXPECT_EQ(cube.rows(), 6);
    EXPECT_EQ(cube.columns(), 4);
    EXPECT_EQ(shapeText(cube.shape), "[2, 3, 4]");
    EXPECT_EQ(shapeText(scalar.shape), "[]");
}

TEST(StoredTensor, bytesOfShapesThatLie)
{
    using Shape = std::vector<std::int64_t>;
    constexpr std::int64_t huge = std::int64_t{1} << 40;
    EXPECT_EQ(storedBytes(StorageType::f32, Shape{}), 4u);
    EXPECT_EQ(storedBytes(StorageType::bf16, Shape{3, 5}), 30u);
    EXPECT_EQ(storedBytes(StorageType::q4_1, Shape{2, 64}), 80u);
    EXPECT_EQ(storedBytes(StorageType::f32, Shape{3, 0}), 0u);
    EXPECT_EQ(storedBytes(StorageType::q4_1, Shape{2, 33}), std::nullopt);
    EXPECT_EQ(storedBytes(StorageType::f32, Shape{-1}), std::nullopt);
    EXPECT_EQ(storedBytes(StorageType::f32, Shape{huge, huge}), std::nullopt);
    EXPECT_EQ(storedBytes(StorageType::i8, Shape{huge, 0, huge}), std::nullopt) << "partial products would overflow";
    EXPECT_EQ(storedBytes(StorageType::i8, Shape{std::numeric_limits<std::int64_t>::max()}), std::nullopt);
}

TEST(StoredTensor, emptyOnesWithManyRowsTakeNoTime)
{
    const StoredTensor tensor{"e", {std::int64_t{1} << 50, 0}, StorageType::q4_k, {}};
    dequantise(tensor, {});
    dequantiseRows(tensor, 0, tensor.rows(), {});
}

} // namespace
} // namespace dpl::weights
