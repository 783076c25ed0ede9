#include "ranks/rank_place.hpp"

#include "base/error.hpp"

#include <gtest/gtest.h>

#include <map>

using namespace dpl;
using namespace dpl::ranks;

namespace {

RankPlace placeBy(const std::map<std::string, std::string>& variables)
{
    return rankPlace([&](const std::string& name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        return found == variables.end() ? std::nullopt : std::optional(found->second);
    });
}

std::string problemOf(const std::map<std::string, std::string>& variables)
{
    try {
        placeBy(variables);
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

} // namespace

TEST(RankPlace, withoutALauncherTheProcessIsAlone)
{
    const RankPlace place = placeBy({});
    EXPECT_EQ(place.size, 1);
    EXPECT_EQ(place.rank, 0);
    EXPECT_EQ(place.launcher, Launcher::none);
}

TEST(RankPlace, isReadFromRankAndWorldSize)
{
    const RankPlace place = placeBy(
        {{"RANK", "3"}, {"WORLD_SIZE", "4"}, {"LOCAL_RANK", "1"}, {"MASTER_ADDR", "node7"}, {"MASTER_PORT", "12345"}});
    EXPECT_EQ(place.rank, 3);
    EXPECT_EQ(place.size, 4);
    EXPECT_EQ(place.localRank, 1);
    EXPECT_EQ(place.address, "node7");
    EXPECT_EQ(place.port, 12345);
    EXPECT_EQ(place.launcher, Launcher::variables);
    EXPECT_FALSE(place.agentServesStore);
}

TEST(RankPlace, ofTorchrunHasAMeetingForEachRestartAndTheAgentsStore)
{
    const std::map<std::string, std::string> first{{"RANK", "0"}, {"WORLD_SIZE", "2"}, {"TORCHELASTIC_RUN_ID", "abc"},
        {"TORCHELASTIC_RESTART_COUNT", "0"}, {"TORCHELASTIC_USE_AGENT_STORE", "True"}};
    std::map<std::string, std::string> second = first;
    second["TORCHELASTIC_RESTART_COUNT"] = "1";
    EXPECT_EQ(placeBy(first).launcher, Launcher::torchrun);
    EXPECT_TRUE(placeBy(first).agentServesStore);
    EXPECT_EQ(placeBy(first).meeting, "abc/0");
    EXPECT_EQ(placeBy(second).meeting, "abc/1");
}

TEST(RankPlace, ofMpirunIsReadFromItsOwnVariables)
{
    const RankPlace place = placeBy({{"OMPI_COMM_WORLD_RANK", "1"}, {"OMPI_COMM_WORLD_SIZE", "2"},
        {"OMPI_COMM_WORLD_LOCAL_RANK", "1"}, {"SLURM_PROCID", "0"}, {"SLURM_STEP_NUM_TASKS", "4"}});
    EXPECT_EQ(place.rank, 1);
    EXPECT_EQ(place.size, 2);
    EXPECT_EQ(place.launcher, Launcher::openMpi);
    EXPECT_EQ(placeBy({{"PMI_RANK", "2"}, {"PMI_SIZE", "3"}}).launcher, Launcher::pmi);
}

TEST(RankPlace, ofSlurmMeetsAtTheFirstNodeOfTheStepAndAPortOfTheJob)
{
    const RankPlace place =
        placeBy({{"SLURM_PROCID", "5"}, {"SLURM_STEP_NUM_TASKS", "8"}, {"SLURM_LOCALID", "1"}, {"SLURM_JOB_ID", "4711"},
            {"SLURM_STEP_ID", "2"}, {"SLURM_STEP_NODELIST", "gpu[03-04,7]"}, {"SLURM_LAUNCH_NODE_IPADDR", "10.0.0.1"}});
    EXPECT_EQ(place.rank, 5);
    EXPECT_EQ(place.size, 8);
    EXPECT_EQ(place.localRank, 1);
    EXPECT_EQ(place.address, "gpu03");
    EXPECT_EQ(place.otherAddress, "10.0.0.1");
    EXPECT_EQ(place.port, 24711);
    EXPECT_EQ(place.meeting, "4711.2/0");
}

TEST(RankPlace, inABatchScriptWithoutSrunIsAloneWhateverTheJobHas)
{
    EXPECT_EQ(placeBy({{"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "2"}, {"SLURM_JOB_ID", "1"}}).size, 1);
    EXPECT_EQ(placeBy({{"SLURM_PROCID", "0"}, {"SLURM_STEP_NUM_TASKS", "1"}}).launcher, Launcher::none);
}

TEST(RankPlace, namesTheVariableThatMakesNoSense)
{
    EXPECT_NE(problemOf({{"RANK", "two"}, {"WORLD_SIZE", "4"}}).find("RANK is \"two\""), std::string::npos);
    EXPECT_NE(problemOf({{"RANK", "0"}, {"WORLD_SIZE", "4x"}}).find("WORLD_SIZE"), std::string::npos);
    EXPECT_NE(problemOf({{"RANK", "4"}, {"WORLD_SIZE", "4"}}).find("rank 4 of 4"), std::string::npos);
    EXPECT_NE(problemOf({{"RANK", "0"}, {"WORLD_SIZE", "2"}, {"MASTER_PORT", "70000"}}).find("MASTER_PORT"),
        std::string::npos);
    EXPECT_NE(problemOf({{"RANK", "-1"}, {"WORLD_SIZE", "2"}}).find("RANK"), std::string::npos);
}

TEST(SlurmHosts, areReadAsSlurmWritesThem)
{
    using Hosts = std::vector<std::string>;
    EXPECT_EQ(slurmHosts("node1"), Hosts{"node1"});
    EXPECT_EQ(slurmHosts("a,b"), (Hosts{"a", "b"}));
    EXPECT_EQ(slurmHosts("a[0-3,7],b"), (Hosts{"a0", "a1", "a2", "a3", "a7", "b"}));
    EXPECT_EQ(slurmHosts("gpu[08-11]-ib"), (Hosts{"gpu08-ib", "gpu09-ib", "gpu10-ib", "gpu11-ib"}));
}

TEST(SlurmHosts, refuseWhatIsNoList)
{
    for (const char* list : {"", "a[", "a[1", "a[x]", "a[3-1]", "a[1-999999999]", "a,,b", "a[1]b[2]", "a[-1]"}) {
        EXPECT_THROW(slurmHosts(list), Error) << list;
    }
}
