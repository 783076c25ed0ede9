#include "data/dataset_folder.hpp"
#include "error_message.hpp"
#include "small_dataset.hpp"

namespace dpl::data {
namespace {

using test::errorOf;
using test::says;

class DatasetFolder : public SmallDataset {
protected:
    std::vector<std::string> files(const std::filesystem::path& path, DataSubset subset, Split split) const
    {
        std::vector<std::string> names;
        for (const DatasetFile& file : datasetFiles(path, subset, split)) {
            names.push_back(std::filesystem::relative(file.file, path).string()
                + (file.folder ? " " + toString(*file.folder) : ""));
        }
        return names;
    }
};

using Names = std::vector<std::string>;

TEST_F(DatasetFolder, findsHhRlhf)
{
    write("harmless-base/train.jsonl.gz", rows("a", 2));
    write("helpful-base/train.jsonl.gz", rows("a", 3));
    write("helpful-base/test.jsonl", rows("a", 1));
    const auto path = temporary.path();
    EXPECT_EQ(datasetLayout(path), DatasetLayout::hhRlhf);
    EXPECT_EQ(files(path, DataSubset::both, Split::train),
        (Names{"harmless-base/train.jsonl.gz harmless", "helpful-base/train.jsonl.gz helpful"}));
    EXPECT_EQ(files(path, DataSubset::helpful, Split::test), Names{"helpful-base/test.jsonl helpful"});
    EXPECT_TRUE(says(errorOf([&] { datasetFiles(path, DataSubset::both, Split::test); }),
        {"lacks", "harmless-base/test.jsonl.gz", "test.jsonl)"}));
}

TEST_F(DatasetFolder, findsRelabelledFilesAndPutsBothTogetherIfItMust)
{
    write("helpful/test.jsonl.gz", rows("a", 2));
    write("harmless/test.jsonl.gz", rows("a", 2));
    const auto path = temporary.path();
    EXPECT_EQ(datasetLayout(path), DatasetLayout::relabelled);
    EXPECT_EQ(files(path, DataSubset::both, Split::test),
        (Names{"harmless/test.jsonl.gz harmless", "helpful/test.jsonl.gz helpful"}));
    write("both/test.jsonl.gz", rows("a", 2));
    EXPECT_EQ(files(path, DataSubset::both, Split::test), Names{"both/test.jsonl.gz both"});
    EXPECT_EQ(files(path, DataSubset::harmless, Split::test), Names{"harmless/test.jsonl.gz harmless"});
    EXPECT_TRUE(says(errorOf([&] { datasetFiles(path, DataSubset::both, Split::train); }), "both/train.jsonl.gz"));
}

TEST_F(DatasetFolder, findsSplitsAndSingleFiles)
{
    const auto file = write("train.jsonl", rows("a", 2));
    EXPECT_EQ(datasetLayout(temporary.path()), DatasetLayout::splits);
    EXPECT_EQ(files(temporary.path(), DataSubset::both, Split::train), Names{"train.jsonl"});
    EXPECT_EQ(datasetLayout(file), DatasetLayout::file);
    EXPECT_EQ(datasetFiles(file, DataSubset::helpful, Split::test).at(0).file, file);
    write("train.jsonl.gz", rows("a", 2));
    EXPECT_TRUE(says(errorOf([&] { datasetLayout(temporary.path()); }), {"train.jsonl.gz", "remove the one"}));
}

TEST_F(DatasetFolder, saysWhatItLookedFor)
{
    EXPECT_TRUE(says(errorOf([&] { datasetLayout(temporary / "absent"); }), {"no dataset at", "absent"}));
    write("something/else.jsonl", "");
    EXPECT_TRUE(says(errorOf([&] { datasetLayout(temporary.path()); }),
        {temporary.path().string(), "train.jsonl.gz", "harmless-base", "helpful-base", "both"}));
}

TEST_F(DatasetFolder, isDescribedWithoutParsing)
{
    write("harmless/test.jsonl.gz", rows("a", 3) + "\n  \r\n" + rows("b", 1));
    write("both/train.jsonl", "not JSON\r\nat all");
    const DatasetDescription description = describeDataset(temporary.path());
    EXPECT_EQ(description.layout, DatasetLayout::relabelled);
    ASSERT_EQ(description.parts.size(), 2u);
    EXPECT_EQ(description.parts[0].split, Split::train);
    EXPECT_EQ(description.parts[0].subset, DataSubset::both);
    EXPECT_EQ(description.parts[0].rows, 2);
    EXPECT_EQ(description.parts[1].split, Split::test);
    EXPECT_EQ(description.parts[1].subset, DataSubset::harmless);
    EXPECT_EQ(description.parts[1].rows, 4);
    const DatasetDescription single = describeDataset(temporary / "both/train.jsonl");
    EXPECT_EQ(single.layout, DatasetLayout::file);
    EXPECT_EQ(single.parts.at(0).rows, 2);
    EXPECT_FALSE(single.parts.at(0).split.has_value());
    write("helpful/test.jsonl", "");
    EXPECT_EQ(describeDataset(temporary.path()).parts.at(1).rows, 0);
}

} // namespace
} // namespace dpl::data
