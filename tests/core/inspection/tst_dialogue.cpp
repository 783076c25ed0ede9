#include "inspection/dialogue.hpp"

#include <gtest/gtest.h>

using namespace dpl::inspection;

TEST(Dialogue, IsSplitIntoTurns)
{
    const auto turns =
        turnsOf("\n\nHuman: How do tides work?\n\nAssistant: The moon\n\npulls.\n\nHuman: Thanks\n\nAssistant:");
    ASSERT_EQ(turns.size(), 3u);
    EXPECT_EQ(turns[0], (Turn{Speaker::human, "How do tides work?"}));
    EXPECT_EQ(turns[1], (Turn{Speaker::assistant, "The moon\n\npulls."}));
    EXPECT_EQ(turns[2], (Turn{Speaker::human, "Thanks"}));
}

TEST(Dialogue, MayBeginWithoutAnEmptyLineOrMark)
{
    EXPECT_EQ(
        turnsOf("Human: a\n\nAssistant: b"), (std::vector<Turn>{{Speaker::human, "a"}, {Speaker::assistant, "b"}}));
    EXPECT_EQ(turnsOf("Assistant: b"), (std::vector<Turn>{{Speaker::assistant, "b"}}));
    EXPECT_EQ(turnsOf("plain"), (std::vector<Turn>{{Speaker::human, "plain"}}));
    EXPECT_TRUE(turnsOf("").empty());
}

TEST(Dialogue, CommonPromptEndsBehindTheLastMarkOfBoth)
{
    const std::string prompt = "\n\nHuman: q\n\nAssistant: a\n\nHuman: r\n\nAssistant:";
    EXPECT_EQ(commonPrompt(prompt + " yes", prompt + " no"), prompt.size());
    EXPECT_EQ(commonPrompt(prompt, prompt), prompt.size());
    EXPECT_EQ(commonPrompt("one", "two"), 0u);
    EXPECT_EQ(commonPrompt("", "\n\nAssistant: x"), 0u);
}
