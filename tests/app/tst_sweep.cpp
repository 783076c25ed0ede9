#include "base/clock.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "error_message.hpp"
#include "patience.hpp"
#include "process.hpp"
#include "runs/run_folder.hpp"
#include "temporary_folder.hpp"

#include <algorithm>
#include <thread>

#include <signal.h>

namespace dpl {
namespace {

using test::Ended;
using test::Process;
using test::says;

class SweepCommand : public testing::Test {
protected:
    std::vector<std::string> command(std::vector<std::string> arguments) const
    {
        arguments.insert(arguments.begin(), DPL_EXECUTABLE);
        return arguments;
    }

    Ended run(const std::vector<std::string>& arguments) const
    {
        return Process(command(arguments), temporary.path()).end();
    }

    /// A sweep of moments on the demonstration's data, with other members.
    std::string file(const Json& more = Json::object()) const
    {
        const std::string demo = DPL_DEMO;
        Json json;
        json["base"] = {{"model_name", demo + "/tiny-llama"}, {"data_path", demo + "/preferences"},
            {"train_dataset_size", 32}, {"eval_steps", 0}, {"per_device_train_batch_size", 8},
            {"learning_rate", 0.002}};
        json["reward_model_type"] = {"base", "categorical"};
        json["responses"] = demo + "/responses.jsonl";
        json.update(more);
        writeFileAtomically(temporary / "sweep.json", json.dump(2));
        return (temporary / "sweep.json").string();
    }

    std::vector<std::string> sweep(const std::string& file, const std::vector<std::string>& more = {}) const
    {
        std::vector<std::string> all{"sweep", file, "--out-dir", out.string(), "--threads", "1"};
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }

