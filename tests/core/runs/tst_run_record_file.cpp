#include "base/folder_busy.hpp"
#include "base/json_text.hpp"
#include "error_message.hpp"
#include "runs/run_folder.hpp"
#include "temporary_folder.hpp"

#include <chrono>
#include <ctime>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

namespace dpl::runs {
namespace {

using test::errorOf;
using test::says;
using test::TemporaryFolder;

RunRecord running(const ProcessIdentity& process, const std::string& seen = utcNow())
{
    RunRecord record;
    record.kind = "synthetic";
    record.params = {{"lr", 0.1}};
    record.created = "2026-01-31T12:00:00Z";
    record.process = RunProcess{process, seen};
    return record;
}

std::string secondsAgo(int seconds)
{
    const std::time_t then = std::time(nullptr) - seconds;
    std::tm parts{};
    ::gmtime_r(&then, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

ProcessIdentity elsewhere()
{
    return {"another-node", "another boot", 1, 1};
}

ProcessIdentity endedHere()
{
    ProcessIdentity ended = thisProcess();
    ended.pid = ::fork();
    if (ended.pid == 0) {
        ::_exit(0);
    }
    ::waitpid(static_cast<pid_t>(ended.pid), nullptr, 0);
    return ended;
}

TEST(IsAtWork, believesALockThatIsHeld)
{
    EXPECT_TRUE(isAtWork(running(endedHere()), LockState::held));
    RunRecord ended = running(elsewhere());
    ended.state = RunState::stopped;
    EXPECT_FALSE(isAtWork(ended, LockState::held));
    EXPECT_FALSE(isAtWork(ended, LockState::free));
}

TEST(IsAtWork, believesAFreeLockOfThisMachine)
{
    EXPECT_FALSE(isAtWork(running(thisProcess()), LockState::free));
    ProcessIdentity inAContainer = thisProcess();
    inAContainer.host += "-container";
    EXPECT_FALSE(isAtWork(running(inAContainer), LockState::free)) << "the kernel is the same, and so are its locks";
    ProcessIdentity beforeARestart = thisProcess();
    beforeARestart.boot = "another boot";
    EXPECT_FALSE(isAtWork(running(beforeARestart), LockState::free));
}

TEST(IsAtWork, believesAnotherMachineThatSaidSoLately)
{
    for (const LockState lock : {LockState::free, LockState::unknown}) {
        EXPECT_TRUE(isAtWork(running(elsewhere(), secondsAgo(30)), lock)) << "its locks may be its own";
        EXPECT_TRUE(isAtWork(running(elsewhere(), secondsAgo(-20)), lock)) << "its clock is ahead";
        EXPECT_FALSE(isAtWork(running(elsewhere(), secondsAgo(70)), lock));
        EXPECT_FALSE(isAtWork(running(elsewhere(), "lately"), lock));
    }
}

TEST(IsAtWork, looksForTheProcessWhereThereAreNoLocks)
{
    const LockState none = LockState::unknown;
    ProcessIdentity other = endedHere();
    EXPECT_FALSE(isAtWork(running(other), none));
    EXPECT_TRUE(isAtWork(running(thisProcess()), none));
    EXPECT_FALSE(isAtWork(running(thisProcess(), secondsAgo(70)), none)) << "this process has left it";
    other = thisProcess();
    other.boot = "another boot";
    EXPECT_FALSE(isAtWork(running(other), none)) << "the machine was started again";
    RunRecord ofAnEarlierVersion = running(thisProcess());
    ofAnEarlierVersion.process.reset();
    EXPECT_FALSE(isAtWork(ofAnEarlierVersion, none));
}

class RunOfAnotherMachine : public testing::Test {
protected:
    void put(const std::string& seen) const { writeJsonFile(folder / "run.json", running(elsewhere(), seen).toJson()); }

    std::string begin() const
    {
        RunRecord asked;
        asked.kind = "synthetic";
        asked.params = {{"lr", 0.1}};
        return errorOf([&] { RunFolder(folder.path(), asked, RunStart::continueOrBegin); });
    }

    const TemporaryFolder folder;
};

TEST_F(RunOfAnotherMachine, isShownAsItsSignOfLifeSays)
{
    put(secondsAgo(5));
    EXPECT_EQ(readRun(folder.path()).state, RunState::running) << "though no lock is held here";
    put(secondsAgo(100));
    EXPECT_EQ(readRun(folder.path()).state, RunState::interrupted);
}

TEST_F(RunOfAnotherMachine, isLeftAloneWhileItGivesSigns)
{
    put(secondsAgo(5));
    std::jthread otherMachine([this] {
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
        put(secondsAgo(0));
    });
    EXPECT_TRUE(says(begin(), {"process 1 on another-node", "choose another folder"}));
}

TEST_F(RunOfAnotherMachine, goesOnHereOnceItGivesNoMore)
{
    put(secondsAgo(59));
    EXPECT_EQ(begin(), "") << "within moments: it may have been moved here";
}

TEST(RunRecordFile, saysWhoWritesAndWhen)
{
    const TemporaryFolder folder;
    {
        RunFolder run(folder.path(), running(elsewhere(), secondsAgo(100)), RunStart::overwrite);
        const RunRecord record = readRun(folder.path());
        ASSERT_TRUE(record.process.has_value());
        EXPECT_EQ(record.process->identity, thisProcess());
        EXPECT_LE(*secondsSince(record.process->seen), 5.0);
        run.end(RunState::finished, "", nullptr);
    }
    EXPECT_FALSE(std::filesystem::exists(folder / "run.json.began"));
}

TEST(RunRecordFile, outlivesAPowerFailureThatLeavesItEmpty)
{
    const TemporaryFolder folder;
    {
        RunFolder run(folder.path(), running(thisProcess()), RunStart::overwrite);
        run.progressed({"training", 3, 10});
    }
    for (const std::string& rest : {std::string(), std::string(100, '\0')}) {
        writeFileAtomically(folder / "run.json", rest);
        EXPECT_EQ(readRun(folder.path()).state, RunState::interrupted);
        EXPECT_EQ(readRun(folder.path()).params, (Json{{"lr", 0.1}}));
    }
    writeFileAtomically(folder / "run.json", "{");
    EXPECT_THROW(readRun(folder.path()), Error) << "that is no power failure's doing";
    std::filesystem::remove(folder / "run.json.began");
    writeFileAtomically(folder / "run.json", "");
    EXPECT_THROW(readRun(folder.path()), Error);
}

TEST(RunFolder, thatCannotBeSeenIsNotTakenForEmpty)
{
    const TemporaryFolder folder;
    std::filesystem::create_directories(folder.path() / "checkpoints" / "step-7");
    std::filesystem::create_symlink(folder / std::string(300, 'x'), folder / "run.json"); // cannot be looked up
    EXPECT_THROW(RunFolder(folder.path(), running(thisProcess()), RunStart::continueOrBegin), FileError);
    EXPECT_TRUE(std::filesystem::exists(folder.path() / "checkpoints" / "step-7"));
}

} // namespace
} // namespace dpl::runs
