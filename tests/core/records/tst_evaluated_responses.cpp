#include "base/files.hpp"
#include "error_message.hpp"
#include "gzip_file.hpp"
#include "records/evaluated_responses.hpp"
#include "temporary_folder.hpp"

namespace dpl::records {
namespace {

using test::errorOf;
using test::says;

class EvaluatedResponsesTest : public testing::Test {
protected:
    std::filesystem::path write(const std::string& content) const
    {
        writeFileAtomically(temporary / "scores.jsonl", content);
        return temporary / "scores.jsonl";
    }

    const test::TemporaryFolder temporary;
};

const std::string goodRow = R"({"prompt":"Human: a","responses":["x","y"],"reward_outputs_both":[[1],[2]],)"
                            R"("reward_outputs_c":[[1,2,3],[4,5,6]]})";

TEST_F(EvaluatedResponsesTest, haveEveryModelAndAnyNumberOfResponses)
{
    const std::string three =
        R"({"extra":true,"reward_outputs_c":[[7,8,9],[0,0,0],[1,1,1]],"reward_outputs_both":[[3],[4],[5]],)"
        R"("prompt":"p"})";
    for (const std::string& content : {goodRow + "\n" + three, test::gzipped(goodRow + "\n\n" + three + "\n")}) {
        const EvaluatedResponses read = readEvaluatedResponses(write(content));
        ASSERT_EQ(read.size(), 2u);
        ASSERT_EQ(read.models.size(), 2u);
        EXPECT_EQ(read.models[0].name, "both");
        EXPECT_EQ(read.models[0].outputs.outputs, 1);
        EXPECT_EQ(read.models[0].outputs.values, (std::vector<double>{1, 2, 3, 4, 5}));
        EXPECT_EQ(read.models[1].name, "c");
        EXPECT_EQ(read.models[1].outputs.of(3)[1], 0.0);
        EXPECT_EQ(read.firstResponse, (std::vector<std::size_t>{0, 2, 5}));
        EXPECT_EQ(read.responseCount(1), 3u);
        EXPECT_NE(read.identities[0], read.identities[1]);
        EXPECT_TRUE(isResponseEvaluation(temporary / "scores.jsonl"));
    }
}

TEST_F(EvaluatedResponsesTest, sayFileLineAndFieldOfWhatIsWrong)
{
    for (const auto& [row, what] : std::vector<std::pair<std::string, std::string>>{
             {R"({"reward_outputs_both":[[1],[2]]})", "\"reward_outputs_c\" is missing"},
             {R"({"prompt":"x"})", "\"reward_outputs_both\" is missing"},
             {R"({"reward_outputs_both":[[1],[2]],"reward_outputs_c":[[1,2,3]]})", "reward_outputs_c: 1 responses"},
             {R"({"responses":["x"],"reward_outputs_both":[[1],[2]]})",
                 "reward_outputs_both: 2 responses, where another column of the row has 1"},
             {R"({"reward_outputs_both":[[1],[2,3]]})", "reward_outputs_both[1]: 2 outputs"},
             {R"({"reward_outputs_both":[[1],2]})", "(in reward_outputs_both[1])"},
             {R"({"reward_outputs_both":[[1],[null]]})", "not finite"},
             {R"({"reward_outputs_both":3})", "expected an array, found a number (in reward_outputs_both)"},
             {R"({"reward_outputs_both":[]})", "reward_outputs_both: it has no responses"},
             {R"({"reward_outputs_both":[[1]],"reward_outputs_both":[[1]]})", "appears twice"},
             {R"({"reward_outputs_new":[[1]]})", "earlier rows do not have"},
             {R"({"responses":"x"})", "expected an array"}}) {
        const std::string message =
            errorOf([&] { readEvaluatedResponses(write(goodRow + "\n" + row + "\n" + goodRow)); });
        EXPECT_TRUE(says(message, {"scores.jsonl:2:", what})) << row;
    }
    EXPECT_TRUE(says(errorOf([&] { readEvaluatedResponses(write("")); }), "has no rows"));
    EXPECT_TRUE(says(errorOf([&] { readEvaluatedResponses(write(R"({"prompt":"x"})")); }),
        {"scores.jsonl:1: ", "is this a response evaluation file"}));
}

TEST_F(EvaluatedResponsesTest, areToldFromOtherFilesByTheirFirstRow)
{
    EXPECT_TRUE(isResponseEvaluation(write("\n" + goodRow)));
    for (const char* other : {"", "x", "[]", "{}", R"({"prompt":"a","responses":["reward_outputs_"]})", "{\"a\""}) {
        EXPECT_FALSE(isResponseEvaluation(write(other))) << other;
    }
    EXPECT_FALSE(isResponseEvaluation(temporary / "absent"));
}

} // namespace
} // namespace dpl::records
