#include "core/backbone/fixtures.hpp"

#include "base/files.hpp"
#include "data/preference_dataset.hpp"
#include "error_message.hpp"
#include "runs/listed_run.hpp"
#include "runs/run_folder.hpp"
#include "temporary_folder.hpp"
#include "training/training_run.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

using namespace dpl;
using namespace dpl::test;
using training::RunStart;
using training::TrainingParams;

namespace {

/// Keeps what a training tells, and asks it to stop after some step.
class Recorder final : public Observer {
public:
    std::stop_source stop;
    std::int64_t stopAt = -1;
    std::map<std::string, std::map<std::int64_t, std::map<std::string, double>>> metrics;
    std::vector<std::string> warnings;
    std::vector<std::string> notes;

    void progressed(const Progress& progress) override
    {
        if (progress.phase == "Training" && progress.step == stopAt) {
            stop.request_stop();
        }
    }

    void measured(const Metrics& m) override
    {
        for (const auto& [name, value] : m.values) {
            // Speeds and memory are the machine's.
            if (name.find("per_second") == std::string::npos && name != "memory_mib") {
                metrics[m.series][m.step][name] = value;
            }
        }
    }

    void warned(const std::string& message) override { warnings.push_back(message); }
    void noted(const std::string& message) override { notes.push_back(message); }
};

class Train : public testing::Test {
protected:
    Train()
    {
        params.modelName = fixturePath("models/tiny-llama").string();
        params.dataPath = fixturePath("training/lora_pairs.jsonl").string();
        params.rewardModelType = "mean_and_variance";
        params.learningRate = 1e-3;
        params.epochs = 2;
        params.loggingSteps = 3;
        params.evalSteps = 5;
        params.saveSteps = 4;
        params.seed = 3;
        compute.threads = 1;
    }

    training::TrainingRun run(const std::string& name, RunStart start, Recorder& recorder) const
    {
        return training::runInFolder(params, compute, temporary / name, start, recorder, recorder.stop.get_token());
    }

    /// The trained adapter's numbers.
    static std::vector<float> weights(const std::filesystem::path& folder)
    {
        const backbone::Adapter adapter = backbone::readAdapter(folder);
        std::vector<float> all = adapter.score.values;
        for (const auto& layer : adapter.layers) {
            all.insert(all.end(), layer.a.values.begin(), layer.a.values.end());
            all.insert(all.end(), layer.b.values.begin(), layer.b.values.end());
        }
        return all;
    }

