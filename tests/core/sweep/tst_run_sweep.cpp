#include "sweep/run_sweep.hpp"

#include "base/files.hpp"
#include "demo/demo.hpp"
#include "error_message.hpp"
#include "report/table_writers.hpp"
#include "runs/run_folder.hpp"
#include "sweep/sweep_tables.hpp"
#include "temporary_folder.hpp"

#include <functional>
#include <memory>

namespace dpl::sweep {
namespace {

using test::errorOf;
using test::says;

const ComputeOptions oneThread{1, false, "cpu"};

class Watcher : public SweepObserver {
public:
    void progressed(const Progress& progress) override
    {
        phases.push_back(progress.phase);
        if (onProgress) {
            onProgress(progress);
        }
    }
    void ran(std::size_t number, std::size_t of, const SweepRun& run) override
    {
        done.push_back(std::to_string(number) + "/" + std::to_string(of) + (run.wasThere ? " was there" : ""));
    }

    std::vector<std::string> phases;
    std::vector<std::string> done;
    std::function<void(const Progress&)> onProgress;
};

/// A sweep of moments on the demonstration's data.
class RunSweep : public testing::Test {
protected:
    static void SetUpTestSuite()
    {
        shared = new test::TemporaryFolder;
        demo::writeDemo(0, shared->path());
    }
    static void TearDownTestSuite()
    {
        delete shared;
        shared = nullptr;
    }

    static SweepParams params()
    {
        SweepParams params;
        params.base = {{"model_name", (*shared / "tiny-llama").string()},
            {"data_path", (*shared / "preferences").string()}, {"train_dataset_size", 48},
            {"per_device_train_batch_size", 8}, {"learning_rate", 0.002}, {"eval_steps", 0}, {"logging_steps", 1},
            {"max_length", 128}};
        params.lists = {{"seed", {1, 2}}, {"reward_model_type", {"base", "mean_and_variance"}}};
        params.responses = (*shared / "responses.jsonl").string();
        return params;
    }

    SweepResult run(const SweepParams& params, const std::filesystem::path& folder)
    {
        return runSweep(params, folder, oneThread, watcher, stop.get_token());
    }

    /// A dataset whose training rows cannot be read.
    std::filesystem::path brokenRows() const
    {
        const std::filesystem::path folder = temporary / "broken";
        std::filesystem::create_directory(folder);
        writeFileAtomically(folder / "train.jsonl", "broken\n");
        writeFileAtomically(folder / "test.jsonl", twoRows);
        return folder;
    }

    /// A dataset without test rows.
    std::filesystem::path onlyTraining() const
    {
        const std::filesystem::path folder = temporary / "training";
        std::filesystem::create_directories(folder);
        writeFileAtomically(folder / "train.jsonl", twoRows);
        return folder;
    }

