#include "base/clock.hpp"
#include "base/files.hpp"
#include "error_message.hpp"
#include "openmp_threads.hpp"
#include "patience.hpp"
#include "small_runs.hpp"
#include "temporary_folder.hpp"

#include <algorithm>
#include <map>
#include <thread>

namespace dpl::synthetic {
namespace {

using dpl::test::errorOf;
using dpl::test::says;
using dpl::test::TemporaryFolder;
using preference::SyntheticModel;
using namespace synthetic::test;

/// Checkpoints at a stop only.
CheckpointPolicy policyIn(const std::filesystem::path& folder, bool resume = false)
{
    return {folder, 1e9, resume};
}

TEST(Experiment, equalParamsGiveEqualResultsWhetherOrNotItIsWatched)
{
    Watcher watcher;
    watcher.takesSnapshots = true;
    const SyntheticResult watched = runSynthetic(smallParams(), twoThreads, watcher, {});
    EXPECT_EQ(withoutTimes(watched), withoutTimes(smallRun())) << "to the bit";
    EXPECT_TRUE(watched.finished);
    EXPECT_TRUE(watcher.warnings.empty());

    ASSERT_EQ(watcher.snapshots.size(), 8u);
    for (std::size_t i = 0; i < watcher.snapshots.size(); ++i) {
        const SyntheticResult& snapshot = *watcher.snapshots[i];
        EXPECT_FALSE(snapshot.finished);
        ASSERT_EQ(snapshot.models.size(), 4u);
        for (const ModelResult& model : snapshot.models) {
            EXPECT_EQ(model.iterations, static_cast<std::int64_t>(i) + 1);
            EXPECT_EQ(model.mean.empty(), model.model == SyntheticModel::classifier);
            EXPECT_EQ(model.losses.size(), i + 1);
        }
    }
    EXPECT_EQ(watcher.snapshots.back()->models[0].mean, watched.models[0].mean);
    EXPECT_NE(watcher.snapshots.front()->models[0].mean, watched.models[0].mean);
}

TEST(Experiment, tellsProgressAndMetrics)
{
    Watcher watcher;
    const SyntheticResult result = runSynthetic(smallParams({SyntheticModel::base}), twoThreads, watcher, {});
    ASSERT_EQ(watcher.metrics.size(), 8u);
    std::map<std::string, std::vector<double>> losses;
    for (const Metrics& metrics : watcher.metrics) {
        ASSERT_GE(metrics.values.size(), 2u);
        EXPECT_EQ(metrics.values[0].first, "loss");
        losses[metrics.series].push_back(metrics.values[0].second);
        EXPECT_EQ(metrics.step, static_cast<std::int64_t>(losses[metrics.series].size()));
    }
    EXPECT_EQ(losses["base, seed 3"], result.models[0].losses);
    EXPECT_EQ(losses.size(), 1u);
    ASSERT_FALSE(watcher.progress.empty());
    std::int64_t before = 0;
    for (const Progress& progress : watcher.progress) {
        EXPECT_EQ(progress.total, 8);
        EXPECT_GE(progress.step, before);
        before = progress.step;
    }
    EXPECT_EQ(before, 8);
    EXPECT_EQ(watcher.progress.front().phase, "training");
    EXPECT_EQ(watcher.progress.back().phase, "evaluating");
}

TEST(Experiment, modelsDoNotInfluenceEachOther)
{
    SyntheticParams params = smallParams();
    for (const SyntheticModel model : {SyntheticModel::categorical, SyntheticModel::classifier}) {
        params.models = {model};
        const ModelResult alone = runUntil(params, model, 8).models.at(0);
        const ModelResult& together = smallRun().models[static_cast<std::size_t>(model)];
        EXPECT_EQ(alone.losses, together.losses);
        EXPECT_EQ(alone.probabilities, together.probabilities);
    }
}

TEST(Experiment, oneAndTwoThreadsAgree)
{
    DPL_NEEDS_OPENMP_THREADS(2)
    // Threads differ in the order of their sums only. Adam divides gradients by their size, so that where they are all
    // but zero it turns the rounding of a sum into a whole step: the difference grows, fastest under batch
    // normalisation, and there is no bound for long runs. Over twenty steps it stays within 1e-4, over ten with batch
    // normalisation.
    SyntheticParams params =
        smallParams({SyntheticModel::base, SyntheticModel::meanAndVariance, SyntheticModel::categorical});
    params.batchSize = 256; // rows for several tiles
    params.learningRate = 1e-4;
    params.iterations = 1000;
    const auto run = [&](int threads) {
        return runUntil(params, SyntheticModel::categorical, 20, {}, 3, {threads, false, "cpu"});
    };
    const SyntheticResult one = run(1);
    const SyntheticResult two = run(2);
    EXPECT_NE(withoutTimes(one).models, withoutTimes(two).models) << "two threads did not take part";
    for (std::size_t m = 0; m < 3; ++m) {
        const SyntheticModel model = one.models[m].model;
        ASSERT_EQ(one.models[m].losses.size(), 20u);
        ASSERT_EQ(two.models[m].losses.size(), 20u);
        for (std::size_t i = 0; i < 20; ++i) {
            const double tolerance = model == SyntheticModel::categorical && i >= 10 ? 1e-2 : 1e-4;
            EXPECT_NEAR(one.models[m].losses[i], two.models[m].losses[i], tolerance)
                << toString(model) << " step " << i + 1;
        }
    }
}

TEST(Experiment, stopsWithinASecond)
{
    SyntheticParams params = smallParams();
    params.batchSize = 4096;
    params.iterations = 100000;
    std::stop_source stop;
    Watcher watcher;
    double asked = 0.0;
    std::jthread impatient([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(600));
        asked = steadySeconds();
        stop.request_stop();
    });
    const SyntheticResult result = runSynthetic(params, twoThreads, watcher, stop.get_token());
    const double answered = steadySeconds();
    impatient.join();
    EXPECT_LT(answered - asked, 1.0 * dpl::test::patience);
    EXPECT_FALSE(result.finished);
    EXPECT_EQ(result.models.size(), 4u);
}

TEST(Experiment, stoppedBeforeItBeginsHasNoResult)
{
    std::stop_source stop;
    stop.request_stop();
    Watcher watcher;
    const SyntheticResult result = runSynthetic(smallParams(), twoThreads, watcher, stop.get_token());
    EXPECT_FALSE(result.finished);
    EXPECT_TRUE(watcher.metrics.empty());
    EXPECT_EQ(result.truth, smallRun().truth);
}

TEST(Experiment, resumedInTheMiddleOfARoundGivesTheNumbersOfAnUninterruptedRun)
{
    const TemporaryFolder folder;
    const SyntheticResult stopped =
        runUntil(smallParams(), SyntheticModel::meanAndVariance, 5, policyIn(folder.path()));
    EXPECT_FALSE(stopped.finished);
    EXPECT_EQ(stopped.models[1].iterations, 5);
    EXPECT_EQ(stopped.models[2].iterations, 4) << "the models after it had not had their turn";
    EXPECT_FALSE(stopped.models[0].heldoutLoss.has_value());
    EXPECT_FALSE(stopped.models[0].mean.empty()) << "what there is by then";
    EXPECT_EQ(listCheckpoints(folder.path()).size(), 1u);

    // And stopped again at once, which must not lose what is there.
    std::stop_source stop;
    stop.request_stop();
    Watcher watcher;
    EXPECT_EQ(
        withoutTimes(runSynthetic(smallParams(), twoThreads, watcher, stop.get_token(), policyIn(folder.path(), true))),
        withoutTimes(stopped));
    const SyntheticResult resumed = runSynthetic(smallParams(), twoThreads, watcher, {}, policyIn(folder.path(), true));
    EXPECT_TRUE(watcher.warnings.empty());
    EXPECT_EQ(withoutTimes(resumed), withoutTimes(smallRun())) << "to the bit";
    EXPECT_TRUE(std::none_of(watcher.metrics.begin(), watcher.metrics.end(), [](const Metrics& m) {
        return m.step < 5;
    })) << "it went on, and did not begin anew";
}

TEST(Experiment, severalSeedsAreEachTheRunOfThatSeed)
{
    SyntheticParams params = smallParams({SyntheticModel::base});
    params.seed = 2;
    params.seeds = 2;
    const TemporaryFolder folder;
    const SyntheticResult stopped = runUntil(params, SyntheticModel::base, 4, policyIn(folder.path()), 3);
    ASSERT_EQ(stopped.models.size(), 2u) << "the finished seed and the one at hand";
    EXPECT_FALSE(stopped.finished);
    const SyntheticResult both = runToTheEnd(params, policyIn(folder.path(), true));
    EXPECT_TRUE(both.finished);
    ASSERT_EQ(both.models.size(), 2u);
    EXPECT_EQ(both.models[0], stopped.models[0]);
    EXPECT_EQ(both.models[0].seed, 2u);
    EXPECT_NE(both.models[0].losses, both.models[1].losses);
    ModelResult second = smallRun().models[0]; // seed 3, uninterrupted
    second.msPerIteration = both.models[1].msPerIteration;
    EXPECT_EQ(both.models[1], second);
}

TEST(Experiment, stoppedDuringTheEvaluationKeepsWhatWasTrained)
{
    const SyntheticParams params = smallParams({SyntheticModel::base});
    const TemporaryFolder folder;
    std::stop_source stop;
    Watcher watcher;
    watcher.onProgress = [&](const Progress& progress) {
        if (progress.phase == "evaluating") {
            stop.request_stop();
        }
    };
    EXPECT_FALSE(runSynthetic(params, twoThreads, watcher, stop.get_token(), policyIn(folder.path())).finished);
    Watcher second;
    const SyntheticResult resumed = runSynthetic(params, twoThreads, second, {}, policyIn(folder.path(), true));
    EXPECT_TRUE(second.metrics.empty()) << "nothing is trained again";
    ModelResult expected = smallRun().models[0];
    expected.msPerIteration = resumed.models.at(0).msPerIteration;
    EXPECT_EQ(resumed.models[0], expected);
}

TEST(Experiment, stoppedBetweenTwoSeedsKeepsTheFirst)
{
    SyntheticParams params = smallParams({SyntheticModel::base});
    params.iterations = 3;
    params.seeds = 2;
    const TemporaryFolder folder;
    std::stop_source stop;
    // The only model's evaluation is under way when the stop is asked for, and ends.
    Watcher watcher;
    std::jthread impatient;
    watcher.onProgress = [&](const Progress& progress) {
        if (progress.phase == "evaluating") {
            impatient = std::jthread([&] {
                std::this_thread::sleep_for(std::chrono::milliseconds(20));
                stop.request_stop();
            });
        }
    };
    const SyntheticResult stopped =
        runSynthetic(params, twoThreads, watcher, stop.get_token(), policyIn(folder.path()));
    EXPECT_FALSE(stopped.finished);
    ASSERT_EQ(stopped.models.size(), 1u);
    Watcher second;
    const SyntheticResult resumed = runSynthetic(params, twoThreads, second, {}, policyIn(folder.path(), true));
    EXPECT_TRUE(resumed.finished);
    EXPECT_EQ(second.metrics.size(), 3u) << "of the second seed alone";
    EXPECT_EQ(resumed.models[0].losses, stopped.models[0].losses);
}

/// A run with a checkpoint after every round, stopped after six of eight: step-5 and step-6 are there.
class DamagedCheckpoint : public testing::Test {
protected:
    void SetUp() override
    {
        runUntil(params, SyntheticModel::base, 6, {folder.path(), 0.0, false});
        ASSERT_EQ(listCheckpoints(folder.path()).size(), 2u);
    }

