#include "data/dataset_folder.hpp"
#include "data/preference_dataset.hpp"
#include "data/row_file_name.hpp"
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
        for (const DatasetPart& part : datasetParts(path, subset, split)) {
            for (const std::filesystem::path& file : part.files) {
                names.push_back(
                    std::filesystem::relative(file, path).string() + (part.folder ? " " + toString(*part.folder) : ""));
            }
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
        {"lacks", "harmless-base/test.jsonl.gz", "test.jsonl or test-00000-of-00001.parquet)"}));
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
    EXPECT_EQ(datasetFiles(file, DataSubset::helpful, Split::test).at(0), file);
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

TEST_F(DatasetFolder, findsShardsInTheirOrder)
{
    for (const char* name : {"data/train-00001-of-00003.jsonl", "data/train-00000-of-00003.jsonl",
             "data/train-00002-of-00003.jsonl", "data/test-00000-of-00001-b42a775f407cee45.jsonl.gz"}) {
        write(name, rows(name, 1));
    }
    const auto path = temporary.path();
    EXPECT_EQ(datasetLayout(path), DatasetLayout::splits);
    EXPECT_EQ(files(path, DataSubset::both, Split::train),
        (Names{
            "data/train-00000-of-00003.jsonl", "data/train-00001-of-00003.jsonl", "data/train-00002-of-00003.jsonl"}));
    EXPECT_EQ(files(path, DataSubset::both, Split::test), Names{"data/test-00000-of-00001-b42a775f407cee45.jsonl.gz"});
    EXPECT_EQ(describeDataset(path).parts.at(0).rows, 3);
    std::filesystem::remove(path / "data/train-00001-of-00003.jsonl");
    EXPECT_TRUE(says(errorOf([&] { datasetFiles(path, DataSubset::both, Split::train); }),
        {"missing", "train-00002-of-00003.jsonl", "number 1"}));
    std::filesystem::remove(path / "data/train-00002-of-00003.jsonl");
    EXPECT_TRUE(says(errorOf([&] { datasetFiles(path, DataSubset::both, Split::train); }),
        {"missing", "train-00000-of-00003.jsonl", "of 3 files"}));
}

TEST_F(DatasetFolder, readsTheFirstRowsOfAPartNotOfEachShard)
{
    for (const char* name : {"data/train-00000-of-00002.jsonl", "data/train-00001-of-00002.jsonl"}) {
        write(name, rows(name, 3));
    }
    PreferenceDatasetParams params;
    params.path = temporary.path();
    for (const auto& [size, last] :
        std::vector<std::pair<std::int64_t, std::string>>{{2, "data/train-00000-of-00002.jsonl1"},
            {4, "data/train-00001-of-00002.jsonl0"}, {0, "data/train-00001-of-00002.jsonl2"}}) {
        params.size = size;
        const PreferenceDataset dataset = loadPreferences(params);
        EXPECT_EQ(dataset.rows.size(), static_cast<std::size_t>(size > 0 ? size : 6));
        EXPECT_EQ(dataset.rows.back().chosen().text(), last);
    }
    params.size = 7;
    EXPECT_TRUE(says(errorOf([&] { loadPreferences(params); }),
        {"train-00000-of-00002.jsonl and 1 more has only 6 rows", "7 were requested"}));
}

TEST_F(DatasetFolder, takesSplitsByTheNamesThatDatasetsGiveThem)
{
    write("data/train_sft-00000-of-00001.jsonl", rows("a", 1));
    write("data/train_prefs-00000-of-00001.jsonl", rows("a", 1));
    write("data/test_prefs-00000-of-00001.jsonl", rows("a", 1));
    write("data/test_gen-00000-of-00001.jsonl", rows("a", 1));
    const auto path = temporary.path();
    EXPECT_EQ(files(path, DataSubset::both, Split::train), Names{"data/train_prefs-00000-of-00001.jsonl"});
    EXPECT_EQ(files(path, DataSubset::both, Split::test), Names{"data/test_prefs-00000-of-00001.jsonl"});
    write("validation.json", "[]");
    EXPECT_EQ(files(path, DataSubset::both, Split::test), Names{"data/test_prefs-00000-of-00001.jsonl"});
    std::filesystem::remove_all(path / "data");
    EXPECT_EQ(files(path, DataSubset::both, Split::test), Names{"validation.json"});
    EXPECT_TRUE(hasOneSplit(path));
}

