#include "places/framed_script.hpp"

#include "base/child_process.hpp"

#include <gtest/gtest.h>

namespace dpl::places {
namespace {

/// As a login shell would run it, with what that prints of itself.
ChildEnded ran(const std::string& script, const std::string& input = {}, const std::string& greeting = {})
{
    const FramedScript framedScript = framed(script, input);
    return runChild({{"sh", "-c", greeting + framedScript.command}, framedScript.input});
}

TEST(FramedScript, givesOutputErrorsAndStatusOfTheScriptAlone)
{
    const ChildEnded ended = ran("echo out; echo err >&2; exit 7", {}, "echo Welcome; echo 'You have mail' >&2; ");
    const auto answer = framedAnswer(ended.out);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 7);
    EXPECT_EQ(answer->out, "out\n");
    EXPECT_EQ(framedErrors(ended.err), "err\n");
}

TEST(FramedScript, handsInputToTheCommandsOfTheScriptByteForByte)
{
    std::string input;
    for (int i = 0; i < 100'000; ++i) {
        input += static_cast<char>(i * 7 % 256);
    }
    const auto answer = framedAnswer(ran("cat", input).out);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->out, input);
    EXPECT_EQ(framedAnswer(ran("cat; echo", "no line break").out)->out, "no line break\n");
}

TEST(FramedScript, keepsQuotesAndMarksOfTheScript)
{
    const auto answer =
        framedAnswer(ran("a='$HOME \"x\" `y` \\\\ !'\nprintf '%s' \"$a\"; printf '\\n\\001dpl-end 9\\n'").out);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 0);
    EXPECT_EQ(answer->out, "$HOME \"x\" `y` \\\\ !\n\001dpl-end 9\n");
}

TEST(FramedScript, thatDidNotEndIsNone)
{
    EXPECT_FALSE(framedAnswer(""));
    EXPECT_FALSE(framedAnswer("Welcome\n"));
    EXPECT_FALSE(framedAnswer("\001dpl-begin\nhalf of"));
    EXPECT_FALSE(framedAnswer("\001dpl-begin\nx\n\001dpl-end "));
    EXPECT_FALSE(framedAnswer("\001dpl-begin\nx\n\001dpl-end 25")); // of 255, perhaps
    EXPECT_FALSE(framedAnswer("\n\001dpl-end 0\n\001dpl-begin\n"));
    EXPECT_TRUE(hasBegun("Welcome\n\001dpl-begin\nhalf of"));
    EXPECT_FALSE(framedAnswer(ran("kill -9 $$").out));
}

} // namespace
} // namespace dpl::places
