#include "base/files.hpp"
#include "error_message.hpp"
#include "gzip_file.hpp"
#include "records/evaluated_comparisons.hpp"
#include "records/head_record.hpp"
#include "temporary_folder.hpp"

namespace dpl::records {
namespace {

using test::errorOf;
using test::says;

class EvaluatedComparisonsTest : public testing::Test {
protected:
    std::filesystem::path write(const std::string& content) const
    {
        writeFileAtomically(temporary / "eval_results_both.jsonl", content);
        return temporary / "eval_results_both.jsonl";
    }

    const test::TemporaryFolder temporary;
};

const std::string good = R"({"chosen":"a","rejected":"b","data_subset":"helpful","reward_output_chosen":[1,-0.5],)"
                         R"("reward_output_rejected":[2e-1,0]})";

TEST_F(EvaluatedComparisonsTest, haveTheColumnsThatAreWantedInAnyOrder)
{
    const std::string other =
        R"( { "reward_output_rejected" : [3, 4], "Index": {"deep": [[null]]}, "reward_output_chosen": [5, 6], )"
        R"("data_subset": null, "rejected": "b", "chosen": "\u0061" } )";
    for (const std::string& content : {good + "\n\n" + other, test::gzipped(good + "\r\n" + other + "\n")}) {
        const EvaluatedComparisons read = readEvaluatedComparisons(write(content));
        ASSERT_EQ(read.size(), 2u);
        EXPECT_EQ(read.chosen.outputs, 2);
        EXPECT_EQ(read.chosen.values, (std::vector{1.0, -0.5, 5.0, 6.0}));
        EXPECT_EQ(read.rejected.values, (std::vector{0.2, 0.0, 3.0, 4.0}));
        EXPECT_EQ(read.dataSubsets, (std::vector<std::string>{"helpful", ""}));
        EXPECT_EQ(read.identities[0], read.identities[1]) << "the same texts, spelled differently";
    }
}

TEST_F(EvaluatedComparisonsTest, keepShortTextsAndLengthsForSlices)
{
    const std::string outputs = R"("reward_output_chosen":[1],"reward_output_rejected":[0])";
    const std::string first =
        R"({"objective":"helpful","chosen":"\u00fcber","rejected":"b","Index":3,"prompt":"p",)" + outputs + "}";
    const std::string second = R"({"chosen":"a","rejected":"bb","note":")" + std::string(65, 'x')
        + R"(","annotator":"ann","objective":null,)" + outputs + "}";
    const EvaluatedComparisons read = readEvaluatedComparisons(write(first + "\n" + second + "\n"));
    EXPECT_EQ(read.lengths, (std::vector<std::int32_t>{5, 2})) << "characters, not bytes, and the prompt's, too";
    ASSERT_EQ(read.columns.size(), 2u);
    EXPECT_EQ(read.columns[0].name, "objective");
    EXPECT_EQ(read.columns[0].values, (std::vector<std::string>{"helpful", ""}));
    EXPECT_EQ(read.columns[1].name, "annotator");
    EXPECT_EQ(read.columns[1].values, (std::vector<std::string>{"", "ann"}));
}

TEST_F(EvaluatedComparisonsTest, keepNumbersAndTruthValues)
{
    const std::string outputs = R"("reward_output_chosen":[1],"reward_output_rejected":[0])";
    const EvaluatedComparisons read = readEvaluatedComparisons(
        write(R"({"chosen":"a","rejected":"b","score": -0.5 ,"is_code":true,"list":[1],)" + outputs + "}\n"
            + R"({"chosen":"c","rejected":"d","huge":1e999,"id":7,"is_code":false,"score":null,)" + outputs + "}\n"));
    ASSERT_EQ(read.numbers.size(), 2u) << "what is no double is none";
    EXPECT_EQ(read.numbers[0].name, "score");
    EXPECT_EQ(read.numbers[0].values[0], -0.5);
    EXPECT_TRUE(std::isnan(read.numbers[0].values[1]));
    EXPECT_EQ(read.numbers[1].name, "id");
    EXPECT_TRUE(std::isnan(read.numbers[1].values[0]));
    EXPECT_EQ(read.numbers[1].values[1], 7.0);
    ASSERT_EQ(read.columns.size(), 1u);
    EXPECT_EQ(read.columns[0].values, (std::vector<std::string>{"true", "false"}));
}

TEST_F(EvaluatedComparisonsTest, areToldApartByTheirPrompts)
{
    const auto row = [](const std::string& columns) {
        return "{" + columns + R"(,"reward_output_chosen":[1],"reward_output_rejected":[0]})" + "\n";
    };
    const EvaluatedComparisons read = readEvaluatedComparisons(
        write(row(R"("prompt":"p","chosen":"a","rejected":"b")") + row(R"("prompt":"q","chosen":"a","rejected":"b")")
            + row(R"("chosen":"pa","rejected":"pb")") + row(R"("chosen":"pa","rejected":"pb","prompt":"p")")));
    EXPECT_NE(read.identities[0], read.identities[1]);
    EXPECT_EQ(read.identities[0], read.identities[2]) << "the same whole texts";
    EXPECT_EQ(read.identities[0], read.identities[3]);
}

