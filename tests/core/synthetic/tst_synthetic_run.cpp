#include "base/files.hpp"
#include "error_message.hpp"
#include "runs/run_folder.hpp"
#include "small_runs.hpp"
#include "synthetic/synthetic_run.hpp"
#include "temporary_folder.hpp"

namespace dpl::synthetic {
namespace {

using dpl::test::errorOf;
using dpl::test::says;
using preference::SyntheticModel;
using namespace synthetic::test;

class SyntheticRun : public testing::Test {
protected:
    SyntheticResult run(RunStart start = RunStart::continueOrBegin, std::int64_t stopAt = 0)
    {
        std::stop_source stop;
        Watcher watcher;
        watcher.onMeasured = [&](const Metrics& told) {
            if (told.step == stopAt) {
                stop.request_stop();
            }
        };
        return runInFolder(params, compute, folder, start, watcher, stop.get_token()).result;
    }

    std::vector<double> recordedLosses() const
    {
        std::vector<double> losses;
        for (const Metrics& metrics : runs::readMetrics(folder)) {
            EXPECT_EQ(metrics.series, "base, seed 3");
            EXPECT_EQ(metrics.step, static_cast<std::int64_t>(losses.size()) + 1);
            EXPECT_EQ(metrics.values.at(0).first, "loss");
            losses.push_back(metrics.values.at(0).second);
        }
        return losses;
    }

