#include "hub/used_files.hpp"

#include "error_message.hpp"

#include <gtest/gtest.h>

namespace dpl::hub {
namespace {

using test::says;
using Names = std::vector<std::string>;

UsedFiles judged(const Names& names, const FileChoice& choice = {}, RepositoryKind kind = RepositoryKind::model)
{
    Listing listing;
    for (const std::string& name : names) {
        listing.files.push_back({name, 10, std::string(40, 'a')});
    }
    return usedFiles(listing, {kind, "ada/tiny"}, choice);
}

Names used(const UsedFiles& files)
{
    Names names;
    for (const ListedFile& file : files.files) {
        if (file.isUsed) {
            names.push_back(file.file.name);
        }
    }
    return names;
}

Names usedOf(const Names& names, const FileChoice& choice = {}, RepositoryKind kind = RepositoryKind::model)
{
    return used(judged(names, choice, kind));
}

TEST(UsedFiles, ofAModelAreItsWeightsInOneForm)
{
    const Names names{".gitattributes", "README.md", "config.json", "generation_config.json", "model.safetensors",
        "onnx/model.onnx", "original/consolidated.00.pth", "pytorch_model.bin", "q8.gguf", "tokenizer.json",
        "tokenizer_config.json", "training_args.bin"};
    EXPECT_EQ(usedOf(names),
        (Names{
            "config.json", "generation_config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"}));
    const Names sharded{"config.json", "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors",
        "model.safetensors.index.json", "pytorch_model-00001-of-00001.bin", "pytorch_model.bin.index.json"};
    EXPECT_EQ(usedOf(sharded),
        (Names{"config.json", "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors",
            "model.safetensors.index.json"}));
    EXPECT_EQ(usedOf({"config.json", "merges.txt", "pytorch_model.bin", "vocab.json"}),
        (Names{"config.json", "merges.txt", "pytorch_model.bin", "vocab.json"}));
    EXPECT_EQ(judged(names).usedBytes(), 50);
    for (const ListedFile& file : judged(names).files) {
        if (file.file.name == "pytorch_model.bin") {
            EXPECT_EQ(file.use, "the same weights in another form");
        }
    }
}

TEST(UsedFiles, ofAnAdapterAreItsOwn)
{
    EXPECT_EQ(usedOf({"adapter_config.json", "adapter_model.bin", "adapter_model.safetensors", "reward_head.json"}),
        (Names{"adapter_config.json", "adapter_model.safetensors", "reward_head.json"}));
    EXPECT_EQ(usedOf({"adapter_config.json", "adapter_model.bin", "training_args.bin"}),
        (Names{"adapter_config.json", "adapter_model.bin"}));
}

TEST(UsedFiles, haveAValueHeadBesideAnAdapterOrAModel)
{
    EXPECT_EQ(usedOf({"adapter_config.json", "adapter_model.safetensors", "value_head.bin", "value_head.safetensors"}),
        (Names{"adapter_config.json", "adapter_model.safetensors", "value_head.safetensors"}));
    EXPECT_EQ(usedOf({"config.json", "model.safetensors", "value_head.bin"}),
        (Names{"config.json", "model.safetensors", "value_head.bin"}));
}

TEST(UsedFiles, aGgufIsNamedWhereThereAreSeveral)
{
    EXPECT_EQ(usedOf({"README.md", "a.Q4_0.gguf"}), (Names{"a.Q4_0.gguf"}));
    const UsedFiles several = judged({"a.Q4_0.gguf", "a.Q8_0.gguf"});
    EXPECT_EQ(used(several), Names());
    EXPECT_TRUE(says(several.problem, {"--include", "a.Q4_0.gguf (10 B)", "a.Q8_0.gguf"})) << several.problem;
    const UsedFiles named = judged({"a.Q4_0.gguf", "a.Q8_0.gguf"}, {{"*Q8_0*"}});
    EXPECT_EQ(used(named), (Names{"a.Q8_0.gguf"}));
    EXPECT_EQ(named.problem, "");
}

TEST(UsedFiles, ofADatasetAreItsRows)
{
    const RepositoryKind dataset = RepositoryKind::dataset;
    EXPECT_EQ(usedOf({".gitattributes", "README.md", "harmless-base/test.jsonl.gz", "harmless-base/train.jsonl.gz",
                         "helpful-base/train.jsonl.gz", "red-team-attempts/red_team_attempts.jsonl.gz"},
                  {}, dataset),
        (Names{"README.md", "harmless-base/test.jsonl.gz", "harmless-base/train.jsonl.gz",
            "helpful-base/train.jsonl.gz"}));
    const Names parquet{"README.md", "data/test_prefs-00000-of-00001.parquet",
        "data/train_prefs-00000-of-00001.parquet", "data/train_sft-00000-of-00001.parquet", "dataset_infos.json",
        "load.py"};
    EXPECT_EQ(usedOf(parquet, {}, dataset), (Names{parquet[0], parquet[1], parquet[2]}));
    EXPECT_EQ(usedOf(parquet, {{"data/train_p*"}}, dataset), (Names{parquet[2]}));
    EXPECT_EQ(usedOf(parquet, {{}, true}, dataset), parquet);
    const Names converted{
        "default/train/0000.parquet", "default/train/0001.parquet", "default/validation/0000.parquet"};
    EXPECT_EQ(usedOf(converted, {}, dataset), converted);
    EXPECT_EQ(usedOf({"other/x.jsonl", "rows.jsonl"}, {}, dataset), (Names{"other/x.jsonl", "rows.jsonl"}));
}

TEST(UsedFiles, whatCannotBeUsedIsSaid)
{
    const RepositoryKind dataset = RepositoryKind::dataset;
    EXPECT_TRUE(says(judged({"flax_model.msgpack"}).problem, {"ada/tiny", "--all"}));
    EXPECT_TRUE(says(judged({"README.md", "images.zip"}, {}, dataset).problem, {"rows", "--all"}));
    EXPECT_TRUE(says(judged({}).problem, "no files"));
    EXPECT_TRUE(says(judged({"config.json"}, {{"*.gguf"}}).problem, {"*.gguf", "--list"}));
    EXPECT_EQ(judged({"images.zip"}, {{}, true}, dataset).problem, "");
}

} // namespace
} // namespace dpl::hub
