#include "base/child_process.hpp"

#include "base/clock.hpp"
#include "base/files.hpp"
#include "base/stopped.hpp"
#include "error_message.hpp"
#include "patience.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

#include <thread>

#include <fcntl.h>
#include <signal.h>

namespace dpl {
namespace {

using namespace std::chrono_literals;
using test::errorOf;
using test::says;

ChildEnded shell(const std::string& script, const std::string& input = {}, const ChildBounds& bounds = {})
{
    return runChild({{"sh", "-c", script}, input}, bounds);
}

/// Waits for a file to have content.
std::string contentOf(const std::filesystem::path& file)
{
    for (const double begin = steadySeconds(); steadySeconds() - begin < 20.0 * test::patience;) {
        std::error_code ignored;
        if (std::filesystem::exists(file, ignored) && std::filesystem::file_size(file) > 0) {
            return readFile(file);
        }
        std::this_thread::sleep_for(5ms);
    }
    return {};
}

TEST(ChildProcess, saysWhatItWroteAndHowItEnded)
{
    const ChildEnded ended = shell("cat; echo wrong >&2; exit 7", "a\nb");
    EXPECT_EQ(ended.status, 7);
    EXPECT_EQ(ended.out, "a\nb");
    EXPECT_EQ(ended.err, "wrong\n");
    EXPECT_EQ(shell("kill -9 $$").status, 128 + SIGKILL);
}

TEST(ChildProcess, takesMoreThanAPipeHoldsBothWays)
{
    const std::string much(3'000'000, 'x');
    EXPECT_EQ(shell("cat", much).out, much);
    EXPECT_EQ(shell("exit 0", much).status, 0) << "what nobody reads is no error";
}

TEST(ChildProcess, worksInItsFolderWithItsEnvironment)
{
    const test::TemporaryFolder folder;
    ::setenv("DPL_TEST_OURS", "ours", 1);
    ChildCommand command{{"sh", "-c", "pwd -P; echo \"$DPL_TEST_NEW-${DPL_TEST_OURS-none}\""}};
    command.folder = folder.path();
    command.environment = {{"DPL_TEST_NEW", "new"}, {"DPL_TEST_OURS", std::nullopt}};
    EXPECT_EQ(runChild(command).out, std::filesystem::canonical(folder.path()).string() + "\nnew-none\n");
    ::unsetenv("DPL_TEST_OURS");
    command.folder = folder / "absent";
    EXPECT_TRUE(says(errorOf([&] { runChild(command); }), {"sh cannot work in", "absent"}));
}

TEST(ChildProcess, hasNoOpenFileOfOursAndNoIgnoredSignal)
{
    const test::TemporaryFolder folder;
    const int open = ::open((folder / "lock").c_str(), O_CREAT | O_RDWR, 0600); // as a stream of the library has it
    ASSERT_GE(open, 0);
    const auto before = ::signal(SIGTERM, SIG_IGN);
    const ChildEnded ended = shell("for f in /proc/self/fd/*; do readlink $f; done; kill -TERM $$");
    ::signal(SIGTERM, before);
    ::close(open);
    EXPECT_EQ(ended.out.find("lock"), std::string::npos) << ended.out;
    EXPECT_EQ(ended.status, 128 + SIGTERM);
}

TEST(ChildProcess, thatDoesNotEndIsEndedWithAllThatItStarted)
{
    const test::TemporaryFolder folder;
    const std::string file = (folder / "child").string();
    const double begin = steadySeconds();
    ChildBounds bounds;
    bounds.deadline = 300ms * test::patience;
    EXPECT_TRUE(says(errorOf([&] {
        shell("trap '' TERM; (trap '' TERM; exec sleep 100) & echo $! >" + file + "; wait; sleep 100", {}, bounds);
    }),
        "sh did not answer within"));
    EXPECT_LT(steadySeconds() - begin, 10.0 * test::patience);
    const std::int64_t grandchild = std::stoll(contentOf(file));
    for (const double killed = steadySeconds(); stillRuns(identityOf(grandchild));) {
        ASSERT_LT(steadySeconds() - killed, 5.0 * test::patience);
        std::this_thread::sleep_for(5ms);
    }
}

TEST(ChildProcess, leavesBehindWhatHoldsItsStreams)
{
    const double begin = steadySeconds();
    const ChildEnded ended = shell("sleep 30 & echo $!");
    EXPECT_LT(steadySeconds() - begin, 15.0);
    ASSERT_FALSE(ended.out.empty());
    const pid_t left = std::stoi(ended.out);
    EXPECT_TRUE(stillRuns(identityOf(left)));
    ::kill(left, SIGKILL);
}

TEST(ChildProcess, endsWhenAStopIsRequested)
{
    std::stop_source source;
    const std::jthread stopping([&] {
        std::this_thread::sleep_for(100ms);
        source.request_stop();
    });
    const double begin = steadySeconds();
    EXPECT_THROW(runChild({{"sleep", "100"}}, {}, source.get_token()), Stopped);
    EXPECT_LT(steadySeconds() - begin, 10.0 * test::patience);
}

TEST(ChildProcess, mayNotSayMoreThanItsBounds)
{
    ChildBounds bounds;
    bounds.mostOutput = 1000;
    bounds.mostErrors = 10;
    EXPECT_TRUE(says(errorOf([&] { shell("yes", {}, bounds); }), "more than the 1000 bytes"));
    EXPECT_EQ(shell("seq 1 20000 >&2", {}, bounds).err, "999\n20000\n");
}

TEST(ChildProcess, thatIsMissingIsSaidToBe)
{
    EXPECT_TRUE(says(errorOf([] { runChild({{"dpl-no-such-program"}}); }),
        {"dpl-no-such-program cannot be started", "no such program"}));
    EXPECT_NE(errorOf([] { runChild({}); }), "");
}

TEST(ChildProcess, detachedOutlivesTheCallAndLeadsASession)
{
    const test::TemporaryFolder folder;
    writeFileAtomically(folder / "log", "before\n");
    const std::string done = (folder / "done").string();
    const ProcessIdentity started = startDetached(
        {{"sh", "-c", "echo said; echo wrong >&2; cut -d' ' -f6 /proc/$$/stat >" + done + "; exec sleep 100"}},
        folder / "log");
    EXPECT_TRUE(stillRuns(started));
    EXPECT_EQ(std::stoll(contentOf(done)), started.pid);
    EXPECT_EQ(readFile(folder / "log"), "before\nsaid\nwrong\n");
    ::kill(static_cast<pid_t>(started.pid), SIGKILL);
    for (const double begin = steadySeconds(); processExists(started.pid);) {
        ASSERT_LT(steadySeconds() - begin, 5.0 * test::patience) << "its end is taken note of";
        std::this_thread::sleep_for(5ms);
    }
    EXPECT_TRUE(says(errorOf([&] { startDetached({{"true"}}, folder / "absent" / "log"); }), "cannot write"));
    EXPECT_THROW(startDetached({{"dpl-no-such-program"}}, folder / "log"), CannotStart);
}

} // namespace
} // namespace dpl
