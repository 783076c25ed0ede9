#include "runs/placed_state.hpp"

#include "base/json_text.hpp"
#include "error_message.hpp"
#include "runs/listed_run.hpp"
#include "runs/run_folder.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

namespace dpl::runs {
namespace {

using test::errorOf;
using test::says;

PlacedState stateOf(PlacedStage stage)
{
    PlacedState state;
    state.stage = stage;
    state.seen = utcNow();
    return state;
}

/// A run of another machine that is recorded as running.
class PlacedRun : public testing::Test {
protected:
    PlacedRun()
    {
        RunRecord record;
        record.kind = "training";
        record.title = "A run";
        record.state = RunState::running;
        record.params = Json::object();
        record.process = RunProcess{{"elsewhere", "boot", 17, 4}, "2026-01-31T12:00:00Z"};
        std::filesystem::create_directories(run);
        writeJsonFile(run / "run.json", record.toJson());
    }

    void place(const std::filesystem::path& folder, const PlacedState& state) const
    {
        writeJsonFile(folder / placedName, toJson(state));
    }

    const test::TemporaryFolder temporary;
    const std::filesystem::path run = temporary / "runs" / "group" / "run";
};

TEST_F(PlacedRun, isWhatItsPlaceSaysAndNotWhatALockSays)
{
    EXPECT_EQ(readRun(run).state, RunState::interrupted) << "nobody knows of it";
    EXPECT_FALSE(readRun(run).placed);
    for (const auto& [stage, state] :
        {std::pair{PlacedStage::running, RunState::running}, {PlacedStage::completing, RunState::running},
            {PlacedStage::suspended, RunState::running}, {PlacedStage::pending, RunState::interrupted},
            {PlacedStage::requeued, RunState::interrupted}, {PlacedStage::failed, RunState::interrupted},
            {PlacedStage::outOfMemory, RunState::interrupted}, {PlacedStage::unknown, RunState::interrupted}}) {
        place(run, stateOf(stage));
        EXPECT_EQ(readRun(run).state, state) << toString(stage);
        EXPECT_EQ(readRun(run).placed->stage, stage);
    }
}

TEST_F(PlacedRun, thatIsNotReachableStillRuns)
{
    PlacedState lost = stateOf(PlacedStage::running);
    lost.reach = PlacedReach::unreachable;
    lost.error = "node7 did not answer";
    place(run, lost);
    EXPECT_EQ(readRun(run).state, RunState::running);
    EXPECT_FALSE(readListedRun(run, temporary / "runs").canResume());
}

TEST_F(PlacedRun, ofASweepIsKnownByTheSweepsFolder)
{
    place(temporary / "runs", stateOf(PlacedStage::running));
    EXPECT_EQ(readRun(run).state, RunState::running);
    place(run, stateOf(PlacedStage::cancelled));
    EXPECT_EQ(readRun(run).state, RunState::interrupted) << "the nearest one counts";
}

TEST_F(PlacedRun, canBeResumedOnceItIsOver)
{
    const auto canResume = [&] { return readListedRun(run, temporary / "runs").canResume(); };
    EXPECT_TRUE(canResume());
    place(run, stateOf(PlacedStage::requeued));
    EXPECT_FALSE(canResume()) << "its place will";
    place(run, stateOf(PlacedStage::timeout));
    EXPECT_TRUE(canResume());
}

TEST_F(PlacedRun, whoseProcessOfThisMachineIsGoneDoesNotRun)
{
    PlacedState apart = stateOf(PlacedStage::running);
    apart.process = thisProcess();
    place(run, apart);
    EXPECT_EQ(readRun(run).state, RunState::running);
    apart.process->started += 1;
    place(run, apart);
    EXPECT_EQ(readRun(run).state, RunState::interrupted) << "whatever was last seen of it";
}

TEST_F(PlacedRun, withADamagedSidecarIsReadWithout)
{
    writeFileAtomically(run / placedName, "{\"state\": \"sleepy\"}");
    EXPECT_EQ(readRun(run).state, RunState::interrupted);
    EXPECT_TRUE(says(errorOf([&] { readPlacedState(run); }), {"place.json", "state", "sleepy"}));
}

TEST(PlacedState, isWrittenAndReadAgain)
{
    PlacedState state{PlacedStage::nodeFail, "node3 failed", "2026-01-31T12:00:00Z", PlacedReach::needsUser, "no key"};
    state.nodes = "node[3-4]";
    state.timeLeft = "1-03:00:00";
    state.restarts = 2;
    state.process = ProcessIdentity{"host", "boot", 17, 4};
    const Json json = toJson(state);
    EXPECT_EQ(placedStateFromJson(JsonObject(json, "x")), state);
}

TEST(PlacedState, isToldInWords)
{
    PlacedState state = stateOf(PlacedStage::pending);
    state.reason = "other jobs are before it";
    EXPECT_EQ(placedText(state), "waiting: other jobs are before it");
    state = stateOf(PlacedStage::running);
    state.nodes = "node3";
    EXPECT_EQ(placedText(state), "running on node3");
    state.reach = PlacedReach::needsUser;
    EXPECT_EQ(placedText(state), "running on node3; needs you: connect");
    state.reach = PlacedReach::unreachable;
    state.seen = "2020-01-31T12:00:00Z";
    EXPECT_TRUE(says(placedText(state), "running on node3; not reachable since 2020-01-3"));
    state.seen = utcNow();
    EXPECT_EQ(placedText(state).size(), std::string("running on node3; not reachable since 14:03").size());
}

} // namespace
} // namespace dpl::runs
