#include "arguments.hpp"
#include "base/clock.hpp"
#include "base/files.hpp"
#include "base/json_text.hpp"
#include "environment_variable.hpp"
#include "error_message.hpp"
#include "job_outputs.hpp"
#include "patience.hpp"
#include "places/placed_jobs.hpp"
#include "process.hpp"
#include "runs/run_folder.hpp"
#include "temporary_folder.hpp"

#include <thread>

#include <signal.h>

namespace dpl {
namespace {

using test::Arguments;
using test::differenceOf;
using test::Ended;
using test::fixtureArgument;
using test::jobOutputsIn;
using test::Process;
using test::says;

/// `dpl job`, and jobs apart, by commands.
class PlacesCommands : public testing::Test {
protected:
    ~PlacesCommands() override
    {
        places::Shells shells;
        for (places::PlacedJob& job : places::list({results}).jobs) {
            places::stop(job, places::StopHow::now, shells);
        }
    }

    static std::vector<std::string> command(Arguments arguments)
    {
        // A shell of its own, so that no scheduler around the tests changes what signals mean.
        arguments.insert(arguments.begin(),
            {"/bin/sh", "-c", "unset SLURM_JOB_ID SLURM_STEP_NUM_TASKS TORCHELASTIC_RUN_ID; exec \"$0\" \"$@\"",
                DPL_EXECUTABLE});
        return arguments;
    }

    Ended run(const Arguments& arguments) const { return Process(command(arguments), temporary.path()).end(); }

    Arguments training(const std::filesystem::path& folder, int epochs = 2) const
    {
        return {"train", "--model_name", fixtureArgument("models/tiny-llama"), "--data_path",
            fixtureArgument("training/lora_pairs.jsonl"), "--run_folder", folder.string(), "--num_train_epochs",
            std::to_string(epochs), "--eval_steps", "0", "--logging_steps", "1", "--threads", "1", "--save_steps",
            "1000000"};
    }

    Json submitted(const Arguments& words) const
    {
        Arguments all{"submit", "--place", "apart", "--root", results.string(), "--json", "--"};
        all.insert(all.end(), words.begin(), words.end());
        const Ended ended = run(all);
        EXPECT_EQ(ended.exitCode, 0) << ended.err;
        return ended.exitCode == 0 ? parseJson(ended.out, "stdout") : Json::object();
    }

    Json jobs() const
    {
        const Ended ended = run({"jobs", results.string(), "--json"});
        EXPECT_EQ(ended.exitCode, 0) << ended.err;
        return parseJson(ended.out, "stdout");
    }