    static constexpr const char* twoRows = "{\"chosen\": \"a b\", \"rejected\": \"c\"}\n"
                                           "{\"chosen\": \"d\", \"rejected\": \"a b\"}\n";
    static test::TemporaryFolder* shared;
    const test::TemporaryFolder temporary;
    const std::filesystem::path out = temporary / "sweep";
    Watcher watcher;
    std::stop_source stop;
};

test::TemporaryFolder* RunSweep::shared = nullptr;

TEST_F(RunSweep, trainsEvaluatesScoresAndSummarises)
{
    const SweepResult result = run(params(), out);
    EXPECT_TRUE(result.finished);
    ASSERT_EQ(result.runs.size(), 4u);
    EXPECT_EQ(watcher.done, (std::vector<std::string>{"1/4", "2/4", "3/4", "4/4"}));
    for (const SweepRun& run : result.runs) {
        EXPECT_EQ(run.training.steps, 6);
        EXPECT_EQ(run.folder, out / run.planned.folder);
        EXPECT_EQ(runs::readRun(run.folder).state, runs::RunState::finished);
        EXPECT_TRUE(std::filesystem::exists(run.model / "adapter_model.safetensors"));
        ASSERT_TRUE(run.evaluation);
        EXPECT_TRUE(std::filesystem::exists(run.evaluation->file));
        EXPECT_GT(run.evaluation->accuracy, 0.2);
    }
    ASSERT_EQ(result.groups.size(), 2u);
    EXPECT_EQ(result.groups[1].folder, out / "seed-2");
    EXPECT_EQ(result.groups[1].values, Json({{"seed", 2}}));
    double mean = 0.0;
    for (const SweepGroup& group : result.groups) {
        ASSERT_TRUE(group.summary);
        ASSERT_EQ(group.summary->models.size(), 2u);
        const auto* model = group.summary->find({preference::RewardHead::meanAndVariance, data::DataSubset::both});
        ASSERT_TRUE(model && model->jailbreak && model->comparisons && model->comparisons->explainedVariance);
        EXPECT_EQ(model->jailbreak->jailbreaks.mean.total, 160);
        EXPECT_EQ(model->comparisons->rows, 500);
        mean += model->comparisons->explainedVariance->value / 2.0;
    }
    const auto tables = sweepTables(result);
    ASSERT_EQ(tables.size(), 2u) << "two seeds are one table, and one of tests";
    ASSERT_EQ(tables[0].rows.size(), 3u) << "base, and two readings of the other";
    EXPECT_NEAR(std::get<report::Number>(tables[0].rows[1][6]).value, mean, 1e-12);
    EXPECT_GT(std::get<report::Number>(tables[0].rows[1][6]).deviation.value(), 0.0);
    EXPECT_TRUE(says(report::toText(tables[0]), {"2 seeds", "base", "mean and variance, \u03b1-quantile", "\u00b1"}));
    const Json json = result.toJson();
    EXPECT_EQ(json["runs"].size(), 4u);
    EXPECT_EQ(json["groups"][0]["summary"]["models"].size(), 2u);
}

TEST_F(RunSweep, takesWhatIsThere)
{
    SweepParams one = params();
    one.lists[0].values = {1};
    const SweepResult first = run(one, out);
    ASSERT_TRUE(first.finished);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(out / ".tokens"), {}), 1) << "two runs, one cache";
    const std::filesystem::path evaluation = first.runs[0].evaluation->file;
    const std::filesystem::path responses = first.groups[0].responses;
    const auto time = [](const std::filesystem::path& file) { return std::filesystem::last_write_time(file); };
    const auto trained = time(first.runs[0].model / "adapter_model.safetensors");
    const auto scored = time(responses);
    const auto otherEvaluated = time(first.runs[1].evaluation->file);
    const std::string evaluated = readFile(evaluation);
    std::filesystem::remove(evaluation);

    // One file is gone, and a seed is new.
    watcher = {};
    const SweepResult second = run(params(), out);
    EXPECT_TRUE(second.finished);
    EXPECT_EQ(watcher.done, (std::vector<std::string>{"1/4 was there", "2/4 was there", "3/4", "4/4"}));
    EXPECT_EQ(readFile(evaluation), evaluated) << "made again";
    EXPECT_EQ(time(first.runs[0].model / "adapter_model.safetensors"), trained);
    EXPECT_EQ(time(first.runs[1].evaluation->file), otherEvaluated);
    EXPECT_EQ(time(responses), scored);
    EXPECT_EQ(second.runs[1].evaluation->loss, first.runs[1].evaluation->loss);
    EXPECT_EQ(second.groups.size(), 2u);

    // Other responses are scored again, nothing else.
    const std::filesystem::path shorter = temporary / "shorter.jsonl";
    const std::string all = readFile(params().responses);
    writeFileAtomically(shorter, all.substr(0, all.find('\n', 9000) + 1));
    SweepParams other = one;
    other.responses = shorter.string();
    const SweepResult third = run(other, out);
    EXPECT_LT(third.groups[0].summary->models[0].jailbreak->jailbreaks.mean.total, 160);
    EXPECT_EQ(time(first.runs[0].model / "adapter_model.safetensors"), trained);
}

