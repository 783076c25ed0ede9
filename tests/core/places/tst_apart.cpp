#include "places/placed_jobs.hpp"

#include "base/clock.hpp"
#include "base/files.hpp"
#include "base/json_text.hpp"
#include "error_message.hpp"
#include "executable_file.hpp"
#include "patience.hpp"
#include "places/job_exit.hpp"
#include "runs/run_record.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

#include <thread>

#include <signal.h>

namespace dpl::places {
namespace {

using test::errorOf;
using test::says;

/// Jobs apart, with a program of the test's in place of dpl.
class ApartJobs : public testing::Test {
protected:
    ~ApartJobs() override
    {
        for (PlacedJob& job : list({temporary.path()}).jobs) {
            stop(job, StopHow::now, shells);
        }
    }

    PlacedJob started(const std::string& script, const std::string& name = "run")
    {
        Place place = apartPlace();
        place.program = test::executableFile(temporary / "program", script);
        JobToPlace job;
        job.recipe = {{"kind", "demo"}, {"seed", 0}, {"folder", (temporary / name).string()}};
        return start(place, job, shells);
    }

    /// Looks until a job is over.
    void waitFor(PlacedJob& job)
    {
        for (const double begin = steadySeconds(); runs::isActive(job.state.stage);) {
            ASSERT_LT(steadySeconds() - begin, 20.0 * test::patience);
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
            look({&job, 1}, shells);
        }
    }

