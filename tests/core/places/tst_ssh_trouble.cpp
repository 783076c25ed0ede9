#include "places/ssh_trouble.hpp"

#include "error_message.hpp"
#include "places/rsync_trouble.hpp"
#include "places/shell.hpp"

#include <gtest/gtest.h>

namespace dpl::places {
namespace {

using test::errorOf;
using test::says;

struct Told {
    const char* errors;
    bool needsUser; ///< if ssh may not ask
    std::vector<std::string> parts;
};

class SshTroubles : public testing::TestWithParam<Told> { };

TEST_P(SshTroubles, areSentencesWithAWayOut)
{
    const SshTrouble trouble = sshTrouble("cluster", GetParam().errors, MayAsk::no);
    EXPECT_EQ(trouble.needsUser, GetParam().needsUser) << trouble.text;
    for (const std::string& part : GetParam().parts) {
        EXPECT_TRUE(says(trouble.text, part));
    }
    EXPECT_EQ(trouble.text.find('\n'), std::string::npos);
    EXPECT_FALSE(sshTrouble("cluster", GetParam().errors, MayAsk::yes).needsUser);
}

INSTANTIATE_TEST_SUITE_P(All, SshTroubles,
    testing::Values(Told{"ssh: connect to host 10.0.0.1 port 2222: Connection refused\r\n", false,
                        {"refuses", "port 2222", "sshd"}},
        Told{"ada@cluster: Permission denied (publickey,password).\r\n", true,
            {"Permission denied (publickey,password)", "connect once", "ssh-add"}},
        Told{"Host key verification failed.\r\n", true, {"is new here", "connect once"}},
        Told{"@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.\n", false,
            {"is not the one that it had", "ssh-keygen -R cluster"}},
        Told{"ssh: Could not resolve hostname cluster: Name or service not known\n", false,
            {"no host of the name cluster", "~/.ssh/config"}},
        Told{"ssh: connect to host 10.0.0.1 port 22: Connection timed out\n", false, {"does not answer", "VPN"}},
        Told{"ssh: connect to host 10.0.0.1 port 22: No route to host\n", false, {"no way to cluster", "No route"}},
        Told{"/home/ada/.ssh/config: line 3: Bad configuration option: hots\n", false, {"configuration", "line 3"}},
        Told{"kex_exchange_identification: Connection closed by remote host\n", false, {"broke off"}},
        Told{"", false, {"ssh does not get to cluster"}}, Told{"\x1b[31mOdd\n", false, {"Odd", "`ssh cluster`"}}));

TEST(SshTrouble, afterAskingSaysWhatToChange)
{
    EXPECT_TRUE(says(sshTrouble("cluster", "ada@cluster: Permission denied (publickey).\n", MayAsk::yes).text,
        {"Permission denied (publickey)", "ssh-copy-id cluster"}));
    EXPECT_TRUE(says(sshTrouble("cluster", "Host key verification failed.\n", MayAsk::yes).text, "was not confirmed"));
}

TEST(FirstLine, hasNothingThatATerminalObeys)
{
    EXPECT_EQ(firstLine("\n  \r\n  a\x1b[2J\tb \nc"), "a[2Jb ");
    EXPECT_EQ(firstLine(std::string(1000, 'x')).size(), 300U);
    EXPECT_EQ(firstLine(""), "");
}

TEST(RsyncTrouble, isToldByItsExitStatus)
{
    const auto told = [](int status, const std::string& errors) {
        return errorOf([&] { checkRsync("cluster", "the folder /run", status, errors); });
    };
    EXPECT_EQ(told(0, ""), "");
    EXPECT_EQ(told(24, "rsync warning: some files vanished before they could be transferred (code 24)\n"), "");
    EXPECT_TRUE(says(told(2, "protocol version mismatch -- is your shell clean?\n"), {"cluster", ".bashrc", "silent"}));
    EXPECT_TRUE(says(told(23,
                         "rsync: [sender] change_dir \"/run\" failed: No such file or directory (2)\nrsync error: some "
                         "files could not be transferred (code 23) at main.c(1865) [Receiver=3.2.7]\n"),
        {"the folder /run is not on cluster", "change_dir"}));
    EXPECT_TRUE(says(told(11, "rsync: [receiver] write failed on \"/a\": No space left on device (28)\n"),
        {"the folder /run", "No space left"}));
    EXPECT_THROW(checkRsync("cluster", "x", 30, "[Receiver] io timeout after 20 seconds -- exiting\n"), Unreachable);
    EXPECT_THROW(checkRsync("cluster", "x", 12, "rsync: connection unexpectedly closed\n"), Unreachable);
    EXPECT_THROW(checkRsync("cluster", "x", 255, "ada@cluster: Permission denied (publickey).\n"), NeedsUser);
    EXPECT_TRUE(lacksRsync(127, "bash: line 1: rsync: command not found\n"));
    EXPECT_TRUE(lacksRsync(12, "sh: 1: rsync: not found\nrsync: connection unexpectedly closed\n"));
    EXPECT_FALSE(lacksRsync(12, "rsync: connection unexpectedly closed\n"));
}

} // namespace
} // namespace dpl::places
