#include "arguments.hpp"
#include "base/child_process.hpp"
#include "base/clock.hpp"
#include "base/files.hpp"
#include "base/json_text.hpp"
#include "error_message.hpp"
#include "job_outputs.hpp"
#include "patience.hpp"
#include "places/placed_jobs.hpp"
#include "process.hpp"
#include "recipes/recipes.hpp"
#include "runs/listed_run.hpp"
#include "runs/run_folder.hpp"
#include "slurm_cluster.hpp"
#include "temporary_folder.hpp"

#include <thread>

namespace dpl {
namespace {

using places::PlacedJob;
using places::PlacedReach;
using places::PlacedStage;
using test::Arguments;
using test::differenceOf;
using test::Ended;
using test::fixtureArgument;
using test::jobOutputsIn;
using test::Process;
using test::says;
using test::SlurmCluster;

/// One Slurm for all tests, with a place that leads to it.
class SlurmBench {
public:
    SlurmBench() : places("DPL_PLACES", (temporary / "places.json").string()), cluster(temporary / "slurm")
    {
        const Json place{{"name", "cluster"}, {"kind", "slurm"}, {"program", DPL_EXECUTABLE}};
        writeJsonFile(temporary / "places.json", {{"version", 1}, {"places", {place}}});
    }

    const test::TemporaryFolder temporary;
    const test::EnvironmentVariable places;
    SlurmCluster cluster;
};

class SlurmTest : public testing::Test {
protected:
    static void SetUpTestSuite()
    {
        if (SlurmCluster::missing().empty()) {
            bench = std::make_unique<SlurmBench>();
        }
    }

    static void TearDownTestSuite() { bench.reset(); }

    void SetUp() override
    {
        if (!bench) {
            GTEST_SKIP() << "There is no Slurm for tests: " << SlurmCluster::missing();
        }
    }

    void TearDown() override
    {
        for (PlacedJob& job : places::list({temporary.path()}).jobs) {
            places::stop(job, places::StopHow::now, shells);
        }
    }

    Ended run(const Arguments& arguments) const
    {
        std::vector<std::string> command{DPL_EXECUTABLE};
        command.insert(command.end(), arguments.begin(), arguments.end());
        return Process(command, temporary.path()).end();
    }

    static Arguments training(const std::filesystem::path& folder, int epochs)
    {
        return {"train", "--model_name", fixtureArgument("models/tiny-llama"), "--data_path",
            fixtureArgument("training/lora_pairs.jsonl"), "--run_folder", folder.string(), "--num_train_epochs",
            std::to_string(epochs), "--eval_steps", "0", "--logging_steps", "1", "--threads", "1", "--save_steps",
            "1000000"};
    }

    PlacedJob submitted(const Arguments& words, const Arguments& options = {}) const
    {
        Arguments all{"submit", "--place", "cluster", "--json"};
        all.insert(all.end(), options.begin(), options.end());
        all.push_back("--");
        all.insert(all.end(), words.begin(), words.end());
        const Ended ended = run(all);
        if (ended.exitCode != 0) {
            throw std::runtime_error(ended.err);
        }
        return places::readPlacedJob(parseJson(ended.out, "stdout")["folder"].get<std::string>());
    }

