// Whatever the system refuses, and whenever: nothing that was done is lost, and the message names the file.

#include "base/checkpoints.hpp"
#include "base/files.hpp"
#include "evaluation/evaluate.hpp"
#include "faulty_calls.hpp"
#include "runs/run_folder.hpp"
#include "runs/run_result.hpp"
#include "synthetic/synthetic_run.hpp"
#include "temporary_folder.hpp"
#include "training/training_run.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <functional>
#include <iostream>

namespace dpl {
namespace {

using test::FaultyCall;
using test::FileCall;

struct Fault {
    FileCall call = FileCall::open;
    int error = 0;
    FaultyCall::Times times = FaultyCall::Times::once;
    bool isHarmless = false; ///< to be made up for, without a word
};

const std::vector<Fault> faults{
    {FileCall::open, EIO},
    {FileCall::open, EMFILE},
    {FileCall::open, EINTR, FaultyCall::Times::once, true},
    {FileCall::read, EIO},
    {FileCall::read, EINTR, FaultyCall::Times::once, true},
    {FileCall::read, 0, FaultyCall::Times::once, true},
    {FileCall::write, ENOSPC, FaultyCall::Times::fromThenOn},
    {FileCall::write, EIO},
    {FileCall::write, EINTR, FaultyCall::Times::once, true},
    {FileCall::write, 0, FaultyCall::Times::once, true},
    {FileCall::sync, EIO},
    {FileCall::sync, ENOSPC, FaultyCall::Times::fromThenOn},
    {FileCall::sync, EINTR, FaultyCall::Times::once, true},
    {FileCall::rename, EIO},
    {FileCall::rename, ENOSPC, FaultyCall::Times::fromThenOn},
    {FileCall::lock, ENOLCK, FaultyCall::Times::once, true},
    {FileCall::lock, EINTR, FaultyCall::Times::once, true},
};

/// A job that was half done when it was last stopped.
struct Scenario {
    std::string name;
    std::function<void(const std::filesystem::path& folder)> prepare;
    std::function<void(const std::filesystem::path& folder)> work; ///< to the end, going on from what is there
    std::function<void(const std::filesystem::path& folder)> checkHalf; ///< that what was there is there still
    std::function<std::string(const std::filesystem::path& folder)> result; ///< bytes; empty: it has none
};

/// Tries the fault at the first call, the second, ... until all goes well without it.
void tryEverywhere(const Scenario& scenario, const Fault& fault, const std::string& expected)
{
    constexpr int most = 2000;
    int n = 1;
    for (; n < most; ++n) {
        SCOPED_TRACE(scenario.name + ": " + test::toString(fault.call) + " " + std::to_string(n) + " fails with "
            + (fault.error == 0 ? "half of it done" : std::strerror(fault.error)));
        const test::TemporaryFolder folder;
        scenario.prepare(folder.path());
        std::string message;
        bool fired = false;
        {
            const FaultyCall faulty(folder.path(), fault.call, fault.error, n, fault.times);
            try {
                scenario.work(folder.path());
            } catch (const Error& error) {
                message = error.what();
            }
            fired = FaultyCall::fired();
        }
        if (!fired) {
            EXPECT_EQ(message, "");
            break;
        }
        if (fault.isHarmless) {
            EXPECT_EQ(message, "");
        }
        if (message.empty()) {
            EXPECT_EQ(scenario.result(folder.path()), expected) << "nothing was said, so all must be well";
        } else {
            EXPECT_NE(message.find(folder.path().string()), std::string::npos) << message;
            const std::string early = scenario.result(folder.path());
            EXPECT_TRUE(early.empty() || early == expected) << "a result that is not whole";
            scenario.checkHalf(folder.path());
        }
        scenario.work(folder.path());
        EXPECT_EQ(scenario.result(folder.path()), expected);
        if (testing::Test::HasFailure()) {
            return;
        }
    }
    ASSERT_LT(n, most);
    std::cout << scenario.name << ": " << test::toString(fault.call) << ", "
              << (fault.error == 0 ? "half of it done" : std::strerror(fault.error)) << ": " << n - 1 << " tried\n";
    EXPECT_GT(n - 1, 0) << "it makes no such call";
}

void copyInto(const std::filesystem::path& from, const std::filesystem::path& to)
{
    std::filesystem::copy(
        from, to, std::filesystem::copy_options::recursive | std::filesystem::copy_options::overwrite_existing);
}

std::string contentIfThere(const std::filesystem::path& file)
{
    return isPresent(file) ? readFile(file) : std::string();
}

/// Asks a training for a stop after so many steps, 0: never, and sees which was the first.
class TrainingStart final : public Observer {
public:
    explicit TrainingStart(std::int64_t steps) : m_steps(steps) { }

