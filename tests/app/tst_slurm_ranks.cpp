// A job's processes on the nodes of a cluster.

#include "base/files.hpp"
#include "base/json.hpp"
#include "job_outputs.hpp"
#include "places/placed_jobs.hpp"
#include "rank_processes.hpp"
#include "shared_training.hpp"
#include "slurm_cluster.hpp"

#include <gtest/gtest.h>

namespace dpl {
namespace {

using test::Arguments;
using test::Ended;
using test::Process;
using test::SlurmCluster;

class SlurmRanks : public testing::Test {
protected:
    void SetUp() override
    {
        if (!SlurmCluster::missing().empty()) {
            GTEST_SKIP() << "There is no Slurm for tests: " << SlurmCluster::missing();
        }
        test::writeComparisons(rows, 40);
        writeJsonFile(temporary / "places.json",
            {{"version", 1}, {"places", {{{"name", "cluster"}, {"kind", "slurm"}, {"program", DPL_EXECUTABLE}}}}});
        const Ended ended = run({DPL_EXECUTABLE}, training("alone"));
        ASSERT_EQ(ended.exitCode, 0) << ended.err;
    }

    Arguments training(const std::string& name, const Arguments& more = {}) const
    {
        return test::sharedTraining(rows, temporary / name, 2, more);
    }

    Ended run(Arguments command, const Arguments& more) const
    {
        command.insert(command.end(), more.begin(), more.end());
        return Process(command, temporary.path()).end();
    }

    void expectAsAlone(const std::string& name, int processes) const
    {
        const Json record = readJsonFile(temporary / name / "run.json");
        EXPECT_EQ(record["ranks"]["world_size"], processes);
        test::JobOutputs outputs = test::jobOutputsIn(temporary / name);
        EXPECT_EQ(test::differenceOf(test::jobOutputsIn(temporary / "alone"), outputs), "");
    }

    const test::TemporaryFolder temporary;
    const std::filesystem::path rows = temporary / "rows.jsonl";
};

TEST_F(SlurmRanks, areStartedBySrunOnTwoNodes)
{
    const SlurmCluster cluster(temporary / "slurm");
    const Ended ended =
        run({"/usr/bin/srun", "--nodes=2", "--ntasks=2", "--kill-on-bad-exit=1", DPL_EXECUTABLE}, training("run"));
    ASSERT_EQ(ended.exitCode, 0) << ended.err;
    expectAsAlone("run", 2);
}

TEST_F(SlurmRanks, ofASubmittedJobAreOneOrMoreOnEachNode)
{
    const test::EnvironmentVariable places("DPL_PLACES", (temporary / "places.json").string());
    const SlurmCluster cluster(temporary / "slurm");
    const Ended ended = run(
        {DPL_EXECUTABLE, "submit", "--place", "cluster", "--nodes", "2", "--"}, training("run", {"--processes", "2"}));
    ASSERT_EQ(ended.exitCode, 0) << ended.err;
    ASSERT_TRUE(test::waitUntil([&] { return isPresent(temporary / "run" / places::slurmExitName); }));
    EXPECT_EQ(readJsonFile(temporary / "run" / places::slurmExitName)["exit"], 0)
        << readFile(temporary / "run" / places::logName);
    expectAsAlone("run", 4);
}

} // namespace
} // namespace dpl
