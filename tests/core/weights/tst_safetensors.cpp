#include "base/json.hpp"
#include "damaged_files.hpp"
#include "python.hpp"
#include "weights/weight_file.hpp"
#include "weights/weight_formats.hpp"

#include <limits>

namespace dpl::weights {
namespace {

using dpl::test::errorOf;
using dpl::test::says;
using dpl::test::TemporaryFolder;
using test::bytesOf;
using test::dequantised;
using test::fixturePath;
using test::little;
using test::sameBits;

std::string fileOf(const std::string& header, std::size_t dataBytes)
{
    return little<std::uint64_t>(header.size()) + header + std::string(dataBytes, '\0');
}

std::string safetensorsError(const std::string& content)
{
    return errorOf([&] { parseSafetensors(bytesOf(content), "w.safetensors"); });
}

std::string entry(const std::string& type, const std::string& shape, const std::string& offsets)
{
    return R"({"dtype":")" + type + R"(","shape":)" + shape + R"(,"data_offsets":)" + offsets + "}";
}

TEST(Safetensors, everyType)
{
    std::string header = "{";
    std::size_t offset = 0;
    for (const auto& [type, bytes] : {std::pair{"F64", 8}, {"F32", 4}, {"F16", 2}, {"BF16", 2}, {"I64", 8}, {"I32", 4},
             {"I16", 2}, {"I8", 1}, {"U8", 1}, {"BOOL", 1}}) {
        const std::size_t end = offset + 6 * static_cast<std::size_t>(bytes);
        header += (offset > 0 ? ",\"" : "\"") + std::string(type)
            + "\":" + entry(type, "[2,3]", "[" + std::to_string(offset) + "," + std::to_string(end) + "]");
        offset = end;
    }
    const std::string content = fileOf(header + "}", offset);
    const std::vector<StoredTensor> tensors = parseSafetensors(bytesOf(content), "w.safetensors");
    ASSERT_EQ(tensors.size(), 10u);
    for (const StoredTensor& tensor : tensors) {
        EXPECT_EQ(toString(tensor.type), tensor.name);
        EXPECT_EQ(tensor.shape, (std::vector<std::int64_t>{2, 3}));
        EXPECT_EQ(tensor.bytes.size(), 6 * blockLayout(tensor.type).bytes);
    }
    EXPECT_EQ(tensors.front().name, "F64");
    EXPECT_EQ(tensors.front().bytes.data() + 48, tensors[1].bytes.data());
}

TEST(Safetensors, headersThatLie)
{
    const std::string good = R"({"__metadata__":{"format":"pt"},"a":)" + entry("F32", "[2]", "[0,8]") + "}  ";
    ASSERT_EQ(safetensorsError(fileOf(good, 8)), "");
    struct Case {
        std::string header;
        std::size_t data;
        std::vector<std::string> words;
    };
    const std::string a = R"({"a":)";
    const std::vector<Case> cases{
        {a + entry("F32", "[2]", "[0,8]") + R"(,"a":)" + entry("F32", "[2]", "[8,16]") + "}", 16, {"name a", "twice"}},
        {a + entry("F32", "[2]", "[0,8]") + R"(,"b":)" + entry("F32", "[2]", "[4,12]") + "}", 12,
            {"tensor b", "overlaps"}},
        {a + entry("F32", "[2]", "[0,8]") + R"(,"b":)" + entry("F32", "[2]", "[12,20]") + "}", 20,
            {"tensor b", "does not follow"}},
        {a + entry("F32", "[2]", "[4,12]") + "}", 12, {"tensor a", "does not follow"}},
        {a + entry("F32", "[2]", "[0,8]") + "}", 12, {"4 bytes", "no tensor"}},
        {a + entry("F32", "[2]", "[0,8]") + "}", 7, {"tensor a", "outside"}},
        {a + entry("F32", "[2]", "[8,0]") + "}", 8, {"tensor a", "outside"}},
        {a + entry("F32", "[3]", "[0,8]") + "}", 8, {"tensor a", "8 bytes", "F32 [3]"}},
        {a + entry("F32", "[4294967296,4294967296]", "[0,8]") + "}", 8, {"tensor a", "does not fit"}},
        {a + entry("F32", "[0,4294967296,4294967296]", "[0,0]") + "}", 0, {"tensor a", "does not fit"}},
        {a + entry("F32", "[9223372036854775807]", "[0,8]") + "}", 8, {"tensor a", "does not fit"}},
        {a + entry("F32", "[18446744073709551615]", "[0,8]") + "}", 8, {"tensor a", "18446744073709551615"}},
        {a + entry("F32", "[-1]", "[0,8]") + "}", 8, {"tensor a", "-1"}},
        {a + entry("F32", "[[2]]", "[0,8]") + "}", 8, {"tensor a", "array"}},
        {a + entry("F32", "[2]", "[0,8,8]") + "}", 8, {"tensor a", "two offsets"}},
        {a + entry("F8_NEWER", "[8]", "[0,8]") + "}", 8, {"tensor a", "F8_NEWER", "not supported"}},
        {a + entry("F8_E4M3", "[8]", "[0,9]") + "}", 9, {"tensor a", "F8_E4M3 [8]", "does not fit"}},
        {a + R"({"dtype":"F32","shape":[2]}})", 8, {"tensor a", "data_offsets", "missing"}},
        {a + R"({"shape":[2],"data_offsets":[0,8]}})", 8, {"tensor a", "dtype", "missing"}},
        {a + R"({"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}})", 8, {"tensor a", "dtype", "twice"}},
        {a + R"({"dtype":"F32","strides":[1],"shape":[2],"data_offsets":[0,8]}})", 8, {"tensor a", "strides"}},
        {a + R"({"dtype":3,"shape":[2],"data_offsets":[0,8]}})", 8, {"tensor a", "dtype", "3"}},
        {R"({"__metadata__":{"a":[]}})", 0, {"__metadata__"}},
        {R"({"a":"b"})", 0, {"a", "instead of an object"}},
        {"[]", 0, {"not a JSON object"}},
        {std::string(100000, '['), 0, {"not a JSON object"}},
        {a + R"({"dtype":"F32","shape":)" + std::string(100000, '['), 0, {"tensor a"}},
        {"{\"\xff\":{}}", 0, {"not JSON"}},
        {good + "x", 8, {"not JSON"}},
        {"", 0, {"not JSON"}},
    };
    for (const Case& each : cases) {
        const std::string error = safetensorsError(fileOf(each.header, each.data));
        EXPECT_TRUE(says(error, "w.safetensors")) << each.header.substr(0, 200);
        for (const std::string& word : each.words) {
            EXPECT_TRUE(says(error, word)) << each.header.substr(0, 200);
        }
    }
}