    TemporaryFolder temporary;
    TrainingParams params;
    ComputeOptions compute;
};

TEST_F(Train, saysInASentenceThatADeviceCannotBeUsed)
{
    compute.device = "meta"; // holds shapes and no numbers
    Recorder recorder;
    const std::string error = errorOf([&] { run("run", RunStart::continueOrBegin, recorder); });
    EXPECT_TRUE(says(error, "device meta does not exist; use cpu"));
    EXPECT_EQ(error.find('\n'), std::string::npos) << error;
}

TEST_F(Train, recordsHowRowsAreCutWhateverTheThreads)
{
    params.epochs = 1;
    params.evalSteps = 0;
    params.trainBatchSize = 3;
    params.gradientAccumulationSteps = 2;
    Recorder recorder;
    for (const int threads : {1, 2}) {
        compute.threads = threads;
        const std::string name = "of-" + std::to_string(threads);
        run(name, RunStart::continueOrBegin, recorder);
        EXPECT_EQ(runs::readRun(temporary / name).cut,
            (Json{{"comparisons_per_batch", 3}, {"batches_per_step", 2}, {"tokens_per_evaluation_batch", 1024}}));
    }
}

TEST_F(Train, writesARunAnAdapterAndNumbers)
{
    Recorder recorder;
    const auto run = this->run("run", RunStart::continueOrBegin, recorder);
    EXPECT_TRUE(run.result.finished);
    EXPECT_EQ(run.result.comparisons, 16);
    EXPECT_EQ(run.result.totalSteps, 16);
    EXPECT_EQ(run.result.steps, 16);
    EXPECT_GT(run.result.comparisonsPerSecond, 0.0);
    EXPECT_GT(run.result.tokensPerSecond, run.result.comparisonsPerSecond);
    ASSERT_TRUE(run.result.heldOut.has_value());
    EXPECT_EQ(run.result.heldOut->comparisons, 16);
    EXPECT_EQ(run.model.filename(), "mean_and_variance_tiny-llama__0_0.001_cosine_2_0.0_peft_last_checkpoint");
    EXPECT_EQ(backbone::readAdapter(run.model).outputs(), 2);
    const auto& lines = recorder.metrics.at("train");
    EXPECT_EQ(lines.size(), 6u) << "every third step, and the last one";
    EXPECT_EQ(recorder.metrics.at("eval").size(), 4u);
    EXPECT_NEAR(
        lines.at(3).at("learning_rate"), 1e-3 * (0.1 + 0.45 * (1.0 + std::cos(std::acos(-1.0) * 2.0 / 16.0))), 1e-12);
    EXPECT_NEAR(lines.at(12).at("epoch"), 1.5, 1e-12);
    const runs::RunRecord record = runs::readRun(temporary / "run");
    EXPECT_EQ(record.state, runs::RunState::finished);
    EXPECT_EQ(record.kind, "training");
    EXPECT_EQ(record.params, params.toJson());
    EXPECT_EQ(TrainingParams::fromJson(record.params, "run.json").toJson(), params.toJson());
    EXPECT_FALSE(std::filesystem::is_empty(temporary / "run" / "tensorboard"));
    // A step makes the rows that it learns from likelier.
    EXPECT_LT(lines.at(16).at("loss"), lines.at(3).at("loss"));
}

TEST_F(Train, aFinishedOneIsTrainedFurtherAsAnotherRun)
{
    for (const bool full : {false, true}) {
        params.fullFineTuning = full;
        params.startFrom.clear();
        params.learningRate = 1e-3;
        params.evalFirstStep = false;
        const std::string kind = full ? "full" : "lora";
        Recorder first;
        const auto before = run(kind, RunStart::continueOrBegin, first);
        params.startFrom = (temporary / kind).string();
        params.learningRate = 5e-4;
        params.evalFirstStep = true;
        params.loraDropout = 0.3;
        Recorder second;
        const auto further = run(kind + "-further", RunStart::continueOrBegin, second);
        EXPECT_TRUE(further.result.finished);
        EXPECT_EQ(second.metrics["eval"][0]["loss"], before.result.heldOut.value().loss) << kind;
        EXPECT_EQ(second.metrics["eval"][0]["accuracy"], before.result.heldOut->accuracy);
        EXPECT_NE(further.result.heldOut.value().loss, before.result.heldOut->loss);

        EXPECT_EQ(runs::readRun(temporary / (kind + "-further")).params["start_from"], params.startFrom);
        EXPECT_TRUE(says(runs::readLog(temporary / (kind + "-further")).at(1).text,
            {"starts from the model in " + before.model.string()}));
        EXPECT_TRUE(says(runs::readLog(temporary / kind).back().text,
            {"is trained further, by the run in " + (temporary / (kind + "-further")).string()}));

        // By the model's own folder, and with a stop after which the model that it started from is not needed.
        params.startFrom = before.model.string() + "/";
        Recorder stopped;
        stopped.stopAt = 5;
        EXPECT_FALSE(run(kind + "-again", RunStart::continueOrBegin, stopped).result.finished);
        std::filesystem::remove_all(before.model);
        Recorder resumed;
        const auto again = run(kind + "-again", RunStart::continueOrBegin, resumed);
        EXPECT_EQ(again.result.heldOut->loss, further.result.heldOut->loss);
        const char* file = full ? "model.safetensors" : "adapter_model.safetensors";
        EXPECT_EQ(readFile(again.model / file), readFile(further.model / file));
    }
}

TEST_F(Train, whatDoesNotFitIsNotTrainedFurther)
{
    Recorder recorder;
    const auto before = run("before", RunStart::continueOrBegin, recorder);
    params.startFrom = (temporary / "before").string();
    const TrainingParams further = params;
    int number = 0;
    const auto error = [&](const std::function<void()>& change) {
        params = further;
        change();
        const std::string name = "further-" + std::to_string(++number);
        return errorOf([&] { run(name, RunStart::continueOrBegin, recorder); });
    };
    EXPECT_TRUE(says(error([&] { params.loraRank = 4; }), {before.model.string(), "rank 8", "lora_r is 4"}));
    EXPECT_TRUE(says(error([&] { params.loraAlpha = 16.0; }), {"lora_alpha 32.0", "lora_alpha is 16.0"}));
    EXPECT_TRUE(says(error([&] { params.useRslora = true; }), {"lora_alpha is 32.0 with use_rslora"}));
    EXPECT_TRUE(says(error([&] { params.loraTargetModules = {"q_proj"}; }),
        {"changes layers.0.self_attn.v_proj", "lora_target_modules"}));
    EXPECT_TRUE(says(error([&] { params.loraTargetModules = {"q_proj", "v_proj", "o_proj"}; }),
        {"does not change layers.0.self_attn.o_proj"}));
    EXPECT_TRUE(says(error([&] { params.rewardModelType = "categorical"; }),
        {"is a mean_and_variance reward model", "reward_model_type is categorical"}));
    EXPECT_TRUE(says(error([&] { params.fullFineTuning = true; }), {"is an adapter", "leave out full_fine_tuning"}));
    EXPECT_TRUE(says(error([&] { params.startFrom = (temporary / "nowhere").string(); }), {"start_from", "nowhere"}));
    EXPECT_FALSE(std::filesystem::exists(temporary / ("further-" + std::to_string(number)))) << "nothing was begun";

    recorder.stopAt = 3;
    params = further;
    params.startFrom.clear();
    run("unfinished", RunStart::continueOrBegin, recorder);
    recorder.stop = {};
    EXPECT_TRUE(says(error([&] { params.startFrom = (temporary / "unfinished").string(); }),
        {"unfinished has no trained model yet"}));
}

TEST_F(Train, goesOnAfterAStopToTheSameBits)
{
    params.loraDropout = 0.2;
    params.gradientAccumulationSteps = 2;
    params.trainBatchSize = 1;
    Recorder whole;
    const auto uninterrupted = run("whole", RunStart::continueOrBegin, whole);
    for (const std::int64_t stopAt : {1, 4, 5, 7, 10, 11}) {
        const std::string name = "stopped-" + std::to_string(stopAt);
        Recorder first;
        first.stopAt = stopAt;
        const auto stopped = run(name, RunStart::continueOrBegin, first);
        EXPECT_FALSE(stopped.result.finished);
        EXPECT_EQ(stopped.result.steps, stopAt);
        EXPECT_EQ(runs::readRun(temporary / name).state, runs::RunState::stopped);
        Recorder second;
        const auto resumed = run(name, RunStart::continueOrBegin, second);
        EXPECT_TRUE(resumed.result.finished);
        EXPECT_EQ(weights(resumed.model), weights(uninterrupted.model)) << "stopped after step " << stopAt;
        EXPECT_EQ(resumed.result.trainLoss, uninterrupted.result.trainLoss);
        EXPECT_EQ(resumed.result.heldOut->loss, uninterrupted.result.heldOut->loss);
        auto together = first.metrics;
        for (const auto& [series, lines] : second.metrics) {
            for (const auto& [step, values] : lines) {
                together[series][step] = values;
            }
        }
        EXPECT_EQ(together, whole.metrics);
    }
}

TEST_F(Train, takesTheCheckpointBeforeADamagedOne)
{
    Recorder whole;
    const auto uninterrupted = run("whole", RunStart::continueOrBegin, whole);
    for (const std::string damaged : {"model/adapter_model.safetensors", "optimizer.safetensors", "state.json"}) {
        std::filesystem::remove_all(temporary / "run");
        Recorder first;
        first.stopAt = 10;
        run("run", RunStart::continueOrBegin, first);
        const auto checkpoints = listCheckpoints(temporary / "run" / "checkpoints");
        ASSERT_EQ(checkpoints.size(), 2u);
        EXPECT_EQ(checkpoints.front().filename(), "step-10");
        std::filesystem::resize_file(checkpoints.front() / damaged, 20);
        Recorder second;
        const auto resumed = run("run", RunStart::continueOrBegin, second);
        ASSERT_EQ(second.warnings.size(), 2u) << "the other one says that a single file is evaluated on, too";
        EXPECT_TRUE(says(second.warnings[1], {"step-10", "cannot be used", "the one before"}));
        EXPECT_EQ(weights(resumed.model), weights(uninterrupted.model)) << damaged;
    }
}

TEST_F(Train, startsAgainWhereNoCheckpointIsWhole)
{
    Recorder whole;
    const auto uninterrupted = run("whole", RunStart::continueOrBegin, whole);
    Recorder first;
    first.stopAt = 6;
    run("run", RunStart::continueOrBegin, first);
    for (const auto& checkpoint : listCheckpoints(temporary / "run" / "checkpoints")) {
        std::filesystem::resize_file(checkpoint / "state.json", 3);
    }
    Recorder second;
    const auto resumed = run("run", RunStart::continueOrBegin, second);
    EXPECT_EQ(second.warnings.size(), 3u);
    EXPECT_EQ(weights(resumed.model), weights(uninterrupted.model));
}

TEST_F(Train, makesUpForAnInterruptedEvaluation)
{
    Recorder whole;
    const auto uninterrupted = run("whole", RunStart::continueOrBegin, whole);
    for (const std::int64_t stopAt : {5, 16}) {
        const std::string name = "run-" + std::to_string(stopAt);
        Recorder first;
        first.stopAt = stopAt; // the evaluation after this step finds the request
        EXPECT_FALSE(run(name, RunStart::continueOrBegin, first).result.finished);
        EXPECT_EQ(first.metrics["eval"].count(stopAt), 0u);
        Recorder second;
        const auto resumed = run(name, RunStart::continueOrBegin, second);
        EXPECT_TRUE(resumed.result.finished);
        EXPECT_EQ(second.metrics["eval"][stopAt], whole.metrics["eval"][stopAt]);
        ASSERT_TRUE(resumed.result.heldOut.has_value());
        EXPECT_EQ(resumed.result.heldOut->loss, uninterrupted.result.heldOut->loss);
    }
}

TEST_F(Train, evaluatesBeforeTheFirstStepOnRequest)
{
    params.evalFirstStep = true;
    params.evalSteps = 0;
    params.epochs = 1;
    Recorder recorder;
    const auto trained = run("run", RunStart::continueOrBegin, recorder);
    ASSERT_EQ(recorder.metrics["eval"].size(), 2u) << "and after the last one";
    EXPECT_EQ(recorder.metrics["eval"].begin()->first, 0);
    const auto& last = *recorder.metrics["eval"].rbegin();
    EXPECT_EQ(last.first, trained.result.steps);
    ASSERT_TRUE(trained.result.heldOut.has_value());
    EXPECT_EQ(trained.result.heldOut->loss, last.second.at("loss")) << "of the trained model";
    EXPECT_NE(trained.result.heldOut->loss, recorder.metrics["eval"][0]["loss"]);

    Recorder stopping;
    stopping.stopAt = 2;
    EXPECT_FALSE(run("stopped", RunStart::continueOrBegin, stopping).result.heldOut.has_value());
    Recorder resuming;
    const auto resumed = run("stopped", RunStart::continueOrBegin, resuming);
    EXPECT_EQ(resumed.result.heldOut->loss, trained.result.heldOut->loss);
}

TEST_F(Train, tellsMarginSigmaAndEntropyOfHeadsThatHaveThem)
{
    params.epochs = 1;
    const std::map<std::string, std::vector<std::string>> lacking{
        {"base", {"sigma", "entropy"}}, {"mean_and_variance", {"entropy"}}, {"categorical", {}}};
    for (const auto& [head, missing] : lacking) {
        params.rewardModelType = head;
        Recorder recorder;
        run(head, RunStart::continueOrBegin, recorder);
        for (const char* series : {"train", "eval"}) {
            for (const auto& [step, line] : recorder.metrics.at(series)) {
                for (const std::string name : {"margin", "sigma", "entropy"}) {
                    const bool has = std::find(missing.begin(), missing.end(), name) == missing.end();
                    EXPECT_EQ(line.count(name), has ? 1u : 0u) << head << " " << series << " " << step << " " << name;
                }
                if (line.count("entropy")) {
                    EXPECT_GT(line.at("entropy"), 0.0);
                    EXPECT_LE(line.at("entropy"), std::log(10.0) + 1e-12) << "of ten atoms";
                }
            }
        }
        // One comparison whose margin grows is likelier: the rows that are trained on are those that are evaluated.
        EXPECT_GT(recorder.metrics["eval"].rbegin()->second.at("margin"),
            recorder.metrics["eval"].begin()->second.at("margin"))
            << head;
    }
}

/// With a learning rate at which a training gets worse again.
class BestModel : public Train {
protected:
    BestModel()
    {
        params.learningRate = 0.05;
        params.schedule = "constant";
        params.epochs = 3;
        params.evalSteps = 2;
        params.loraDropout = 0.2;
    }

