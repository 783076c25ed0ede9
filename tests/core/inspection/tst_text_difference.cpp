#include "inspection/text_difference.hpp"

#include <gtest/gtest.h>

#include <string>

using namespace dpl::inspection;

namespace {

std::vector<std::string> marked(const std::string& text, const std::vector<TextRange>& ranges)
{
    std::vector<std::string> parts;
    for (const TextRange& range : ranges) {
        parts.push_back(text.substr(range.begin, range.end - range.begin));
    }
    return parts;
}

} // namespace

TEST(TextDifference, MarksWordsThatTheOtherLacks)
{
    const std::string a = "I can not help with that today";
    const std::string b = "I can help you with that";
    const TextDifference difference = textDifference(a, b);
    EXPECT_EQ(marked(a, difference.first), (std::vector<std::string>{"not", "today"}));
    EXPECT_EQ(marked(b, difference.second), (std::vector<std::string>{"you"}));
    EXPECT_TRUE(difference.exact);
}

TEST(TextDifference, JoinsNeighbours)
{
    const std::string a = "one two  three four";
    const TextDifference difference = textDifference(a, "one four");
    EXPECT_EQ(marked(a, difference.first), (std::vector<std::string>{"two  three"}));
    EXPECT_TRUE(difference.second.empty());
}

TEST(TextDifference, OfEqualAndEmptyTexts)
{
    EXPECT_TRUE(textDifference("a b", "a\nb").first.empty());
    EXPECT_TRUE(textDifference("", "").second.empty());
    EXPECT_EQ(textDifference("", "a b").second, (std::vector<TextRange>{{0, 3}}));
}

TEST(TextDifference, BeyondTheBoundMarksAllBetweenCommonEnds)
{
    const std::string a = "begin a b c end";
    const TextDifference difference = textDifference(a, "begin c d end", 2);
    EXPECT_FALSE(difference.exact);
    EXPECT_EQ(marked(a, difference.first), (std::vector<std::string>{"a b c"}));
}