    void progressed(const Progress& progress) override
    {
        if (progress.phase == "Training") {
            first = first < 0 ? progress.step : first;
            if (m_steps > 0 && progress.step >= m_steps) {
                source.request_stop();
            }
        }
    }

    std::stop_source source;
    std::int64_t first = -1;

private:
    std::int64_t m_steps;
};

const ComputeOptions oneThread{1, false, "cpu"};

class Faults : public testing::TestWithParam<Fault> { };

TEST_P(Faults, duringATrainingLoseNothing)
{
    training::TrainingParams params;
    params.modelName = std::string(DPL_FIXTURES) + "/models/tiny-llama";
    params.dataPath = std::string(DPL_FIXTURES) + "/training/lora_pairs.jsonl";
    params.learningRate = 0.001;
    params.trainDatasetSize = 6;
    params.loggingSteps = 1;
    params.saveSteps = 2;
    params.evalSteps = 0;
    const auto train = [params](const std::filesystem::path& folder, std::int64_t steps) {
        TrainingStart observer(steps);
        const auto run = training::runInFolder(params, oneThread, folder / "run", training::RunStart::continueOrBegin,
            observer, observer.source.get_token(), folder / "tokens");
        return std::pair(run, observer.first);
    };
    const test::TemporaryFolder half;
    ASSERT_FALSE(train(half.path(), 1).first.result.finished);
    const test::TemporaryFolder whole;
    const std::filesystem::path model = train(whole.path(), 0).first.model.filename();

    Scenario scenario;
    scenario.name = "training";
    scenario.prepare = [&](const auto& folder) { copyInto(half.path(), folder); };
    scenario.work = [&](const auto& folder) {
        const auto [run, first] = train(folder, 0);
        EXPECT_TRUE(run.result.finished);
        EXPECT_TRUE(run.wasThere || first > 1) << "it began anew";
    };
    scenario.checkHalf = [&](const auto& folder) {
        const bool isDone = runs::readRun(folder / "run").state == runs::RunState::finished;
        EXPECT_TRUE(isDone || !listCheckpoints(folder / "run" / "checkpoints").empty());
        EXPECT_GE(runs::readMetrics(folder / "run").size(), 1u);
    };
    scenario.result = [&](const auto& folder) {
        return contentIfThere(folder / "run" / model / "adapter_model.safetensors");
    };
    tryEverywhere(scenario, GetParam(), scenario.result(whole.path()));
}

/// Stops an evaluation after its first rows, and sees how many an earlier one had done.
class EvaluationStart final : public evaluation::EvaluationObserver {
public:
    explicit EvaluationStart(bool stops) : m_stops(stops) { }

    void scored(std::size_t, const std::vector<std::vector<double>>&) override
    {
        if (m_stops) {
            source.request_stop();
        }
    }
    void goesOn(std::int64_t done, std::int64_t) override { earlier = done; }

