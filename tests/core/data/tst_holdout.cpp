#include "data/holdout.hpp"
#include "data/preference_dataset.hpp"
#include "error_message.hpp"
#include "small_dataset.hpp"

#include <map>
#include <set>

namespace dpl::data {
namespace {

using test::errorOf;
using test::says;

class Holdouts : public SmallDataset {
protected:
    /// Two rows of each prompt, whose answers begin alike here and there.
    static std::string dialogues(int prompts, const std::string& extra = "")
    {
        std::string text;
        for (int i = 0; i < prompts; ++i) {
            const std::string prompt = R"(\n\nHuman: question )" + std::to_string(i) + R"(\n\nAssistant:)";
            for (const auto& [chosen, rejected] : {std::pair(" Yes, of course", " Yes, perhaps"), {" No", " Never"}}) {
                text += R"({"chosen": ")" + prompt + chosen + R"(", "rejected": ")" + prompt + rejected + '"' + extra
                    + "}\n";
            }
        }
        return text;
    }

    PreferenceDataset load(const std::filesystem::path& path, Split split, double share, std::uint64_t seed = 0) const
    {
        PreferenceDatasetParams params;
        params.path = path;
        params.split = split;
        params.holdout = {share, seed};
        return loadPreferences(params);
    }

    static std::set<std::string> promptsOf(const PreferenceDataset& dataset)
    {
        std::set<std::string> prompts;
        for (const Comparison& row : dataset.rows) {
            prompts.insert(promptOf(row));
        }
        return prompts;
    }
};

TEST_F(Holdouts, divideAFileByThePrompt)
{
    const auto file = write("rows.jsonl", dialogues(1000));
    const PreferenceDataset train = load(file, Split::train, 0.2);
    const PreferenceDataset test = load(file, Split::test, 0.2);
    EXPECT_EQ(train.rows.size() + test.rows.size(), 2000u);
    EXPECT_EQ(train.rows.size() % 2, 0u) << "both rows of a prompt are on one side";
    EXPECT_NEAR(static_cast<double>(test.rows.size()), 400.0, 100.0);
    for (const std::string& prompt : promptsOf(test)) {
        EXPECT_FALSE(promptsOf(train).contains(prompt)) << prompt;
    }
    EXPECT_EQ(load(file, Split::train, 0.0).rows.size(), 2000u);
}

TEST_F(Holdouts, areTheSameWhateverElseTheFileHolds)
{
    const auto all = promptsOf(load(write("all.jsonl", dialogues(200)), Split::test, 0.3));
    const auto first = promptsOf(load(write("first.jsonl.gz", dialogues(100)), Split::test, 0.3));
    const auto more = promptsOf(load(write("more.jsonl", dialogues(200)), Split::test, 0.5));
    const auto otherwise = promptsOf(load(write("other.jsonl", dialogues(200)), Split::test, 0.3, 1));
    for (const std::string& prompt : first) {
        EXPECT_TRUE(all.contains(prompt)) << prompt;
    }
    for (const std::string& prompt : all) {
        EXPECT_TRUE(more.contains(prompt)) << "a larger share only adds to the test rows";
    }
    EXPECT_GT(more.size(), all.size());
    EXPECT_NE(otherwise, all);
    // So that a later version divides as this one does.
    EXPECT_EQ(promptsOf(load(write("few.jsonl", dialogues(30)), Split::test, 0.1)),
        (std::set<std::string>{"\n\nHuman: question 27\n\nAssistant:", "\n\nHuman: question 5\n\nAssistant:"}));
}

TEST_F(Holdouts, divideAFolderWithOneSplitAlone)
{
    for (const char* name : {"train.jsonl", "test.jsonl.gz"}) {
        const std::string folder = std::string(name).substr(0, 4);
        write(folder + "/" + name, dialogues(100));
        EXPECT_TRUE(hasOneSplit(temporary / folder));
        const auto train = load(temporary / folder, Split::train, 0.2).rows.size();
        EXPECT_GT(train, 100u);
        EXPECT_EQ(train + load(temporary / folder, Split::test, 0.2).rows.size(), 200u);
    }
    EXPECT_TRUE(says(errorOf([&] { load(temporary / "test", Split::train, 0.0); }),
        {"lacks", "train.jsonl", "only test.jsonl.gz", "holdout_share"}));
    write("both/helpful-base/train.jsonl", dialogues(10));
    write("both/helpful-base/test.jsonl", dialogues(10));
    write("both/harmless-base/train.jsonl", dialogues(10));
    EXPECT_FALSE(hasOneSplit(temporary / "both"));
    EXPECT_TRUE(says(errorOf([&] { load(temporary / "both", Split::train, 0.1); }),
        {"holdout_share must be 0", "test rows of its own"}));
}

TEST_F(Holdouts, leaveTheRowsOfAMixAlone)
{
    const auto file = write(
        "mixed.jsonl", dialogues(300, R"(, "objective": "helpful")") + dialogues(100, R"(, "objective": "harmless")"));
    PreferenceDatasetParams params;
    params.path = file;
    params.holdout = {0.25, 0};
    params.hiddenContextRatio = 0.5;
    const auto test = promptsOf(load(file, Split::test, 0.25));
    for (const std::string& prompt : promptsOf(loadPreferences(params))) {
        EXPECT_FALSE(test.contains(prompt)) << prompt;
    }
}

TEST(Prompts, areWhatBothAnswersAnswer)
{
    const auto promptOfRow = [](const std::string& json) {
        return promptOf(Comparison(Json::parse(json), "row", 0, 1));
    };
    EXPECT_EQ(promptOfRow(R"({"prompt": "Q", "chosen": "a", "rejected": "b"})"), "Q");
    EXPECT_EQ(
        promptOfRow(R"({"chosen": "Human: Q\n\nAssistant: Yes, a", "rejected": "Human: Q\n\nAssistant: Yes, b"})"),
        "Human: Q\n\nAssistant:");
    EXPECT_EQ(
        promptOfRow(R"({"chosen": "[INST] Q [/INST] a b", "rejected": "[INST] Q [/INST] a c"})"), "[INST] Q [/INST]");
    EXPECT_EQ(promptOfRow(R"({"chosen": "Q?\nA rose", "rejected": "Q?\nA tree"})"), "Q?\n");
    EXPECT_EQ(promptOfRow(R"({"chosen": "rose", "rejected": "tree"})"), "rose\ntree");
}

TEST(Holdout, isAShareOfLessThanAll)
{
    EXPECT_TRUE(says(errorOf([] { Holdout{1.0, 0}.validate(); }), "holdout_share must be between 0 and 0.9"));
    EXPECT_TRUE(says(errorOf([] { Holdout{-0.1, 0}.validate(); }), "holdout_share"));
    EXPECT_NO_THROW((Holdout{0.9, 0}.validate()));
}

} // namespace
} // namespace dpl::data
