#include "places/host_report.hpp"

#include "base/files.hpp"
#include "error_message.hpp"
#include "places/local_shell.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

#include <ctime>

#include <unistd.h>

namespace dpl::places {
namespace {

TEST(HostReport, ofThisMachineSaysWhatIsKnownOfOurProcess)
{
    const test::TemporaryFolder folder;
    const JobExit exit{143, PlacedStage::stopped, "", "2026-01-31T12:00:00Z", thisProcess()};
    writeFileAtomically(folder / exitName, exit.toJson().dump(2));
    writeFileAtomically(folder / "run.json", "{}");
    LocalShell shell;
    const HostReport report = parsedReport(
        shell
            .run(hostQuestion() + processQuestion(0, std::to_string(::getpid())) + folderQuestion(0, folder.path())
                + "echo noise\n" + processQuestion(3, "4194304999") + folderQuestion(3, "/no/such folder"))
            .out);
    const ProcessIdentity own = thisProcess();
    EXPECT_EQ(report.host, own.host);
    EXPECT_EQ(report.boot, own.boot);
    EXPECT_NEAR(static_cast<double>(report.now), static_cast<double>(std::time(nullptr)), 60.0);
    ASSERT_EQ(report.processes.size(), 2U);
    const ProcessReport& process = report.processes.at(0);
    EXPECT_TRUE(process.isAlive);
    EXPECT_EQ(process.pid, own.pid);
    EXPECT_EQ(process.started, own.started);
    EXPECT_TRUE(process.hasFolder);
    ASSERT_TRUE(process.written);
    EXPECT_NEAR(static_cast<double>(*process.written), static_cast<double>(report.now), 60.0);
    ASSERT_TRUE(process.exit);
    EXPECT_EQ(process.exit->exit, 143);
    EXPECT_EQ(process.exit->process, own);
    const ProcessReport& absent = report.processes.at(3);
    EXPECT_FALSE(absent.isAlive);
    EXPECT_FALSE(absent.hasFolder);
    EXPECT_FALSE(absent.written);
    EXPECT_FALSE(absent.exit);
}

TEST(HostReport, believesNoZombieAndNoBrokenFile)
{
    const HostReport report = parsedReport("dpl-host node1\n"
                                           "dpl-process 0 stat 17 (a) b) Z 1 0 0\n"
                                           "dpl-process 0 exit {\"exit\": 0, \"sta\n"
                                           "dpl-process x\n"
                                           "dpl-process\n");
    EXPECT_FALSE(report.processes.at(0).isAlive);
    EXPECT_FALSE(report.processes.at(0).exit);
    EXPECT_TRUE(test::says(test::errorOf([] { parsedReport("This account is not available\n"); }), "not available"));
}

} // namespace
} // namespace dpl::places
