#include "evaluation/scored_text.hpp"

#include "base/error.hpp"
#include "data/response_set.hpp"
#include "error_message.hpp"
#include "inspection/evaluation_files.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

using namespace dpl;
using namespace dpl::records;
using namespace dpl::inspection;
using namespace dpl::evaluation;

TEST(ScoredText, IsWrittenAsAResponseSet)
{
    const test::TemporaryFolder folder;
    ScoredText text{"How do tides work?", {"The moon.", "No idea."},
        {"/a/both/base_x__0_1_cosine_1_peft_last_checkpoint", "/b/both/base_x__0_1_cosine_1_peft_last_checkpoint"}, {}};
    const auto params = prepareScoring(text, folder.path());
    EXPECT_EQ(params.names, (std::vector<std::string>{"both", "both_2"}));
    EXPECT_NO_THROW(params.validate());
    const auto set = data::loadResponses(params.input);
    ASSERT_EQ(set.rows.size(), 1u);
    EXPECT_EQ(set.rows[0].scored(1).text(), "Human: How do tides work?\n\nAssistant: No idea.");
    const auto origins = modelsOfResponses(params.output, params.names);
    EXPECT_EQ(origins[1].experiment, "/b");
    EXPECT_EQ(ScoredText::fromJson(text.toJson(), "text").toJson(), text.toJson());
}

TEST(ScoredText, SaysWhatIsMissing)
{
    ScoredText text{" ", {"a"}, {}, {}};
    EXPECT_NE(text.problem().find("prompt"), std::string::npos);
    text.prompt = "Human: q\n\nAssistant: ";
    EXPECT_EQ(text.dialogue(), text.prompt);
    EXPECT_NE(text.problem().find("two responses"), std::string::npos);
    text.responses.push_back("");
    EXPECT_NE(text.problem().find("Response 2"), std::string::npos);
    text.responses[1] = "b";
    EXPECT_NE(text.problem().find("model"), std::string::npos);
    EXPECT_THROW(prepareScoring(text, "/nowhere"), Error);
    text.checkpoints = {"/a/own", "/a/classifier"};
    EXPECT_EQ(text.problem(), "");
    text.rewardLabels = {"all", ""};
    EXPECT_NE(text.problem().find("which label of classifier is the reward"), std::string::npos);
    text.rewardLabels[1] = "safety";
    EXPECT_EQ(text.problem(), "");
}

TEST(ScoredText, IsMessagesInAnyOfThreeWays)
{
    const auto messagesOf = [](const std::string& prompt) {
        ScoredText text{prompt, {"a", "b"}, {"/m"}};
        text.asMessages = true;
        return text.messages().dump();
    };
    const std::string user = R"([{"role":"user","content":"Which knot?"}])";
    EXPECT_EQ(messagesOf("Which knot?"), user);
    EXPECT_EQ(messagesOf("\n\nHuman: Which knot?\n\nAssistant: "), user);
    EXPECT_EQ(messagesOf("Human: Which knot?"), user);
    EXPECT_EQ(messagesOf(user), user);
    EXPECT_EQ(messagesOf("System: Be brief.\n\nHuman: Which\n\nknot?\n\nAssistant: A bowline.\n\nHuman: Why?"),
        R"([{"role":"system","content":"Be brief."},{"role":"user","content":"Which\n\nknot?"},)"
        R"({"role":"assistant","content":"A bowline."},{"role":"user","content":"Why?"}])");
    EXPECT_EQ(messagesOf("What does Human: mean?"), R"([{"role":"user","content":"What does Human: mean?"}])");
    ScoredText wrong{R"([{"role": "user"}])", {"a", "b"}, {"/m"}};
    EXPECT_EQ(wrong.problem(), "") << "a text may be anything";
    wrong.asMessages = true;
    EXPECT_TRUE(test::says(wrong.problem(), {"the prompt", "content is missing"}));
}
