#include "places/slurm_script.hpp"

#include "base/child_process.hpp"
#include "base/json.hpp"
#include "error_message.hpp"
#include "executable_file.hpp"
#include "places/slurm_evidence.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

namespace dpl::places {
namespace {

using test::errorOf;
using test::executableFile;
using test::says;

class SlurmScript : public testing::Test {
protected:
    SlurmScript()
    {
        job.place = {"cluster", PlaceKind::slurm, "", {}, "/opt/dpl's/dpl"};
        job.there = (temporary / "a 100% run").string();
        job.recipe = {{"kind", "training"}, {"params", Json::object()}, {"working_folder", "/home/me"}};
        std::filesystem::create_directories(job.there);
        executableFile(temporary / "srun", "echo \"srun $*\"; exit $STATUS\n");
        executableFile(temporary / "scontrol", "echo \"scontrol $*\"\n");
    }

    /// What bash makes of the script with these variables of Slurm's; `status`: of srun.
    ChildEnded ran(const std::map<std::string, std::optional<std::string>>& variables, int status) const
    {
        ChildCommand command{{"bash", "-c", slurmScript(job)}};
        command.environment = variables;
        command.environment["PATH"] = temporary.path().string() + ":" + std::getenv("PATH");
        command.environment["STATUS"] = std::to_string(status);
        for (const char* name :
            {"SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_JOB_ID", "SLURM_RESTART_COUNT", "SLURM_CPUS_PER_TASK"}) {
            command.environment.try_emplace(name, std::nullopt);
        }
        return runChild(command);
    }

    const test::TemporaryFolder temporary;
    PlacedJob job;
};

TEST_F(SlurmScript, saysWhatTheJobAsksFor)
{
    job.place.setup = {"module load cuda"};
    job.place.directives = {"--constraint=a100"};
    job.request = {"gpu", "group", "2:00:00", 2, 4, 8, "64G", 0, {"--exclusive"}};
    const std::string script = slurmScript(job);
    EXPECT_TRUE(says(script,
        {"#!/bin/bash\n#SBATCH --job-name=dpl:training\n#SBATCH --chdir=\"/home/me\"\n",
            "#SBATCH --output=\"" + temporary.path().string() + "/a 100%% run/job.log\"\n",
            "#SBATCH --open-mode=append\n#SBATCH --signal=TERM@120\n#SBATCH --no-requeue\n",
            "#SBATCH --partition=gpu\n#SBATCH --account=group\n#SBATCH --time=2:00:00\n#SBATCH --nodes=2\n",
            "#SBATCH --ntasks-per-node=4\n#SBATCH --gpus-per-node=4\n#SBATCH --cpus-per-task=8\n#SBATCH "
            "--mem=64G\n#SBATCH --constraint=a100\n"
            "#SBATCH --exclusive\n",
            "\nmodule load cuda\n"}));
    EXPECT_EQ(script.find("scontrol"), std::string::npos);
    EXPECT_EQ(script.find("exec"), std::string::npos) << "srun would be killed with its tasks";
}

TEST_F(SlurmScript, runsTheJobAndSaysLastHowItEnded)
{
    const ChildEnded ended = ran({{"SLURM_JOB_ID", "17"}, {"SLURM_CPUS_PER_TASK", "4"}}, 7);
    EXPECT_EQ(ended.status, 7) << ended.err;
    EXPECT_EQ(ended.out, "srun --kill-on-bad-exit=0 --cpus-per-task=4 /opt/dpl's/dpl job " + job.there + "/job.json\n");
    const SlurmExit exit = SlurmExit::fromJson(readJsonFile(job.there + "/slurm-exit.json"), "x");
    EXPECT_EQ(exit.job, "17");
    EXPECT_EQ(exit.exit, 7);
    EXPECT_EQ(exit.restarts, 0);
    EXPECT_EQ(exit.time.size(), std::string("2026-01-31T12:00:00Z").size());
}

TEST_F(SlurmScript, ofAnElementHasItsOwnFolder)
{
    std::filesystem::create_directories(job.there + "/array/3");
    const ChildEnded ended =
        ran({{"SLURM_JOB_ID", "20"}, {"SLURM_ARRAY_JOB_ID", "17"}, {"SLURM_ARRAY_TASK_ID", "3"}}, 0);
    EXPECT_EQ(ended.status, 0) << ended.err;
    EXPECT_TRUE(says(ended.out, "job " + job.there + "/array/3/job.json\n"));
    EXPECT_EQ(SlurmExit::fromJson(readJsonFile(job.there + "/array/3/slurm-exit.json"), "x").job, "17_3");
}

TEST_F(SlurmScript, requeuesWhatWasSavedSoManyTimes)
{
    job.place.requeue = true;
    const auto requeues = [&](int status, const char* restarts) {
        return ran({{"SLURM_JOB_ID", "17"}, {"SLURM_RESTART_COUNT", restarts}}, status).out.find("scontrol requeue 17")
            != std::string::npos;
    };
    EXPECT_TRUE(requeues(75, "0"));
    EXPECT_TRUE(requeues(75, "4"));
    EXPECT_FALSE(requeues(75, "5"));
    EXPECT_FALSE(requeues(0, "0"));
    EXPECT_FALSE(requeues(130, "0")) << "its user stopped it";
    EXPECT_TRUE(says(slurmScript(job), "#SBATCH --requeue\n"));
}

TEST_F(SlurmScript, hasAProcessForEachGpuOfWhatProcessesShareAlone)
{
    EXPECT_TRUE(says(slurmScript(job), "#SBATCH --ntasks-per-node=1\n"));
    job.recipe["processes"] = 3;
    EXPECT_TRUE(says(slurmScript(job), "#SBATCH --ntasks-per-node=3\n"));
    job.recipe["kind"] = "sweep";
    job.request.gpus = 4;
    EXPECT_TRUE(says(slurmScript(job), "#SBATCH --ntasks-per-node=1\n"));
    job.request.nodes = 2;
    EXPECT_TRUE(says(errorOf([&] { slurmScript(job); }), "runs in one process, on one node"));
}

TEST_F(SlurmScript, refusesWhatNoScriptCanSay)
{
    job.request.partition = "a\nrm -rf /";
    EXPECT_TRUE(says(errorOf([&] { slurmScript(job); }), "partition cannot be"));
    job.request = {};
    job.request.directives = {"-p x\nrm -rf /"};
    EXPECT_TRUE(says(errorOf([&] { slurmScript(job); }), "no option of sbatch"));
    job.request = {};
    job.there = "/a \"run\"";
    EXPECT_TRUE(says(errorOf([&] { slurmScript(job); }), "quotation mark"));
}

TEST(SlurmArray, isToldInRanges)
{
    EXPECT_EQ(arrayText({0}, 0), "0");
    EXPECT_EQ(arrayText({0, 1, 2, 4, 6, 7}, 0), "0-2,4,6-7");
    EXPECT_EQ(arrayText({0, 1, 2}, 2), "0-2%2");
}

} // namespace
} // namespace dpl::places
