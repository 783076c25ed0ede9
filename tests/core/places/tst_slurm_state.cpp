#include "places/slurm_state.hpp"

#include "error_message.hpp"

#include <gtest/gtest.h>

namespace dpl::places {
namespace {

using test::says;

constexpr const char* now = "2026-01-31T12:00:00Z";

QueueEntry entryOf(const std::string& state, const std::string& reason = "None", const std::string& id = "17")
{
    return {id, id.substr(0, id.find('_')), state, "1:00:00", "node3", reason};
}

PlacedJob sample()
{
    PlacedJob job;
    job.handle.slurm = "17";
    job.state.stage = PlacedStage::running;
    job.state.seen = "2026-01-31T11:00:00Z";
    return job;
}

SlurmEvidence exitOf(int status, const std::string& job = "17", int restarts = 0)
{
    SlurmEvidence evidence;
    evidence.script = SlurmExit{job, restarts, status, now};
    return evidence;
}

TEST(SlurmState, isSqueuesWhileItIsActive)
{
    for (const auto& [word, stage] : {std::pair{"PENDING", PlacedStage::pending},
             {"CONFIGURING", PlacedStage::configuring}, {"RUNNING", PlacedStage::running},
             {"COMPLETING", PlacedStage::completing}, {"SUSPENDED", PlacedStage::suspended},
             {"REQUEUED", PlacedStage::requeued}, {"TIMEOUT", PlacedStage::timeout},
             {"OUT_OF_MEMORY", PlacedStage::outOfMemory}, {"NODE_FAIL", PlacedStage::nodeFail},
             {"PREEMPTED", PlacedStage::preempted}, {"CANCELLED", PlacedStage::cancelled}}) {
        EXPECT_EQ(stateOf(entryOf(word), {}).stage, stage) << word;
    }
    const PlacedState running = stateOf(entryOf("RUNNING"), {});
    EXPECT_EQ(running.nodes, "node3");
    EXPECT_EQ(running.timeLeft, "1:00:00");
    EXPECT_EQ(stateOf(entryOf("PENDING", "Resources"), {}).reason, "the machines it needs are busy");
    EXPECT_EQ(stateOf(entryOf("PENDING"), {}).timeLeft, "");
    EXPECT_EQ(stateOf(entryOf("NEW_IN_SLURM_99"), {}).stage, PlacedStage::running) << "it is there, and not over";
    EXPECT_TRUE(says(stateOf(entryOf("NEW_IN_SLURM_99"), {}).reason, "NEW_IN_SLURM_99"));
}

TEST(SlurmState, ofAJobThatHadATurnIsRequeued)
{
    EXPECT_EQ(stateOf(entryOf("PENDING", "BeginTime"), sample().state).stage, PlacedStage::requeued);
    PlacedState requeued;
    requeued.stage = PlacedStage::requeued;
    EXPECT_EQ(stateOf(entryOf("PENDING", "Priority"), requeued).stage, PlacedStage::requeued);
    EXPECT_EQ(stateOf(entryOf("PENDING", "BeginTime"), {}).stage, PlacedStage::pending);
}

TEST(SlurmState, ofAnEndIsTheScriptsWhetherOrNotItIsListed)
{
    const QueueEntry completed = entryOf("COMPLETED");
    const QueueEntry failed = entryOf("FAILED", "NonZeroExitCode");
    for (const QueueEntry* entry : {&completed, &failed, static_cast<const QueueEntry*>(nullptr)}) {
        EXPECT_EQ(endOf(sample(), entry, exitOf(0), "", now).stage, PlacedStage::finished);
        for (const int status : {75, 129, 130, 143}) {
            EXPECT_EQ(endOf(sample(), entry, exitOf(status), "", now).stage, PlacedStage::stopped) << status;
        }
        const PlacedState state = endOf(sample(), entry, exitOf(1), "", now);
        EXPECT_EQ(state.stage, PlacedStage::failed);
        EXPECT_TRUE(says(state.reason, "status 1"));
        EXPECT_EQ(state.seen, now);
    }
    EXPECT_TRUE(says(endOf(sample(), nullptr, exitOf(137), "", now).reason, "signal 9"));
    EXPECT_EQ(endOf(sample(), nullptr, exitOf(75, "17", 5), "", now).restarts, 5);
    EXPECT_TRUE(says(endOf(sample(), nullptr, exitOf(75), "", now).reason, "time limit"));
    SlurmEvidence evidence = exitOf(1);
    evidence.job = JobExit{1, PlacedStage::failed, "the disk is full", now, {}};
    EXPECT_EQ(endOf(sample(), &failed, evidence, "", now).reason, "the disk is full");
}

TEST(SlurmState, ofAnEndThatSlurmMadeIsSlurms)
{
    for (const auto& [word, stage] : {std::pair{"TIMEOUT", PlacedStage::timeout},
             {"OUT_OF_MEMORY", PlacedStage::outOfMemory}, {"NODE_FAIL", PlacedStage::nodeFail},
             {"CANCELLED", PlacedStage::cancelled}, {"PREEMPTED", PlacedStage::preempted}}) {
        const QueueEntry entry = entryOf(word);
        EXPECT_EQ(endOf(sample(), &entry, exitOf(1), "", now).stage, stage) << word;
    }
    PlacedJob asked = sample();
    asked.asked = StopHow::save;
    const QueueEntry cancelled = entryOf("CANCELLED", "Priority");
    EXPECT_EQ(endOf(asked, &cancelled, {}, "", now).stage, PlacedStage::stopped) << "it had nothing to save yet";
    const QueueEntry failed = entryOf("FAILED", "BadConstraints");
    EXPECT_EQ(endOf(sample(), &failed, {}, "", now).reason, "no machine is as it asks for");
}

TEST(SlurmState, onceSlurmHasForgottenIsWhatOthersSay)
{
    SlurmEvidence evidence;
    evidence.runState = "stopped";
    EXPECT_EQ(endOf(sample(), nullptr, evidence, "", now).stage, PlacedStage::stopped);
    evidence.runState = "running";
    EXPECT_EQ(endOf(sample(), nullptr, evidence, "TIMEOUT", now).stage, PlacedStage::timeout);
    EXPECT_EQ(endOf(sample(), nullptr, evidence, "COMPLETED", now).stage, PlacedStage::finished);
    const PlacedState unknown = endOf(sample(), nullptr, evidence, "", now);
    EXPECT_EQ(unknown.stage, PlacedStage::unknown);
    EXPECT_EQ(unknown.seen, sample().state.seen) << "since when";
    PlacedJob asked = sample();
    asked.asked = StopHow::now;
    EXPECT_EQ(endOf(asked, nullptr, {}, "", now).stage, PlacedStage::cancelled);
    EXPECT_EQ(endOf(sample(), nullptr, exitOf(0, "16"), "", now).stage, PlacedStage::unknown)
        << "an earlier job's end says nothing";
}

TEST(SlurmState, ofAnArrayCountsItsElements)
{
    PlacedJob job = sample();
    job.state = {};
    job.handle = {"17", "18", 9};
    const QueueEntry last = entryOf("PENDING", "Dependency", "18");
    const std::vector<QueueEntry> waiting{
        entryOf("PENDING", "Resources", "17_0"), entryOf("PENDING", "JobArrayTaskLimit", "17_1")};
    EXPECT_EQ(arrayStateOf(job, waiting, &last)->stage, PlacedStage::pending);
    EXPECT_TRUE(says(arrayStateOf(job, waiting, &last)->reason, "2 wait: the machines it needs are busy"));
    const std::vector<QueueEntry> some{entryOf("COMPLETED", "None", "17_0"), entryOf("RUNNING", "None", "17_1"),
        entryOf("PENDING", "JobArrayTaskLimit", "17_2")};
    EXPECT_EQ(arrayStateOf(job, some, &last)->stage, PlacedStage::running);
    EXPECT_EQ(arrayStateOf(job, some, &last)->reason, "7 of 9 trainings are over, 1 runs, 1 waits");
    const QueueEntry summarising = entryOf("RUNNING", "None", "18");
    EXPECT_TRUE(says(arrayStateOf(job, {}, &summarising)->reason, "evaluated and summarised"));
    const QueueEntry over = entryOf("COMPLETED", "None", "18");
    EXPECT_FALSE(arrayStateOf(job, {}, &over));
    EXPECT_FALSE(arrayStateOf(job, {}, nullptr));
}

} // namespace
} // namespace dpl::places