    template <typename F> void waitFor(PlacedJob& job, const F& holds)
    {
        for (const double begin = steadySeconds();;) {
            places::look({&job, 1}, shells);
            if (holds()) {
                return;
            }
            ASSERT_LT(steadySeconds() - begin, 60.0 * test::patience)
                << runs::placedText(job.state) << " " << job.state.error << logOf(job);
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
    }

    void waitForStage(PlacedJob& job, PlacedStage stage)
    {
        waitFor(job, [&] { return job.state.stage == stage || !runs::isActive(job.state.stage); });
        ASSERT_EQ(job.state.stage, stage) << runs::placedText(job.state) << logOf(job);
    }

    static std::string logOf(const PlacedJob& job)
    {
        std::error_code ignored;
        const auto file = job.folder / places::logName;
        return std::filesystem::exists(file, ignored) ? "\n" + readFile(file) : "";
    }

    void waitForSteps(PlacedJob& job)
    {
        waitFor(job, [&] {
            std::error_code ignored;
            return std::filesystem::exists(job.folder / "metrics.jsonl", ignored)
                && runs::readMetrics(job.folder).size() > 2;
        });
    }

    static inline std::unique_ptr<SlurmBench> bench;
    const test::TemporaryFolder temporary;
    places::Shells shells;
};

class SlurmPlace : public SlurmTest { };
class SlurmLimit : public SlurmTest { };

TEST_F(SlurmPlace, isTestedByItsCommands)
{
    const Ended ended = run({"places", "test", "cluster"});
    EXPECT_EQ(ended.exitCode, 0);
    EXPECT_EQ(ended.out, "cluster: version " DPL_VERSION ", 2 nodes idle, folder writable\n");
}

TEST_F(SlurmPlace, trainsToTheBitsOfACommandHereStoppedAndResumed)
{
    ASSERT_EQ(run(training(temporary / "here", 40)).exitCode, 0);
    PlacedJob job = submitted(training(temporary / "there", 40));
    EXPECT_FALSE(job.id().empty());
    waitForStage(job, PlacedStage::running);
    EXPECT_TRUE(job.state.nodes.starts_with("node")) << job.state.nodes;
    waitForSteps(job);
    EXPECT_EQ(runs::readRun(job.folder).state, runs::RunState::running);
    EXPECT_TRUE(
        says(run({"jobs", temporary.path().string()}).out, {job.id(), "cluster", "training", "running on node"}));
    EXPECT_EQ(run({"cancel", job.id(), "--root", temporary.path().string()}).exitCode, 0);
    job = places::readPlacedJob(job.folder);
    waitForStage(job, PlacedStage::stopped);
    EXPECT_EQ(runs::readRun(job.folder).state, runs::RunState::stopped);
    EXPECT_EQ(readJsonFile(job.folder / places::slurmExitName)["exit"], 130);

    job = submitted(training(temporary / "there", 40));
    waitForStage(job, PlacedStage::finished);
    EXPECT_EQ(differenceOf(jobOutputsIn(temporary / "here"), jobOutputsIn(temporary / "there")), "");
    EXPECT_TRUE(says(readFile(job.folder / places::logName), {"progress is saved", "dpl: finished"}))
        << "one log for both";
}

TEST_F(SlurmPlace, endsAJobAtOnce)
{
    PlacedJob job = submitted(training(temporary / "run", 3000));
    waitForSteps(job);
    EXPECT_EQ(run({"cancel", job.folder.string(), "--now"}).exitCode, 0);
    job = places::readPlacedJob(job.folder);
    waitForStage(job, PlacedStage::cancelled);
    EXPECT_NE(runs::readRun(job.folder).state, runs::RunState::running);
}

TEST_F(SlurmPlace, saysWhyAJobWaitsAndStopsItThen)
{
    Arguments shared = training(temporary / "run", 2);
    shared.insert(shared.end(), {"--gradient_accumulation_steps", "5"}); // a batch for each process
    PlacedJob job = submitted(shared, {"-N", "5"});
    waitFor(job, [&] { return !job.state.reason.empty(); });
    EXPECT_EQ(job.state.stage, PlacedStage::pending);
    EXPECT_TRUE(says(runs::placedText(job.state), "waiting: its partition cannot give what it asks for"));
    EXPECT_EQ(run({"cancel", job.id(), "--root", temporary.path().string()}).exitCode, 0);
    job = places::readPlacedJob(job.folder);
    waitForStage(job, PlacedStage::stopped);
}

TEST_F(SlurmPlace, refusesMoreProcessesThanThereAreBatchesBeforeAJobIsSent)
{
    const Ended ended = run(
        {"submit", "--place", "cluster", "-N", "2", "--", "train", "--model_name", fixtureArgument("models/tiny-llama"),
            "--data_path", fixtureArgument("training/lora_pairs.jsonl"), "--run_folder", (temporary / "run").string()});
    EXPECT_EQ(ended.exitCode, 1);
    EXPECT_TRUE(says(ended.err, "set gradient_accumulation_steps to 2, or use 1 process"));
}

TEST_F(SlurmPlace, saysInOneLineWhyAJobIsRefused)
{
    const auto refusal = [&](const Arguments& options) {
        Arguments all{"submit", "--place", "cluster"};
        all.insert(all.end(), options.begin(), options.end());
        all.push_back("--");
        const Arguments words = training(temporary / "run", 2);
        all.insert(all.end(), words.begin(), words.end());
        const Ended ended = run(all);
        EXPECT_NE(ended.exitCode, 0);
        EXPECT_EQ(std::count(ended.err.begin(), ended.err.end(), '\n'), 1) << ended.err;
        EXPECT_TRUE(places::list({temporary.path()}).jobs.empty());
        return ended.err;
    };
    EXPECT_TRUE(says(refusal({"--partition", "nix"}), {"Slurm refused the job", "Invalid partition name"}));
    EXPECT_TRUE(says(refusal({"--mem", "900G"}), "Requested node configuration is not available"));
    EXPECT_TRUE(says(refusal({"--gpus", "1"}), {"Slurm refused the job", "gres"}));
    EXPECT_TRUE(says(refusal({"--sbatch=--frob"}), "frob"));
    EXPECT_TRUE(says(refusal({"--partition", "a b"}), "partition cannot be"));
}

TEST_F(SlurmPlace, showsTheScriptBeforeItIsSent)
{
    Arguments all{"submit", "--place", "cluster", "--show", "--time", "5", "--requeue", "--"};
    const Arguments words = training(temporary / "run", 2);
    all.insert(all.end(), words.begin(), words.end());
    const Ended ended = run(all);
    EXPECT_EQ(ended.exitCode, 0) << ended.err;
    EXPECT_TRUE(says(ended.out, {"#SBATCH --time=5\n", "#SBATCH --requeue\n", "srun ", (temporary / "run").string()}));
    EXPECT_FALSE(std::filesystem::exists(temporary / "run"));
}

TEST_F(SlurmPlace, isSentTheScriptThatWasEdited)
{
    places::JobToPlace asked;
    asked.recipe = recipes::recipeOf("demo", {{"seed", 0}, {"folder", (temporary / "run").string()}}, "cpu");
    const places::Place place = {"cluster", places::PlaceKind::slurm, "", {}, DPL_EXECUTABLE};
    asked.script = places::scriptOf(place, asked);
    const std::size_t at = asked.script.find("srun ");
    ASSERT_NE(at, std::string::npos);
    asked.script.insert(at, "echo edited\nexit 3\n");
    PlacedJob job = places::start(place, asked, shells);
    waitForStage(job, PlacedStage::failed);
    EXPECT_EQ(readFile(job.folder / places::logName), "edited\n");
    EXPECT_TRUE(says(job.state.reason, "before dpl began"));
}

TEST_F(SlurmPlace, aFailedJobSaysWhy)
{
    Arguments words = training(temporary / "run", 2);
    words[4] = (temporary / "absent.jsonl").string();
    PlacedJob job = submitted(words);
    waitForStage(job, PlacedStage::failed);
    EXPECT_TRUE(says(job.state.reason, "absent.jsonl"));
}

TEST_F(SlurmPlace, requeuesWhatWasSavedBeforeItsTimeLimit)
{
    PlacedJob job = submitted(training(temporary / "run", 3000), {"--requeue"});
    waitForSteps(job);
    // What Slurm does before a time limit; and what it does by itself two minutes after a job was requeued.
    bench->cluster.command({"scancel", "--signal=TERM", job.id()});
    waitForStage(job, PlacedStage::requeued);
    EXPECT_EQ(runs::readRun(job.folder).state, runs::RunState::stopped);
    EXPECT_FALSE(runs::readListedRun(job.folder, temporary.path()).canResume()) << "Slurm will resume it";
    waitFor(
        job, [&] { return readFile(job.folder / places::slurmExitName).find("\"exit\": 75") != std::string::npos; });
    const auto steps = runs::readMetrics(job.folder).size();
    // The earlier start has to be cleared from its machine, for which Slurm takes these two minutes.
    waitFor(job, [&] { return bench->cluster.command({"squeue", "-h", "-o", "%T", "-j", job.id()}) == "PENDING\n"; });
    std::this_thread::sleep_for(std::chrono::seconds(3));
    waitFor(job, [&] {
        runChild({{"scontrol", "update", "JobId=" + job.id(), "StartTime=now"}}); // refused once it has started
        places::look({&job, 1}, shells);
        return job.state.stage == PlacedStage::running;
    });
    waitFor(job, [&] { return runs::readMetrics(job.folder).size() > steps; });
    places::stop(job, places::StopHow::save, shells);
    waitForStage(job, PlacedStage::stopped);
    EXPECT_EQ(job.state.restarts, 1);
    EXPECT_TRUE(says(readFile(job.folder / "log.jsonl"), "resume"));
}

TEST_F(SlurmPlace, doesASweepAsAnArrayToTheBitsOfTheCommand)
{
    const std::string demo = DPL_DEMO;
    const Json sweep{
        {"base",
            {{"model_name", demo + "/tiny-llama"}, {"data_path", demo + "/preferences"}, {"train_dataset_size", 32},
                {"eval_steps", 0}, {"per_device_train_batch_size", 8}, {"learning_rate", 0.002}}},
        {"reward_model_type", {"base", "mean_and_variance", "categorical"}}, {"responses", demo + "/responses.jsonl"}};
    writeJsonFile(temporary / "sweep.json", sweep);
    const auto words = [&](const char* folder) {
        return Arguments{
            "sweep", (temporary / "sweep.json").string(), "--out-dir", (temporary / folder).string(), "--threads", "1"};
    };
    PlacedJob job = submitted(words("there"), {"--array_limit", "2"});
    EXPECT_EQ(job.handle.elements, 3);
    EXPECT_FALSE(job.handle.slurmLast.empty());
    waitFor(job, [&] { return job.state.stage == PlacedStage::running; });
    EXPECT_TRUE(says(job.state.reason, "of 3 trainings are over"));
    ASSERT_EQ(run(words("here")).exitCode, 0);
    waitForStage(job, PlacedStage::finished);
    for (const char* index : {"0", "1", "2"}) {
        const auto element = job.folder / places::arrayName / index;
        EXPECT_EQ(readJsonFile(element / places::slurmExitName)["exit"], 0);
        EXPECT_EQ(readJsonFile(element / places::slurmExitName)["job"], job.handle.slurm + "_" + index);
        EXPECT_TRUE(says(readFile(element / places::logName), "dpl: finished"));
    }
    EXPECT_EQ(differenceOf(jobOutputsIn(temporary / "here"), jobOutputsIn(temporary / "there")), "");
    PlacedJob again = submitted(words("there"));
    EXPECT_EQ(again.handle.slurmLast, "") << "nothing is left to train";
    waitForStage(again, PlacedStage::finished);
}

TEST_F(SlurmPlace, stopsASweepWithAllThatWaits)
{
    const Json sweep{{"base",
                         {{"model_name", fixtureArgument("models/tiny-llama")},
                             {"data_path", fixtureArgument("training/lora_pairs.jsonl")}, {"eval_steps", 0},
                             {"num_train_epochs", 3000}}},
        {"seed", {0, 1, 2, 3}}, {"evaluate", false}};
    writeJsonFile(temporary / "sweep.json", sweep);
    PlacedJob job = submitted(
        {"sweep", (temporary / "sweep.json").string(), "--out-dir", (temporary / "sweep").string(), "--threads", "1"},
        {"--array_limit", "2"});
    const auto underWay = [&] {
        const auto found = runs::findRuns(temporary / "sweep");
        return std::count_if(found.begin(), found.end(), [](const runs::FoundRun& run) { return run.record.step > 0; });
    };
    waitFor(job, [&] { return underWay() == 2; });
    places::stop(job, places::StopHow::save, shells);
    waitForStage(job, PlacedStage::stopped);
    std::this_thread::sleep_for(std::chrono::seconds(1));
    const auto found = runs::findRuns(temporary / "sweep");
    EXPECT_EQ(found.size(), 2u) << "what waited never began";
    for (const runs::FoundRun& run : found) {
        EXPECT_EQ(run.record.state, runs::RunState::stopped);
    }
}

TEST_F(SlurmPlace, whoseControllerIsGoneKeepsWhatWasSeenLast)
{
    PlacedJob job = submitted(training(temporary / "run", 3000));
    waitForSteps(job);
    waitForStage(job, PlacedStage::running);
    const std::string seen = job.state.seen;
    bench->cluster.stopController();
    const double begin = steadySeconds();
    places::look({&job, 1}, shells);
    EXPECT_LT(steadySeconds() - begin, 35.0);
    EXPECT_EQ(job.state.stage, PlacedStage::running);
    EXPECT_EQ(job.state.reach, PlacedReach::unreachable);
    EXPECT_EQ(job.state.seen, seen);
    EXPECT_TRUE(says(job.state.error, {"Slurm does not answer", "Unable to contact slurm controller"}));
    EXPECT_TRUE(says(runs::placedText(job.state), "not reachable since"));
    EXPECT_EQ(runs::readRun(job.folder).state, runs::RunState::running);
    bench->cluster.startController();
    waitFor(job, [&] { return job.state.reach == PlacedReach::reached; });
    EXPECT_EQ(job.state.stage, PlacedStage::running) << job.state.error;
    EXPECT_EQ(job.state.error, "");
}

TEST_F(SlurmLimit, warnsInTimeForAllThatIsDoneToBeSaved)
{
    PlacedJob job = submitted(training(temporary / "run", 10000), {"--time", "1", "--sbatch=--signal=TERM@40"});
    for (const double begin = steadySeconds(); runs::isActive(job.state.stage);) {
        ASSERT_LT(steadySeconds() - begin, 180.0) << runs::placedText(job.state);
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        places::look({&job, 1}, shells);
    }
    EXPECT_EQ(job.state.stage, PlacedStage::stopped) << runs::placedText(job.state);
    EXPECT_TRUE(says(job.state.reason, "time limit was near"));
    EXPECT_EQ(runs::readRun(job.folder).state, runs::RunState::stopped);
    EXPECT_EQ(readJsonFile(job.folder / places::slurmExitName)["exit"], 75);
}

TEST_F(SlurmLimit, endsWhatDoesNotSaveInTime)
{
    places::JobToPlace asked;
    asked.recipe = recipes::recipeOf("demo", {{"seed", 0}, {"folder", (temporary / "run").string()}}, "cpu");
    asked.slurm.time = "1";
    const places::Place place = {"cluster", places::PlaceKind::slurm, "", {}, DPL_EXECUTABLE};
    asked.script = places::scriptOf(place, asked);
    asked.script.replace(asked.script.find("srun "), 5, "sleep 1000; srun ");
    PlacedJob job = places::start(place, asked, shells);
    for (const double begin = steadySeconds(); runs::isActive(job.state.stage);) {
        ASSERT_LT(steadySeconds() - begin, 180.0) << runs::placedText(job.state);
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        places::look({&job, 1}, shells);
    }
    EXPECT_EQ(job.state.stage, PlacedStage::timeout) << runs::placedText(job.state);
}

} // namespace
} // namespace dpl
