#include "damaged_files.hpp"
#include "torch_files.hpp"
#include "weights/weight_file.hpp"

#include <set>

namespace dpl::weights {
namespace {

using dpl::test::errorOf;
using dpl::test::says;
using test::bytesOf;
using test::fixturePath;
using test::little;

class WeightFolder : public testing::Test {
protected:
    void put(const std::string& name, const std::string& content) const { writeFileAtomically(folder / name, content); }

    void shard(const std::string& file, const std::vector<std::string>& names) const
    {
        const std::string bytes(4, '\0');
        std::vector<NamedTensor> tensors;
        for (const std::string& name : names) {
            tensors.push_back({name, {1}, StorageType::f32, bytesOf(bytes)});
        }
        writeSafetensors(folder / file, tensors);
    }

    std::string error() const
    {
        return errorOf([&] { openWeights(folder.path()); });
    }

    const dpl::test::TemporaryFolder folder;
};

TEST(WeightFiles, everyModelAndAdapterAmongTheFixtures)
{
    for (const char* name : {"tiny-gpt2", "tiny-gpt2-hubkeys", "tiny-llama", "tiny-llama-bin", "tiny-llama-sharded",
             "tiny-llama3", "tiny-mistral", "tiny-qwen2"}) {
        const auto files = openWeights(fixturePath("models/" + std::string(name)));
        EXPECT_EQ(files.size(), std::string(name) == "tiny-llama-sharded" ? 2u : 1u) << name;
        std::set<std::string> names;
        for (const auto& file : files) {
            for (const StoredTensor& tensor : file->tensors()) {
                names.insert(tensor.name);
                if (isReal(tensor.type)) {
                    const std::vector<float> values = test::dequantised(tensor);
                    EXPECT_TRUE(std::all_of(values.begin(), values.end(), [](float v) { return std::abs(v) < 100.0f; }))
                        << tensor.name;
                }
            }
        }
        EXPECT_GT(names.size(), 20u) << name;
    }
    for (const char* name : {"tiny-gpt2-base", "tiny-gpt2-categorical", "tiny-gpt2-mean_and_variance",
             "tiny-llama-base", "tiny-llama-categorical", "tiny-llama-mean_and_variance"}) {
        const auto file = openWeightFile(fixturePath("adapters/" + std::string(name) + "/adapter_model.safetensors"));
        EXPECT_NE(file->find("base_model.model.score.weight"), nullptr) << name;
    }
    EXPECT_EQ(openWeightFile(fixturePath("adapters/tiny-llama-base-old-format/adapter_model.bin"))->format(),
        "torch zip archive");
    EXPECT_EQ(openWeights(fixturePath("gguf/tiny-llama-quantized.gguf")).front()->format(), "GGUF 3");
    EXPECT_TRUE(isGguf(fixturePath("gguf/types.gguf")));
    EXPECT_FALSE(isGguf(fixturePath("models/tiny-llama/model.safetensors")));
    EXPECT_FALSE(isGguf(fixturePath("models")));
    EXPECT_FALSE(isGguf(fixturePath("nothing")));
}

TEST_F(WeightFolder, takesWhatItPrefers)
{
    EXPECT_TRUE(says(error(), {folder.path().string(), "no weights", "model.safetensors", "pytorch_model.bin"}));
    const std::string pickle =
        test::dictOf(test::unicode("of the shard") + test::tensor(test::storage("FloatStorage", "0", 1), 0, {1}, {1}));
    put("pytorch_model-1.bin", test::torchFile(pickle, std::string(4, '\0')));
    put("pytorch_model.bin.index.json", R"({"weight_map":{"of the shard":"pytorch_model-1.bin"}})");
    EXPECT_EQ(openWeights(folder.path()).front()->path().filename(), "pytorch_model-1.bin");
    put("pytorch_model.bin", test::torchFile(pickle, std::string(4, '\0')));
    EXPECT_EQ(openWeights(folder.path()).front()->path().filename(), "pytorch_model.bin");
    shard("one.safetensors", {"a"});
    put("model.safetensors.index.json", R"({"weight_map":{"a":"one.safetensors"}})");
    EXPECT_EQ(openWeights(folder.path()).front()->path().filename(), "one.safetensors");
    shard("model.safetensors", {"a"});
    EXPECT_EQ(openWeights(folder.path()).front()->path().filename(), "model.safetensors");
}

TEST_F(WeightFolder, theFirstPieceOfAGgufFileNamesAll)
{
    const auto fixture = [](int number) {
        return fixturePath("gguf/pieces-0000" + std::to_string(number) + "-of-00003.gguf");
    };
    const auto files = openWeights(fixture(1));
    ASSERT_EQ(files.size(), 3u);
    for (std::size_t i = 0; i < 3; ++i) {
        ASSERT_EQ(files[i]->tensors().size(), 1u);
        EXPECT_EQ(files[i]->tensors()[0].name, "tensor." + std::to_string(i));
        EXPECT_EQ(test::dequantised(files[i]->tensors()[0]), std::vector<float>(32, static_cast<float>(i) + 0.5f));
    }
    EXPECT_TRUE(
        says(errorOf([&] { openWeights(fixture(2)); }), {"00002-of", "not the first", "pieces-00001-of-00003"}));

    const auto copy = [&](int number, const std::string& name) { put(name, readFile(fixture(number))); };
    const auto errorOfPieces = [&] { return errorOf([&] { openWeights(folder / "a-00001-of-00003.gguf"); }); };
    copy(1, "a-00001-of-00003.gguf");
    EXPECT_TRUE(says(errorOfPieces(), {"a-00002-of-00003.gguf", "missing", "3 pieces"}));
    copy(2, "a-00002-of-00003.gguf");
    copy(2, "a-00003-of-00003.gguf");
    EXPECT_TRUE(says(errorOfPieces(), {"a-00003-of-00003.gguf", "not the piece", "split.no"}));
    copy(3, "a-00003-of-00003.gguf");
    EXPECT_EQ(errorOfPieces(), "");
    copy(1, "renamed.gguf");
    EXPECT_TRUE(says(errorOf([&] { openWeights(folder / "renamed.gguf"); }), {"renamed.gguf", "3 pieces", "names"}));
}

TEST_F(WeightFolder, piecesOfAGgufFileThatLie)
{
    // Metadata and tensors as a splitter writes them, each piece with what it is told to say.
    const auto piece = [&](int number, std::uint16_t no, std::uint16_t count, int total, const std::string& tensor) {
        const auto text = [](const std::string& t) { return little<std::uint64_t>(t.size()) + t; };
        std::string content = "GGUF" + little<std::uint32_t>(3) + little<std::uint64_t>(1) + little<std::uint64_t>(3)
            + text("split.no") + little<std::uint32_t>(2) + little<std::uint16_t>(no) + text("split.count")
            + little<std::uint32_t>(2) + little<std::uint16_t>(count) + text("split.tensors.count")
            + little<std::uint32_t>(5) + little<std::int32_t>(total) + text(tensor) + little<std::uint32_t>(1)
            + little<std::uint64_t>(1) + little<std::uint32_t>(0) + little<std::uint64_t>(0);
        content.resize((content.size() + 31) / 32 * 32);
        put("b-0000" + std::to_string(number) + "-of-00002.gguf", content + std::string(4, '\0'));
    };
    const auto error = [&] { return errorOf([&] { openWeights(folder / "b-00001-of-00002.gguf"); }); };
    piece(1, 0, 2, 2, "one");
    piece(2, 1, 2, 2, "two");
    EXPECT_EQ(error(), "");
    piece(2, 1, 2, 2, "one");
    EXPECT_TRUE(says(error(), {"the tensor one", "again in", "b-00002-of-00002.gguf"}));
    piece(2, 1, 3, 2, "two");
    EXPECT_TRUE(says(error(), {"b-00002-of-00002.gguf", "split.count"}));
    piece(2, 1, 2, 2, "two");
    piece(1, 0, 2, 3, "one");
    EXPECT_TRUE(says(error(), {"2 tensors, not 3", "split.tensors.count"}));
}

TEST(GgufPieces, areNamedByNumbers)
{
    EXPECT_EQ(ggufPieces("x/m-00002-of-00003.gguf"),
        (std::vector<std::filesystem::path>{
            "x/m-00001-of-00003.gguf", "x/m-00002-of-00003.gguf", "x/m-00003-of-00003.gguf"}));
    for (const char* name : {"m.gguf", "m-00001-of-00000.gguf", "m-0001-of-0002.gguf", "m-0000a-of-00002.gguf",
             "-of-.gguf", "m-00001-of-00002.bin", ""}) {
        EXPECT_EQ(ggufPieces(name), std::vector<std::filesystem::path>{name}) << name;
    }
}

TEST_F(WeightFolder, indicesThatLie)
{
    shard("1.safetensors", {"a", "b"});
    shard("2.safetensors", {"c"});
    shard("3.safetensors", {"b"});
    const auto errorWith = [&](const std::string& index) {
        put("model.safetensors.index.json", index);
        return error();
    };
    EXPECT_EQ(errorWith(R"({"weight_map":{"a":"1.safetensors","c":"2.safetensors"}})"), "");
    EXPECT_TRUE(says(errorWith(R"({"weight_map":{"a":"1.safetensors","c":"4.safetensors"}})"),
        {"4.safetensors", "missing", "index.json"}));
    EXPECT_TRUE(says(errorWith(R"({"weight_map":{"a":"2.safetensors"}})"), {"2.safetensors", "lacks", "a"}));
    EXPECT_TRUE(says(errorWith(R"({"weight_map":{"a":"1.safetensors","b":"3.safetensors"}})"),
        {"b", "1.safetensors", "3.safetensors"}));
    for (const char* name : {"../1.safetensors", "/etc/passwd", "..", ".", "", "a\\\\b", "a/b", "a\\u0000b"}) {
        EXPECT_TRUE(says(
            errorWith(R"({"weight_map":{"a":")" + std::string(name) + "\"}}"), {"weight_map: a", "not a file next to"}))
            << name;
    }
    EXPECT_TRUE(says(errorWith(R"({"weight_map":{"a":3}})"), {"weight_map: a", "name of a file"}));
    for (const char* index : {"", "{", "[]", "{}", R"({"weight_map":[]})", "3"}) {
        EXPECT_TRUE(says(errorWith(index), {"model.safetensors.index.json", "weight_map"})) << index;
    }
}

TEST_F(WeightFolder, filesOfOtherKinds)
{
    const auto errorOfFile = [&](const std::string& name, const std::string& content) {
        put(name, content);
        return errorOf([&] { openWeightFile(folder / name); });
    };
    EXPECT_TRUE(says(errorOfFile("model.safetensors", "version https://git-lfs.github.com/spec/v1\n"),
        {"model.safetensors", "git lfs pull"}));
    EXPECT_TRUE(says(
        errorOfFile("weights.h5", "\x89HDF\r\n\x1a\n"), {"weights.h5", "not a known kind of weight file", "GGUF"}));
    EXPECT_TRUE(says(errorOfFile("empty", ""), {"empty", "not a known kind of weight file"}));
    EXPECT_TRUE(says(errorOfFile("empty.safetensors", ""), {"empty.safetensors", "damaged"}));
    EXPECT_TRUE(says(errorOfFile("empty.bin", ""), {"empty.bin", "zip archive"}));
    EXPECT_TRUE(says(errorOfFile("old.bin", "\x80\x02\x8a"), {"old.bin", "1.6"}));
    EXPECT_TRUE(says(errorOf([&] { openWeights(folder / "nothing.gguf"); }), {"nothing.gguf", "No such file"}));
    EXPECT_TRUE(says(errorOf([&] { openSafetensors(folder.path()); }), "it is a folder"));
}

} // namespace
} // namespace dpl::weights