    std::stop_source source;
    std::int64_t earlier = 0;

private:
    bool m_stops;
};

TEST_P(Faults, duringAnEvaluationLoseNothing)
{
    const auto evaluate = [](const std::filesystem::path& folder, bool stops) {
        evaluation::EvaluateParams params;
        params.model.checkpoint = std::string(DPL_FIXTURES) + "/adapters/tiny-llama-base";
        params.dataPath = std::string(DPL_FIXTURES) + "/training/lora_pairs.jsonl";
        params.output = folder / "out" / "rows.jsonl";
        EvaluationStart observer(stops);
        const auto result = evaluation::evaluate(params, oneThread, observer, observer.source.get_token());
        return std::pair(result, observer.earlier);
    };
    const test::TemporaryFolder half;
    const auto first = evaluate(half.path(), true).first;
    ASSERT_FALSE(first.finished);
    ASSERT_GT(first.progress.done, 0);
    const test::TemporaryFolder whole;
    ASSERT_TRUE(evaluate(whole.path(), false).first.finished);

    Scenario scenario;
    scenario.name = "evaluation";
    scenario.prepare = [&](const auto& folder) { copyInto(half.path(), folder); };
    scenario.work = [&](const auto& folder) {
        const auto [result, earlier] = evaluate(folder, false);
        EXPECT_TRUE(result.finished);
        EXPECT_TRUE(result.wasThere || earlier >= first.progress.done) << "rows were scored again";
    };
    scenario.checkHalf = [](const auto&) {};
    scenario.result = [](const auto& folder) { return contentIfThere(folder / "out" / "rows.jsonl"); };
    tryEverywhere(scenario, GetParam(), scenario.result(whole.path()));
}

/// The same of an experiment.
class ExperimentStart final : public synthetic::SyntheticObserver {
public:
    explicit ExperimentStart(std::int64_t steps) : m_steps(steps) { }

    void measured(const Metrics& metrics) override
    {
        first = first < 0 ? metrics.step : first;
        if (m_steps > 0 && metrics.step >= m_steps) {
            source.request_stop();
        }
    }

    std::stop_source source;
    std::int64_t first = -1;

private:
    std::int64_t m_steps;
};

TEST_P(Faults, duringAnExperimentLoseNothing)
{
    synthetic::SyntheticParams params;
    params.models = {preference::SyntheticModel::base};
    params.batchSize = 8;
    params.iterations = 4;
    const auto run = [params](const std::filesystem::path& folder, std::int64_t steps) {
        ExperimentStart observer(steps);
        const auto done = synthetic::runInFolder(params, oneThread, folder / "run",
            synthetic::RunStart::continueOrBegin, observer, observer.source.get_token());
        return std::pair(done, observer.first);
    };
    const test::TemporaryFolder half;
    ASSERT_FALSE(run(half.path(), 2).first.result.finished);
    const test::TemporaryFolder whole;
    ASSERT_TRUE(run(whole.path(), 0).first.result.finished);

    Scenario scenario;
    scenario.name = "experiment";
    scenario.prepare = [&](const auto& folder) { copyInto(half.path(), folder); };
    scenario.work = [&](const auto& folder) {
        const auto [done, first] = run(folder, 0);
        EXPECT_TRUE(done.result.finished);
        EXPECT_TRUE(done.wasThere || first > 2 || first < 0) << "it began anew";
    };
    scenario.checkHalf = [](const auto& folder) {
        const bool isDone = runs::readRun(folder / "run").state == runs::RunState::finished;
        EXPECT_TRUE(isDone || !listCheckpoints(folder / "run" / "checkpoints").empty());
        EXPECT_GE(runs::readMetrics(folder / "run").size(), 2u);
    };
    // All but how long it took.
    scenario.result = [](const auto& folder) {
        if (!isPresent(runs::resultFile(folder / "run"))) {
            return std::string();
        }
        synthetic::SyntheticResult result = synthetic::readResult(folder / "run");
        for (synthetic::ModelResult& model : result.models) {
            model.msPerIteration.reset();
        }
        return result.finished ? result.toJson().dump() : std::string();
    };
    tryEverywhere(scenario, GetParam(), scenario.result(whole.path()));
}

INSTANTIATE_TEST_SUITE_P(OfTheSystem, Faults, testing::ValuesIn(faults),
    [](const auto& tested) { return std::to_string(tested.index) + test::toString(tested.param.call); });

} // namespace
} // namespace dpl
