#include "base/error.hpp"
#include "base/random_stream.hpp"
#include "golden_network.hpp"
#include "synthetic/learning_rate.hpp"

namespace dpl::synthetic {
namespace {

using dpl::test::expectClose;
using dpl::test::expectCloseToLargest;
using dpl::test::flattened;
using preference::SyntheticHead;
using preference::SyntheticModel;

enum class Kind { fused, autograd };

std::unique_ptr<Trainer> make(
    Kind kind, const NetworkShape& shape, const SyntheticHead& head, Precision precision, int threads = 2)
{
    return kind == Kind::fused ? makeFusedTrainer(shape, head, threads, precision)
                               : makeAutogradTrainer(shape, head, "cpu", precision);
}

SyntheticHead headFrom(const Json& entry, const std::string& key)
{
    SyntheticHead head;
    head.model = test::modelOfClass(entry[key].get<std::string>());
    head.atoms = entry.value("num_outputs", 20);
    if (entry.contains("max_std") && !entry["max_std"].is_null()) {
        head.maxStdev = entry["max_std"].get<double>();
    }
    return head;
}

class GoldenTrainer : public testing::TestWithParam<Kind> { };
INSTANTIATE_TEST_SUITE_P(kinds, GoldenTrainer, testing::Values(Kind::fused, Kind::autograd),
    [](const auto& kind) { return kind.param == Kind::fused ? "fused" : "autograd"; });

TEST_P(GoldenTrainer, lossesAndGradientsEqualTheReference)
{
    const Json file = dpl::test::fixture("losses/synthetic_losses.json");
    for (const Json& entry : file["models"]) {
        const SyntheticHead head = headFrom(entry, "model");
        const std::string name = entry["model"].get<std::string>();
        const NetworkShape shape =
            networkShape(head, entry["state_dim"].get<int>(), entry["hidden_dim"].get<std::size_t>());
        const NetworkLayout layout = networkLayout(shape);
        const auto trainer = make(GetParam(), shape, head, Precision::float64);
        trainer->setState(test::stateFrom(shape, entry["state_dict"]));
        const Batch batch = test::batchFrom(entry["state0"], entry["state1"], entry["preferences"], head);

        std::vector<double> gradient;
        expectClose(
            {trainer->gradient(batch, gradient)}, {entry["train_loss"].get<double>()}, 1e-12, 1e-13, name + " loss");
        for (const TensorSlot& slot : layout.parameters) {
            const auto begin = gradient.begin() + static_cast<std::ptrdiff_t>(slot.offset);
            expectClose({begin, begin + static_cast<std::ptrdiff_t>(slot.size)},
                flattened(entry["gradients"][slot.name]), 1e-11, 1e-13, name + " gradient of " + slot.name);
        }
        const Json& buffers = entry["state_dict_buffers_after_one_training_forward_of_state0_then_state1"];
        const TrainerState after = trainer->state();
        for (const TensorSlot& slot : layout.statistics) {
            const auto begin = after.statistics.begin() + static_cast<std::ptrdiff_t>(slot.offset);
            expectClose({begin, begin + static_cast<std::ptrdiff_t>(slot.size)}, flattened(buffers[slot.name]), 1e-12,
                1e-13, name + " " + slot.name);
        }
    }
}

/// What the reference's models return in evaluation mode: utilities, (mu, log sigma), probabilities, a logit.
TEST_P(GoldenTrainer, evaluationEqualsTheReference)
{
    const Json file = dpl::test::fixture("losses/synthetic_losses.json");
    for (const Json& entry : file["models"]) {
        const SyntheticHead head = headFrom(entry, "model");
        const NetworkShape shape =
            networkShape(head, entry["state_dim"].get<int>(), entry["hidden_dim"].get<std::size_t>());
        const auto trainer = make(GetParam(), shape, head, Precision::float64);
        trainer->setState(test::stateFrom(shape, entry["state_dict"]));
        const Batch batch = test::batchFrom(entry["state0"], entry["state1"], entry["preferences"], head);
        const auto k = static_cast<std::size_t>(head.outputs());
        for (const char* phase : {"eval_before", "eval_after_the_training_forward"}) {
            const std::vector<double> outputs = trainer->evaluate(batch.states, batch.rows);
            if (head.model == SyntheticModel::classifier) {
                const std::vector<double> logs = flattened(entry[phase]["preference_logp"]);
                for (std::size_t i = 0; i < logs.size(); ++i) {
                    const double logit = batch.comparisons[i].secondPreferred ? outputs[i] : -outputs[i];
                    EXPECT_NEAR(-std::log1p(std::exp(-logit)), logs[i], 1e-12);
                }
            } else {
                std::vector<double> expected = flattened(entry[phase]["outputs0"]);
                const std::vector<double> second = flattened(entry[phase]["outputs1"]);
                expected.insert(expected.end(), second.begin(), second.end());
                std::vector<double> actual;
                for (std::size_t row = 0; row < batch.rows; ++row) {
                    const auto raw = std::span(outputs).subspan(row * k, k);
                    const auto distribution = preference::distribution(head, raw);
                    if (const auto* gaussian = std::get_if<utility::GaussianUtility>(&distribution)) {
                        actual.insert(actual.end(), {gaussian->mean, std::log(gaussian->stdev)});
                    } else if (const auto* categorical = std::get_if<utility::CategoricalUtility>(&distribution)) {
                        actual.insert(
                            actual.end(), categorical->probabilities.begin(), categorical->probabilities.end());
                    } else {
                        actual.push_back(raw[0]);
                    }
                }
                expectClose(actual, expected, 1e-11, 1e-13, entry["model"].get<std::string>() + " " + phase);
            }
            std::vector<double> unused;
            trainer->gradient(batch, unused);
        }
    }
}

TEST_P(GoldenTrainer, twentyAdamStepsEqualTheReference)
{
    const Json file = dpl::test::fixture("training/synthetic_trajectory.json");
    for (const Json& run : file["runs"]) {
        SyntheticHead head = headFrom(run, "model");
        const int dimension = run["state_dim"].get<int>();
        const std::string name = run["model"].get<std::string>() + " " + std::to_string(dimension) + "-D";
        if (head.model == SyntheticModel::categorical) {
            head.atoms = static_cast<int>(run["initial_state_dict"]["network.9.bias"].size());
        }
        const NetworkShape shape = networkShape(head, dimension, file["hidden_dim"].get<std::size_t>());
        const NetworkLayout layout = networkLayout(shape);
        const auto trainer = make(GetParam(), shape, head, Precision::float64);
        trainer->setState(test::stateFrom(shape, run["initial_state_dict"]));
        const Json& environment = file["environments"][static_cast<std::size_t>(dimension - 1)];
        ASSERT_EQ(environment["state_dim"].get<int>(), dimension);
        const std::size_t steps = run["loss"].size();
        for (std::size_t step = 0; step < steps; ++step) {
            const Batch batch = test::batchFrom(
                environment["state0"][step], environment["state1"][step], environment["preferences"][step], head);
            const double lr =
                exponentialLearningRate(1e-3, static_cast<std::int64_t>(step), static_cast<std::int64_t>(steps));
            EXPECT_NEAR(lr, run["lr"][step].get<double>(), 1e-13);
            EXPECT_NEAR(trainer->step(batch, lr).value(), run["loss"][step].get<double>(), 1e-9)
                << name << " step " << step;
        }
        const TrainerState state = trainer->state();
        for (const TensorSlot& slot : layout.parameters) {
            const auto begin = state.parameters.begin() + static_cast<std::ptrdiff_t>(slot.offset);
            expectClose({begin, begin + static_cast<std::ptrdiff_t>(slot.size)},
                flattened(run["final_state_dict"][slot.name]), 0.0,
                // The gradient of a bias before a normalisation is zero up to rounding, which Adam makes steps of.
                shape.batchNorm && slot.fanIn > 0 && slot.name.ends_with("bias") ? 1e-8 : 1e-9, name + " " + slot.name);
        }
    }
}

struct FusedCase {
    SyntheticModel model;
    int dimension;
    std::size_t alternatives; ///< 0: fresh ones
};

class FusedAgainstAutograd : public testing::TestWithParam<FusedCase> {
protected:
    Batch draw(std::uint64_t step) const
    {
        const FusedCase& c = GetParam();
        const auto environment = loadEnvironment(c.dimension == 1 ? "1d" : "2d");
        RandomStream random(11, {step});
        Batch batch;
        if (c.model == SyntheticModel::classifier) {
            drawPairBatch(*environment, 600, random, batch);
        } else {
            drawBatch(*environment, {600, c.alternatives}, random, batch);
        }
        return batch;
    }

