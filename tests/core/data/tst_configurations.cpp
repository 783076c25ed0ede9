// What README.md says of a dataset's rows.

#include "data/configurations.hpp"
#include "data/dataset_folder.hpp"
#include "data/front_matter.hpp"
#include "error_message.hpp"
#include "small_dataset.hpp"

namespace dpl::data {
namespace {

using test::errorOf;
using test::says;

Json configs(const std::string& yaml)
{
    return frontMatterOf("---\n" + yaml + "---\n# About\nconfigs: no\n", "configs");
}

TEST(FrontMatter, hasListsAndMappings)
{
    const Json expected = Json::parse(R"([
        {"config_name": "default", "data_files": [
            {"split": "train", "path": "data/train-*"},
            {"split": "test", "path": ["data/a.jsonl", "data/b #1.jsonl"]}]},
        {"config_name": "it's", "default": "true", "data_files": "main.jsonl"}])");
    EXPECT_EQ(configs(R"(license: mit
dataset_info:
  features:
  - name: chosen
    list: &anchor
configs:   # of two kinds
- config_name: default
  data_files:
  - split: train
    path: data/train-*

  # the other one
  - split: test
    path:
    - data/a.jsonl
    - "data/b #1.jsonl"
- config_name: 'it''s'
  default: true
  data_files: main.jsonl
tags: [a, b]
)"),
        expected);
    EXPECT_EQ(configs("configs:\n  - {config_name: default, data_files: [{split: train, path: data/train-*}, {split: "
                      "test, path: [data/a.jsonl, 'data/b #1.jsonl']}]}\n  -\n    config_name: \"it's\"\n"
                      "    default: true\n    data_files: main.jsonl\n"),
        expected)
        << "the same in brackets";
    EXPECT_EQ(configs("configs:\r\n- a\r\n"), Json::array({"a"}));
}

TEST(FrontMatter, isNothingWhereItIsMoreThanThat)
{
    EXPECT_EQ(configs("license: mit\n"), Json());
    EXPECT_EQ(frontMatterOf("configs:\n- a\n", "configs"), Json()) << "no front matter";
    EXPECT_EQ(frontMatterOf("---\nconfigs:\n- a\n", "configs"), Json()) << "it does not end";
    for (const char* yaml : {"configs: &a\n- b\n", "configs: *a\n", "configs: [a\n", "configs: {a: b\n",
             "configs: \"a\n", "configs: |\n  a\n", "configs:\n  a: b\n c: d\n", "configs:\n- a: b\n  c\n",
             "configs: [a] b\n", "configs: \"\\x41\"\n"}) {
        EXPECT_EQ(configs(yaml), Json()) << yaml;
    }
    std::string deep = "configs: ";
    for (int i = 0; i < 100000; ++i) {
        deep += '[';
    }
    EXPECT_EQ(configs(deep + "\n"), Json());
    std::string steps = "configs:\n";
    for (int i = 0; i < 1000; ++i) {
        steps += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
    }
    EXPECT_EQ(configs(steps), Json());
}

class Configurations : public SmallDataset {
protected:
    void readme(const std::string& yaml) const { write("README.md", "---\n" + yaml + "---\n"); }

    std::vector<std::string> files(const std::filesystem::path& path, Split split) const
    {
        std::vector<std::string> names;
        for (const std::filesystem::path& file : datasetFiles(path, DataSubset::both, split)) {
            names.push_back(std::filesystem::relative(file, temporary.path()).string());
        }
        return names;
    }
};

using Names = std::vector<std::string>;

TEST_F(Configurations, sayWhichFilesAreOfWhichSplit)
{
    write("rows/second.jsonl", rows("a", 2));
    write("rows/first.jsonl", rows("a", 1));
    write("held/out.jsonl", rows("a", 1));
    write("train.jsonl", rows("a", 5));
    const auto path = temporary.path();
    EXPECT_EQ(files(path, Split::train), Names{"train.jsonl"}) << "as the files lie";
    readme("configs:\n- config_name: default\n  data_files:\n  - split: train\n    path: rows/*.jsonl\n  - split: "
           "validation\n    path: \"**/out.jsonl\"\n");
    EXPECT_EQ(datasetLayout(path), DatasetLayout::splits);
    EXPECT_EQ(files(path, Split::train), (Names{"rows/first.jsonl", "rows/second.jsonl"}));
    EXPECT_EQ(files(path, Split::test), Names{"held/out.jsonl"});
    const DatasetDescription description = describeDataset(path);
    ASSERT_EQ(description.parts.size(), 2u);
    EXPECT_EQ(description.parts[0].rows, 3);
    readme("configs:\n- config_name: default\n  data_files:\n  - rows/second.jsonl\n  - rows/first.jsonl\n");
    EXPECT_EQ(files(path, Split::train), (Names{"rows/second.jsonl", "rows/first.jsonl"})) << "in the order told";
    EXPECT_TRUE(hasOneSplit(path));
    EXPECT_TRUE(says(errorOf([&] { files(path, Split::test); }), {"lacks", "holdout_share"}));
}

TEST_F(Configurations, areChosenByDefaultOrByName)
{
    write("de/train.jsonl", rows("a", 1));
    write("fr/train.jsonl", rows("a", 1));
    const std::string two = "configs:\n- config_name: german\n  data_dir: de\n- config_name: french\n  data_files: "
                            "fr/train.jsonl\n";
    readme(two);
    const auto path = temporary.path();
    EXPECT_TRUE(says(errorOf([&] { datasetLayout(path); }), {"several datasets", "german, french", "/german"}));
    EXPECT_EQ(files(path / "german", Split::train), Names{"de/train.jsonl"});
    EXPECT_EQ(files(path / "french", Split::train), Names{"fr/train.jsonl"});
    EXPECT_TRUE(says(errorOf([&] { datasetLayout(path / "dutch"); }), "there is no dataset at"));
    readme(two + "  default: true\n");
    EXPECT_EQ(files(path, Split::train), Names{"fr/train.jsonl"});
}

TEST_F(Configurations, thatHaveNoFilesHereAreNone)
{
    write("train.jsonl", rows("a", 1));
    readme("configs:\n- config_name: default\n  data_files: elsewhere/*.csv\n- config_name: out\n  data_dir: ../..\n"
           "- config_name: far\n  data_files: /etc/*\n");
    EXPECT_TRUE(configurationsOf(temporary.path()).empty());
    EXPECT_EQ(files(temporary.path(), Split::train), Names{"train.jsonl"});
    const std::string stars(300, '*');
    readme("configs:\n- data_files: \"" + stars + "x\"\n");
    EXPECT_TRUE(configurationsOf(temporary.path()).empty());
}

TEST_F(Configurations, needAllTheirShards)
{
    write("data/train-00000-of-00002.jsonl", rows("a", 1));
    readme("configs:\n- config_name: default\n  data_files:\n  - split: train\n    path: data/train-*\n");
    EXPECT_TRUE(says(errorOf([&] { files(temporary.path(), Split::train); }), {"missing behind", "of 2 files"}));
    write("data/train-00001-of-00002.jsonl", rows("a", 1));
    EXPECT_EQ(files(temporary.path(), Split::train).size(), 2u);
}

TEST_F(Configurations, doNotSplitUpHhRlhf)
{
    write("harmless-base/train.jsonl", rows("a", 1));
    write("helpful-base/train.jsonl", rows("a", 1));
    readme("configs:\n- config_name: default\n  data_files: \"**/train.jsonl\"\n");
    EXPECT_EQ(datasetLayout(temporary.path()), DatasetLayout::hhRlhf);
}

} // namespace
} // namespace dpl::data