    /// The step of the lowest held-out loss.
    static std::int64_t bestOf(Recorder& recorder)
    {
        const auto& lines = recorder.metrics.at("eval");
        return std::min_element(lines.begin(), lines.end(), [](const auto& a, const auto& b) {
            return a.second.at("loss") < b.second.at("loss");
        })->first;
    }

    /// What two runs of the same parts tell together.
    static auto together(Recorder& first, const Recorder& second)
    {
        auto all = first.metrics;
        for (const auto& [series, lines] : second.metrics) {
            for (const auto& [step, values] : lines) {
                all[series][step] = values;
            }
        }
        return all;
    }
};

TEST_F(BestModel, isKeptOnRequest)
{
    for (const bool full : {false, true}) {
        params.fullFineTuning = full;
        params.learningRate = full ? 0.03 : 0.05; // at which it gets worse again
        params.loadBestModelAtEnd = false;
        const std::string kind = full ? "full" : "lora";
        Recorder plain;
        const auto last = run(kind + "-last", RunStart::continueOrBegin, plain);
        const std::int64_t best = bestOf(plain);
        ASSERT_LT(best, last.result.steps) << "else nothing is shown by it";
        EXPECT_FALSE(last.result.bestStep.has_value());
        EXPECT_EQ(last.result.heldOut->loss, plain.metrics["eval"].rbegin()->second.at("loss"));

        params.loadBestModelAtEnd = true;
        Recorder recorder;
        const auto kept = run(kind + "-best", RunStart::continueOrBegin, recorder);
        EXPECT_EQ(recorder.metrics, plain.metrics) << "the training is the same";
        EXPECT_EQ(kept.result.steps, last.result.steps);
        EXPECT_EQ(kept.result.bestStep, best);
        EXPECT_EQ(kept.result.heldOut->loss, plain.metrics["eval"][best].at("loss"));
        EXPECT_FALSE(std::filesystem::exists(temporary / (kind + "-best") / "checkpoints"));
        const runs::RunRecord record = runs::readRun(temporary / (kind + "-best"));
        EXPECT_EQ(record.summary.at("best_step"), best);
        EXPECT_TRUE(std::any_of(recorder.notes.begin(), recorder.notes.end(), [&](const std::string& note) {
            return note
                == "the trained model is that of step " + std::to_string(best) + ", the best one by held-out loss";
        }));

        // That it is the model of that step is seen where a training stops there.
        params.loadBestModelAtEnd = false;
        Recorder stopping;
        stopping.stopAt = best;
        run(kind + "-there", RunStart::continueOrBegin, stopping);
        const auto there = temporary / (kind + "-there") / "checkpoints" / ("step-" + std::to_string(best)) / "model";
        const char* file = full ? "model.safetensors" : "adapter_model.safetensors";
        EXPECT_EQ(readFile(kept.model / file), readFile(there / file));
        EXPECT_NE(readFile(kept.model / file), readFile(last.model / file));
    }
}

TEST_F(BestModel, endsEarlyWithoutImprovement)
{
    Recorder whole;
    const auto all = run("whole", RunStart::continueOrBegin, whole);
    for (const char* metric : {"loss", "accuracy"}) {
        params.metricForBestModel = metric;
        params.earlyStoppingPatience = 2;
        params.earlyStoppingThreshold = 0.01;
        std::int64_t stopsAt = all.result.totalSteps;
        double reached = -1e300;
        int without = 0;
        for (const auto& [step, line] : whole.metrics["eval"]) {
            const double quality = metric == std::string("loss") ? -line.at("loss") : line.at("accuracy");
            without = quality > reached + params.earlyStoppingThreshold ? 0 : without + 1;
            reached = without == 0 ? quality : reached;
            if (without == 2) {
                stopsAt = step;
                break;
            }
        }
        ASSERT_LT(stopsAt, all.result.totalSteps) << metric;
        Recorder recorder;
        const auto early = run(metric, RunStart::continueOrBegin, recorder);
        EXPECT_TRUE(early.result.finished);
        EXPECT_TRUE(early.result.stoppedEarly);
        EXPECT_EQ(early.result.steps, stopsAt) << metric;
        EXPECT_EQ(early.result.totalSteps, all.result.totalSteps);
        EXPECT_EQ(recorder.metrics["eval"][stopsAt], whole.metrics["eval"][stopsAt])
            << "so far it is the same training";
        EXPECT_FALSE(early.result.bestStep.has_value()) << "the last model is the trained one";
        EXPECT_EQ(early.result.heldOut->loss, whole.metrics["eval"][stopsAt].at("loss"));
        EXPECT_EQ(runs::readRun(temporary / metric).state, runs::RunState::finished);
        EXPECT_EQ(runs::readListedRun(temporary / metric, temporary.path()).share(), 1.0);
        Recorder again;
        EXPECT_TRUE(run(metric, RunStart::continueOrBegin, again).wasThere);
    }
}

TEST_F(BestModel, afterAStopIsTheSameOne)
{
    params.loadBestModelAtEnd = true;
    params.earlyStoppingPatience = 3;
    Recorder whole;
    const auto uninterrupted = run("whole", RunStart::continueOrBegin, whole);
    ASSERT_TRUE(uninterrupted.result.stoppedEarly);
    ASSERT_LT(uninterrupted.result.bestStep.value(), uninterrupted.result.steps);
    for (std::int64_t stopAt = 1; stopAt <= uninterrupted.result.steps; ++stopAt) {
        SCOPED_TRACE(stopAt);
        const std::string name = "stopped-" + std::to_string(stopAt);
        Recorder first;
        first.stopAt = stopAt;
        EXPECT_FALSE(run(name, RunStart::continueOrBegin, first).result.finished);
        Recorder second;
        const auto resumed = run(name, RunStart::continueOrBegin, second);
        EXPECT_TRUE(resumed.result.finished);
        EXPECT_EQ(resumed.result.stoppedEarly, true);
        EXPECT_EQ(resumed.result.steps, uninterrupted.result.steps);
        EXPECT_EQ(resumed.result.bestStep, uninterrupted.result.bestStep);
        EXPECT_EQ(resumed.result.heldOut->loss, uninterrupted.result.heldOut->loss);
        EXPECT_EQ(readFile(resumed.model / "adapter_model.safetensors"),
            readFile(uninterrupted.model / "adapter_model.safetensors"));
        EXPECT_EQ(together(first, second), whole.metrics);
    }
}

TEST_F(BestModel, thatIsGoneCostsTheCheckpointsThatNeedIt)
{
    params.loadBestModelAtEnd = true;
    params.earlyStoppingPatience = 3;
    Recorder whole;
    const auto uninterrupted = run("whole", RunStart::continueOrBegin, whole);
    Recorder first;
    first.stopAt = uninterrupted.result.steps - 1;
    run("run", RunStart::continueOrBegin, first);
    const auto checkpoints = temporary / "run" / "checkpoints";
    ASSERT_TRUE(std::filesystem::remove_all(checkpoints / "best") > 0);
    Recorder second;
    const auto resumed = run("run", RunStart::continueOrBegin, second);
    EXPECT_TRUE(std::any_of(second.warnings.begin(), second.warnings.end(), [](const std::string& warning) {
        return says(warning, {"cannot be used", "the best model so far", "is not there"});
    }));
    EXPECT_EQ(resumed.result.bestStep, uninterrupted.result.bestStep);
    EXPECT_EQ(weights(resumed.model), weights(uninterrupted.model));
}

TEST_F(BestModel, needsEvaluations)
{
    Recorder recorder;
    params.evalSteps = 0;
    params.loadBestModelAtEnd = true;
    EXPECT_TRUE(says(
        errorOf([&] { run("run", RunStart::continueOrBegin, recorder); }), {"load_best_model_at_end", "eval_steps"}));
    params.loadBestModelAtEnd = false;
    params.earlyStoppingPatience = 1;
    EXPECT_TRUE(says(
        errorOf([&] { run("run", RunStart::continueOrBegin, recorder); }), {"early_stopping_patience", "eval_steps"}));
    params.evalSteps = 1;
    params.metricForBestModel = "f1";
    EXPECT_TRUE(says(errorOf([&] { run("run", RunStart::continueOrBegin, recorder); }),
        {"metric_for_best_model", "\"f1\"", "loss or accuracy"}));
}

TEST_F(Train, aFinishedRunIsLeftAsItIs)
{
    params.evalSteps = 0;
    params.epochs = 1;
    Recorder first;
    const auto trained = run("run", RunStart::continueOrBegin, first);
    EXPECT_FALSE(trained.wasThere);
    EXPECT_FALSE(std::filesystem::exists(temporary / "run" / "checkpoints")) << "it needs none";
    const std::string record = readFile(temporary / "run" / "run.json");
    Recorder second;
    const auto again = run("run", RunStart::continueOrBegin, second);
    EXPECT_TRUE(again.wasThere);
    EXPECT_TRUE(second.metrics.empty());
    EXPECT_EQ(again.result.toJson(), trained.result.toJson());
    EXPECT_EQ(readFile(temporary / "run" / "run.json"), record);
    Recorder third;
    EXPECT_FALSE(run("run", RunStart::overwrite, third).wasThere);
    EXPECT_EQ(third.metrics, first.metrics);
}

TEST_F(Train, aRunWithoutItsModelHasNotFinished)
{
    params.evalSteps = 0;
    params.epochs = 1;
    Recorder recorder;
    const auto trained = run("run", RunStart::continueOrBegin, recorder);
    const std::vector<float> before = weights(trained.model);
    for (const std::filesystem::path& lost : {trained.model, trained.model / "adapter_model.safetensors"}) {
        std::filesystem::remove_all(lost);
        const auto again = run("run", RunStart::continueOrBegin, recorder);
        EXPECT_FALSE(again.wasThere);
        EXPECT_TRUE(again.result.finished);
        EXPECT_EQ(weights(again.model), before);
        EXPECT_EQ(runs::readRun(temporary / "run").state, runs::RunState::finished);
    }
}

TEST(TrainingParameters, keepWholeNumbersOfAnySize)
{
    TrainingParams params;
    params.modelName = "model";
    params.dataPath = "data";
    for (const std::uint64_t seed : {std::uint64_t{1} << 31, (std::uint64_t{1} << 53) + 1, ~std::uint64_t{0}}) {
        params.seed = seed;
        params.maxLength = static_cast<std::int64_t>(seed / 2);
        const TrainingParams read = TrainingParams::fromJson(Json::parse(params.toJson().dump()), "params");
        EXPECT_EQ(read.seed, params.seed);
        EXPECT_EQ(read.maxLength, params.maxLength);
    }
    for (const Json& wrong : {Json(-1), Json(1.5), Json(1e300), Json("1")}) {
        for (const char* name : {"seed", "max_length"}) {
            Json json = params.toJson();
            json[name] = wrong;
            EXPECT_THROW(TrainingParams::fromJson(json, "params"), Error) << name << " " << wrong.dump();
        }
    }
}

TEST_F(Train, aRunOfAVersionWithFewerParamsGoesOn)
{
    params.epochs = 1;
    params.evalSteps = 0;
    Recorder first;
    first.stopAt = 5;
    run("run", RunStart::continueOrBegin, first);
    const auto file = temporary / "run" / "run.json";
    Json json = readJsonFile(file);
    Json older;
    for (const auto& [name, value] : json["params"].items()) {
        if (name != "keep_stored" && name != "use_rslora") {
            older[name] = value;
        }
    }
    older["model_name"] = nullptr; // moves to the end
    older.erase("model_name");
    older["model_name"] = params.modelName;
    json["params"] = older;
    writeFileAtomically(file, json.dump());
    Recorder second;
    EXPECT_TRUE(run("run", RunStart::continueOrBegin, second).result.finished);
    EXPECT_EQ(second.metrics["train"].begin()->first, 6) << "it went on after step 5";
    EXPECT_EQ(runs::readRun(temporary / "run").params, params.toJson());
}

TEST_F(Train, runsOfEqualRowsShareTheirTokens)
{
    params.evalSteps = 0;
    params.epochs = 1;
    Recorder recorder;
    std::filesystem::create_directories(temporary / "one" / "tokens"); // as an earlier version left one
    run("one", RunStart::continueOrBegin, recorder);
    params.seed = 4;
    run("two", RunStart::continueOrBegin, recorder);
    const auto cached = [&](const std::filesystem::path& folder) {
        return std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator());
    };
    EXPECT_EQ(cached(temporary / ".tokens"), 1);
    EXPECT_FALSE(std::filesystem::exists(temporary / "one" / "tokens"));
    EXPECT_FALSE(std::filesystem::exists(temporary / "two" / "tokens"));
    EXPECT_EQ(training::sharedTokens(temporary.path() / "sweep" / "seed-1" / "both" / "base"), temporary / ".tokens")
        << "the nearest one above";
    EXPECT_EQ(training::sharedTokens(temporary.path() / "a" / "b" / "c" / "d" / "e"),
        temporary.path() / "a" / "b" / "c" / "d" / ".tokens")
        << "too far";
    params.maxLength = 1000; // a run of its own, of the same rows
    run("three", RunStart::continueOrBegin, recorder);
    EXPECT_EQ(cached(temporary / ".tokens"), 1);
}