TEST(Safetensors, lengthsOfHeadersThatLie)
{
    EXPECT_TRUE(says(safetensorsError(""), "ends within"));
    EXPECT_TRUE(
        says(safetensorsError(little<std::uint64_t>(~std::uint64_t{0}) + "{}"), {"header", "longer than the file"}));
    EXPECT_TRUE(says(safetensorsError(little<std::uint64_t>(3) + "{}"), {"header", "longer than the file"}));
    EXPECT_TRUE(says(safetensorsError(little<std::uint64_t>(100'000'001) + std::string(100'000'001, ' ')),
        {"100000001", "more than any"}));
}

TEST(Safetensors, manyNamesTakeLittleTime)
{
    // Two hundred thousand names: what looks through all of them for each would take minutes.
    std::string header = "{";
    for (int i = 0; i < 200000; ++i) {
        header += (i > 0 ? ",\"" : "\"") + std::to_string(i) + R"(":{"dtype":"U8","shape":[0],"data_offsets":[0,0]})";
    }
    EXPECT_EQ(parseSafetensors(bytesOf(fileOf(header + "}", 0)), "many").size(), 200000u);
}

TEST(Safetensors, writesWhatItReads)
{
    const TemporaryFolder folder;
    const std::filesystem::path file = folder / "new/out.safetensors";
    const std::vector<float> floats{1.0f, -0.0f, std::numeric_limits<float>::denorm_min(), std::nanf("")};
    const std::vector<std::uint16_t> brains{0x3f80, 0xff80};
    const std::vector<std::int64_t> integers{-1};
    writeSafetensors(file,
        {{"z \"quoted\" \u03c3", {2, 2}, StorageType::f32, std::as_bytes(std::span(floats))},
            {"b", {2}, StorageType::bf16, std::as_bytes(std::span(brains))}, {"a", {0, 7}, StorageType::f32, {}},
            {"i", {}, StorageType::i64, std::as_bytes(std::span(integers))}},
        {{"format", "pt"}, {"note", "x\ny"}});
    const auto opened = openSafetensors(file);
    EXPECT_EQ(opened->format(), "safetensors");
    EXPECT_EQ(opened->path(), file);
    std::vector<std::string> names;
    for (const StoredTensor& tensor : opened->tensors()) {
        names.push_back(tensor.name);
        EXPECT_EQ(reinterpret_cast<std::uintptr_t>(tensor.bytes.data()) % blockLayout(tensor.type).bytes, 0u)
            << "aligned";
    }
    EXPECT_EQ(names, (std::vector<std::string>{"i", "a", "z \"quoted\" \u03c3", "b"})) << "by type, then by name";
    EXPECT_TRUE(sameBits(dequantised(*opened->find("z \"quoted\" \u03c3")), floats));
    EXPECT_EQ(dequantised(*opened->find("b")), (std::vector<float>{1.0f, -std::numeric_limits<float>::infinity()}));
    EXPECT_EQ(opened->find("a")->shape, (std::vector<std::int64_t>{0, 7}));
    EXPECT_EQ(opened->find("nothing"), nullptr);
    const std::string content = readFile(file);
    EXPECT_EQ(static_cast<unsigned char>(content[0]) % 8, 0);
    EXPECT_TRUE(says(content, R"("__metadata__":{"format":"pt","note":"x\ny"})"));
}

