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

TEST_F(WeightFolder, aPieceOfAGgufFileIsRefused)
{
    const std::string key = "split.count";
    std::string content = "GGUF" + little<std::uint32_t>(3) + little<std::uint64_t>(0) + little<std::uint64_t>(1)
        + little<std::uint64_t>(key.size()) + key + little<std::uint32_t>(2) + little<std::uint16_t>(2);
    const auto error = [&] {
        writeFileAtomically(folder / "part.gguf", content);
        return errorOf([&] { openWeights(folder / "part.gguf"); });
    };
    EXPECT_TRUE(says(error(), {"part.gguf", "2 pieces", "split.count", "llama-gguf-split"}));
    content.replace(content.size() - 2, 2, little<std::uint16_t>(1));
    EXPECT_EQ(error(), "");
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