TEST_F(Train, tokensThatCannotBeKeptAreSaid)
{
    params.evalSteps = 0;
    params.epochs = 1;
    writeFileAtomically(temporary / "plain", "");
    Recorder recorder;
    const auto trained = training::runInFolder(params, compute, temporary / "run", RunStart::continueOrBegin, recorder,
        recorder.stop.get_token(), temporary / "plain");
    EXPECT_TRUE(trained.result.finished);
    ASSERT_EQ(recorder.warnings.size(), 1u);
    EXPECT_TRUE(says(recorder.warnings[0], {"token ids are not kept", "plain"}));
}

TEST_F(Train, replacesNoOtherRunUnlessTold)
{
    params.evalSteps = 0;
    params.epochs = 1;
    Recorder recorder;
    const auto first = run("run", RunStart::continueOrBegin, recorder);
    const TrainingParams before = params;
    params.seed = 9;
    EXPECT_TRUE(says(errorOf([&] { run("run", RunStart::continueOrBegin, recorder); }),
        {"different parameters", "seed is 3 there and 9 here"}));
    params.dataPath = "/nowhere.jsonl";
    EXPECT_TRUE(says(errorOf([&] { run("run", RunStart::overwrite, recorder); }), "/nowhere.jsonl"));
    EXPECT_EQ(runs::readRun(temporary / "run").params, before.toJson()) << "what cannot run replaces nothing";
    EXPECT_TRUE(std::filesystem::exists(first.model));
    params = before;
    params.seed = 9;
    EXPECT_TRUE(run("run", RunStart::overwrite, recorder).result.finished);
}