TEST_F(DatasetFolder, findsWhatDatasetsSavedAndTheHubConverted)
{
    write("saved/dataset_dict.json", "{}");
    write("saved/train/data-00000-of-00002.arrow", "");
    write("saved/train/data-00001-of-00002.arrow", "");
    write("saved/train/cache-0123456789abcdef.arrow", "");
    write("saved/train/state.json", "{}");
    EXPECT_EQ(files(temporary / "saved", DataSubset::both, Split::train),
        (Names{"train/data-00000-of-00002.arrow", "train/data-00001-of-00002.arrow"}));
    write("one/data-00000-of-00001.arrow", "");
    write("one/dataset_info.json", "{}");
    EXPECT_EQ(datasetLayout(temporary / "one"), DatasetLayout::file);
    EXPECT_EQ(files(temporary / "one", DataSubset::both, Split::test), Names{"data-00000-of-00001.arrow"});
    EXPECT_TRUE(hasOneSplit(temporary / "one"));
    write("cache/default/0.0.0/0123/own-data-train.arrow", "");
    write("cache/default/0.0.0/0123/own-data-test.arrow", "");
    EXPECT_EQ(
        files(temporary / "cache", DataSubset::both, Split::train), Names{"default/0.0.0/0123/own-data-train.arrow"});
    write("converted/default/train/0001.parquet", "");
    write("converted/default/train/0000.parquet", "");
    write("converted/other/train/0000.parquet", "");
    EXPECT_EQ(files(temporary / "converted", DataSubset::both, Split::train),
        (Names{"default/train/0000.parquet", "default/train/0001.parquet"}));
}

TEST_F(DatasetFolder, asksWhichOfSeveralDatasetsIsMeant)
{
    write("first/train.jsonl", rows("a", 1));
    EXPECT_EQ(files(temporary.path(), DataSubset::both, Split::train), Names{"first/train.jsonl"});
    write("second/data/train.jsonl", rows("a", 1));
    EXPECT_TRUE(says(errorOf([&] { datasetLayout(temporary.path()); }),
        {"several datasets (first, second)", "name one", (temporary / "first").string()}));
}

TEST_F(DatasetFolder, hasItsLayoutInAnyFormat)
{
    write("harmless-base/test-00000-of-00001.parquet", "");
    write("helpful-base/test.json", "[]");
    const auto path = temporary.path();
    EXPECT_EQ(datasetLayout(path), DatasetLayout::hhRlhf);
    EXPECT_EQ(files(path, DataSubset::both, Split::test),
        (Names{"harmless-base/test-00000-of-00001.parquet harmless", "helpful-base/test.json helpful"}));
}

TEST(RowFileNames, saySplitAndShard)
{
    const auto told = [](const char* name) {
        const auto found = rowFileName(name);
        return found ? found->stem + " " + found->ending + " " + std::to_string(found->shard) + "/"
                + std::to_string(found->shards)
                     : "none";
    };
    EXPECT_EQ(told("train.jsonl"), "train .jsonl 0/0");
    EXPECT_EQ(told("train.jsonl.zst"), "train .jsonl.zst 0/0");
    EXPECT_EQ(told("train-00002-of-00010.parquet"), "train .parquet 2/10");
    EXPECT_EQ(told("train-00002-of-00010-0123456789abcdef.json.gz"), "train .json.gz 2/10");
    EXPECT_EQ(told("a-train-1-of-2.arrow"), "a-train-1-of-2 .arrow 0/0");
    EXPECT_EQ(told("train-99999999999-of-99999999999.arrow"), "train-99999999999-of-99999999999 .arrow 0/0");
    EXPECT_EQ(told("-of-00001.arrow"), "-of-00001 .arrow 0/0");
    for (const char* name : {"train", "train.gz", ".jsonl", "train.csv", "train.jsonl.xz", ""}) {
        EXPECT_EQ(told(name), "none") << name;
    }
    EXPECT_EQ(withoutRowEnding("rows.jsonl.gz"), "rows");
    EXPECT_EQ(withoutRowEnding("rows.parquet"), "rows");
    EXPECT_EQ(withoutRowEnding("rows.txt"), "rows.txt");
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
