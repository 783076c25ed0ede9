#include "python.hpp"
#include "torch_files.hpp"
#include "weights/weight_file.hpp"
#include "weights/weight_formats.hpp"

#include <numeric>

namespace dpl::weights {
namespace {

using namespace test;
using dpl::test::errorOf;
using dpl::test::says;
using dpl::test::TemporaryFolder;

std::string archiveError(const std::string& content)
{
    return errorOf([&] { parseTorchArchive(bytesOf(content), "m.bin"); });
}

/// Of a file with the pickle, and storage "0" of 24 bytes.
std::string errorOfPickle(const std::string& pickle)
{
    return archiveError(torchFile(pickle, std::string(24, '\0')));
}

const std::string goodTensor = tensor(storage("FloatStorage", "0", 6), 0, {2, 3}, {3, 1});

TEST(TorchArchive, theFixtureOfAModel)
{
    const auto file = openTorchArchive(fixturePath("models/tiny-llama-bin/pytorch_model.bin"));
    EXPECT_EQ(file->format(), "torch zip archive");
    ASSERT_EQ(file->tensors().size(), 33u);
    // Sums of all numbers, by torch in float64.
    const std::vector<std::pair<std::string, double>> sums{{"model.embed_tokens.weight", 4.772348046302795},
        {"model.layers.1.self_attn.q_proj.weight", 9.55558693408966},
        {"model.layers.2.mlp.down_proj.weight", 1.622103214263916}, {"model.norm.weight", 65.1943359375},
        {"lm_head.weight", 1.188146948814392}, {"model.layers.0.self_attn.rotary_emb.inv_freq", 1.462329049478285}};
    for (const auto& [name, sum] : sums) {
        const StoredTensor* found = file->find(name);
        ASSERT_NE(found, nullptr) << name;
        EXPECT_EQ(found->type, name.ends_with("inv_freq") ? StorageType::f32 : StorageType::f16);
        const std::vector<float> values = dequantised(*found);
        EXPECT_NEAR(std::accumulate(values.begin(), values.end(), 0.0), sum, 1e-9) << name;
    }
    EXPECT_EQ(file->tensors().front().name, "model.embed_tokens.weight");
    EXPECT_EQ(file->tensors().front().shape, (std::vector<std::int64_t>{512, 64}));
}

TEST(TorchArchive, theOldAdapterHoldsWhatTheNewOneHolds)
{
    const auto before = openTorchArchive(fixturePath("adapters/tiny-llama-base-old-format/adapter_model.bin"));
    const auto after = openSafetensors(fixturePath("adapters/tiny-llama-base/adapter_model.safetensors"));
    ASSERT_EQ(before->tensors().size(), after->tensors().size());
    for (const StoredTensor& old : before->tensors()) {
        const StoredTensor* found = after->find(old.name);
        ASSERT_NE(found, nullptr) << old.name;
        EXPECT_EQ(old.shape, found->shape) << old.name;
        EXPECT_EQ(old.type, old.name.ends_with("score.weight") ? StorageType::bf16 : StorageType::f32);
        EXPECT_TRUE(sameBits(dequantised(old), dequantised(*found))) << old.name;
    }
}

TEST(TorchArchive, whatTorchSaveWrites)
{
    const std::vector<float> numbers{0, 1, 2, 3, 4, 5};
    const std::string data(reinterpret_cast<const char*>(numbers.data()), 24);
    const std::string attributes = "}" + unicode("_metadata") + global("collections", "OrderedDict") + ")R" + "("
        + unicode("") + "}" + unicode("version") + "K\1s"
        + "usb"; // BUILD, with an attribute that holds a dict of dicts
    const std::string whole = "\x80\x02" + global("collections", "OrderedDict") + ")R(" + unicode("a") + goodTensor
        + unicode("view") + tensor(storage("FloatStorage", "0", 6), 2, {1, 2, 1}, {99, 1, 77}) + unicode("parameter")
        + parameter(goodTensor) + unicode("scalar") + tensor(storage("FloatStorage", "0", 6), 5, {}, {})
        + unicode("empty") + tensor(storage("FloatStorage", "0", 6), 0, {0, 3}, {8, 1}) + "u" + attributes + ".";
    for (const bool large : {false, true}) {
        const std::string content = zipOf({{"x/data.pkl", whole}, {"x/data/0", data}}, large);
        const std::vector<StoredTensor> tensors = parseTorchArchive(bytesOf(content), "m.bin");
        ASSERT_EQ(tensors.size(), 5u);
        EXPECT_EQ(dequantised(tensors[0]), numbers);
        EXPECT_EQ(tensors[1].shape, (std::vector<std::int64_t>{1, 2, 1}));
        EXPECT_EQ(dequantised(tensors[1]), (std::vector<float>{2, 3}));
        EXPECT_EQ(tensors[2].bytes.data(), tensors[0].bytes.data()) << "one storage";
        EXPECT_EQ(dequantised(tensors[3]), std::vector<float>{5});
        EXPECT_TRUE(tensors[4].bytes.empty());
    }
}

TEST(TorchArchive, everyTypeOfStorage)
{
    for (const auto& [name, type] : {std::pair{"DoubleStorage", StorageType::f64}, {"FloatStorage", StorageType::f32},
             {"HalfStorage", StorageType::f16}, {"BFloat16Storage", StorageType::bf16},
             {"LongStorage", StorageType::i64}, {"IntStorage", StorageType::i32}, {"ShortStorage", StorageType::i16},
             {"CharStorage", StorageType::i8}, {"ByteStorage", StorageType::u8},
             {"BoolStorage", StorageType::boolean}}) {
        const std::string content =
            torchFile(dictOf(unicode("a") + tensor(storage(name, "0", 3), 1, {2}, {1})), std::string(24, '\0'));
        const std::vector<StoredTensor> tensors = parseTorchArchive(bytesOf(content), "m.bin");
        ASSERT_EQ(tensors.size(), 1u);
        EXPECT_EQ(tensors[0].type, type);
        EXPECT_EQ(tensors[0].bytes.size(), 2 * blockLayout(type).bytes);
    }
}

TEST(TorchArchive, picklesThatAskForOtherThings)
{
    ASSERT_EQ(errorOfPickle(dictOf(unicode("a") + goodTensor)), "");
    const std::vector<std::pair<std::string, std::vector<std::string>>> cases{
        {"\x80\x02" + global("os", "system") + "(" + unicode("true") + "tR.", {"os.system", "nothing is executed"}},
        {"\x80\x04\x8c\x08"
                + std::string("builtins\x8c\x04"
                              "eval\x93."),
            {"builtins.eval", "nothing is executed"}},
        {dictOf(unicode("a") + global("torch._utils", "_rebuild_tensor_v3") + ")R"),
            {"torch._utils._rebuild_tensor_v3"}},
        {dictOf(unicode("a") + global("torch", "ComplexFloatStorage")), {"torch.ComplexFloatStorage"}},
        {"\x80\x02" + global(std::string(100000, 'x'), "y"), {"xxx..."}},
        {"\x80\x02"
         "ios\nsystem\n.",
            {"instruction 0x69"}},
        {"\x80\x02}\x81.", {"instruction 0x81"}},
        {"\x80\x01}.", {"protocol 1"}},
        {"\x80\x06}.", {"protocol 6"}},
        {dictOf(unicode("state_dict") + "}"), {"\"state_dict\"", "dict within", "torch.load"}},
        {dictOf(unicode("epoch") + "K\3"), {"\"epoch\"", "whole number"}},
        {dictOf("K\3" + goodTensor), {"name", "whole number"}},
        {dictOf(unicode("a") + goodTensor + unicode("a") + goodTensor), {"tensor a", "twice"}},
        {"\x80\x02" + goodTensor + ".", {"a tensor instead of a dict"}},
        {"\x80\x02N.", {"None instead of a dict"}},
        {"\x80\x02}", {"ends within"}},
        {"\x80\x02.", {"more from its stack"}},
        {"\x80\x02(.", {"more from its stack"}},
        {"\x80\x02"
         "0.",
            {"more from its stack"}},
        {"\x80\x02t.", {"mark"}},
        {"\x80\x02}(K\1u.", {"1 keys and values"}},
        {"\x80\x02](K\1K\2u.", {"sets items of a list"}},
        {"\x80\x02}(K\1e.", {"appends to a dict"}},
        {"\x80\x02h\7.", {"refers to value 7"}},
        {"\x80\x02X\xff\xff\xff\xff"
         "abc",
            {"ends within a text"}},
        {"\x80\x02\x8d\xff\xff\xff\xff\xff\xff\xff\xff"
         "abc",
            {"ends within a text"}},
        {"\x80\x02\x8a\x09"
         "123456789.",
            {"9 bytes"}},
        {"\x80\x02\x8b\xff\xff\xff\xff"
         "1",
            {"ends within a whole number"}},
        {"\x80\x02}N)R.", {"calls None"}},
        {"\x80\x02" + global("collections", "OrderedDict") + "}R.", {"called with is a dict"}},
        {"\x80\x02" + global("collections", "OrderedDict") + "(K\1tR.", {"OrderedDict"}},
        {"\x80\x02]}b.", {"attributes to a list"}},
        {dictOf(unicode("a") + "K\1Q"), {"storage", "whole number"}},
        {dictOf(unicode("a")
             + tupleOf(unicode("module") + global("torch", "FloatStorage") + unicode("0") + unicode("cpu") + integer(6))
             + "Q"),
            {"reference to a storage"}},
        {dictOf(unicode("a") + storage("FloatStorage", "0", -1)), {"size of a storage is -1"}},
        {dictOf(unicode("a") + global("torch._utils", "_rebuild_tensor_v2") + ")R"), {"tensor is not made of"}},
        {dictOf(unicode("a") + global("torch._utils", "_rebuild_parameter") + "(K\1tR"), {"parameter is not made of"}},
        {dictOf(unicode("a") + tensor(storage("FloatStorage", "0", 6), 0, std::vector<std::int64_t>(65, 1), {})),
            {"65 dimensions"}},
    };
    for (const auto& [pickle, words] : cases) {
        const std::string error = errorOfPickle(pickle);
        EXPECT_TRUE(says(error, "m.bin: data.pkl"));
        EXPECT_LT(error.size(), 1000u);
        for (const std::string& word : words) {
            EXPECT_TRUE(says(error, word));
        }
    }
}

TEST(TorchArchive, tensorsThatLie)
{
    const auto errorOfTensor = [](const std::string& value) { return errorOfPickle(dictOf(unicode("a") + value)); };
    constexpr std::int64_t huge = std::int64_t{1} << 62;
    const std::vector<std::pair<std::string, std::vector<std::string>>> cases{
        {tensor(storage("FloatStorage", "1", 6), 0, {6}, {1}), {"storage 1", "missing"}},
        {tensor(storage("FloatStorage", "../data.pkl", 6), 0, {6}, {1}), {"missing"}},
        {tensor(storage("FloatStorage", "0", 7), 0, {6}, {1}), {"7 numbers", "24 bytes"}},
        {tensor(storage("FloatStorage", "0", huge), 0, {6}, {1}), {"24 bytes"}},
        {tensor(storage("FloatStorage", "0", 5), 0, {6}, {1}), {"outside its storage"}},
        {tensor(storage("FloatStorage", "0", 6), 1, {6}, {1}), {"outside its storage"}},
        {tensor(storage("FloatStorage", "0", 6), -1, {6}, {1}), {"outside its storage"}},
        {tensor(storage("FloatStorage", "0", 6), huge, {6}, {1}), {"outside its storage"}},
        {tensor(storage("FloatStorage", "0", 6), 0, {huge, huge}, {huge, 1}), {"impossible sizes"}},
        {tensor(storage("FloatStorage", "0", 6), 0, {0, huge, huge}, {1, huge, 1}), {"impossible sizes"}},
        {tensor(storage("FloatStorage", "0", 6), 0, {-6}, {1}), {"impossible sizes"}},
        {tensor(storage("FloatStorage", "0", 6), 0, {6}, {1, 1}), {"impossible sizes", "[1, 1]"}},
        {tensor(storage("FloatStorage", "0", 6), 0, {3, 2}, {1, 3}),
            {"not contiguous", "[3, 2]", "[1, 3]", ".contiguous()"}},
        {tensor(storage("FloatStorage", "0", 6), 0, {2, 3}, {0, 1}), {"not contiguous"}},
    };
    for (const auto& [value, words] : cases) {
        const std::string error = errorOfTensor(value);
        EXPECT_TRUE(says(error, {"m.bin", "tensor a"}));
        for (const std::string& word : words) {
            EXPECT_TRUE(says(error, word));
        }
    }
}

TEST(TorchArchive, archivesThatLie)
{
    const std::string pickle = dictOf(unicode("a") + goodTensor);
    const std::string data(24, '\0');
    const std::string good = torchFile(pickle, data);
    ASSERT_EQ(archiveError(good), "");
    const auto withEnd = [&](std::size_t at, const std::string& bytes) {
        std::string changed = good;
        return changed.replace(changed.size() - 22 + at, bytes.size(), bytes);
    };
    const std::size_t directory = good.find("PK\1\2");
    const auto withEntry = [&](std::size_t at, const std::string& bytes) {
        std::string changed = good;
        return changed.replace(directory + at, bytes.size(), bytes);
    };
    const std::vector<std::pair<std::string, std::vector<std::string>>> cases{
        {"", {"zip archive"}},
        {good.substr(0, good.size() - 1), {"zip archive"}},
        {good.substr(1), {"damaged"}},
        {"PK\3\4", {"zip archive"}},
        {withEnd(10, little<std::uint16_t>(0xffff)), {"declares 65535 entries"}},
        {withEnd(10, little<std::uint16_t>(5)), {"ends within its directory"}},
        {withEnd(12, little<std::uint32_t>(0xffffffff)), {"directory lies outside"}},
        {withEnd(16, little<std::uint32_t>(0xfffffff0)), {"directory lies outside"}},
        {withEnd(16, little<std::uint32_t>(0)), {"something else"}},
        {withEnd(4, little<std::uint16_t>(1)), {"several parts"}},
        {withEntry(8, little<std::uint16_t>(1)), {"model/data.pkl", "encrypted"}},
        {withEntry(10, little<std::uint16_t>(8)), {"model/data.pkl", "compressed"}},
        {withEntry(20, little<std::uint32_t>(0xfffffff0) + little<std::uint32_t>(0xfffffff0)),
            {"ends within entry model/data.pkl"}},
        {withEntry(28, little<std::uint16_t>(0xffff)), {"ends within its directory"}},
        {withEntry(42, little<std::uint32_t>(0xfffffff0)), {"model/data.pkl", "outside"}},
        {withEntry(42, little<std::uint32_t>(1)), {"model/data.pkl", "not where"}},
        {with(good, "model/data.pkl", "model/DATA.pkl"), {"a different name"}},
        {zipOf({{"m/data.pkl", pickle}, {"m/data/0", data}, {"m/data/0", data}}), {"two entries", "m/data/0"}},
        {zipOf({{"m/data.pkl", pickle}, {"m/data/0", data}, {"m/byteorder", "big"}}), {"big-endian"}},
        {zipOf({{"m/data.pkl", pickle}, {"m/data/0", data}, {"m/constants.pkl", ""}}), {"TorchScript"}},
        {zipOf({{"m/data/0", data}}), {"without the data.pkl"}},
        {zipOf({{"word/document.xml", "<xml/>"}}), {"without the data.pkl"}},
        {"\x80\x02\x8a\nl\xfc\x9c"
         "F\xf9 j\xa8P\x19.",
            {"before version 1.6", "torch.save"}},
    };
    for (const auto& [content, words] : cases) {
        const std::string error = archiveError(content);
        EXPECT_TRUE(says(error, "m.bin"));
        for (const std::string& word : words) {
            EXPECT_TRUE(says(error, word));
        }
    }
    const std::string large = zipOf({{"m/data.pkl", pickle}, {"m/data/0", data}}, true);
    ASSERT_EQ(archiveError(large), "");
    EXPECT_TRUE(says(archiveError(with(large, "PK\6\6", "PK\6\5")), "zip64"));
    std::string far = large;
    far.replace(large.find("PK\6\7") + 8, 8, little(~std::uint64_t{0}));
    EXPECT_TRUE(says(archiveError(far), "outside"));
    far = large;
    far.replace(large.find("PK\6\6") + 24, 16, little(~std::uint64_t{0}) + little(~std::uint64_t{0}));
    EXPECT_TRUE(says(archiveError(far), "declares"));
    far = large;
    far.replace(large.find("PK\6\6") + 40, 16, little(~std::uint64_t{0}) + little(~std::uint64_t{0}));
    EXPECT_TRUE(says(archiveError(far), "outside"));
}

TEST(TorchArchive, bombsAreBounded)
{
    // A tower of lists a million deep, and one that holds itself: neither takes recursion.
    std::string tower = "\x80\x02";
    for (int i = 0; i < 1000000; ++i) {
        tower += "]";
    }
    EXPECT_TRUE(says(errorOfPickle(tower + std::string(999999, 'a') + "."), "a list instead of a dict"));
    EXPECT_TRUE(says(errorOfPickle("\x80\x02]q\1h\1a."), "a list instead of a dict"));
    EXPECT_TRUE(says(errorOfPickle("\x80\x02" + std::string(5000000, 'N')), "more than 4194304 values"));
    EXPECT_TRUE(says(errorOfPickle(std::string((1 << 26) + 1, '(')), "67108865 bytes"));
    EXPECT_TRUE(says(errorOfPickle("\x80\x02" + std::string(1 << 25, '(')), "ends within"));
}

TEST(TorchArchive, everyTruncationIsAnError)
{
    const std::string whole = readFile(fixturePath("adapters/tiny-llama-base-old-format/adapter_model.bin"));
    ASSERT_EQ(archiveError(whole), "");
    for (std::size_t size = 0; size < whole.size(); size += 61) {
        ASSERT_TRUE(says(archiveError(whole.substr(0, size)), "m.bin")) << "cut to " << size;
    }
}

TEST(TorchArchive, readsWhatTorchSaves)
{
    if (!pythonHas("torch, safetensors.torch")) {
        GTEST_SKIP() << "DPL_PYTHON names no Python with torch and safetensors";
    }
    const TemporaryFolder folder;
    runPython(R"(import torch
from safetensors.torch import save_file
torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Linear(5, 3), torch.nn.BatchNorm1d(3))
state = model.state_dict()
tensors = {"half": torch.randn(4, 6).half(), "brain": torch.randn(7).bfloat16(),
    "double": torch.randn(2, 2, 2).double(),
    "scalar": torch.tensor(2.5), "empty": torch.zeros(0, 3), "slice": torch.randn(5, 4)[2:4],
    "int": torch.arange(3, dtype=torch.int32),
    "parameter": torch.nn.Parameter(torch.randn(3)), "bool": torch.tensor([True, False]),
    "bytes": torch.arange(5, dtype=torch.uint8)}
tensors["tied"] = tensors["half"]
torch.save(state, "state.bin")
save_file(dict(state), "state.safetensors")
for protocol in 2, 3, 4, 5:
    torch.save(tensors, f"tensors{protocol}.bin", pickle_protocol=protocol)
save_file({k: v.detach().clone().contiguous() for k, v in tensors.items()}, "tensors.safetensors")
torch.save(tensors, "legacy.bin", _use_new_zipfile_serialization=False)
torch.save({"t": torch.randn(3, 2).t()}, "transposed.bin")
torch.save(model, "model.bin")
torch.jit.script(model).save("script.pt")
)",
        folder.path());
    const auto expectEqual = [&](const std::string& archive, const std::string& expected) {
        const auto file = openWeightFile(folder / archive);
        const auto reference = openSafetensors(folder / expected);
        EXPECT_EQ(file->tensors().size(), reference->tensors().size());
        for (const StoredTensor& found : reference->tensors()) {
            const StoredTensor* ours = file->find(found.name);
            ASSERT_NE(ours, nullptr) << found.name;
            EXPECT_EQ(ours->type, found.type) << found.name;
            EXPECT_EQ(ours->shape, found.shape) << found.name;
            EXPECT_TRUE(std::equal(ours->bytes.begin(), ours->bytes.end(), found.bytes.begin(), found.bytes.end()))
                << found.name;
        }
    };
    expectEqual("state.bin", "state.safetensors");
    for (const char* protocol : {"2", "3", "4", "5"}) {
        expectEqual("tensors" + std::string(protocol) + ".bin", "tensors.safetensors");
    }
    EXPECT_TRUE(says(errorOf([&] { openWeightFile(folder / "legacy.bin"); }), "before version 1.6"));
    EXPECT_TRUE(says(errorOf([&] { openWeightFile(folder / "transposed.bin"); }), {"tensor t", "not contiguous"}));
    EXPECT_TRUE(
        says(errorOf([&] { openWeightFile(folder / "model.bin"); }), "asks for torch.nn.modules.container.Sequential"));
    EXPECT_TRUE(says(errorOf([&] { openWeightFile(folder / "script.pt"); }), "TorchScript"));
}

} // namespace
} // namespace dpl::weights