    SyntheticHead head() const { return {GetParam().model, GetParam().dimension == 1 ? 20 : 8, std::nullopt}; }
};

TEST_P(FusedAgainstAutograd, gradientsAgreeInBothPrecisions)
{
    const NetworkShape shape = networkShape(head(), GetParam().dimension, 64);
    RandomStream random(3);
    const TrainerState start = initialState(shape, random);
    const auto judge = makeAutogradTrainer(shape, head(), "cpu", Precision::float64);
    judge->setState(start);
    std::vector<double> expected;
    const double expectedLoss = judge->gradient(draw(0), expected);
    for (const int threads : {1, 2, 5}) {
        for (const Precision precision : {Precision::float64, Precision::float32}) {
            const auto fused = makeFusedTrainer(shape, head(), threads, precision);
            fused->setState(start);
            std::vector<double> gradient;
            const bool exact = precision == Precision::float64;
            EXPECT_NEAR(fused->gradient(draw(0), gradient), expectedLoss, exact ? 1e-12 : 1e-5);
            expectCloseToLargest(gradient, expected, exact ? 1e-11 : 2e-4, "gradient");
        }
    }
}

TEST_P(FusedAgainstAutograd, stepsAgreeAtOneAndTwoThreads)
{
    // Stated tolerance: single precision at different numbers of threads differs in the order of sums only; over 20
    // steps the losses stay within 1e-4 of each other and of double precision.
    const NetworkShape shape = networkShape(head(), GetParam().dimension, 64);
    RandomStream random(3);
    const TrainerState start = initialState(shape, random);
    const auto judge = makeAutogradTrainer(shape, head(), "cpu", Precision::float64);
    const auto one = makeFusedTrainer(shape, head(), 1);
    const auto two = makeFusedTrainer(shape, head(), 2);
    const auto again = makeFusedTrainer(shape, head(), 2);
    for (Trainer* trainer : {judge.get(), one.get(), two.get(), again.get()}) {
        trainer->setState(start);
    }
    for (std::uint64_t step = 0; step < 20; ++step) {
        const Batch batch = draw(step);
        const double expected = judge->step(batch, 1e-3).value();
        const double onOne = one->step(batch, 1e-3).value();
        const double onTwo = two->step(batch, 1e-3).value();
        EXPECT_NEAR(onOne, expected, 1e-4) << step;
        EXPECT_NEAR(onTwo, onOne, 1e-4) << step;
        EXPECT_EQ(again->step(batch, 1e-3).value(), onTwo) << "equal threads give equal bits, step " << step;
    }
}

INSTANTIATE_TEST_SUITE_P(cases, FusedAgainstAutograd,
    testing::Values(FusedCase{SyntheticModel::base, 1, 0}, FusedCase{SyntheticModel::base, 2, 0},
        FusedCase{SyntheticModel::base, 1, 300}, FusedCase{SyntheticModel::meanAndVariance, 1, 0},
        FusedCase{SyntheticModel::meanAndVariance, 2, 300}, FusedCase{SyntheticModel::categorical, 1, 0},
        FusedCase{SyntheticModel::categorical, 2, 300}, FusedCase{SyntheticModel::classifier, 1, 0},
        FusedCase{SyntheticModel::classifier, 2, 0}));

TEST(FusedTrainer, stateRoundTripsToTheSameNumbers)
{
    const SyntheticHead head{SyntheticModel::categorical, 20, std::nullopt};
    const NetworkShape shape = networkShape(head, 1, 64);
    const auto environment = loadEnvironment("1d");
    const auto batchOf = [&](std::uint64_t step) {
        RandomStream random(5, {step});
        Batch batch;
        drawBatch(*environment, {200, 0}, random, batch);
        return batch;
    };
    RandomStream random(1);
    const auto whole = makeFusedTrainer(shape, head, 2);
    whole->setState(initialState(shape, random));
    for (std::uint64_t step = 0; step < 5; ++step) {
        whole->step(batchOf(step), 1e-3);
    }
    const auto resumed = makeFusedTrainer(shape, head, 2);
    resumed->setState(whole->state());
    for (std::uint64_t step = 5; step < 10; ++step) {
        EXPECT_EQ(whole->step(batchOf(step), 1e-3), resumed->step(batchOf(step), 1e-3));
    }
    EXPECT_EQ(whole->state().parameters, resumed->state().parameters);
}

TEST(FusedTrainer, aStoppedStepLeavesTheModelAsItWas)
{
    const SyntheticHead head{SyntheticModel::categorical, 20, std::nullopt};
    const NetworkShape shape = networkShape(head, 1, 32);
    RandomStream random(1);
    Batch batch;
    drawBatch(*loadEnvironment("1d"), {300, 0}, random, batch);
    for (const bool fused : {true, false}) {
        const auto trainer = make(fused ? Kind::fused : Kind::autograd, shape, head, Precision::float32);
        trainer->setState(initialState(shape, random));
        trainer->step(batch, 1e-3);
        const TrainerState before = trainer->state();
        std::stop_source stop;
        stop.request_stop();
        EXPECT_FALSE(trainer->step(batch, 1e-3, stop.get_token()).has_value());
        const TrainerState after = trainer->state();
        EXPECT_EQ(after.steps, before.steps);
        EXPECT_EQ(after.parameters, before.parameters);
        EXPECT_EQ(after.statistics, before.statistics);
        EXPECT_TRUE(trainer->step(batch, 1e-3).has_value());
    }
}

TEST(FusedTrainer, mayBeStoppedInItsFirstStep)
{
    for (const SyntheticModel model : preference::allSyntheticModels) {
        for (const std::size_t alternatives : {std::size_t{0}, std::size_t{600}}) {
            const SyntheticHead head{model, 20, std::nullopt};
            const NetworkShape shape = networkShape(head, 1, 32);
            RandomStream random(1);
            Batch batch;
            if (model == SyntheticModel::classifier) {
                drawPairBatch(*loadEnvironment("1d"), 1000, random, batch);
            } else {
                drawBatch(*loadEnvironment("1d"), {1000, alternatives}, random, batch);
            }
            const auto trainer = makeFusedTrainer(shape, head, 2);
            trainer->setState(initialState(shape, random));
            std::stop_source stop;
            stop.request_stop();
            EXPECT_FALSE(trainer->step(batch, 1e-3, stop.get_token()).has_value());
            const auto again = makeFusedTrainer(shape, head, 2);
            again->setState(trainer->state());
            EXPECT_EQ(trainer->step(batch, 1e-3), again->step(batch, 1e-3));
        }
    }
}

TEST(FusedTrainer, rejectsWhatDoesNotFit)
{
    const SyntheticHead head;
    const auto trainer = makeFusedTrainer(networkShape(head, 1, 32), head, 1);
    TrainerState state = trainer->state();
    state.parameters.pop_back();
    EXPECT_THROW(trainer->setState(state), Error);
    EXPECT_THROW(trainer->step(Batch{}, 1e-3), Error);
}

TEST(LearningRate, decaysExponentiallyToItsEnd)
{
    const Json file = dpl::test::fixture("training/schedules.json");
    for (const Json& entry : file["exponential"]) {
        const auto iterations = entry["num_iterations"].get<std::int64_t>();
        const std::vector<double> expected = flattened(entry["lr"]);
        for (std::size_t step = 0; step < expected.size(); ++step) {
            const double lr =
                exponentialLearningRate(entry["initial_lr"].get<double>(), static_cast<std::int64_t>(step), iterations);
            EXPECT_NEAR(lr, expected[step], 1e-13 + 1e-12 * expected[step]);
        }
    }
}

} // namespace
} // namespace dpl::synthetic
