#include "base/files.hpp"
#include "base/json.hpp"
#include "error_message.hpp"
#include "temporary_folder.hpp"
#include "weights/named_arrays.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <limits>

namespace dpl::weights {
namespace {

using dpl::test::errorOf;
using dpl::test::says;

class NamedArraysFile : public testing::Test {
protected:
    /// A file with this header, announced as `announced` bytes long, and so many bytes of data.
    void put(const std::string& header, std::size_t data, std::uint64_t announced) const
    {
        std::string content;
        for (int byte = 0; byte < 8; ++byte) {
            content += static_cast<char>(announced >> (8 * byte) & 0xff);
        }
        put(content + header + std::string(data, '\0'));
    }

    void put(const std::string& content) const { std::ofstream(file, std::ios::binary) << content; }

    void put(const std::string& header, std::size_t data) const { put(header, data, header.size()); }

    std::string readingError() const
    {
        return errorOf([&] { readArrays(file); });
    }

    static std::string entry(
        const std::string& offsets, const std::string& dtype = "F32", const std::string& shape = "[2]")
    {
        return R"({"a":{"dtype":")" + dtype + R"(","shape":)" + shape + R"(,"data_offsets":)" + offsets + "}}";
    }

    const dpl::test::TemporaryFolder folder;
    const std::filesystem::path file = folder / "arrays.safetensors";
};

TEST_F(NamedArraysFile, roundTripsToTheBit)
{
    const float tiny = std::numeric_limits<float>::denorm_min();
    const NamedArrays arrays{{"weights", {1.0f, -0.0f, tiny, std::numeric_limits<float>::infinity(), std::nanf("")}},
        {"empty", {}}, {"name with \"quotes\" and \u03c3", {3.5f}}};
    writeArrays(file, arrays);
    const NamedArrays again = readArrays(file);
    ASSERT_EQ(again.size(), arrays.size());
    for (const auto& [name, values] : arrays) {
        ASSERT_EQ(again.at(name).size(), values.size()) << name;
        for (std::size_t i = 0; i < values.size(); ++i) {
            EXPECT_EQ(std::bit_cast<std::uint32_t>(again.at(name)[i]), std::bit_cast<std::uint32_t>(values[i]))
                << name << i;
        }
    }
    writeArrays(file, {});
    EXPECT_TRUE(readArrays(file).empty());
}

TEST_F(NamedArraysFile, isWhatTheFormatSays)
{
    writeArrays(file, {{"b", {1.0f, 2.0f}}, {"a", {3.0f}}});
    const std::string content = readFile(file);
    std::uint64_t length = 0;
    for (std::size_t byte = 0; byte < 8; ++byte) {
        length |= std::uint64_t{static_cast<unsigned char>(content[byte])} << (8 * byte);
    }
    EXPECT_EQ(length % 8, 0u) << "data is aligned";
    const Json header = parseJson(content.substr(8, length), "header");
    EXPECT_EQ(header["b"]["dtype"], "F32");
    EXPECT_EQ(header["b"]["shape"], Json::array({2}));
    const auto begin = header["b"]["data_offsets"][0].get<std::size_t>();
    EXPECT_EQ(header["b"]["data_offsets"][1].get<std::size_t>(), begin + 8);
    EXPECT_EQ(content.substr(8 + length + begin, 8), std::string("\0\0\x80\x3f\0\0\0\x40", 8))
        << "little-endian 1.0 and 2.0";
    EXPECT_EQ(content.size(), 8 + length + 12);
}

TEST_F(NamedArraysFile, readsWhatOtherToolsWrite)
{
    // Metadata, padding, keys in another order, and more dimensions.
    put(R"({"__metadata__":{"format":"pt"},"w":{"shape":[2,1],"data_offsets":[4,12],"dtype":"F32"},)"
        R"("s":{"shape":[],"data_offsets":[0,4],"dtype":"F32"}}   )",
        12);
    const NamedArrays arrays = readArrays(file);
    EXPECT_EQ(arrays, (NamedArrays{{"w", {0.0f, 0.0f}}, {"s", {0.0f}}}));
}

TEST_F(NamedArraysFile, everyTruncationIsAnError)
{
    writeArrays(file, {{"a", {1.0f, 2.0f}}, {"b", {3.0f}}});
    const std::string whole = readFile(file);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        put(whole.substr(0, size));
        ASSERT_TRUE(says(readingError(), file.string())) << "cut to " << size << " of " << whole.size() << " bytes";
    }
}

TEST_F(NamedArraysFile, headersThatLieAreErrors)
{
    const std::string good = entry("[0,8]");
    put(good, 8);
    ASSERT_EQ(readingError(), "");
    for (const std::uint64_t announced :
        {std::uint64_t{good.size() + 9}, std::uint64_t{1} << 40, ~std::uint64_t{0}, ~std::uint64_t{0} - 7}) {
        put(good, 8, announced);
        EXPECT_TRUE(says(readingError(), {file.string(), "header"})) << announced;
    }
    for (const char* offsets : {"[0,12]", "[8,0]", "[-4,4]", "[0]", "[0,4,8]", "[0,1e300]", "[0,18446744073709551615]",
             "[null,8]", "[0,\"8\"]", "{}", "8", "[0,6]", "[0.5,8]"}) {
        put(entry(offsets), 8);
        EXPECT_TRUE(says(readingError(), {file.string(), "a"})) << offsets;
    }
    for (const char* shape : {"[3]", "[2,2]", "[]", "[-2]", "[0]", "[4294967296,4294967296]", "[1.5]", "2", "[null]"}) {
        put(entry("[0,8]", "F32", shape), 8);
        EXPECT_TRUE(says(readingError(), {file.string(), "a"})) << "shape " << shape;
    }
    for (const char* header :
        {"", "[]", "{", "null", "{\"a\":3}", "{\"a\":{}}", "{\"a\":{\"dtype\":\"F32\",\"shape\":[1e999]}}"}) {
        put(header, 8);
        EXPECT_TRUE(says(readingError(), file.string())) << header;
    }
}

TEST_F(NamedArraysFile, otherTypesAreErrorsThatNameTheArray)
{
    put(entry("[0,8]", "F16", "[4]"), 8);
    EXPECT_TRUE(says(readingError(), {file.string(), "array a", "F16", "F32"}));
}

TEST_F(NamedArraysFile, anyByteMayBeDamaged)
{
    writeArrays(file, {{"a", {1.0f, 2.0f}}, {"b", {3.0f}}});
    const std::string whole = readFile(file);
    for (std::size_t at = 0; at < whole.size(); ++at) {
        for (const char value : {'\0', '9', 'e', '"', '}', '\xff'}) {
            std::string damaged = whole;
            damaged[at] = value;
            put(damaged);
            // Damage to the data or to a name cannot be seen; all else must be an Error and nothing worse.
            const std::string error = readingError();
            ASSERT_TRUE(error.empty() || says(error, file.string())) << "byte " << at;
        }
    }
}

TEST_F(NamedArraysFile, aMissingFileIsAnError)
{
    EXPECT_TRUE(says(readingError(), {file.string(), "No such file"}));
}

} // namespace
} // namespace dpl::weights