    template <typename F> static void waitFor(const F& holds)
    {
        for (const double begin = steadySeconds(); !holds();) {
            ASSERT_LT(steadySeconds() - begin, 60.0 * test::patience);
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
    }

    void waitForState(const std::string& state) const
    {
        waitFor([&] { return jobs().at(0).at("state") == state; });
    }

    static void waitForSteps(const std::filesystem::path& folder)
    {
        waitFor([&] {
            std::error_code ignored;
            return std::filesystem::exists(folder / "metrics.jsonl", ignored) && runs::readMetrics(folder).size() > 2;
        });
    }

    const test::TemporaryFolder temporary;
    const std::filesystem::path results = temporary / "results";
    const test::EnvironmentVariable places{"DPL_PLACES", (temporary / "places.json").string()};
    const test::EnvironmentVariable data{"XDG_DATA_HOME", (temporary / "data").string()};
};

TEST_F(PlacesCommands, aJobApartGivesTheBitsOfItsCommandStoppedAndResumed)
{
    ASSERT_EQ(run(training(temporary / "here" / "run", 60)).exitCode, 0);
    const std::filesystem::path folder = results / "run";
    const Json job = submitted(training(folder, 60));
    EXPECT_EQ(job["state"], "running");
    EXPECT_EQ(job["folder"], folder.string());
    waitForSteps(folder);
    EXPECT_EQ(runs::readRun(folder).state, runs::RunState::running);
    EXPECT_TRUE(says(run({"runs", results.string(), "--json"}).out, "\"placed\": \"running\""));
    const Ended cancelled = run({"cancel", folder.string()});
    EXPECT_EQ(cancelled.exitCode, 0) << cancelled.err;
    EXPECT_TRUE(says(cancelled.out, "saves what is done"));
    waitForState("stopped");
    EXPECT_EQ(runs::readRun(folder).state, runs::RunState::stopped);
    const Json exit = readJsonFile(folder / places::exitName);
    EXPECT_EQ(exit["exit"], 128 + SIGTERM);
    EXPECT_EQ(exit["state"], "stopped");

    submitted(training(folder, 60));
    waitForState("finished");
    EXPECT_EQ(differenceOf(jobOutputsIn(temporary / "here" / "run"), jobOutputsIn(folder)), "");
    EXPECT_EQ(runs::readRun(folder).params, runs::readRun(temporary / "here" / "run").params);
    EXPECT_TRUE(says(readFile(folder / places::logName), {"progress is saved", "dpl: finished"}));
    EXPECT_EQ(jobs().size(), 1u);
}

TEST_F(PlacesCommands, aJobOutlivesWhoStartedItAndIsEndedAtOnce)
{
    const std::filesystem::path folder = results / "run";
    const std::string id = submitted(training(folder, 3000))["id"].get<std::string>();
    waitForSteps(folder);
    EXPECT_EQ(jobs().at(0).at("state"), "running") << "the command that started it is gone";
    const Ended busy = run({"submit", "--place", "apart", "--", "train", "--model_name", "x", "--data_path", "y",
        "--run_folder", folder.string()});
    EXPECT_EQ(busy.exitCode, 1);
    EXPECT_TRUE(says(busy.err, {"holds job " + id, "running"}));
    EXPECT_TRUE(says(run({"jobs", results.string()}).out, {id, "apart", "training", "running"}));
    const Ended ended = run({"cancel", id, "--now", "--root", results.string(), "--json"});
    EXPECT_EQ(ended.exitCode, 0) << ended.err;
    waitForState("cancelled");
    EXPECT_EQ(runs::readRun(folder).state, runs::RunState::interrupted);
    EXPECT_TRUE(says(run({"jobs", results.string(), "--active"}).out, "no such jobs"));
    EXPECT_TRUE(says(run({"cancel", folder.string()}).out, "is over: cancelled"));
    EXPECT_TRUE(says(run({"cancel", id, "--root", results.string()}).err, "no job \"" + id + "\""));
}

TEST_F(PlacesCommands, aJobThatFailsSaysWhy)
{
    Arguments words = training(results / "run");
    words[4] = (temporary / "absent.jsonl").string();
    submitted(words);
    waitForState("failed");
    EXPECT_TRUE(says(jobs().at(0).at("reason").get<std::string>(), "absent.jsonl"));
    EXPECT_TRUE(says(readFile(results / "run" / places::logName), "absent.jsonl"));
}

TEST_F(PlacesCommands, everyCommandWithAJobCanBeSubmitted)
{
    ASSERT_EQ(run(training(temporary / "run")).exitCode, 0);
    const std::string model = (temporary / "run" / "base_tiny-llama__0_3e-06_cosine_2_peft_last_checkpoint").string();
    const Json evaluation = submitted({"evaluate", "--reward_model_checkpoint", model, "--data_path",
        fixtureArgument("training/lora_pairs.jsonl"), "--threads", "1"});
    EXPECT_TRUE(says(evaluation["folder"].get<std::string>(), (results / "jobs" / "evaluation-").string()));
    const Json experiment = submitted({"synthetic", "--env", "1d", "--num_iterations", "20", "--batch_size", "16",
        "--models", "base", "--out_dir", results.string(), "--threads", "1"});
    EXPECT_EQ(experiment["kind"], "synthetic");
    waitFor([&] {
        const Json all = jobs();
        return std::all_of(all.begin(), all.end(), [](const Json& job) { return job["state"] == "finished"; });
    });
    EXPECT_TRUE(std::filesystem::exists(std::filesystem::path(experiment["folder"].get<std::string>()) / "run.json"));
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(model)) {
        files += entry.path().filename().string().starts_with("eval_results_") ? 1 : 0;
    }
    EXPECT_GT(files, 0u);
}

TEST_F(PlacesCommands, relativePathsAreSeenFromWhereTheJobWasGivenAway)
{
    const Json recipe{{"kind", "training"}, {"folder", (temporary / "run").string()},
        {"params", {{"model_name", "models/tiny-llama"}, {"data_path", "training/lora_pairs.jsonl"}}}, {"threads", 1},
        {"working_folder", DPL_FIXTURES}};
    writeJsonFile(temporary / "recipe.json", recipe);
    const Ended ended = run({"job", (temporary / "recipe.json").string()});
    EXPECT_EQ(ended.exitCode, 0) << ended.err;
    EXPECT_EQ(runs::readRun(temporary / "run").params["model_name"], "models/tiny-llama");
    EXPECT_EQ(readJsonFile(temporary / "job-exit.json")["state"], "finished");
}

TEST_F(PlacesCommands, aJobThatCannotBeReadIsWrongUse)
{
    writeFileAtomically(temporary / "recipe.json", "{\"kind\": \"nap\"}");
    Ended ended = run({"job", (temporary / "recipe.json").string()});
    EXPECT_EQ(ended.exitCode, 2);
    EXPECT_TRUE(says(ended.err, "\"nap\" is not known"));
    EXPECT_EQ(run({"job", (temporary / "absent.json").string()}).exitCode, 2);
    writeJsonFile(temporary / "recipe.json", {{"kind", "training"}, {"params", Json::object()}});
    ended = run({"job", (temporary / "recipe.json").string()});
    EXPECT_EQ(ended.exitCode, 1);
    EXPECT_EQ(readJsonFile(temporary / "job-exit.json")["exit"], 1);
    EXPECT_TRUE(says(readJsonFile(temporary / "job-exit.json")["message"].get<std::string>(), "model_name"));
    const test::EnvironmentVariable tasks("SLURM_STEP_NUM_TASKS", "2");
    ended = Process({DPL_EXECUTABLE, "job", (temporary / "recipe.json").string()}, temporary.path()).end();
    EXPECT_EQ(ended.exitCode, 2);
    EXPECT_TRUE(says(ended.err, "this step has 2 tasks"));
}

TEST_F(PlacesCommands, wrongUseIsSaidBeforeAnythingRuns)
{
    const auto expect = [&](const Arguments& arguments, std::initializer_list<std::string> parts) {
        const Ended ended = run(arguments);
        EXPECT_EQ(ended.exitCode, 2) << ended.err;
        EXPECT_TRUE(says(ended.err, parts));
        EXPECT_FALSE(std::filesystem::exists(results));
    };
    expect({"submit", "--place", "apart"}, {"command is required"});
    expect({"submit", "--place", "apart", "--", "nap"}, {"train, sweep, evaluate"});
    expect({"submit", "--place", "apart", "--", "train"}, {"--model_name"});
    expect({"submit", "--place", "nowhere", "--", "demo"}, {"nowhere", "window, apart"});
    Arguments words{"submit", "--place", "apart", "--"};
    for (const std::string& word : training(results / "run")) {
        words.push_back(word);
    }
    words.push_back("--overwrite");
    expect(words, {"--overwrite does not go with dpl submit"});
    EXPECT_TRUE(says(run({"submit", "--place", "window", "--", "demo"}).err, "window"));
}

TEST_F(PlacesCommands, placesAreListedAddedTestedAndRemoved)
{
    EXPECT_TRUE(says(run({"places"}).out, {"window", "apart"}));
    const Ended added = run({"places", "add", "mine", "--kind", "slurm", "--program", DPL_EXECUTABLE, "--setup",
        "module load a", "--setup", "b", "--directive=--exclusive", "--requeue"});
    EXPECT_EQ(added.exitCode, 0) << added.err;
    const Json place = readJsonFile(temporary / "places.json")["places"][0];
    EXPECT_EQ(place["setup"], Json({"module load a", "b"}));
    EXPECT_EQ(place["directives"], Json({"--exclusive"}));
    EXPECT_EQ(parseJson(run({"places", "--json"}).out, "stdout").size(), 3u);
    EXPECT_TRUE(says(run({"places", "add", "mine"}).err, "mine already"));
    EXPECT_TRUE(says(run({"places", "add", "x", "--kind", "pbs"}).err, {"--kind", "pbs"}));
    const Ended tested = run({"places", "test", "apart"});
    EXPECT_EQ(tested.exitCode, 0) << tested.err;
    EXPECT_EQ(tested.out, "apart: version " DPL_VERSION ", folder writable\n");
    EXPECT_EQ(run({"places", "remove", "mine"}).exitCode, 0);
    EXPECT_EQ(run({"places", "remove", "mine"}).exitCode, 2);
}

} // namespace
} // namespace dpl