    void cut(const std::filesystem::path& file) const
    {
        std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
    }

    SyntheticResult resume()
    {
        watcher.metrics.clear();
        return withoutTimes(runSynthetic(params, twoThreads, watcher, {}, policyIn(folder.path(), true)));
    }

    SyntheticResult expected() const
    {
        SyntheticResult result = withoutTimes(smallRun());
        result.models.resize(1);
        result.params.models = params.models;
        return result;
    }

    const SyntheticParams params = smallParams({SyntheticModel::base});
    const TemporaryFolder folder;
    Watcher watcher;
};

TEST_F(DamagedCheckpoint, isPassedOverForTheOneBefore)
{
    cut(folder.path() / "step-6" / "trainers.safetensors");
    EXPECT_EQ(resume(), expected());
    ASSERT_EQ(watcher.warnings.size(), 1u);
    EXPECT_TRUE(says(watcher.warnings[0], {"skipping", (folder.path() / "step-6").string(), "damaged"}));
    ASSERT_EQ(watcher.metrics.size(), 3u) << "from step 5 on";
    EXPECT_EQ(watcher.metrics[0].step, 6);
}

TEST_F(DamagedCheckpoint, startsAnewWhereAllAreDamaged)
{
    cut(folder.path() / "step-6" / "progress.json");
    std::filesystem::remove(folder.path() / "step-5" / "trainers.safetensors");
    EXPECT_EQ(resume(), expected());
    EXPECT_EQ(watcher.warnings.size(), 2u);
    EXPECT_EQ(watcher.metrics.size(), 8u);
}

TEST_F(DamagedCheckpoint, thatContradictsItselfIsPassedOver)
{
    const std::filesystem::path file = folder.path() / "step-6" / "progress.json";
    Json progress = readJsonFile(file);
    const std::vector<std::function<void(Json&)>> damages{[](Json& j) { j["seed_index"] = 1; },
        [](Json& j) { j["seed_index"] = -1; }, [](Json& j) { j["training"].clear(); },
        [](Json& j) { j["training"][0]["iterations"] = 9; }, [](Json& j) { j["training"][0]["losses"].erase(0); },
        [](Json& j) { j["training"][0]["model"] = "classifier"; }, [](Json& j) { j["params"]["lr"] = 0.5; },
        [](Json& j) { j["finished_seeds"] = nullptr; }, [](Json& j) { j = Json::array(); }};
    for (std::size_t i = 0; i < damages.size(); ++i) {
        Json damaged = progress;
        damages[i](damaged);
        writeFileAtomically(file, damaged.dump());
        std::stop_source stop;
        stop.request_stop();
        watcher.warnings.clear();
        // Without its folder's leave to write, so that the next damage finds the same checkpoints.
        const TemporaryFolder copy;
        std::filesystem::copy(folder.path(), copy.path(), std::filesystem::copy_options::recursive);
        const SyntheticResult restored =
            runSynthetic(params, twoThreads, watcher, stop.get_token(), policyIn(copy.path(), true));
        EXPECT_EQ(watcher.warnings.size(), 1u) << "damage " << i;
        ASSERT_EQ(restored.models.size(), 1u) << "damage " << i;
        EXPECT_EQ(restored.models[0].iterations, 5) << "damage " << i;
    }
}

TEST(Experiment, startsAnewUnlessItIsToldToResume)
{
    const TemporaryFolder folder;
    const SyntheticParams params = smallParams({SyntheticModel::base});
    runUntil(params, SyntheticModel::base, 6, policyIn(folder.path()));
    const SyntheticResult again = runUntil(params, SyntheticModel::base, 2, policyIn(folder.path()));
    EXPECT_EQ(again.models.at(0).iterations, 2);
    // What it left behind is what a resumed run goes on from, not the leftover of the run before.
    std::stop_source stop;
    stop.request_stop();
    Watcher watcher;
    EXPECT_EQ(runSynthetic(params, twoThreads, watcher, stop.get_token(), policyIn(folder.path(), true))
                  .models.at(0)
                  .iterations,
        2);
}

TEST(Experiment, everyModelLearnsFromReusedAlternatives)
{
    SyntheticParams params = smallParams();
    params.alternatives = 16;
    params.comparisons = 100;
    const SyntheticResult reused = runUntil(params, SyntheticModel::classifier, 5);
    for (std::size_t m = 0; m < 4; ++m) {
        const std::vector<double>& losses = reused.models[m].losses;
        std::vector<double> fresh = smallRun().models[m].losses;
        fresh.resize(5);
        SCOPED_TRACE(toString(reused.models[m].model));
        ASSERT_EQ(losses.size(), 5u);
        EXPECT_TRUE(std::all_of(losses.begin(), losses.end(), [](double loss) { return loss > 0.0 && loss < 2.0; }));
        if (reused.models[m].model == SyntheticModel::classifier) {
            EXPECT_EQ(losses, fresh) << "its rows are pairs: there is nothing to reuse";
        } else {
            EXPECT_NE(losses, fresh);
            EXPECT_FALSE(reused.models[m].mean.empty());
        }
    }
}

TEST(Experiment, aBoundOfSigmaHolds)
{
    SyntheticParams params = smallParams({SyntheticModel::meanAndVariance});
    params.maxStdev = 0.05;
    const SyntheticResult result = runUntil(params, SyntheticModel::meanAndVariance, 2);
    const auto& stdev = result.models.at(0).stdev;
    EXPECT_LE(*std::max_element(stdev.begin(), stdev.end()), 0.05 * (1.0 + 1e-6));
}

TEST(Experiment, aDeviceThatIsNotThereIsAnErrorInOneSentence)
{
    for (const char* device : {"nonsense", "cuda:99", ""}) {
        Watcher watcher;
        const std::string error =
            errorOf([&] { runSynthetic(smallParams({SyntheticModel::base}), {2, false, device}, watcher, {}); });
        EXPECT_TRUE(says(error, {"device", device}));
        EXPECT_EQ(error.find('\n'), std::string::npos) << error;
        EXPECT_LT(error.size(), 300u) << error;
    }
}

TEST(Experiment, invalidParamsAndFoldersAreErrors)
{
    Watcher watcher;
    SyntheticParams params = smallParams({SyntheticModel::base});
    params.batchSize = 1;
    EXPECT_TRUE(says(errorOf([&] { runSynthetic(params, twoThreads, watcher, {}); }), "batch_size"));
    const TemporaryFolder folder;
    writeFileAtomically(folder / "plain", "");
    EXPECT_TRUE(says(errorOf([&] {
        runUntil(smallParams({SyntheticModel::base}), SyntheticModel::base, 1, policyIn(folder.path() / "plain"));
    }),
        {"plain", "Not a directory"}));
}

} // namespace
} // namespace dpl::synthetic