TEST_F(Train, noticesThatItsRowsHaveChanged)
{
    const auto file = temporary / "rows.jsonl";
    const std::string rows = readFile(params.dataPath);
    writeFileAtomically(file, rows);
    params.dataPath = file.string();
    Recorder first;
    first.stopAt = 6;
    run("run", RunStart::continueOrBegin, first);
    std::string changed = rows;
    changed.replace(changed.find("sheet", changed.find("\"chosen\"")), 5, "Sheet");
    writeFileAtomically(file, changed);
    Recorder second;
    EXPECT_TRUE(says(errorOf([&] { run("run", RunStart::continueOrBegin, second); }), {"rows.jsonl", "changed"}));
}

TEST_F(Train, doesNotResumeWithOtherParams)
{
    Recorder first;
    first.stopAt = 3;
    run("run", RunStart::continueOrBegin, first);
    params.learningRate = 2e-3;
    Recorder second;
    EXPECT_TRUE(says(errorOf([&] { run("run", RunStart::continueOrBegin, second); }),
        "learning_rate is 0.001 there and 0.002 here"));
    EXPECT_FALSE(listCheckpoints(temporary / "run" / "checkpoints").empty());
}

TEST_F(Train, stopsAtALossThatIsNotFiniteAndNamesTheRows)
{
    params.learningRate = 1e36;
    params.maxGradNorm = 0.0;
    Recorder recorder;
    const std::string message = errorOf([&] { run("run", RunStart::continueOrBegin, recorder); });
    EXPECT_TRUE(says(message, {"step 2", "not finite", "lora_pairs.jsonl:"})) << message;
    EXPECT_EQ(runs::readRun(temporary / "run").state, runs::RunState::failed);
    EXPECT_EQ(runs::readRun(temporary / "run").message, message);
}

