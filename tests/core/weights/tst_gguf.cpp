#include "base/json.hpp"
#include "damaged_files.hpp"
#include "fixture_files.hpp"
#include "weights/weight_file.hpp"
#include "weights/weight_formats.hpp"

namespace dpl::weights {
namespace {

using dpl::test::errorOf;
using dpl::test::says;
using test::bytesOf;
using test::dequantised;
using test::fixturePath;
using test::little;
using test::sameBits;

std::string text(const std::string& value)
{
    return little<std::uint64_t>(value.size()) + value;
}

std::string start(std::uint64_t tensors, std::uint64_t values, std::uint32_t version = 3)
{
    return "GGUF" + little(version) + little(tensors) + little(values);
}

std::string value(const std::string& key, std::uint32_t type, const std::string& bytes)
{
    return text(key) + little(type) + bytes;
}

std::string tensorInfo(
    const std::string& name, const std::vector<std::uint64_t>& dimensions, std::uint32_t type, std::uint64_t offset)
{
    std::string bytes = text(name) + little(static_cast<std::uint32_t>(dimensions.size()));
    for (const std::uint64_t extent : dimensions) {
        bytes += little(extent);
    }
    return bytes + little(type) + little(offset);
}

/// With the data's beginning aligned to 32 bytes.
std::string withData(std::string header, std::size_t bytes)
{
    header.resize((header.size() + 31) / 32 * 32);
    return header + std::string(bytes, '\0');
}

GgufContent parsed(const std::string& content)
{
    return parseGguf(bytesOf(content), "w.gguf");
}

std::string ggufError(const std::string& content)
{
    return errorOf([&] { parsed(content); });
}

constexpr std::uint32_t u8 = 0, u32 = 4, f32 = 6, boolean = 7, string = 8, array = 9;

TEST(Gguf, metadataOfEveryType)
{
    const auto file = openGguf(fixturePath("gguf/types.gguf"));
    EXPECT_EQ(file->format(), "GGUF 3");
    const Json expected = dpl::test::fixture("gguf/types.expected.json");
    EXPECT_EQ(expected["metadata"].size(), 16u);
    for (const auto& [key, typeAndValue] : expected["metadata"].items()) {
        ASSERT_TRUE(file->metadata().contains(key)) << key;
        EXPECT_EQ(file->metadata()[key], typeAndValue[1]) << key;
    }
    for (const auto& [name, about] : expected["tensors"].items()) {
        const StoredTensor* found = file->find(name);
        ASSERT_NE(found, nullptr) << name;
        EXPECT_EQ(toString(found->type), about["type"].get<std::string>());
        EXPECT_EQ(found->shape, about["shape"].get<std::vector<std::int64_t>>()) << name;
    }
}

TEST(Gguf, hasTheTensorsOfTheModelItWasMadeOf)
{
    const auto file = openGguf(fixturePath("gguf/tiny-llama-f32.gguf"));
    const auto model = openSafetensors(fixturePath("models/tiny-llama/model.safetensors"));
    EXPECT_EQ(file->metadata()["general.architecture"], "llama");
    const std::vector<std::pair<std::string, std::string>> names{{"token_embd.weight", "model.embed_tokens.weight"},
        {"output_norm.weight", "model.norm.weight"}, {"blk.1.ffn_down.weight", "model.layers.1.mlp.down_proj.weight"},
        {"blk.0.attn_v.weight", "model.layers.0.self_attn.v_proj.weight"}};
    for (const auto& [here, there] : names) {
        ASSERT_NE(file->find(here), nullptr) << here;
        ASSERT_NE(model->find(there), nullptr) << there;
        EXPECT_EQ(file->find(here)->shape, model->find(there)->shape) << here;
        EXPECT_TRUE(sameBits(dequantised(*file->find(here)), dequantised(*model->find(there)))) << here;
    }
}

TEST(Gguf, filesOfMetadataOnly)
{
    for (const char* name : {"digits", "gpt2", "llama3", "sentencepiece"}) {
        const auto file = openGguf(fixturePath("gguf/tokenizer-own-" + std::string(name) + ".gguf"));
        EXPECT_TRUE(file->tensors().empty()) << name;
        EXPECT_GT(file->metadata()["tokenizer.ggml.tokens"].size(), 100u) << name;
    }
}

TEST(Gguf, versionTwoScalarsArraysOfArraysAndInvalidText)
{
    const std::string inner = little(u8) + little<std::uint64_t>(2) + "\1\2";
    const GgufContent content = parsed(withData(start(2, 3, 2) + value("bytes", string, text("\xff\xfe"))
            + value("nested", array, little(array) + little<std::uint64_t>(2) + inner + inner)
            + value("empty", array, little(string) + little<std::uint64_t>(0)) + tensorInfo("scalar", {}, 0, 0)
            + tensorInfo("none", {0, 3}, 0, 32),
        36));
    EXPECT_EQ(content.version, 2u);
    EXPECT_EQ(content.metadata["bytes"].get_ref<const std::string&>(), "\xff\xfe");
    EXPECT_EQ(content.metadata["nested"], Json::parse("[[1,2],[1,2]]"));
    EXPECT_EQ(content.metadata["empty"], Json::array());
    EXPECT_EQ(content.tensors[0].elements(), 1);
    EXPECT_EQ(content.tensors[1].shape, (std::vector<std::int64_t>{3, 0}));
}

TEST(Gguf, manyStringsAndKeysTakeLittleTime)
{
    constexpr std::uint64_t count = 300000;
    std::string strings = little(string) + little(count);
    std::string keys;
    for (std::uint64_t i = 0; i < count; ++i) {
        strings += text("token" + std::to_string(i));
        keys += value(std::to_string(i), u8, "\1");
    }
    const GgufContent content = parsed(start(0, count + 1) + keys + value("tokens", array, strings));
    EXPECT_EQ(content.metadata.size(), count + 1);
    EXPECT_EQ(content.metadata.back().size(), count);
    EXPECT_EQ(content.metadata.back().back(), "token299999");
}

TEST(Gguf, otherAlignments)
{
    std::string header = start(2, 1) + value("general.alignment", u32, little<std::uint32_t>(64))
        + tensorInfo("a", {1}, 0, 0) + tensorInfo("b", {1}, 0, 64);
    header.resize((header.size() + 63) / 64 * 64);
    const std::string content = header + little(1.0f) + std::string(60, '\0') + little(2.0f);
    EXPECT_EQ(dequantised(parsed(content).tensors[0]), std::vector<float>{1.0f});
    EXPECT_EQ(dequantised(parsed(content).tensors[1]), std::vector<float>{2.0f});
}

TEST(Gguf, headersThatLie)
{
    ASSERT_EQ(ggufError(withData(start(1, 0) + tensorInfo("a", {4, 2}, 0, 0), 32)), "");
    const auto one = [](const std::vector<std::uint64_t>& dimensions, std::uint32_t type, std::uint64_t offset,
                         std::size_t data = 32) {
        return withData(start(1, 0) + tensorInfo("a", dimensions, type, offset), data);
    };
    const auto deep = [](int depth) {
        std::string bytes;
        for (int i = 0; i < depth; ++i) {
            bytes += little(array) + little<std::uint64_t>(1);
        }
        return start(0, 1) + value("k", array, bytes + little(u8) + little<std::uint64_t>(1) + "\1");
    };
    ASSERT_EQ(ggufError(deep(7)), "");
    constexpr std::uint64_t huge = std::uint64_t{1} << 62;
    struct Case {
        std::string content;
        std::vector<std::string> words;
    };
    const std::vector<Case> cases{
        {"", {"ends within"}},
        {"GGML" + start(0, 0).substr(4), {"not a GGUF file"}},
        {start(0, 0, 1), {"version 1"}},
        {start(0, 0, 4), {"version 4"}},
        {start(0, 0, 0x03000000), {"big-endian"}},
        {start(0, 0).substr(0, 20), {"ends within its header"}},
        {start(huge, 0), {"declares"}},
        {start(0, ~std::uint64_t{0}), {"declares"}},
        {start(0, 1) + std::string(13, '\xff'), {"ends within a key"}},
        {start(0, 2) + value("k", u8, "\1") + value("k", u8, "\1"), {"key k", "twice"}},
        {start(0, 1) + value("k", 13, std::string(8, '\0')), {"k", "type number 13"}},
        {start(0, 1) + value("k", boolean, "\2"), {"boolean value of k is 2"}},
        {start(0, 1) + value("k", string, little(huge) + "abc"), {"ends within a value"}},
        {start(0, 1) + value("k", array, little(u8) + little(huge)), {"array k", "more than the file"}},
        {start(0, 1) + value("k", array, little<std::uint32_t>(99) + little<std::uint64_t>(1)),
            {"array k", "type number 99"}},
        {start(0, 1) + value("k", array, little(f32) + little<std::uint64_t>(2) + little(1.0f)), {"array k", "room"}},
        {start(0, 1) + value("k", array, little(u8) + little<std::uint64_t>((1 << 24) + 1))
                + std::string((1 << 24) + 1, '\0'),
            {"more than 16777216 values"}},
        {deep(8), {"k", "nested"}},
        {deep(10000), {"k", "nested"}},
        {start(0, 1) + value("general.alignment", u32, little<std::uint32_t>(0)), {"general.alignment is 0"}},
        {start(0, 1) + value("general.alignment", u32, little<std::uint32_t>(48)), {"general.alignment is 48"}},
        {start(0, 1) + value("general.alignment", u32, little<std::uint32_t>(1u << 31)), {"general.alignment"}},
        {start(0, 1) + value("general.alignment", string, text("32")), {"general.alignment is not a number"}},
        {withData(start(2, 0) + tensorInfo("a", {1}, 0, 0) + tensorInfo("a", {1}, 0, 32), 64), {"tensor a", "twice"}},
        {withData(start(2, 0) + tensorInfo("a", {16}, 0, 0) + tensorInfo("b", {1}, 0, 32), 64), {"a and b overlap"}},
        {one({1, 1, 1, 1, 1}, 0, 0), {"tensor a", "5 dimensions"}},
        {one({huge * 2}, 0, 0), {"tensor a", "dimension of 9223372036854775808"}},
        {one({huge, huge}, 0, 0), {"tensor a", "too large"}},
        {one({0, huge, huge}, 0, 0), {"tensor a", "too large"}},
        {one({huge}, 0, 0), {"tensor a", "too large"}},
        {one({9}, 0, 0), {"tensor a", "outside"}},
        {one({4}, 0, 32), {"tensor a", "outside"}},
        {one({4}, 0, huge), {"tensor a", "outside"}},
        {one({4}, 0, ~std::uint64_t{0} - 31), {"tensor a", "outside"}},
        {one({4}, 0, 4), {"tensor a", "multiple of the alignment 32"}},
        {one({33}, 3, 0), {"tensor a", "33", "Q4_1"}},
        {one({128}, 12, 0, 1000), {"tensor a", "128", "Q4_K"}},
        {one({256}, 16, 0, 1000), {"tensor a", "IQ2_XXS", "not supported", "Q6_K"}},
        {one({256}, 21, 0, 1000), {"tensor a", "IQ3_S"}},
        {one({256}, 4, 0, 1000), {"tensor a", "number 4"}},
    };
    for (const Case& each : cases) {
        const std::string error = ggufError(each.content);
        EXPECT_TRUE(says(error, "w.gguf"));
        for (const std::string& word : each.words) {
            EXPECT_TRUE(says(error, word));
        }
    }
}

TEST(Gguf, everyTruncationIsAnError)
{
    const std::string whole = readFile(fixturePath("gguf/types.gguf"));
    ASSERT_EQ(ggufError(whole), "");
    // The last tensor's data may be followed by padding.
    for (std::size_t size = 0; size + 32 < whole.size(); size += size < 2048 ? 1 : 37) {
        ASSERT_TRUE(says(ggufError(whole.substr(0, size)), "w.gguf")) << "cut to " << size << " of " << whole.size();
    }
}

} // namespace
} // namespace dpl::weights
