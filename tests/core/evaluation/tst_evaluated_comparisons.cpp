#include "base/files.hpp"
#include "error_message.hpp"
#include "evaluation/evaluated_comparisons.hpp"
#include "gzip_file.hpp"
#include "temporary_folder.hpp"

namespace dpl::evaluation {
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

const std::string good =
    R"({"chosen":"a","rejected":"b","data_subset":"helpful","reward_output_chosen":[1,-0.5],"reward_output_rejected":[2e-1,0]})";

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
    const std::string first = R"({"objective":"helpful","chosen":"\u00fcber","rejected":"b","Index":3,"prompt":"p",)" + outputs + "}";
    const std::string second = R"({"chosen":"a","rejected":"bb","note":")" + std::string(65, 'x') + R"(","annotator":"ann","objective":null,)" + outputs + "}";
    const EvaluatedComparisons read = readEvaluatedComparisons(write(first + "\n" + second + "\n"));
    EXPECT_EQ(read.lengths, (std::vector<std::int32_t>{4, 2})) << "characters, not bytes";
    ASSERT_EQ(read.columns.size(), 2u);
    EXPECT_EQ(read.columns[0].name, "objective");
    EXPECT_EQ(read.columns[0].values, (std::vector<std::string>{"helpful", ""}));
    EXPECT_EQ(read.columns[1].name, "annotator");
    EXPECT_EQ(read.columns[1].values, (std::vector<std::string>{"", "ann"}));
}

TEST_F(EvaluatedComparisonsTest, sayFileLineAndFieldOfWhatIsWrong)
{
    for (const auto& [row, what] :
        std::vector<std::pair<std::string, std::string>>{
            {R"({"reward_output_chosen":[1,2]})", "\"reward_output_rejected\" is missing"},
            {R"({"reward_output_rejected":[1,2]})", "\"reward_output_chosen\" is missing"},
            {R"({"reward_output_chosen":[1,2],"reward_output_rejected":[1]})",
                "reward_output_rejected: 1 outputs, where the rows before have 2"},
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
                "there twice"},
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
} // namespace dpl::evaluation