TEST_F(Train, leavesOutRowsThatAreTooLong)
{
    params.maxLength = 150;
    params.evalSteps = 0;
    Recorder recorder;
    const auto run = this->run("run", RunStart::continueOrBegin, recorder);
    EXPECT_GT(run.result.tooLong, 0);
    EXPECT_EQ(run.result.comparisons + run.result.tooLong, 16);
    ASSERT_EQ(recorder.warnings.size(), 1u);
    EXPECT_TRUE(says(recorder.warnings[0], {std::to_string(run.result.tooLong) + " of 16", "150 tokens"}));
    EXPECT_FALSE(run.result.heldOut.has_value());
    params.maxLength = 1;
    EXPECT_TRUE(says(
        errorOf([&] { this->run("none", RunStart::continueOrBegin, recorder); }), {"none of the 16", "max_length"}));
}

TEST_F(Train, isAFunctionOfTheSeed)
{
    params.evalSteps = 0;
    params.epochs = 1;
    Recorder recorder;
    const auto first = weights(run("first", RunStart::continueOrBegin, recorder).model);
    EXPECT_EQ(weights(run("again", RunStart::continueOrBegin, recorder).model), first);
    params.seed = 4;
    EXPECT_NE(weights(run("other", RunStart::continueOrBegin, recorder).model), first);
}

