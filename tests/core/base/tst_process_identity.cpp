#include "base/process_identity.hpp"

#include <gtest/gtest.h>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace dpl {
namespace {

TEST(ProcessIdentity, ofThisProcessRuns)
{
    const ProcessIdentity own = thisProcess();
    EXPECT_EQ(own.pid, ::getpid());
    EXPECT_FALSE(own.host.empty());
    EXPECT_EQ(own, thisProcess());
    EXPECT_TRUE(isOfThisMachine(own));
    EXPECT_TRUE(stillRuns(own));
    ProcessIdentity another = own;
    another.boot += "x";
    EXPECT_FALSE(isOfThisMachine(another)) << "the machine was started again";
    another = own;
    another.started += 1;
    EXPECT_FALSE(stillRuns(another)) << "another process had the number before";
}

TEST(ProcessIdentity, ofAnEndedProcessDoesNotRun)
{
    ProcessIdentity ended = thisProcess();
    ended.pid = ::fork();
    if (ended.pid == 0) {
        ::_exit(0);
    }
    siginfo_t end{};
    ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(ended.pid), &end, WEXITED | WNOWAIT), 0);
    EXPECT_FALSE(stillRuns(ended)) << "it has ended, but its parent does not know";
    ASSERT_EQ(::waitpid(static_cast<pid_t>(ended.pid), nullptr, 0), ended.pid);
    EXPECT_FALSE(processExists(ended.pid));
    EXPECT_FALSE(stillRuns(ended));
}

} // namespace
} // namespace dpl
