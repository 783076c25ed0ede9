// dpl fetch, and commands that name what it fetches, against a hub in this process.

#include "base/files.hpp"
#include "base/json.hpp"
#include "environment_variable.hpp"
#include "error_message.hpp"
#include "fixture_path.hpp"
#include "local_hub.hpp"
#include "process.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include <signal.h>

namespace dpl {
namespace {

namespace fs = std::filesystem;

using test::Ended;
using test::LocalHub;
using test::Process;
using test::says;

class FetchCommand : public testing::Test {
protected:
    FetchCommand()
    {
        hub.add("model", "ada/tiny", filesOf("models/tiny-llama"));
        const std::string rows = readFile(test::fixturePath("training/lora_pairs.jsonl"));
        hub.add("dataset", "ada/rows", {{"train.jsonl", rows}, {"test.jsonl", rows}});
        auto reward = filesOf("adapters/tiny-llama-base");
        Json config = parseJson(reward.at("adapter_config.json"), "adapter_config.json");
        config["base_model_name_or_path"] = "ada/tiny";
        reward["adapter_config.json"] = config.dump();
        hub.add("model", "ada/reward", reward);
    }

    static std::map<std::string, std::string> filesOf(const std::string& fixture)
    {
        std::map<std::string, std::string> files;
        for (const auto& entry : fs::directory_iterator(test::fixturePath(fixture))) {
            files[entry.path().filename().string()] = readFile(entry.path());
        }
        return files;
    }

    /// In the temporary folder.
    std::vector<std::string> command(const std::vector<std::string>& arguments) const
    {
        std::vector<std::string> all{"/usr/bin/env", "-C", temporary.path().string(), DPL_EXECUTABLE};
        all.insert(all.end(), arguments.begin(), arguments.end());
        return all;
    }

    Ended run(const std::vector<std::string>& arguments) const
    {
        return Process(command(arguments), temporary.path()).end();
    }

    fs::path snapshot(const std::string& folder) const
    {
        return temporary / "hub" / folder / "snapshots" / LocalHub::commit();
    }