    const test::TemporaryFolder temporary;
    Shells shells;
};

TEST_F(ApartJobs, areStartedWithTheirRecipeAndLog)
{
    PlacedJob job = started("echo \"$@\"; cat \"$2\" >&2\n");
    EXPECT_EQ(job.state.stage, PlacedStage::running);
    EXPECT_EQ(job.folder, temporary / "run");
    waitFor(job);
    const std::string file = (temporary / "run" / "job.json").string();
    EXPECT_EQ(readFile(temporary / "run" / "job.log"), "job " + file + "\n" + readFile(file));
    EXPECT_EQ(readJsonFile(file), job.recipe);
    EXPECT_EQ(job.state.stage, PlacedStage::failed) << "it did not say how it ended";
    EXPECT_TRUE(says(job.state.reason, "ended from outside"));
    EXPECT_EQ(readPlacedJob(job.folder).state, job.state);
}

TEST_F(ApartJobs, haveTheirPlacesSetup)
{
    Place place = apartPlace();
    place.program = test::executableFile(temporary / "program", "echo \"$WHAT $1 $$\"\n");
    place.setup = {"WHAT=loaded", "export WHAT"};
    JobToPlace asked;
    asked.recipe = {{"kind", "demo"}, {"seed", 0}, {"folder", (temporary / "run").string()}};
    PlacedJob job = start(place, asked, shells);
    waitFor(job);
    EXPECT_EQ(readFile(temporary / "run" / "job.log"), "loaded job " + job.id() + "\n") << "one process does it all";
}

TEST_F(ApartJobs, areWhatTheirExitFileSaysOnceTheirProcessIsGone)
{
    PlacedJob job = started("exec sleep 100\n");
    look({&job, 1}, shells);
    EXPECT_EQ(job.state.stage, PlacedStage::running);
    JobExit exit{1, PlacedStage::failed, "the disk is full", "2026-01-31T12:00:00Z", *job.state.process};
    exit.process.pid += 1;
    writeJsonFile(job.folder / exitName, exit.toJson());
    EXPECT_FALSE(list({temporary.path()}).jobs.empty());
    exit.process.pid -= 1;
    writeJsonFile(job.folder / exitName, exit.toJson());
    look({&job, 1}, shells);
    EXPECT_EQ(job.state.stage, PlacedStage::running) << "it is still there";
    stop(job, StopHow::now, shells);
    waitFor(job);
    EXPECT_EQ(job.state.stage, PlacedStage::failed);
    EXPECT_EQ(job.state.reason, "the disk is full");
    EXPECT_EQ(job.state.seen, "2026-01-31T12:00:00Z");
}

TEST_F(ApartJobs, doNotBelieveAnEarlierExitFile)
{
    PlacedJob job = started("exec sleep 100\n");
    JobExit exit{0, PlacedStage::finished, "", runs::utcNow(), *job.state.process};
    exit.process.started += 1;
    writeJsonFile(job.folder / exitName, exit.toJson());
    stop(job, StopHow::now, shells);
    waitFor(job);
    EXPECT_EQ(job.state.stage, PlacedStage::cancelled);
}

TEST_F(ApartJobs, areAskedToSaveOrEndedAtOnceWithWhatTheyStarted)
{
    PlacedJob job = started("trap 'echo saved; exit 0' TERM; sleep 100 & echo $!; wait\n");
    const auto log = [&] { return readFile(job.folder / logName); };
    for (const double begin = steadySeconds(); log().empty() && steadySeconds() - begin < 20.0 * test::patience;) {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    stop(job, StopHow::save, shells);
    EXPECT_EQ(readPlacedJob(job.folder).asked, StopHow::save);
    waitFor(job);
    EXPECT_TRUE(says(log(), "saved"));
    const std::int64_t left = std::stoll(log());
    EXPECT_TRUE(processExists(left));
    ::kill(static_cast<pid_t>(left), SIGKILL);

    PlacedJob other = started("trap '' TERM; sleep 100; sleep 100\n", "other");
    stop(other, StopHow::now, shells);
    waitFor(other);
    EXPECT_EQ(other.state.stage, PlacedStage::cancelled);
}

TEST_F(ApartJobs, areLeftToTheirSavingWhenTheyAreAskedTwice)
{
    PlacedJob job = started("trap 'echo asked' TERM; echo ready; while :; do sleep 0.05; done\n");
    const auto asked = [&] {
        const std::string log = readFile(job.folder / logName);
        std::size_t count = 0;
        for (auto at = log.find("asked"); at != std::string::npos; at = log.find("asked", at + 1)) {
            ++count;
        }
        return log.starts_with("ready") ? count : std::string::npos;
    };
    const auto waitForCount = [&](std::size_t count) {
        for (const double begin = steadySeconds(); asked() != count;) {
            ASSERT_LT(steadySeconds() - begin, 20.0 * test::patience);
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    };
    waitForCount(0);
    stop(job, StopHow::save, shells);
    waitForCount(1);
    stop(job, StopHow::save, shells);
    job.askedAt = "2026-01-31T12:00:00Z";
    stop(job, StopHow::save, shells);
    waitForCount(2);
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    EXPECT_EQ(asked(), 2u) << "the one between was not passed on";
}

TEST_F(ApartJobs, areFoundAgainTheNewestFirst)
{
    PlacedJob first = started("exec sleep 100\n", "a");
    first.submitted = "2026-01-31T12:00:00Z";
    writePlacedJob(first);
    const PlacedJob second = started("exec sleep 100\n", "deep/er/b");
    std::filesystem::create_directories(temporary / "c");
    writeFileAtomically(temporary / "c" / runs::placedName, "{");
    const JobList found = list({temporary.path(), temporary / "deep", temporary / "absent"});
    ASSERT_EQ(found.jobs.size(), 2u);
    EXPECT_EQ(found.jobs[0].id(), second.id());
    EXPECT_EQ(found.jobs[1].id(), first.id());
    ASSERT_EQ(found.unreadable.size(), 1u);
    EXPECT_TRUE(says(found.unreadable[0].error, "place.json"));
}

TEST_F(ApartJobs, doNotMeetInOneFolder)
{
    PlacedJob job = started("exec sleep 100\n");
    EXPECT_TRUE(says(errorOf([&] { started("true\n"); }), {"holds job " + job.id(), "running", "cancel it first"}));
    stop(job, StopHow::now, shells);
    waitFor(job);
    PlacedJob again = started("true\n");
    waitFor(again);
}

TEST_F(ApartJobs, areStartedAgainAsTheyWere)
{
    PlacedJob job = started("echo ran; exit 0\n");
    waitFor(job);
    PlacedJob again = startAgain(job, shells);
    EXPECT_EQ(again.recipe, job.recipe);
    EXPECT_NE(again.id(), job.id());
    waitFor(again);
    EXPECT_EQ(readFile(job.folder / logName), "ran\nran\n");
    PlacedJob broken = again;
    broken.place.program = (temporary / "absent").string();
    EXPECT_TRUE(says(errorOf([&] { startAgain(broken, shells); }), "no such program"));
    EXPECT_EQ(readPlacedJob(job.folder).id(), again.id()) << "what is known of the last one stays";
}

TEST_F(ApartJobs, thatCannotBeStartedLeaveNothing)
{
    Place place = apartPlace();
    place.program = (temporary / "absent").string();
    JobToPlace job;
    job.recipe = {{"kind", "demo"}, {"seed", 0}, {"folder", (temporary / "run").string()}};
    EXPECT_TRUE(says(errorOf([&] { start(place, job, shells); }), "no such program"));
    EXPECT_TRUE(list({temporary.path()}).jobs.empty());
    job.slurm.nodes = 2;
    EXPECT_TRUE(says(errorOf([&] { start(apartPlace(), job, shells); }), "Slurm"));
    job.recipe = {{"kind", "nap"}};
    EXPECT_TRUE(says(errorOf([&] { start(apartPlace(), job, shells); }), "nap"));
    EXPECT_TRUE(says(errorOf([&] { start(windowPlace(), job, shells); }), "window"));
}

TEST_F(ApartJobs, areNotForgottenToHaveBeenAskedNorMadeAgain)
{
    PlacedJob watched = started("exec sleep 100\n");
    PlacedJob cancelled = readPlacedJob(watched.folder);
    stop(cancelled, StopHow::now, shells);
    waitFor(watched);
    EXPECT_EQ(watched.state.stage, PlacedStage::cancelled) << "somebody else asked for it";
    EXPECT_EQ(readPlacedJob(watched.folder).asked, StopHow::now);

    watched = started("exec sleep 100\n");
    cancelled = watched;
    stop(cancelled, StopHow::now, shells);
    std::filesystem::remove_all(watched.folder);
    waitFor(watched);
    EXPECT_FALSE(std::filesystem::exists(watched.folder)) << "whoever looks makes no folder anew";
}

TEST_F(ApartJobs, ofAnotherMachineAreShownAsTheyWereLast)
{
    PlacedJob job = started("exec sleep 100\n");
    PlacedJob elsewhere = job;
    elsewhere.state.process->host = "elsewhere";
    look({&elsewhere, 1}, shells);
    EXPECT_EQ(elsewhere.state.stage, PlacedStage::running);
    EXPECT_EQ(elsewhere.state.reach, PlacedReach::unreachable);
    EXPECT_TRUE(says(elsewhere.state.error, "elsewhere"));
    EXPECT_TRUE(says(errorOf([&] { stop(elsewhere, StopHow::save, shells); }), "stop it there"));
    writePlacedJob(job);
}

TEST_F(ApartJobs, thatMakeAFileHaveAFolderOfTheirOwn)
{
    const Json recipe{{"kind", "fetch"}, {"params", {{"name", "org/name"}, {"kind", "model"}}}};
    const std::filesystem::path folder = jobFolder(recipe, temporary / "results");
    EXPECT_EQ(folder.parent_path(), temporary / "results" / "jobs");
    EXPECT_TRUE(folder.filename().string().starts_with("fetch-"));
}

} // namespace
} // namespace dpl::places
