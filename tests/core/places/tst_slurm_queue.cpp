#include "places/slurm_queue.hpp"

#include "error_message.hpp"
#include "places/slurm_reasons.hpp"

#include <gtest/gtest.h>

namespace dpl::places {
namespace {

using test::errorOf;
using test::says;

TEST(SlurmQueue, isReadLineByLine)
{
    const auto queue = parseQueue("2_2|2|PENDING|UNLIMITED||JobArrayTaskLimit\n"
                                  "17|17|RUNNING|1-03:00:00|node[3-4]|None\n\n"
                                  "18|18|PENDING|UNLIMITED||ReqNodeNotAvail, UnavailableNodes:a|b\n"
                                  "19|19|COMPLETED|INVALID|node0|");
    ASSERT_EQ(queue.size(), 4u);
    EXPECT_EQ(queue[0].id, "2_2");
    EXPECT_EQ(queue[0].job, "2");
    EXPECT_EQ(queue[0].timeLeft, "");
    EXPECT_EQ(queue[0].reason, "JobArrayTaskLimit");
    EXPECT_EQ(queue[1].timeLeft, "1-03:00:00");
    EXPECT_EQ(queue[1].nodes, "node[3-4]");
    EXPECT_EQ(queue[2].reason, "ReqNodeNotAvail, UnavailableNodes:a|b");
    EXPECT_EQ(queue[3].state, "COMPLETED");
    EXPECT_TRUE(parseQueue("").empty());
}

TEST(SlurmQueue, thatIsNoneOfSqueuesIsRefused)
{
    for (const char* line : {"Welcome to the cluster", "17|17|RUNNING", "x|17|RUNNING|||None", "17|17|running|||None",
             "17|y|RUNNING|||None", "17|17||||None"}) {
        EXPECT_TRUE(says(errorOf([&] { parseQueue(line); }), {"none of its own", line})) << line;
    }
}

TEST(SlurmQueue, knowsTheNumberOfAJobThatWasSubmitted)
{
    EXPECT_EQ(parseSubmitted("4711\n"), "4711");
    EXPECT_EQ(parseSubmitted("4711;cluster\n"), "4711");
    EXPECT_EQ(parseSubmitted("Use of GPUs is free this week\n4711 \n\n"), "4711");
    for (const char* text : {"", "\n", "done", "4711 submitted", ";4711"}) {
        EXPECT_TRUE(says(errorOf([&] { parseSubmitted(text); }), "something else than a job's number")) << text;
    }
}

TEST(SlurmQueue, saysWhatSlurmSaysInOneLine)
{
    EXPECT_EQ(slurmErrorText("sbatch: error: invalid partition specified: nix\n"
                             "sbatch: error: Batch job submission failed: Invalid partition name specified\n"),
        "Batch job submission failed: Invalid partition name specified");
    EXPECT_EQ(slurmErrorText("sbatch: unrecognized option '--frob'\nTry \"sbatch --help\" for more information\n"),
        "unrecognized option '--frob'");
    EXPECT_EQ(slurmErrorText("Slurm accounting storage is disabled\n"), "Slurm accounting storage is disabled");
    EXPECT_EQ(slurmErrorText(""), "");
}

TEST(SlurmReasons, areWords)
{
    EXPECT_EQ(slurmReasonText("Resources"), "the machines it needs are busy");
    EXPECT_EQ(slurmReasonText("None"), "");
    EXPECT_EQ(slurmReasonText("ReqNodeNotAvail, UnavailableNodes:node[3-4]"),
        "a machine that it asks for is down or reserved (UnavailableNodes:node[3-4])");
    EXPECT_EQ(slurmReasonText("NewInSlurm99"), "NewInSlurm99");
}

} // namespace
} // namespace dpl::places