TEST_F(Train, computesLayersAgainToTheSameNumbers)
{
    params.evalSteps = 0;
    params.epochs = 1;
    params.loraDropout = 0.3;
    Recorder recorder;
    const auto kept = weights(run("kept", RunStart::continueOrBegin, recorder).model);
    params.gradientCheckpointing = true;
    const auto repeated = weights(run("repeated", RunStart::continueOrBegin, recorder).model);
    ASSERT_EQ(kept.size(), repeated.size());
    for (std::size_t i = 0; i < kept.size(); ++i) {
        ASSERT_NEAR(kept[i], repeated[i], 1e-6) << i;
    }
}

TEST_F(Train, accumulatedBatchesAreOneLargerBatch)
{
    params.rewardModelType = "base";
    params.evalSteps = 0;
    params.epochs = 1;
    params.loraDropout = 0.0;
    params.trainBatchSize = 4;
    Recorder large;
    const auto together = run("together", RunStart::continueOrBegin, large);
    params.trainBatchSize = 2;
    params.gradientAccumulationSteps = 2;
    Recorder small;
    const auto accumulated = run("accumulated", RunStart::continueOrBegin, small);
    EXPECT_EQ(together.result.totalSteps, 4);
    EXPECT_EQ(accumulated.result.totalSteps, 4);
    EXPECT_NEAR(large.metrics["train"][3]["grad_norm"], small.metrics["train"][3]["grad_norm"], 1e-4);
    EXPECT_NEAR(together.result.trainLoss, accumulated.result.trainLoss, 1e-5);
}