TEST_F(RunSweep, stoppedItGoesOnToTheSameNumbers)
{
    const SweepResult whole = run(params(), temporary / "whole");
    for (const char* phase : {"2 of 4, both · mean and variance · seed 1: Training", "Responses, seed-1: Scoring",
             "3 of 4, both · base · seed 2: Evaluating"}) {
        Watcher interrupting;
        std::stop_source interruption;
        interrupting.onProgress = [&](const Progress& progress) {
            if (progress.phase.starts_with(phase) && progress.step >= 3) {
                interruption.request_stop();
            }
        };
        const SweepResult stopped = runSweep(params(), out, oneThread, interrupting, interruption.get_token());
        EXPECT_FALSE(stopped.finished) << phase;
        EXPECT_EQ(stopped.plannedRuns, 4u);
        EXPECT_LT(stopped.groups.size(), 2u);
        if (std::string(phase).starts_with("2 of 4")) {
            EXPECT_EQ(runs::readRun(stopped.runs.back().folder).state, runs::RunState::stopped);
            EXPECT_LT(stopped.runs.back().training.steps, 6);
        }
    }
    const SweepResult resumed = run(params(), out);
    ASSERT_TRUE(resumed.finished);
    for (std::size_t i = 0; i < whole.runs.size(); ++i) {
        EXPECT_EQ(readFile(resumed.runs[i].model / "adapter_model.safetensors"),
            readFile(whole.runs[i].model / "adapter_model.safetensors"))
            << i;
        EXPECT_EQ(resumed.runs[i].evaluation->loss, whole.runs[i].evaluation->loss);
    }
    EXPECT_EQ(readFile(resumed.groups[1].responses), readFile(whole.groups[1].responses));
}

TEST_F(RunSweep, doesNotMixRunsOfOtherParameters)
{
    SweepParams one = params();
    one.lists = {};
    one.responses.clear();
    one.evaluate = false;
    const SweepResult first = run(one, out);
    EXPECT_TRUE(first.finished);
    EXPECT_FALSE(first.groups.at(0).summary) << "nothing was asked for";
    EXPECT_TRUE(sweepTables(first).empty());
    SweepParams renamed = one;
    renamed.base["learning_rate"] = 0.001;
    EXPECT_TRUE(says(errorOf([&] { run(renamed, out); }),
        {"base_tiny-llama__48_0.002_cosine_1", "both · base · seed 0 with different parameters", "another folder"}));
    SweepParams changed = one;
    changed.base["weight_decay"] = 0.1; // not in the folder's name
    EXPECT_TRUE(says(errorOf([&] { run(changed, out); }),
        {"both · base", "different parameters", "weight_decay is 0.001 there and 0.1 here"}));
    EXPECT_EQ(runs::findRuns(out).size(), 1u);
}

TEST_F(RunSweep, aFailingRunEndsNoOther)
{
    SweepParams one = params();
    one.lists[0].values = {1};
    one.overrides = {{{{"reward_model_type", {"base"}}}, {{"data_path", brokenRows().string()}}}};
    const SweepResult result = run(one, out);
    EXPECT_TRUE(result.finished);
    ASSERT_EQ(result.failures.size(), 1u);
    EXPECT_TRUE(says(failureText(result), {"both · base · seed 1: ", "broken"}));
    EXPECT_EQ(watcher.done, (std::vector<std::string>{"2/2"}));
    ASSERT_EQ(result.runs.size(), 1u);
    EXPECT_EQ(result.runs[0].planned.params.rewardModelType, "mean_and_variance");
    ASSERT_EQ(result.groups.size(), 1u);
    EXPECT_TRUE(result.groups[0].responses.empty()) << "there is no model to compare with";
    EXPECT_EQ(result.groups[0].summary.value().models.size(), 1u);
    EXPECT_EQ(result.toJson()["failures"].size(), 1u);

    std::filesystem::remove_all(result.failures[0].folder); // it has other params
    one.overrides = {};
    const SweepResult again = run(one, out);
    EXPECT_TRUE(again.failures.empty()) << failureText(again);
    EXPECT_EQ(again.runs.size(), 2u);
    EXPECT_FALSE(again.groups.at(0).responses.empty());
}