    const test::TemporaryFolder temporary;
    LocalHub hub;
    const test::EnvironmentVariable endpoint{"HF_ENDPOINT", hub.endpoint()};
    const test::EnvironmentVariable home{"HF_HOME", temporary.path().string()};
    const test::EnvironmentVariable cache{"HF_HUB_CACHE"};
    const test::EnvironmentVariable offline{"HF_HUB_OFFLINE"};
    const test::EnvironmentVariable token{"HF_TOKEN"};
};

TEST_F(FetchCommand, listsFetchesAndKnowsWhatIsThere)
{
    const Ended listed = run({"fetch", "ada/tiny", "--list"});
    EXPECT_EQ(listed.exitCode, 0) << listed.err;
    EXPECT_TRUE(says(listed.out,
        {"ada/tiny at aaaaaaaa, licence: mit", "+", "config.json", "configuration", "model.safetensors", "weights",
            "- ", "expected.safetensors", "files are used (+)"}))
        << listed.out;
    EXPECT_FALSE(fs::exists(temporary / "hub"));

    const Ended fetched = run({"fetch", "ada/tiny"});
    EXPECT_EQ(fetched.exitCode, 0) << fetched.err;
    EXPECT_EQ(fetched.out, snapshot("models--ada--tiny").string() + "\n");
    EXPECT_TRUE(says(fetched.err, "dpl: fetched 4 files, ")) << fetched.err;
    EXPECT_EQ(readFile(snapshot("models--ada--tiny") / "model.safetensors"),
        readFile(test::fixturePath("models/tiny-llama/model.safetensors")));

    const Ended again = run({"fetch", "ada/tiny", "--json"});
    EXPECT_EQ(again.exitCode, 0) << again.err;
    const Json result = parseJson(again.out, "stdout");
    EXPECT_EQ(result.at("was_there"), true);
    EXPECT_EQ(result.at("finished"), true);
    EXPECT_EQ(result.at("files"), 4);
    const Json plan = parseJson(run({"fetch", "ada/tiny", "--list", "--json"}).out, "stdout");
    EXPECT_EQ(plan.at("bytes_missing"), 0);
    EXPECT_EQ(plan.at("licence"), "mit");
}

TEST_F(FetchCommand, stoppedByControlCItGoesOn)
{
    hub.add("model", "ada/large", {{"config.json", "{}"}, {"model.safetensors", std::string(6'000'000, 'w')}});
    hub.setFaults({.milliseconds = 30});
    {
        Process process(command({"fetch", "ada/large"}), temporary.path());
        const fs::path blobs = temporary / "hub" / "models--ada--large" / "blobs";
        const auto begun = [&] {
            std::error_code error;
            for (fs::directory_iterator entry(blobs, error); !error && entry != fs::directory_iterator(); ++entry) {
                if (entry->path().extension() == ".incomplete" && entry->file_size(error) > 500'000) {
                    return true;
                }
            }
            return false;
        };
        while (process.runs() && !begun()) {
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        process.signal(SIGINT);
        const Ended stopped = process.end();
        EXPECT_EQ(stopped.exitCode, 130) << stopped.err;
        EXPECT_TRUE(says(stopped.err, {"dpl: stopped; ", " are kept. Run the same command to resume."}));
        EXPECT_EQ(stopped.out, "");
    }
    hub.setFaults({});
    hub.forget();
    const Ended resumed = run({"fetch", "ada/large"});
    EXPECT_EQ(resumed.exitCode, 0) << resumed.err;
    const auto requests = hub.requests();
    EXPECT_TRUE(std::any_of(requests.begin(), requests.end(), [](const LocalHub::Request& request) {
        return request.server == "content" && request.header("range").starts_with("bytes=");
    }));
    EXPECT_EQ(readFile(snapshot("models--ada--large") / "model.safetensors"), std::string(6'000'000, 'w'));
}

TEST_F(FetchCommand, whatCannotBeIsSaidInASentence)
{
    const auto fails = [&](const std::vector<std::string>& arguments, int code, const std::string& part) {
        const Ended ended = run(arguments);
        EXPECT_EQ(ended.exitCode, code) << ended.err;
        EXPECT_EQ(ended.out, "");
        EXPECT_TRUE(says(ended.err, {"dpl: ", part}));
        EXPECT_EQ(std::count(ended.err.begin(), ended.err.end(), '\n'), 1) << ended.err;
    };
    fails({"fetch", "../ada"}, 2, "ORG/NAME");
    fails({"fetch", "ada/nothing"}, 1, "there is no model ada/nothing");
    fails({"fetch", "ada/rows"}, 1, "--dataset");
    fails({"fetch", "ada/tiny@v9"}, 1, "no revision \"v9\"");
    hub.add("model", "ada/ggufs", {{"a.Q4_0.gguf", "a"}, {"a.Q8_0.gguf", "b"}});
    fails({"fetch", "ada/ggufs"}, 1, "--include");
    EXPECT_EQ(run({"fetch", "ada/ggufs", "--include", "*Q8*"}).exitCode, 0);
    {
        const test::EnvironmentVariable isOffline("HF_HUB_OFFLINE", "1");
        fails({"fetch", "ada/tiny"}, 1, "HF_HUB_OFFLINE");
    }
    const test::EnvironmentVariable wrong("HF_ENDPOINT", "hub");
    fails({"fetch", "ada/tiny"}, 2, "HF_ENDPOINT");
}

TEST_F(FetchCommand, trainingAndEvaluationTakeNames)
{
    const std::vector<std::string> training{"train", "--model_name", "ada/tiny", "--data_path", "ada/rows", "--log_dir",
        "logs", "--threads", "1", "--train_dataset_size", "4", "--eval_steps", "0", "--learning_rate", "0.001",
        "--json"};
    const Ended missing = run(training);
    EXPECT_EQ(missing.exitCode, 1);
    EXPECT_TRUE(says(missing.err, "`dpl fetch ada/tiny` brings it"));
    EXPECT_EQ(run({"fetch", "ada/tiny"}).exitCode, 0);
    EXPECT_TRUE(says(run(training).err, "`dpl fetch ada/rows --dataset` brings it"));
    writeFileAtomically(temporary / "text", "Hello\n");
    EXPECT_EQ(run({"tokenize", "--tokenizer", "ada/tiny", "text"}).exitCode, 0);
    EXPECT_EQ(parseJson(run({"backbone", "ada/tiny", "--json"}).out, "stdout").at("name"), "ada/tiny");
    EXPECT_FALSE(fs::exists(temporary / "logs" / "both"));

    auto fetching = training;
    fetching.emplace_back("--fetch");
    const Ended trained = run(fetching);
    ASSERT_EQ(trained.exitCode, 0) << trained.err;
    EXPECT_TRUE(says(trained.err, "dpl: fetched ada/rows into "));
    const Json result = parseJson(trained.out, "stdout");
    EXPECT_TRUE(says(result.at("folder").get<std::string>(), "logs/both/base_tiny__4_"));
    hub.forget();
    EXPECT_TRUE(says(run(training).err, "already done"));
    EXPECT_TRUE(hub.requests().empty()) << "what is in the cache is taken from it";

    // A reward model by its name, whose backbone is taken by its own.
    const std::vector<std::string> evaluation{"evaluate", "--reward_model_checkpoint", "ada/reward", "--data_path",
        "ada/rows", "--eval_dataset_size", "4", "--threads", "1", "--json"};
    EXPECT_TRUE(says(run(evaluation).err, "`dpl fetch ada/reward` brings it"));
    auto fetchingReward = evaluation;
    fetchingReward.emplace_back("--fetch");
    const Ended evaluated = run(fetchingReward);
    ASSERT_EQ(evaluated.exitCode, 0) << evaluated.err;
    EXPECT_EQ(parseJson(evaluated.out, "stdout").at("files").at(0),
        "results/evaluations/ada/reward/rows-test-4-rows-1024-tokens/eval_results_both.jsonl");
    EXPECT_TRUE(fs::exists(temporary / "results/evaluations/ada/reward"));
    for (const auto& entry : fs::directory_iterator(snapshot("models--ada--reward"))) {
        EXPECT_TRUE(entry.is_symlink()) << "the cache is left as it is: " << entry.path();
    }
    const Ended repeated = run(evaluation);
    EXPECT_TRUE(says(repeated.err, "already done")) << repeated.err;
}

TEST_F(FetchCommand, dataInUltraFeedbacksFormTrainsFromAnEmptyMachine)
{
    const std::string rows = readFile(test::fixturePath("tables/messages.parquet"));
    hub.add("dataset", "ada/feedback",
        {{"README.md", "#"}, {"data/train_prefs-00000-of-00001.parquet", rows},
            {"data/test_prefs-00000-of-00001.parquet", rows}, {"data/train_sft-00000-of-00001.parquet", rows}});
    auto model = filesOf("models/tiny-llama");
    model["chat_template.jinja"] = "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}";
    hub.add("model", "ada/chat", model);
    const Ended trained = run({"train", "--model_name", "ada/chat", "--data_path", "ada/feedback", "--log_dir", "logs",
        "--threads", "1", "--reward_model_type", "mean_and_variance", "--fetch", "--json"});
    if (trained.err.find("Apache Arrow") != std::string::npos) {
        GTEST_SKIP() << "built without Apache Arrow";
    }
    ASSERT_EQ(trained.exitCode, 0) << trained.err;
    EXPECT_GT(parseJson(trained.out, "stdout").at("comparisons").get<int>(), 0);
    EXPECT_FALSE(fs::exists(snapshot("datasets--ada--feedback") / "data" / "train_sft-00000-of-00001.parquet"));
}

} // namespace
} // namespace dpl