    const test::TemporaryFolder temporary;
    const std::filesystem::path out = temporary / "results";
};

TEST_F(SweepCommand, printsTablesAndThenTakesWhatIsThere)
{
    const Ended ended = run(sweep(file()));
    ASSERT_EQ(ended.exitCode, 0) << ended.err;
    EXPECT_TRUE(
        says(ended.out, {"Table 1a", "Table 1b", "categorical, α-quantile", "Missing", "2 runs in " + out.string()}));
    EXPECT_TRUE(says(ended.err, {"1 of 2: both · base", "2 of 2: both · categorical", "accuracy"}));
    EXPECT_TRUE(std::filesystem::exists(out / "both" / "base_tiny-llama__32_0.002_cosine_1" / "run.json"));

    // A run's folder holds the model, and summarize finds it there.
    const Ended summary = run({"summarize", out.string(), "--json"});
    ASSERT_EQ(summary.exitCode, 0) << summary.err;
    const Json tables = parseJson(summary.out, "stdout");
    ASSERT_EQ(tables["models"].size(), 2u);
    EXPECT_EQ(tables["models"][1]["evaluation"]["rows"], 500);

    const Ended again = run(sweep(file(), {"--json"}));
    ASSERT_EQ(again.exitCode, 0) << again.err;
    const Json json = parseJson(again.out, "stdout");
    EXPECT_EQ(json["finished"], true);
    EXPECT_EQ(json["out_dir"], out.string());
    ASSERT_EQ(json["runs"].size(), 2u);
    for (const Json& one : json["runs"]) {
        EXPECT_EQ(one["was_there"], true);
        EXPECT_EQ(one["training"]["steps"], 4);
        EXPECT_TRUE(std::filesystem::exists(one["evaluation"]["file"].get<std::string>()));
    }
    EXPECT_EQ(json["groups"][0]["summary"]["models"], tables["models"]);
}

TEST_F(SweepCommand, twoProcessesShareOneSweep)
{
    const std::string shared = file({{"seed", {1, 2, 3}}});
    std::vector<std::unique_ptr<Process>> processes;
    for (const char* name : {"first", "second"}) {
        std::filesystem::create_directory(temporary / name);
        processes.push_back(std::make_unique<Process>(command(sweep(shared, {"--json"})), temporary / name));
    }
    std::vector<Json> results;
    for (const auto& process : processes) {
        const Ended ended = process->end();
        ASSERT_EQ(ended.exitCode, 0) << ended.err;
        results.push_back(parseJson(ended.out, "stdout"));
    }
    ASSERT_EQ(results[0]["runs"].size(), 6u);
    int trainedByFirst = 0;
    for (std::size_t i = 0; i < 6; ++i) {
        EXPECT_NE(results[0]["runs"][i]["was_there"], results[1]["runs"][i]["was_there"]) << "each once: " << i;
        trainedByFirst += results[0]["runs"][i]["was_there"] == false;
        EXPECT_EQ(results[0]["runs"][i]["training"], results[1]["runs"][i]["training"]);
        EXPECT_EQ(results[0]["runs"][i]["evaluation"], results[1]["runs"][i]["evaluation"]);
    }
    EXPECT_GT(trainedByFirst, 0);
    EXPECT_LT(trainedByFirst, 6);
    EXPECT_EQ(results[0]["groups"], results[1]["groups"]);
}

TEST_F(SweepCommand, aFailingRunIsSaidAtTheEnd)
{
    std::filesystem::create_directory(temporary / "broken");
    writeFileAtomically(temporary / "broken" / "train.jsonl", "broken\n");
    writeFileAtomically(temporary / "broken" / "test.jsonl", "{\"chosen\": \"a b\", \"rejected\": \"c\"}\n");
    const Json broken = {
        {{"where", {{"reward_model_type", {"base"}}}}, {"set", {{"data_path", (temporary / "broken").string()}}}}};
    const Ended ended = run(sweep(file({{"overrides", broken}})));
    EXPECT_EQ(ended.exitCode, 1);
    EXPECT_TRUE(says(ended.out, {"Table 1a", "1 runs in " + out.string()}));
    EXPECT_TRUE(says(ended.err,
        {"2 of 2: both · categorical", "dpl: failed: both · base", "broken",
            "Run the same command to try again what failed"}));
}

TEST_F(SweepCommand, whatIsMissingIsSaidBeforeAnythingIsTrained)
{
    const Ended ended = run(sweep(file({{"responses", "absent.jsonl"}})));
    EXPECT_EQ(ended.exitCode, 1);
    EXPECT_TRUE(says(ended.err, {"dpl: nothing was trained: the response set cannot be scored: ", "absent.jsonl"}));
    EXPECT_TRUE(runs::findRuns(out).empty());
}

TEST_F(SweepCommand, severalSeedsAreOneTable)
{
    const Ended ended = run(sweep(file({{"seed", {1, 2}}, {"reward_model_type", {"base"}}, {"responses", nullptr}})));
    ASSERT_EQ(ended.exitCode, 0) << ended.err;
    EXPECT_TRUE(says(ended.out, {"over 2 seeds", "\u00b1", "dpl summarize " + (out / "seed-1").string()}));
}

TEST_F(SweepCommand, wrongUseIsSaidBeforeAnythingRuns)
{
    const auto expectWrongUse = [&](const std::vector<std::string>& arguments,
                                    std::initializer_list<std::string> parts) {
        const Ended ended = run(arguments);
        EXPECT_EQ(ended.exitCode, 2) << ended.err;
        EXPECT_EQ(ended.out, "");
        EXPECT_TRUE(ended.err.starts_with("dpl: ")) << ended.err;
        EXPECT_TRUE(says(ended.err, parts));
        EXPECT_EQ(std::count(ended.err.begin(), ended.err.end(), '\n'), 1) << ended.err;
        EXPECT_FALSE(std::filesystem::exists(out));
    };
    expectWrongUse({"sweep"}, {"file"});
    expectWrongUse(sweep((temporary / "absent.json").string()), {"absent.json"});
    expectWrongUse(sweep(file({{"seed", {1, "two"}}})), {"sweep.json: seed[1]", "whole number"});
    expectWrongUse(sweep(file({{"seeds", {1}}})), {"seeds"});
    expectWrongUse(sweep(file(), {"--device", "abacus"}), {"abacus"});
    expectWrongUse({"demo", "--seed", "-1"}, {"--seed"});
}

TEST_F(SweepCommand, interruptedDemoSavesAndSaysHowToGoOn)
{
    Process process(command({"demo", "--out_dir", out.string(), "--json"}), temporary.path());
    const auto isUnderWay = [&] { return !runs::findRuns(out).empty() && runs::findRuns(out)[0].record.step > 0; };
    for (const double start = steadySeconds(); !isUnderWay() && process.runs();) {
        ASSERT_LT(steadySeconds() - start, 60.0 * test::patience);
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    process.signal(SIGINT);
    const Ended ended = process.end();
    EXPECT_EQ(ended.exitCode, 130) << ended.err;
    EXPECT_TRUE(says(ended.err, {"of 9 runs", "Run the same command to resume"}));
    EXPECT_EQ(parseJson(ended.out, "stdout")["finished"], false);
    EXPECT_TRUE(std::filesystem::exists(out / "seed-0" / "data" / "preferences" / "both" / "train.jsonl.gz"));
    for (const runs::FoundRun& found : runs::findRuns(out)) {
        EXPECT_NE(found.record.state, runs::RunState::running);
        EXPECT_NE(found.record.state, runs::RunState::failed);
    }
}

} // namespace
} // namespace dpl
