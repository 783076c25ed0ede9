// A host by ssh, against an sshd of the test's own.

#include "places/remote_shell.hpp"

#include "base/files.hpp"
#include "base/stopped.hpp"
#include "environment_variable.hpp"
#include "error_message.hpp"
#include "patience.hpp"
#include "ssh_server.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <future>

namespace dpl::places {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

using test::errorOf;
using test::says;
using test::SshServer;

class RemoteShells : public testing::Test {
protected:
    void SetUp() override
    {
        if (const std::string missing = SshServer::missing(); !missing.empty()) {
            GTEST_SKIP() << missing;
        }
        if (!server) {
            server = std::make_unique<SshServer>();
        }
    }

    static void TearDownTestSuite() { server.reset(); }

    RemoteShell shell(const std::string& host = "there") const { return RemoteShell(host, server->settings()); }

    /// How many connections are kept open.
    std::size_t sockets() const
    {
        std::size_t count = 0;
        for (const auto& entry : fs::directory_iterator(runtime / "dpl")) {
            count += entry.is_socket() ? 1 : 0;
        }
        return count;
    }

    static double secondsOf(const std::function<void()>& work)
    {
        const auto begin = std::chrono::steady_clock::now();
        work();
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    }

    const test::TemporaryFolder runtime;
    const test::EnvironmentVariable runtimeFolder{"XDG_RUNTIME_DIR", runtime.path().string()};
    static inline std::unique_ptr<SshServer> server; ///< one for all of these tests
};

TEST_F(RemoteShells, runScriptsOverOneConnectionAndLetGoOfItAtTheEnd)
{
    {
        RemoteShell there = shell();
        const Shell::Output output = there.run("cat; echo words >&2; exit 255", "a\nb");
        EXPECT_EQ(output.status, 255); // the command's own, and not ssh's
        EXPECT_EQ(output.out, "a\nb");
        EXPECT_EQ(output.err, "words\n");
        EXPECT_EQ(sockets(), 1U);
        RemoteShell other = shell();
        EXPECT_EQ(there.run("echo $SSH_CONNECTION").out, other.run("echo $SSH_CONNECTION").out);
    }
    EXPECT_EQ(sockets(), 0U);
    {
        RemoteShell kept = shell();
        kept.keepConnection();
        kept.run(":");
    }
    EXPECT_EQ(sockets(), 1U);
    { // one that somebody else opened is left alone
        RemoteShell guest = shell();
        guest.run(":");
    }
    EXPECT_EQ(sockets(), 1U);
}

TEST_F(RemoteShells, leaveAControlPathOfTheUsersAlone)
{
    const fs::path own = runtime / "own-socket";
    SshSettings settings = server->settings();
    settings.config = runtime / "own_config";
    writeFileAtomically(settings.config,
        "Host there\n    ControlMaster auto\n    ControlPath " + own.string() + "\n    ControlPersist 60\n"
            + readFile(server->config()));
    RemoteShell there("there", settings);
    EXPECT_EQ(there.run("echo here").out, "here\n");
    EXPECT_TRUE(fs::is_socket(own));
    EXPECT_FALSE(fs::exists(runtime / "dpl"));
    runChild({sshControlWords("there", settings, {"-O", "exit"})});
}

TEST_F(RemoteShells, goThroughAJumpHostAndByAConfigForTerminals)
{
    EXPECT_EQ(shell("terminal").run("echo here").out, "here\n");
    EXPECT_EQ(shell("behind").run("echo here").out, "here\n");
}

TEST_F(RemoteShells, sayInASentenceWhyAHostIsNotReached)
{
    EXPECT_TRUE(says(errorOf([&] { shell("refused").run(":"); }), {"refused refuses the connection on port "}));
    EXPECT_TRUE(says(errorOf([&] { shell("nowhere").run(":"); }), {"there is no host of the name nowhere"}));
    EXPECT_THROW(shell("stranger").run(":"), NeedsUser);
    EXPECT_TRUE(says(errorOf([&] { shell("stranger").run(":"); }), {"stranger is new here"}));
    EXPECT_TRUE(says(errorOf([&] { shell("impostor").run(":"); }), {"is not the one that it had"}));
    EXPECT_THROW(shell("denied").run(":"), NeedsUser);
    EXPECT_TRUE(says(errorOf([&] { shell("denied").run(":"); }), {"Permission denied (publickey)"}));
    EXPECT_THROW(shell("locked").run(":"), NeedsUser);
    EXPECT_TRUE(says(errorOf([&] { shell("-oProxyCommand=touch /tmp/x").run(":"); }), {"is no name of a host"}));
    EXPECT_EQ(sockets(), 0U);
}

TEST_F(RemoteShells, understandShellsThatGreet)
{
    const SshServer noisy("echo 'Welcome to the cluster'; echo 'Quota: 3 % free' >&2");
    RemoteShell there("there", noisy.settings());
    const Shell::Output output = there.run("echo out; echo err >&2; exit 3");
    EXPECT_EQ(output.status, 3);
    EXPECT_EQ(output.out, "out\n");
    EXPECT_EQ(output.err, "err\n");
    makeFolder(runtime / "run");
    EXPECT_TRUE(says(errorOf([&] { there.fetch((runtime / "run").string(), runtime / "mirror", Fetch::records); }),
        {"the shell of there prints something", ".bashrc"}));
}

TEST_F(RemoteShells, sayWhenNoCommandsAreRun)
{
    const SshServer closed("echo 'This account is currently not available.'; exit 1");
    RemoteShell there("there", closed.settings());
    EXPECT_THROW(there.run(":"), Unreachable);
    EXPECT_TRUE(
        says(errorOf([&] { there.run(":"); }), {"runs no commands", "This account is currently not available"}));
}

TEST_F(RemoteShells, giveUpAFrozenHostAtTheDeadlineAndFindItAgain)
{
    RemoteShell there = shell();
    there.run(":");
    server->freeze();
    const double seconds = secondsOf([&] { EXPECT_THROW(there.run(":", {}, 700ms), TimedOut); });
    EXPECT_LT(seconds, 3.0 * test::patience);
    // Without a deadline near, ssh itself notices.
    EXPECT_LT(secondsOf([&] { EXPECT_ANY_THROW(there.run(":", {}, 20s * test::patience)); }), 15.0 * test::patience);
    server->thaw();
    EXPECT_EQ(there.run("echo here", {}, 20s * test::patience).out, "here\n");
}

TEST_F(RemoteShells, areStoppedAtOnce)
{
    RemoteShell there = shell();
    there.run(":");
    std::stop_source source;
    const double seconds = secondsOf([&] {
        auto waiting = std::async(
            std::launch::async, [&] { EXPECT_THROW(there.run("sleep 20", {}, 30s, source.get_token()), Stopped); });
        std::this_thread::sleep_for(200ms);
        source.request_stop();
        waiting.get();
    });
    EXPECT_LT(seconds, 5.0 * test::patience);
    EXPECT_EQ(there.run("echo here").out, "here\n");
}

TEST_F(RemoteShells, sayWhenTheConnectionBreaksOffAndComeBack)
{
    RemoteShell there = shell();
    auto waiting = std::async(std::launch::async, [&] { return errorOf([&] { there.run("echo begun; sleep 20"); }); });
    std::this_thread::sleep_for(1s * test::patience);
    server->end();
    EXPECT_TRUE(says(waiting.get(), {"the connection to there broke off"}));
    EXPECT_TRUE(says(errorOf([&] { there.run(":"); }), {"there refuses the connection"}));
    server->begin();
    EXPECT_EQ(there.run("echo here").out, "here\n");
}

TEST_F(RemoteShells, sendFilesWholeAndTellHowFarTheyAre)
{
    for (const char* rsync : {"rsync", "no-such-rsync"}) {
        SshSettings settings = server->settings();
        settings.rsyncThere = rsync;
        RemoteShell there("there", settings);
        const fs::path local = runtime / "it's a file";
        writeFileAtomically(local, std::string(3'000'000, 'x') + rsync);
        const fs::path remote = runtime / (std::string("folder of ") + rsync) / "a 'b' $c.bin";
        std::vector<std::int64_t> told;
        there.send(local, remote.string(), {}, [&](std::int64_t bytes) { told.push_back(bytes); });
        EXPECT_EQ(readFile(remote), readFile(local)) << rsync;
        ASSERT_FALSE(told.empty());
        EXPECT_EQ(told.back(), static_cast<std::int64_t>(fs::file_size(local)));
        writeFileAtomically(local, "shorter");
        there.send(local, remote.string());
        EXPECT_EQ(readFile(remote), "shorter") << rsync;
        EXPECT_EQ(std::distance(fs::directory_iterator(remote.parent_path()), {}), 1);
    }
    RemoteShell there = shell();
    writeFileAtomically(runtime / "file", "x");
    EXPECT_TRUE(says(errorOf([&] { there.send(runtime / "file", "/proc/nix/file"); }), {"/proc/nix", "there"}));
}

} // namespace
} // namespace dpl::places