TEST(Safetensors, whatCannotBeWrittenLeavesNothing)
{
    const TemporaryFolder folder;
    const std::filesystem::path file = folder / "out.safetensors";
    const std::string eight(8, '\0');
    const auto writing = [&](const std::vector<NamedTensor>& tensors) {
        return errorOf([&] { writeSafetensors(file, tensors); });
    };
    EXPECT_TRUE(says(writing({{"q", {32}, StorageType::q8_0, bytesOf(eight)}}), {file.string(), "tensor q", "Q8_0"}));
    EXPECT_TRUE(says(writing({{"f", {3}, StorageType::f32, bytesOf(eight)}}), {"tensor f", "8 bytes", "[3]"}));
    EXPECT_TRUE(says(writing({{"f", {-2}, StorageType::f32, bytesOf(eight)}}), {"tensor f", "[-2]"}));
    const NamedTensor same{"s", {2}, StorageType::f32, bytesOf(eight)};
    EXPECT_TRUE(says(writing({same, same}), {"two tensors", "s"}));
    EXPECT_TRUE(says(writing({{"\xff", {2}, StorageType::f32, bytesOf(eight)}}), "UTF-8"));
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(Safetensors, releasedBytesAreReadAgain)
{
    const auto file = openSafetensors(fixturePath("models/tiny-llama/model.safetensors"));
    const StoredTensor* tensor = file->find("model.embed_tokens.weight");
    ASSERT_NE(tensor, nullptr);
    const std::vector<float> before = dequantised(*tensor);
    file->release(*tensor);
    EXPECT_TRUE(sameBits(dequantised(*tensor), before));
}

TEST(Safetensors, thePythonLibraryReadsAndWritesTheSame)
{
    if (!test::pythonHas("safetensors.numpy")) {
        GTEST_SKIP() << "DPL_PYTHON names no Python with safetensors";
    }
    const TemporaryFolder folder;
    const std::vector<float> floats{1.5f, -2.0f, 3.0f, 0.0f, 5.0f, 6.0f};
    const std::vector<std::int32_t> integers{7, -8};
    const std::string bytes("\1\0\1", 3);
    writeSafetensors(folder / "ours.safetensors",
        {{"zeta", {2, 3}, StorageType::f32, std::as_bytes(std::span(floats))},
            {"alpha", {6}, StorageType::f32, std::as_bytes(std::span(floats))},
            {"n", {2}, StorageType::i32, std::as_bytes(std::span(integers))},
            {"flags", {3}, StorageType::boolean, bytesOf(bytes)}},
        {{"format", "np"}});
    test::runPython(
        "from safetensors.numpy import load_file, save_file\n"
        "tensors = load_file('ours.safetensors')\n"
        "assert tensors['zeta'].tolist() == [[1.5, -2, 3], [0, 5, 6]], tensors\n"
        "assert tensors['n'].tolist() == [7, -8] and tensors['flags'].tolist() == [True, False, True], tensors\n"
        "save_file(tensors, 'theirs.safetensors', metadata={'format': 'np'})\n",
        folder.path());
    EXPECT_EQ(readFile(folder / "ours.safetensors"), readFile(folder / "theirs.safetensors")) << "the same to the byte";
}

TEST(Safetensors, typesThatAreNotReadOnlyMatterWhenTheyAreAskedFor)
{
    const std::string content =
        fileOf("{\"mark\":" + entry("F8_E4M3", "[0]", "[0,0]") + ",\"scale\":" + entry("F8_E8M0", "[4]", "[0,4]")
                + ",\"packed\":" + entry("U32", "[2]", "[4,12]") + ",\"w\":" + entry("F32", "[1]", "[12,16]") + "}",
            16);
    const std::vector<StoredTensor> tensors = parseSafetensors(bytesOf(content), "w.safetensors");
    ASSERT_EQ(tensors.size(), 4u);
    for (const StoredTensor& tensor : tensors) {
        EXPECT_EQ(isReal(tensor.type), tensor.name == "w") << tensor.name;
    }
    std::vector<float> values(4);
    EXPECT_TRUE(says(errorOf([&] { dequantise(tensors[1], values); }), {"scale", "F8_E8M0", "F32, F16 or BF16"}));
    EXPECT_TRUE(says(safetensorsError(fileOf("{\"x\":" + entry("Q9", "[1]", "[0,1]") + "}", 1)), {"x", "Q9"}));
}

TEST(Safetensors, noMetadataMayBeWrittenAsNull)
{
    const std::string content = fileOf("{\"__metadata__\":null,\"w\":" + entry("F32", "[1]", "[0,4]") + "}", 4);
    EXPECT_EQ(parseSafetensors(bytesOf(content), "w.safetensors").size(), 1u);
    EXPECT_TRUE(says(safetensorsError(fileOf("{\"w\":null}", 0)), {"w", "null"}));
}

} // namespace
} // namespace dpl::weights
