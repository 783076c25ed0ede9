#include "data/preference_dataset.hpp"
#include "data/row_error.hpp"
#include "error_message.hpp"
#include "small_dataset.hpp"

#include <algorithm>
#include <cstdlib>

namespace dpl::data {
namespace {

using test::errorOf;
using test::says;

class Preferences : public SmallDataset {
protected:
    PreferenceDatasetParams params(DataSubset subset = DataSubset::both, Split split = Split::train) const
    {
        PreferenceDatasetParams value;
        value.path = temporary.path();
        value.subset = subset;
        value.split = split;
        return value;
    }

    void writeHhRlhf() const
    {
        write("harmless-base/train.jsonl.gz", rows("harmless", 4));
        write("helpful-base/train.jsonl.gz", rows("helpful", 6));
    }

    void writeRelabelled() const
    {
        write("helpful/test.jsonl.gz", rows("h", 3, R"("objective": "helpful", "data_subset": "harmless")"));
        write("harmless/test.jsonl.gz", rows("s", 2, R"("objective": "harmless", "data_subset": "helpful")"));
    }
};

/// "chosen/data_subset" of each row.
std::vector<std::string> told(const PreferenceDataset& dataset)
{
    std::vector<std::string> all;
    for (const Comparison& row : dataset.rows) {
        all.push_back(row.chosen().text() + "/" + row.dataSubset());
    }
    return all;
}

using Told = std::vector<std::string>;

TEST_F(Preferences, ofHhRlhfHaveTheSubsetOfTheirFolder)
{
    writeHhRlhf();
    const PreferenceDataset dataset = loadPreferences(params());
    EXPECT_EQ(told(dataset),
        (Told{"harmless0/harmless", "harmless1/harmless", "harmless2/harmless", "harmless3/harmless",
            "helpful0/helpful", "helpful1/helpful", "helpful2/helpful", "helpful3/helpful", "helpful4/helpful",
            "helpful5/helpful"}));
    EXPECT_EQ(dataset.rows[5].file(), 1u);
    EXPECT_EQ(dataset.rows[5].line(), 2);
    EXPECT_EQ(dataset.files.at(1).path, temporary / "helpful-base/train.jsonl.gz");
    EXPECT_EQ(dataset.rows[0].row().dump(), R"({"chosen":"harmless0","rejected":"worse","data_subset":"harmless"})");
    EXPECT_EQ(loadPreferences(params(DataSubset::harmless)).rows.size(), 4u);
    PreferenceDatasetParams overwriting = params();
    overwriting.overwriteDataSubset = true;
    EXPECT_EQ(told(loadPreferences(overwriting)), told(dataset))
        << "the reference overwrites nothing in its default dataset";
}

TEST_F(Preferences, sizeIsSharedOutAmongTheFilesAsInTheReference)
{
    writeHhRlhf();
    PreferenceDatasetParams some = params();
    some.size = 5;
    EXPECT_EQ(told(loadPreferences(some)),
        (Told{"harmless0/harmless", "harmless1/harmless", "helpful0/helpful", "helpful1/helpful"}));
    some.subset = DataSubset::helpful;
    EXPECT_EQ(loadPreferences(some).rows.size(), 5u);
    some.size = 7;
    EXPECT_TRUE(says(errorOf([&] { loadPreferences(some); }), {"helpful-base/train.jsonl.gz", "only 6 rows", "7"}));
    some.subset = DataSubset::both;
    some.size = 1;
    EXPECT_TRUE(says(errorOf([&] { loadPreferences(some); }), {"size of 1", "2 files"}));
    some.size = -1;
    EXPECT_TRUE(says(errorOf([&] { loadPreferences(some); }), "negative"));
}

TEST_F(Preferences, readsNoFurtherThanAsked)
{
    write("train.jsonl", rows("a", 3) + "broken\n");
    PreferenceDatasetParams some = params();
    some.size = 3;
    EXPECT_EQ(loadPreferences(some).rows.size(), 3u);
}

TEST_F(Preferences, keepTheirOwnSubsetUnlessToldToOverwriteIt)
{
    writeRelabelled();
    PreferenceDatasetParams test = params(DataSubset::both, Split::test);
    EXPECT_EQ(
        told(loadPreferences(test)), (Told{"s0/helpful", "s1/helpful", "h0/harmless", "h1/harmless", "h2/harmless"}));
    test.overwriteDataSubset = true;
    EXPECT_EQ(told(loadPreferences(test)), (Told{"s0/both", "s1/both", "h0/both", "h1/both", "h2/both"}));
    test.subset = DataSubset::helpful;
    EXPECT_EQ(told(loadPreferences(test)), (Told{"h0/helpful", "h1/helpful", "h2/helpful"}));
}

TEST_F(Preferences, ofOneFileAreThoseOfTheObjective)
{
    write("train.jsonl",
        rows("a", 1, R"("objective": "helpful", "data_subset": "harmless")")
            + rows("b", 1, R"("data_subset": "helpful")") + rows("c", 1, R"("data_subset": "harmless")") + rows("d", 1)
            + rows("e", 1, R"("data_subset": null)") + rows("f", 1, R"("data_subset": "online")"));
    EXPECT_EQ(told(loadPreferences(params(DataSubset::helpful))),
        (Told{"a0/harmless", "b0/helpful", "d0/helpful", "e0/helpful"}));
    EXPECT_EQ(told(loadPreferences(params(DataSubset::both))),
        (Told{"a0/harmless", "b0/helpful", "c0/harmless", "d0/both", "e0/both", "f0/online"}));
    PreferenceDatasetParams reference = params(DataSubset::helpful);
    reference.overwriteDataSubset = true;
    EXPECT_EQ(loadPreferences(reference).rows.size(), 6u) << "the reference selects nothing within a file";
    EXPECT_EQ(loadPreferences(reference).rows[2].dataSubset(), "helpful");
}

TEST_F(Preferences, badRowsAreErrorsOrSkippedAndListed)
{
    write("train.jsonl",
        rows("a", 1) + "{\"chosen\": \"x\"}\n" + "{\"chosen\": \"x\", \"rejected\": 3}\n" + "{\"chosen\"\n"
            + rows("b", 1, R"("data_subset": 4)") + "\n" + rows("c", 1));
    PreferenceDatasetParams strict = params();
    EXPECT_TRUE(says(errorOf([&] { loadPreferences(strict); }), {"train.jsonl:2: ", "\"rejected\" is missing"}));
    strict.skipBadRows = true;
    const PreferenceDataset dataset = loadPreferences(strict);
    EXPECT_EQ(told(dataset), (Told{"a0/both", "c0/both"}));
    EXPECT_EQ(dataset.skipped.count, 4);
    ASSERT_EQ(dataset.skipped.reasons.size(), 4u);
    EXPECT_TRUE(says(dataset.skipped.reasons[1], {"train.jsonl:3: rejected", "expected a string"}));
    EXPECT_TRUE(says(dataset.skipped.reasons[2], "train.jsonl:4:"));
    EXPECT_TRUE(says(dataset.skipped.reasons[3], {"train.jsonl:5: data_subset", "expected a string"}));
    EXPECT_EQ(dataset.rows[1].line(), 7);
    write("train.jsonl", "x\n");
    EXPECT_TRUE(
        says(errorOf([&] { loadPreferences(strict); }), {"no usable rows", "1 were skipped", "train.jsonl:1:"}));
    write("train.jsonl", "");
    EXPECT_TRUE(says(errorOf([&] { loadPreferences(params()); }), {"no usable rows", "(both, train)"}));
    write("train.jsonl", rows("c", 1, R"("data_subset": "harmless")"));
    EXPECT_TRUE(
        says(errorOf([&] { loadPreferences(params(DataSubset::helpful)); }), "(helpful, train) has no usable rows"));
}

TEST_F(Preferences, ofDamagedGzipFailEvenWhereBadRowsAreSkipped)
{
    const std::string packed = test::gzipped(rows("a", 1000));
    writeFileAtomically(temporary / "train.jsonl.gz", packed.substr(0, packed.size() / 2));
    PreferenceDatasetParams skipping = params();
    skipping.skipBadRows = true;
    EXPECT_TRUE(says(errorOf([&] { loadPreferences(skipping); }), {"train.jsonl.gz", "ends too early"}));
}

/// How many rows were judged by harmlessness.
std::size_t harmlessRows(const PreferenceDataset& dataset)
{
    return static_cast<std::size_t>(std::count_if(dataset.rows.begin(), dataset.rows.end(), [](const Comparison& row) {
        return (row.objective().empty() ? row.dataSubset() : row.objective()) == "harmless";
    }));
}

TEST_F(Preferences, hiddenContextRatioMixesObjectivesOfEveryLayout)
{
    write("hh/harmless-base/train.jsonl.gz", rows("s", 30));
    write("hh/helpful-base/train.jsonl.gz", rows("h", 40));
    const std::string helpful = rows("h", 40, R"("objective": "helpful", "data_subset": "harmless")");
    const std::string harmless = rows("s", 30, R"("objective": "harmless", "data_subset": "harmless")");
    write("relabelled/helpful/train.jsonl", helpful);
    write("relabelled/harmless/train.jsonl", harmless);
    write("relabelled-both/both/train.jsonl", harmless + helpful);
    write("splits/train.jsonl", harmless + helpful);
    for (const char* layout : {"hh", "relabelled", "relabelled-both", "splits", "splits/train.jsonl"}) {
        PreferenceDatasetParams mixed = params();
        mixed.path = temporary / layout;
        mixed.hiddenContextRatio = 0.25;
        mixed.seed = 3;
        const PreferenceDataset dataset = loadPreferences(mixed);
        EXPECT_EQ(dataset.rows.size(), 40u) << layout << ": min(40, 60)";
        EXPECT_EQ(harmlessRows(dataset), 10u) << layout;
        EXPECT_EQ(told(dataset), told(loadPreferences(mixed))) << "a function of the seed";
        mixed.subset = DataSubset::harmless;
        mixed.size = 20;
        mixed.hiddenContextRatio = 0.5;
        EXPECT_EQ(harmlessRows(loadPreferences(mixed)), 10u) << layout;
        mixed.hiddenContextRatio = 0.0;
        EXPECT_EQ(harmlessRows(loadPreferences(mixed)), 20u) << layout;
        mixed.size = 31;
        EXPECT_TRUE(says(errorOf([&] { loadPreferences(mixed); }), {"hidden_context_ratio", "31", "30 and 40"}));
        mixed.hiddenContextRatio = 0.7;
        EXPECT_TRUE(says(errorOf([&] { loadPreferences(mixed); }), "between 0 and 0.5"));
    }
    write("unknown/train.jsonl", rows("x", 3));
    PreferenceDatasetParams unknown = params();
    unknown.path = temporary / "unknown";
    unknown.hiddenContextRatio = 0.5;
    EXPECT_TRUE(
        says(errorOf([&] { loadPreferences(unknown); }), {"train.jsonl:1: ", "objective", "hidden_context_ratio"}));
}

TEST_F(Preferences, ofTheFixtures)
{
    PreferenceDatasetParams own = params(DataSubset::both, Split::test);
    own.path = std::string(DPL_FIXTURES) + "/evaluation/own/comparisons";
    EXPECT_EQ(datasetLayout(own.path), DatasetLayout::relabelled);
    const PreferenceDataset both = loadPreferences(own);
    ASSERT_EQ(both.rows.size(), 12u);
    EXPECT_TRUE(both.rows[0].chosen().text().starts_with("Human: My sister wants"));
    EXPECT_EQ(std::count_if(both.rows.begin(), both.rows.end(),
                  [](const Comparison& row) { return row.dataSubset() == "helpful"; }),
        6);
    own.subset = DataSubset::helpful;
    for (const Comparison& row : loadPreferences(own).rows) {
        EXPECT_EQ(row.objective(), "helpful");
    }
}

TEST_F(Preferences, ofTheAuthors)
{
    const char* folder = std::getenv("DPL_HIDDEN_CONTEXT_DATA");
    if (folder == nullptr) {
        GTEST_SKIP() << "DPL_HIDDEN_CONTEXT_DATA does not name the folder of the authors' data";
    }
    PreferenceDatasetParams real = params(DataSubset::both, Split::test);
    real.path = std::filesystem::path(folder) / "relabeled_hh_rlhf";
    EXPECT_EQ(loadPreferences(real).rows.size(), 4043u);
    real.subset = DataSubset::harmless;
    EXPECT_EQ(loadPreferences(real).rows.size(), 1886u);
    real.hiddenContextRatio = 0.2;
    const PreferenceDataset mixed = loadPreferences(real);
    EXPECT_EQ(mixed.rows.size(), 1886u);
    EXPECT_EQ(harmlessRows(mixed), 1886u - 377u);
}

/// A prompt column belongs before both texts, wherever they are used; the row stays as it was.
TEST_F(Preferences, haveTheirPromptBeforeBothTexts)
{
    const auto texts = [&](const Json& row) {
        write("train.jsonl", row.dump() + "\n");
        const PreferenceDataset dataset = loadPreferences(params());
        EXPECT_EQ(dataset.rows[0].row()["chosen"], row["chosen"]);
        return Told{dataset.rows[0].chosen().text(), dataset.rows[0].rejected().text()};
    };
    EXPECT_EQ(texts({{"prompt", "Q: "}, {"chosen", "yes"}, {"rejected", "no"}}), (Told{"Q: yes", "Q: no"}));
    EXPECT_EQ(texts({{"prompt", "Q:"}, {"chosen", "Q: yes"}, {"rejected", "Q: no"}}), (Told{"Q: yes", "Q: no"}));
    EXPECT_EQ(texts({{"prompt", "Q: "}, {"chosen", "\n\nQ: yes"}, {"rejected", "\n\nQ: no"}}),
        (Told{"\n\nQ: yes", "\n\nQ: no"}))
        << "white space around it aside";
    EXPECT_EQ(texts({{"prompt", "Hi"}, {"chosen", "Hi!"}, {"rejected", "Go."}}), (Told{"HiHi!", "HiGo."}))
        << "the answer repeats it";
    EXPECT_EQ(texts({{"prompt", nullptr}, {"chosen", "yes"}, {"rejected", "no"}}), (Told{"yes", "no"}));
    EXPECT_EQ(texts({{"prompt", ""}, {"chosen", "yes"}, {"rejected", "no"}}), (Told{"yes", "no"}));
}

TEST_F(Preferences, areRefusedWhereTheyAreNeitherTextsNorMessages)
{
    const auto error = [&](const Json& row) {
        write("train.jsonl", row.dump() + "\n");
        return errorOf([&] { loadPreferences(params()); });
    };
    const Json messages = {{{"role", "user"}, {"content", "Q"}}};
    EXPECT_TRUE(
        says(error({{"chosen", "a"}, {"rejected", messages}}), {"train.jsonl:1", "one of chosen and rejected"}));
    EXPECT_TRUE(says(error({{"prompt", 3}, {"chosen", "a"}, {"rejected", "b"}}), {"prompt", "string"}));
    EXPECT_TRUE(says(error({{"better", "a"}, {"rejected", "b"}}),
        {"\"chosen\" is missing", "\"better\" and \"rejected\"", "--columns chosen="}));
}

/// The prompt of datasets that call it otherwise is found, unless it is in the texts; it is called prompt from then on.
TEST_F(Preferences, findThePromptUnderItsOtherNames)
{
    const auto row = [&](const Json& given) {
        write("train.jsonl", given.dump() + "\n");
        return loadPreferences(params()).rows.at(0);
    };
    for (const char* name : {"instruction", "question", "query"}) {
        const Comparison found = row({{"id", 4}, {name, "Q "}, {"chosen", "a"}, {"rejected", "b"}});
        EXPECT_EQ(found.chosen().text(), "Q a");
        EXPECT_EQ(found.rejected().text(), "Q b");
        EXPECT_EQ(found.row().dump(), R"({"id":4,"prompt":"Q ","chosen":"a","rejected":"b","data_subset":"both"})");
        const Comparison whole = row({{name, "Q"}, {"chosen", "Q a"}, {"rejected", "Q b"}});
        EXPECT_EQ(whole.chosen().text(), "Q a");
        EXPECT_TRUE(whole.row().contains(name));
    }
    EXPECT_EQ(row({{"instruction", "Add"}, {"input", "1 2"}, {"chosen", "3"}, {"rejected", "4"}}).chosen().text(),
        "Add\n1 23")
        << "as LLaMA-Factory joins them";
    EXPECT_EQ(
        row({{"instruction", "Add "}, {"input", ""}, {"chosen", "3"}, {"rejected", "4"}}).chosen().text(), "Add 3");
    EXPECT_EQ(
        row({{"prompt", nullptr}, {"question", "Q "}, {"chosen", "a"}, {"rejected", "b"}}).chosen().text(), "Q a");
}

} // namespace
} // namespace dpl::data