TEST_F(Train, everyWeightCanBeTrainedAndResumed)
{
    params.fullFineTuning = true;
    params.learningRate = 1e-4;
    Recorder whole;
    const auto uninterrupted = run("whole", RunStart::continueOrBegin, whole);
    EXPECT_LT(whole.metrics["train"][16]["loss"], whole.metrics["train"][3]["loss"]);
    backbone::RewardModel model = load(uninterrupted.model);
    EXPECT_EQ(model.outputs(), 2);
    Recorder first;
    first.stopAt = 6;
    run("run", RunStart::continueOrBegin, first);
    Recorder second;
    const auto resumed = run("run", RunStart::continueOrBegin, second);
    const auto file = [](const training::TrainingRun& r) { return readFile(r.model / "model.safetensors"); };
    EXPECT_EQ(file(resumed), file(uninterrupted));
}

TEST(TrainingParameters, areCheckedAndNamed)
{
    TrainingParams params;
    EXPECT_TRUE(says(errorOf([&] { params.validate(); }), "model_name"));
    Json json;
    json["model_name"] = "m";
    json["data_path"] = "d";
    EXPECT_EQ(errorOf([&] { TrainingParams::fromJson(json, "x.json"); }), "");
    const std::vector<std::pair<std::string, Json>> wrong{{"learning_rate", 0.0}, {"lr_scheduler_type", "cubic"},
        {"data_subset", "all"}, {"reward_model_type", "mean"}, {"num_atoms", 1}, {"hidden_context_ratio", 0.6},
        {"per_device_train_batch_size", 0}, {"num_train_epochs", -1}, {"lora_dropout", 1.0}, {"optim", "sgd"},
        {"learning_rte", 1.0}, {"bf16", 3}};
    for (const auto& [name, value] : wrong) {
        Json changed = json;
        changed[name] = value;
        EXPECT_TRUE(says(errorOf([&] { TrainingParams::fromJson(changed, "x.json"); }),
            {"x.json", name == "lora_dropout" ? "dropout" : name}));
    }
}

TEST(TrainingParameters, nameTheFolderAsTheReferenceDoes)
{
    TrainingParams params;
    params.modelName = "meta-llama/Llama-2-7b-hf";
    EXPECT_EQ(training::referenceFolder(params), std::filesystem::path("both/base_Llama-2-7b-hf__0_3e-06_cosine_1"));
    params.rewardModelType = "categorical";
    params.dataSubset = "helpful";
    params.epochs = 2;
    EXPECT_EQ(training::referenceFolder(params),
        std::filesystem::path("helpful/categorical_Llama-2-7b-hf__0_3e-06_cosine_2_10_0.1"));
    params.rewardModelType = "mean_and_variance";
    EXPECT_EQ(training::referenceFolder(params),
        std::filesystem::path("helpful/mean_and_variance_Llama-2-7b-hf__0_3e-06_cosine_2_0.0"));
}

} // namespace
