#include "base/command_line.hpp"

#include <gtest/gtest.h>

namespace dpl {
namespace {

using Words = std::vector<std::string>;

TEST(CommandLine, saysValuesAsDplReadsThem)
{
    CommandLine line("train");
    line.add("model_name", "models/tiny llama");
    line.add("learning_rate", 1e-5);
    line.add("epochs", 3.0);
    line.add("rows", -12);
    line.add("seed", std::uint64_t(18446744073709551615u));
    line.add("modules", {"q_proj", "v_proj"});
    line.add("env", Json{{"name", "risky"}});
    EXPECT_EQ(line.words(),
        (Words{"dpl", "train", "--model_name", "models/tiny llama", "--learning_rate", "1e-05", "--epochs", "3.0",
            "--rows", "-12", "--seed", "18446744073709551615", "--modules", "q_proj,v_proj", "--env",
            R"({"name":"risky"})"}));
}

TEST(CommandLine, namesSwitchesThatAreOnAndWhatIsNotByDefault)
{
    CommandLine line("score");
    line.add("bf16", true);
    line.add("keep_stored", false);
    line.addUnless(1024, "max_length", 1024);
    line.addUnless("truncate", "long_texts", "keep");
    line.addUnless(nullptr, "max_std", nullptr);
    EXPECT_EQ(line.words(), (Words{"dpl", "score", "--bf16", "--long_texts", "keep"}));
}

TEST(ShellText, quotesWhatAShellWouldRead)
{
    EXPECT_EQ(shellText({"dpl", "--lr=1e-05", "a/b.c:1,2@3%4+5"}), "dpl --lr=1e-05 a/b.c:1,2@3%4+5");
    for (const char* word :
        {"two words", "$HOME", "a;b", "*", "~", "\"", "back\\slash", "new\nline", "a&b", "(", "#", "é"}) {
        EXPECT_EQ(shellText({word}), "'" + std::string(word) + "'");
    }
    EXPECT_EQ(shellText({"it's"}), R"('it'\''s')");
    EXPECT_EQ(shellText({""}), "''");
    EXPECT_EQ(shellText({}), "");
}

} // namespace
} // namespace dpl