    const dpl::test::TemporaryFolder temporary;
    const std::filesystem::path folder = temporary.path() / "1d" / "run";
    SyntheticParams params = smallParams({SyntheticModel::base});
    ComputeOptions compute = twoThreads;
};

TEST_F(SyntheticRun, finishedHoldsItsResultAndNoCheckpoints)
{
    const SyntheticResult result = run();
    ASSERT_TRUE(result.finished);
    const runs::RunRecord record = runs::readRun(folder);
    EXPECT_EQ(record.state, runs::RunState::finished);
    EXPECT_EQ(record.kind, "synthetic");
    EXPECT_EQ(record.title, "Synthetic 1-D");
    EXPECT_EQ(record.params, params.toJson());
    EXPECT_EQ(record.device, "cpu");
    EXPECT_EQ(record.threads, threadCount(compute));
    EXPECT_EQ(record.cut, (Json{{"rows_per_tile", 256}, {"parts_of_shared_comparisons", 8}}));
    EXPECT_EQ(record.step, 8);
    EXPECT_EQ(record.totalSteps, 8);
    EXPECT_EQ(record.created.size(), 20u);
    EXPECT_GE(record.finished, record.created);
    EXPECT_FALSE(record.programVersion.empty());
    EXPECT_EQ(record.summary, summaryJson(result));
    EXPECT_EQ(readResult(folder), result);
    EXPECT_EQ(readParams(folder), params);
    EXPECT_EQ(recordedLosses(), result.models.at(0).losses);
    EXPECT_FALSE(std::filesystem::exists(folder / "checkpoints"));
    EXPECT_FALSE(FolderLock::isHeld(folder / ".lock"));
}

TEST_F(SyntheticRun, stoppedSaysSoAndResumesToTheSameNumbers)
{
    const SyntheticResult stopped = run(RunStart::continueOrBegin, 5);
    EXPECT_FALSE(stopped.finished);
    EXPECT_EQ(runs::readRun(folder).state, runs::RunState::stopped);
    EXPECT_EQ(runs::readRun(folder).step, 5);
    EXPECT_EQ(readResult(folder), stopped);
    EXPECT_EQ(listCheckpoints(folder / "checkpoints").size(), 1u);
    const std::string created = runs::readRun(folder).created;

    const SyntheticResult resumed = run(RunStart::continueOrBegin);
    ASSERT_TRUE(resumed.finished);
    ModelResult expected = smallRun().models[0];
    expected.msPerIteration = resumed.models.at(0).msPerIteration;
    EXPECT_EQ(resumed.models[0], expected) << "to the bit";
    EXPECT_EQ(recordedLosses(), expected.losses) << "each step once, none twice";
    EXPECT_EQ(runs::readRun(folder).state, runs::RunState::finished);
    EXPECT_EQ(runs::readRun(folder).created, created);
    EXPECT_EQ(readResult(folder), resumed);
}

TEST_F(SyntheticRun, finishedIsNotTrainedAgainByResuming)
{
    const SyntheticResult first = run();
    Watcher watcher;
    const auto again = runInFolder(params, compute, folder, RunStart::continueOrBegin, watcher, {});
    EXPECT_TRUE(again.wasThere);
    EXPECT_EQ(again.result, first) << "its times too";
    EXPECT_TRUE(watcher.metrics.empty());
    EXPECT_EQ(runs::readRun(folder).state, runs::RunState::finished);
    EXPECT_EQ(readResult(folder), first);
}

TEST_F(SyntheticRun, overwrittenReplacesTheEarlierRunAndLeavesOtherFiles)
{
    run(RunStart::continueOrBegin, 5);
    writeFileAtomically(folder / "notes.txt", "mine");
    params.learningRate = 2e-3;
    const SyntheticResult second = run(RunStart::overwrite, 2);
    EXPECT_EQ(readParams(folder), params);
    EXPECT_EQ(recordedLosses().size(), 2u);
    EXPECT_EQ(readResult(folder), second);
    EXPECT_EQ(readFile(folder / "notes.txt"), "mine");
}

TEST_F(SyntheticRun, failedSaysWhy)
{
    Watcher watcher;
    watcher.onMeasured = [](const Metrics& told) {
        if (told.step == 3) {
            throw Error("the third step is one too many");
        }
    };
    EXPECT_EQ(errorOf([&] { runInFolder(params, compute, folder, RunStart::continueOrBegin, watcher, {}); }),
        "the third step is one too many");
    const runs::RunRecord record = runs::readRun(folder);
    EXPECT_EQ(record.state, runs::RunState::failed);
    EXPECT_EQ(record.message, "the third step is one too many");
    EXPECT_FALSE(record.finished.empty());
    EXPECT_FALSE(FolderLock::isHeld(folder / ".lock"));
    EXPECT_TRUE(says(errorOf([&] { readResult(folder); }), {folder.string(), "no result yet"}));
    // Without the failure it goes on.
    EXPECT_FALSE(run(RunStart::continueOrBegin, 1).finished);
    EXPECT_EQ(runs::readRun(folder).state, runs::RunState::stopped);
    EXPECT_EQ(runs::readRun(folder).message, "");
}

TEST_F(SyntheticRun, thatCannotRunDoesNotReplaceAnEarlierOne)
{
    const SyntheticResult earlier = run(RunStart::continueOrBegin, 2);
    compute.device = "nonsense";
    EXPECT_TRUE(says(errorOf([&] { run(); }), "nonsense"));
    compute.device = "cpu";
    params.batchSize = 1;
    EXPECT_TRUE(says(errorOf([&] { run(); }), "batch_size"));
    EXPECT_EQ(readResult(folder), earlier);
    EXPECT_EQ(runs::readRun(folder).state, runs::RunState::stopped);
}

TEST_F(SyntheticRun, otherParamsAreNotResumed)
{
    run(RunStart::continueOrBegin, 5);
    const std::string before = readFile(folder / "run.json");
    params.learningRate = 2e-3;
    EXPECT_TRUE(
        says(errorOf([&] { run(RunStart::continueOrBegin); }), {folder.string(), "lr is 0.001 there and 0.002 here"}));
    EXPECT_EQ(readFile(folder / "run.json"), before) << "nothing was touched";
    EXPECT_FALSE(listCheckpoints(folder / "checkpoints").empty());
}

TEST_F(SyntheticRun, whoseResultIsDamagedIsDoneAgain)
{
    const SyntheticResult result = run();
    for (const char* damaged : {"{", "{\"models\": 1}"}) {
        writeFileAtomically(folder / "outputs" / "result.json", damaged);
        EXPECT_EQ(run(RunStart::continueOrBegin).models.at(0).losses, result.models.at(0).losses);
        EXPECT_NO_THROW(readResult(folder));
    }
}

TEST_F(SyntheticRun, ofAnEarlierVersionGoesOn)
{
    run(RunStart::continueOrBegin, 5);
    // It knew no max_std, and wrote the others in another order.
    for (const std::filesystem::path& file :
        {folder / "run.json", listCheckpoints(folder / "checkpoints").at(0) / "progress.json"}) {
        Json json = readJsonFile(file);
        Json older;
        for (const char* name : {"seed", "lr", "models", "env", "batch_size", "num_iterations"}) {
            older[name] = json["params"][name];
        }
        json["params"] = older;
        writeFileAtomically(file, json.dump());
    }
    Watcher watcher;
    const auto resumed = runInFolder(params, compute, folder, RunStart::continueOrBegin, watcher, {});
    EXPECT_TRUE(resumed.result.finished);
    EXPECT_TRUE(watcher.warnings.empty());
    EXPECT_EQ(watcher.metrics.at(0).step, 6);
    EXPECT_EQ(resumed.result.models.at(0).losses, smallRun().models[0].losses);
}

TEST_F(SyntheticRun, tellsTensorBoardToo)
{
    run(RunStart::continueOrBegin, 2);
    EXPECT_FALSE(std::filesystem::is_empty(folder / "tensorboard"));
}

TEST_F(SyntheticRun, writtenByAnotherIsLeftAlone)
{
    run(RunStart::continueOrBegin, 2);
    const std::string before = readFile(folder / "run.json");
    const FolderLock other(folder / ".lock");
    for (const RunStart start : {RunStart::continueOrBegin, RunStart::overwrite}) {
        EXPECT_TRUE(says(errorOf([&] { run(start); }), {folder.string(), "another process"}));
    }
    EXPECT_EQ(readFile(folder / "run.json"), before);
    EXPECT_TRUE(std::filesystem::exists(folder / "outputs" / "result.json"));
}

TEST_F(SyntheticRun, isLockedAndReadableWhileItRuns)
{
    Watcher watcher;
    std::stop_source stop;
    int looks = 0;
    watcher.onMeasured = [&](const Metrics& told) {
        EXPECT_EQ(runs::readRun(folder).state, runs::RunState::running);
        EXPECT_EQ(runs::readMetrics(folder).size(), static_cast<std::size_t>(told.step));
        ++looks;
        if (told.step == 2) {
            stop.request_stop();
        }
    };
    runInFolder(params, compute, folder, RunStart::continueOrBegin, watcher, stop.get_token());
    EXPECT_EQ(looks, 2);
}

TEST_F(SyntheticRun, ofAnotherKindIsNotRead)
{
    runs::RunRecord record;
    record.kind = "reward";
    record.params = Json::object();
    {
        runs::RunFolder other(folder, record, runs::RunStart::overwrite);
    }
    EXPECT_TRUE(says(errorOf([&] { readParams(folder); }), {folder.string(), "\"reward\""}));
}

TEST_F(SyntheticRun, invalidParamsMakeNoFolder)
{
    params.iterations = 0;
    EXPECT_TRUE(says(errorOf([&] { run(); }), "num_iterations"));
    EXPECT_FALSE(std::filesystem::exists(folder));
}

} // namespace
} // namespace dpl::synthetic
