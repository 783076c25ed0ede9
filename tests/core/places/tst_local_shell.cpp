#include "places/local_shell.hpp"

#include "base/files.hpp"
#include "error_message.hpp"
#include "patience.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

namespace dpl::places {
namespace {

using test::errorOf;
using test::says;

/// A shell of this machine that does not let on that files are shared.
class DistantShell final : public Shell {
public:
    Output run(const std::string& script, const std::string& input, std::chrono::milliseconds deadline,
        const std::stop_token& stop) override
    {
        return m_shell.run(script, input, deadline, stop);
    }
    void send(const std::filesystem::path&, const std::string&, const std::stop_token&, const BytesTold&) override { }
    void fetch(const std::string&, const std::filesystem::path&, Fetch, const std::stop_token&) override { }
    bool sharesFiles() const override { return false; }

private:
    LocalShell m_shell;
};

TEST(LocalShell, runsScripts)
{
    LocalShell shell;
    const Shell::Output output = shell.run("cat; echo wrong >&2; exit 3", "in");
    EXPECT_EQ(output.status, 3);
    EXPECT_EQ(output.out, "in");
    EXPECT_EQ(output.err, "wrong\n");
    EXPECT_THROW(shell.run("sleep 100", {}, std::chrono::milliseconds(100)), TimedOut);
}

TEST(LocalShell, quotesWords)
{
    LocalShell shell;
    for (const std::string word : {"", "plain", "two words", "it's", "$HOME `x` \"y\" \\", "-n", "*", "~", "a\nb"}) {
        EXPECT_EQ(shell.run("printf %s " + shellWord(word)).out, word);
    }
}

TEST(LocalShell, writesFilesWhole)
{
    const test::TemporaryFolder temporary;
    const std::string text = "a 'b'\n\0c";
    LocalShell near;
    DistantShell far;
    for (Shell* shell : {static_cast<Shell*>(&near), static_cast<Shell*>(&far)}) {
        const std::filesystem::path file = temporary / "a folder" / (shell == &near ? "near" : "it's far");
        writeThere(*shell, file.string(), "earlier, and longer than what follows");
        writeThere(*shell, file.string(), text);
        EXPECT_EQ(readFile(file), text);
    }
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(temporary / "a folder"), {}), 2) << "nothing else";
    EXPECT_TRUE(says(errorOf([&] { writeThere(far, "/proc/no/file", text); }), "cannot write /proc/no/file there"));
}

TEST(LocalShell, movesNothing)
{
    const test::TemporaryFolder temporary;
    LocalShell shell;
    writeFileAtomically(temporary / "a", "1");
    shell.send(temporary / "a", (temporary / "a").string());
    shell.send(temporary / "a", (temporary / "b").string());
    EXPECT_EQ(readFile(temporary / "b"), "1");
    shell.fetch(temporary.path().string(), temporary.path(), Fetch::records);
    EXPECT_TRUE(says(errorOf([&] { shell.fetch("/usr", temporary.path(), Fetch::records); }), "no mirror"));
}

} // namespace
} // namespace dpl::places