TEST_F(RunSweep, responsesThatCannotBeScoredLeaveTheRest)
{
    SweepParams unscored = params();
    unscored.lists = {};
    unscored.responses = (temporary / "removed.jsonl").string();
    std::filesystem::copy_file(params().responses, unscored.responses);
    watcher.onProgress = [&](const Progress&) { std::filesystem::remove(unscored.responses); };
    const SweepResult result = run(unscored, out);
    EXPECT_TRUE(says(failureText(result), {"Responses: ", "removed.jsonl"}));
    EXPECT_TRUE(result.groups.at(0).summary.has_value());
}

TEST_F(RunSweep, whatIsMissingIsSaidBeforeTheFirstTraining)
{
    const auto refusal = [&](const SweepParams& asked) {
        const std::string error = errorOf([&] { run(asked, out); });
        EXPECT_TRUE(error.starts_with("nothing was trained: ")) << error;
        EXPECT_TRUE(runs::findRuns(out).empty()) << error;
        return error;
    };
    SweepParams asked = params();
    asked.responses = (temporary / "absent.jsonl").string();
    EXPECT_TRUE(says(refusal(asked), {"the response set cannot be scored: ", "absent.jsonl"}));
    asked = params();
    asked.base["data_path"] = onlyTraining().string();
    EXPECT_TRUE(says(refusal(asked), {"the trained models cannot be evaluated: ", onlyTraining().string()}));
    asked.responses.clear();
    asked.evaluate = false;
    EXPECT_TRUE(run(asked, out).finished) << "none of that is asked for";
    std::filesystem::remove_all(out);
    asked = params();
    asked.lists.push_back({"model_name", {asked.base["model_name"], (temporary / "no-model").string()}});
    asked.lists.push_back({"data_path", {asked.base["data_path"], (temporary / "no-data").string()}});
    asked.base.erase("model_name");
    asked.base.erase("data_path");
    EXPECT_TRUE(says(refusal(asked), {"no-model", "no-data"})) << "all of it at once";
}

TEST_F(RunSweep, whatAnotherProcessIsDoingIsComeBackTo)
{
    SweepParams one = params();
    one.lists[0].values = {1};
    one.responses.clear();
    one.evaluate = false;
    const std::filesystem::path first = out / one.plan().front().folder;
    auto other = std::make_unique<FolderLock>(first / ".lock");
    watcher.onProgress = [&](const Progress& progress) {
        if (progress.phase.starts_with("Waiting for another process")) {
            EXPECT_EQ(progress.step, 1);
            EXPECT_EQ(progress.total, 2);
            other.reset();
        }
    };
    const SweepResult result = run(one, out);
    EXPECT_FALSE(other) << "it waited";
    EXPECT_EQ(watcher.done, (std::vector<std::string>{"2/2", "1/2"}));
    EXPECT_TRUE(result.failures.empty()) << failureText(result);
    ASSERT_EQ(result.runs.size(), 2u);
    EXPECT_EQ(result.runs[0].folder, first);
}

TEST_F(RunSweep, stopsWhileItWaitsForAnotherProcess)
{
    SweepParams one = params();
    one.lists = {};
    const FolderLock other(out / one.plan().front().folder / ".sweep");
    watcher.onProgress = [&](const Progress&) { stop.request_stop(); };
    const SweepResult result = run(one, out);
    EXPECT_FALSE(result.finished);
    EXPECT_TRUE(result.runs.empty());
}

TEST_F(RunSweep, evaluationsAreInTheLogsOfTheirRuns)
{
    SweepParams one = params();
    one.lists = {};
    const SweepResult result = run(one, out);
    std::string log;
    for (const runs::LogEntry& entry : runs::readLog(result.runs.at(0).folder)) {
        log += entry.text + "\n";
    }
    EXPECT_TRUE(says(log, {"evaluated 500 comparisons", "accuracy 0.", "scored the responses of 160 rows"}));
}

} // namespace
} // namespace dpl::sweep