/// Files of more than one batch, each parsed on several threads, read as if line by line.
TEST_F(EvaluatedComparisonsTest, keepTheirOrderInLargeFiles)
{
    constexpr int rows = 3000;
    const std::string padding(2000, 'x');
    const auto row = [&](int i) {
        const std::string late =
            i >= 2000 ? R"("annotator":"a)" + std::to_string(i % 3) + R"(","score":)" + std::to_string(i) + "," : "";
        return R"({"chosen":"c)" + std::to_string(i) + padding + R"(","rejected":"r","data_subset":")"
            + (i % 2 == 0 ? "helpful" : "harmless") + R"(",)" + late + R"("reward_output_chosen":[)" + std::to_string(i)
            + R"(,1],"reward_output_rejected":[0,)" + std::to_string(i) + "]}\n";
    };
    std::string content;
    for (int i = 0; i < rows; ++i) {
        content += row(i);
    }
    const EvaluatedComparisons read = readEvaluatedComparisons(write(content));
    ASSERT_EQ(read.size(), static_cast<std::size_t>(rows));
    ASSERT_EQ(read.columns.size(), 1u);
    for (std::size_t i = 0; i < rows; ++i) {
        ASSERT_EQ(read.chosen.of(i)[0], static_cast<double>(i));
        ASSERT_EQ(read.rejected.of(i)[1], static_cast<double>(i));
        ASSERT_EQ(read.dataSubsets[i], i % 2 == 0 ? "helpful" : "harmless");
        ASSERT_EQ(read.columns[0].values[i], i >= 2000 ? "a" + std::to_string(i % 3) : "");
        const double score = read.numbers.at(0).values.at(i);
        ASSERT_TRUE(i >= 2000 ? score == static_cast<double>(i) : std::isnan(score));
        ASSERT_EQ(read.lengths[i], static_cast<std::int32_t>(2001 + std::to_string(i).size()));
    }
    EXPECT_NE(read.identities[1], read.identities[2]);

    // Of several wrong lines the first is told, also where a later one is not even text.
    const std::string wrong = content + "{\n" + row(1) + R"({"reward_output_chosen":[1,2]})" + "\n\xff\n";
    EXPECT_TRUE(says(errorOf([&] { readEvaluatedComparisons(write(wrong)); }), {"jsonl:3001:"}));
    const std::string early = row(0) + R"({"reward_output_chosen":[1],"reward_output_rejected":[1]})" + "\n" + content;
    EXPECT_TRUE(says(errorOf([&] { readEvaluatedComparisons(write(early)); }),
        {"jsonl:2:", "reward_output_chosen: 1 outputs, where earlier rows have 2"}));
}

TEST_F(EvaluatedComparisonsTest, sayFileLineAndFieldOfWhatIsWrong)
{
    for (const auto& [row, what] :
        std::vector<std::pair<std::string, std::string>>{
            {R"({"reward_output_chosen":[1,2]})", "\"reward_output_rejected\" is missing"},
            {R"({"reward_output_rejected":[1,2]})", "\"reward_output_chosen\" is missing"},
            {R"({"reward_output_chosen":[1,2],"reward_output_rejected":[1]})",
                "reward_output_rejected: 1 outputs, where earlier rows have 2"},
            {R"({"reward_output_chosen":[1,2,3],"reward_output_rejected":[1,2]})", "reward_output_chosen: 3 outputs"},
            {R"({"reward_output_chosen":[1,null],"reward_output_rejected":[1,2]})",
                "not finite (in reward_output_chosen)"},
            {R"({"reward_output_chosen":[1,1e999],"reward_output_rejected":[1,2]})",
                "too large (in reward_output_chosen)"},
            {R"({"reward_output_chosen":[1,NaN],"reward_output_rejected":[1,2]})", "expected a number"},
            {R"({"reward_output_chosen":[1,"2"],"reward_output_rejected":[1,2]})", "expected a number, found a string"},
            {R"({"reward_output_chosen":1.5,"reward_output_rejected":[1,2]})", "expected an array, found a number"},
            {R"({"reward_output_chosen":[],"reward_output_rejected":[1,2]})",
                "reward_output_chosen: the list is empty"},
            {R"({"reward_output_chosen":[1,2],"reward_output_chosen":[1,2],"reward_output_rejected":[1,2]})",
                "appears twice"},
            {R"({"data_subset":3,"reward_output_chosen":[1,2],"reward_output_rejected":[1,2]})", "expected a string"},
            {R"([1,2])", "expected an object"}, {R"({"reward_output_chosen":[1,2],"reward_output_reje)", "cut off"},
            {good + good, "more text"}}) {
        const std::string message = errorOf([&] { readEvaluatedComparisons(write(good + "\n" + row + "\n" + good)); });
        EXPECT_TRUE(says(message, {"eval_results_both.jsonl:2:", what})) << row;
    }
    EXPECT_TRUE(says(errorOf([&] { readEvaluatedComparisons(write("\n")); }), "has no rows"));
    EXPECT_TRUE(says(errorOf([&] {
        readEvaluatedComparisons(write(R"({"reward_output_chosen":[1],"reward_output_rejected":[1,2]})"));
    }),
        {"jsonl:1: ", "reward_output_chosen has 1 outputs, reward_output_rejected 2"}));
    EXPECT_TRUE(says(errorOf([&] { readEvaluatedComparisons(temporary / "absent"); }), "absent"));
    std::string many = "[0";
    for (int i = 0; i < 5000; ++i) {
        many += ",0";
    }
    EXPECT_TRUE(says(errorOf([&] { readEvaluatedComparisons(write("{\"reward_output_chosen\":" + many + "]}")); }),
        "more than 4096 outputs"));
}

TEST(HeadOf, isToldByTheNumberOfOutputs)
{
    EXPECT_EQ(headOf(1), preference::RewardHead::base);
    EXPECT_EQ(headOf(2), preference::RewardHead::meanAndVariance);
    EXPECT_EQ(headOf(3), preference::RewardHead::categorical);
    EXPECT_EQ(headOf(10), preference::RewardHead::categorical);
    EXPECT_NE(errorOf([] { headOf(0); }), "");
}

} // namespace
} // namespace dpl::records
