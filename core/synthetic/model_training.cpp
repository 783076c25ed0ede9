#include "synthetic/model_training.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/random_stream.hpp"
#include "synthetic/learning_rate.hpp"

#include <algorithm>
#include <cmath>

namespace dpl::synthetic {

using preference::SyntheticModel;

namespace {

constexpr std::size_t heldoutCount = 32768;

/// Losses are recorded so often that a curve has about this many points.
constexpr std::int64_t curvePoints = 2000;

/// The streams of a seed, told apart by the first part of their path.
enum Stream : std::uint64_t { initialWeights = 1, batches = 2 };

/// Held-out comparisons do not depend on a run's seed.
constexpr std::uint64_t heldoutSeed = 0x68656c646f7574;

std::vector<float> toFloats(const std::vector<double>& values)
{
    return {values.begin(), values.end()};
}

std::vector<double> fromFloats(const weights::NamedArrays& arrays, const std::string& name)
{
    const auto found = arrays.find(name);
    if (found == arrays.end()) {
        throw Error("the checkpoint lacks the array " + name);
    }
    return {found->second.begin(), found->second.end()};
}

} // namespace

HeldoutComparisons::HeldoutComparisons(const Environment& environment)
{
    RandomStream random(heldoutSeed);
    drawBatch(environment, {heldoutCount, 0}, random, alternatives);
    const std::size_t d = alternatives.inputs;
    pairs.rows = heldoutCount;
    pairs.inputs = 2 * d;
    pairs.groupSizes = {heldoutCount};
    for (std::size_t i = 0; i < heldoutCount; ++i) {
        for (const std::size_t row : {i, heldoutCount + i}) {
            const auto first = alternatives.states.begin() + static_cast<std::ptrdiff_t>(row * d);
            pairs.states.insert(pairs.states.end(), first, first + static_cast<std::ptrdiff_t>(d));
        }
        const auto index = static_cast<std::uint32_t>(i);
        pairs.comparisons.push_back({index, index, alternatives.comparisons[i].secondPreferred});
    }
}

ModelTraining::ModelTraining(const SyntheticParams& params, const Environment& environment, SyntheticModel model,
    std::uint64_t seed, const ComputeOptions& compute)
    : m_params(params), m_environment(environment), m_head{model, environment.atoms(), params.maxStdev}
{
    m_result.model = model;
    m_result.seed = seed;
    const NetworkShape shape = networkShape(m_head, environment.dimension());
    m_trainer = compute.device == "cpu" ? makeFusedTrainer(shape, m_head, threadCount(compute))
                                        : makeAutogradTrainer(shape, m_head, compute.device);
    RandomStream random(seed, {initialWeights, static_cast<std::uint64_t>(model)});
    m_trainer->setState(initialState(shape, random));
}

std::string ModelTraining::seriesName() const
{
    return toString(m_result.model) + ", seed " + std::to_string(m_result.seed);
}

std::optional<Metrics> ModelTraining::step(const std::stop_token& stop)
{
    const double start = steadySeconds();
    const std::int64_t iteration = m_result.iterations;
    RandomStream random(
        m_result.seed, {batches, static_cast<std::uint64_t>(m_result.model), static_cast<std::uint64_t>(iteration)});
    if (m_result.model == SyntheticModel::classifier) {
        drawPairBatch(m_environment, static_cast<std::size_t>(m_params.batchSize), random, m_batch);
    } else {
        drawBatch(m_environment, m_params.sampling(), random, m_batch);
    }
    const double learningRate = exponentialLearningRate(m_params.learningRate, iteration, m_params.iterations);
    const std::optional<double> loss = m_trainer->step(m_batch, learningRate, stop);
    if (!loss) {
        return std::nullopt;
    }
    if (!std::isfinite(*loss)) {
        throw Error("the loss of " + seriesName() + " is not finite at iteration " + std::to_string(iteration + 1)
            + "; lower the learning rate");
    }
    m_seconds += steadySeconds() - start;
    ++m_result.iterations;
    m_lossSum += *loss;
    ++m_lossCount;
    const std::int64_t stride = std::max<std::int64_t>(1, m_params.iterations / curvePoints);
    if (m_lossCount < stride && !isDone()) {
        return std::nullopt;
    }
    const double mean = m_lossSum / static_cast<double>(m_lossCount);
    m_lossSum = 0.0;
    m_lossCount = 0;
    m_result.lossSteps.push_back(static_cast<double>(m_result.iterations));
    m_result.losses.push_back(mean);
    return Metrics{seriesName(), m_result.iterations,
        {{"loss", mean}, {"learning_rate", learningRate},
            {"ms_per_iteration", 1e3 * m_seconds / static_cast<double>(m_result.iterations)}}};
}

void ModelTraining::evaluateCurves(ModelResult& result, const GroundTruth& truth) const
{
    if (m_result.iterations > 0) {
        result.msPerIteration = 1e3 * m_seconds / static_cast<double>(m_result.iterations);
    }
    if (m_result.model == SyntheticModel::classifier) {
        return;
    }
    const Grid grid = curveGrid(m_environment.dimension());
    const std::vector<double> outputs = m_trainer->evaluate(grid.points(), grid.size());
    const auto k = static_cast<std::size_t>(m_head.outputs());
    for (std::size_t i = 0; i < grid.size(); ++i) {
        const auto distribution = preference::distribution(m_head, std::span(outputs).subspan(i * k, k));
        result.mean.push_back(utility::mean(distribution));
        if (m_result.model != SyntheticModel::base) {
            result.stdev.push_back(utility::stdev(distribution));
        }
        if (const auto* categorical = std::get_if<utility::CategoricalUtility>(&distribution)) {
            result.probabilities.insert(
                result.probabilities.end(), categorical->probabilities.begin(), categorical->probabilities.end());
        }
    }
    assess(result, truth);
}

ModelResult ModelTraining::snapshot(const GroundTruth& truth) const
{
    ModelResult result = m_result;
    evaluateCurves(result, truth);
    return result;
}

ModelResult ModelTraining::finish(const GroundTruth& truth, const HeldoutComparisons& heldout) const
{
    ModelResult result = snapshot(truth);
    const std::int64_t tail = std::max<std::int64_t>(10, m_params.iterations / 100);
    double sum = 0.0;
    double count = 0.0;
    for (std::size_t i = 0; i < result.losses.size(); ++i) {
        if (result.lossSteps[i] > static_cast<double>(m_params.iterations - tail)) {
            sum += result.losses[i];
            count += 1.0;
        }
    }
    if (count > 0.0) {
        result.finalLoss = sum / count;
    }
    result.heldoutLoss = heldoutLoss(heldout);
    if (m_result.model == SyntheticModel::classifier) {
        result.voting = votingOfClassifier();
        assess(result, truth);
    }
    return result;
}

double ModelTraining::heldoutLoss(const HeldoutComparisons& heldout) const
{
    const Batch& batch = m_result.model == SyntheticModel::classifier ? heldout.pairs : heldout.alternatives;
    const std::vector<double> outputs = m_trainer->evaluate(batch.states, batch.rows);
    preference::InterpretedRows rows;
    rows.resize(m_head, batch.rows);
    rows.interpret(m_head, std::span<const double>(outputs), 0, batch.rows);
    std::vector<double> unused(outputs.size(), 0.0);
    return rows.addLoss(m_head, batch.comparisons, 1.0, unused) / static_cast<double>(batch.comparisons.size());
}

/// P(a preferred to b) is the mean of what the classifier says with a first and with b first: it need not agree with
/// itself.
VotingScores ModelTraining::votingOfClassifier() const
{
    const Grid grid = votingGrid(m_environment.dimension());
    const std::size_t n = grid.size();
    const std::size_t d = static_cast<std::size_t>(grid.dimension());
    std::vector<double> states;
    states.reserve(2 * n * n * d);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            for (const std::size_t index : {i, j}) {
                const auto point = grid.point(index);
                states.insert(states.end(), point.begin(), point.end());
            }
        }
    }
    const std::vector<double> logits = m_trainer->evaluate(states, n * n);
    std::vector<double> preferred(n * n);
    const auto sigmoid = [](double x) { return 1.0 / (1.0 + std::exp(-x)); };
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            preferred[i * n + j] = 0.5 * (sigmoid(-logits[i * n + j]) + sigmoid(logits[j * n + i]));
        }
    }
    return votingScores(preferred, n);
}

void ModelTraining::save(weights::NamedArrays& arrays, Json& progress) const
{
    const TrainerState state = m_trainer->state();
    const std::string prefix = toString(m_result.model) + ".";
    arrays[prefix + "parameters"] = toFloats(state.parameters);
    arrays[prefix + "statistics"] = toFloats(state.statistics);
    arrays[prefix + "first_moments"] = toFloats(state.firstMoments);
    arrays[prefix + "second_moments"] = toFloats(state.secondMoments);
    progress["model"] = toString(m_result.model);
    progress["iterations"] = m_result.iterations;
    progress["seconds"] = m_seconds;
    progress["loss_sum"] = m_lossSum;
    progress["loss_count"] = m_lossCount;
    progress["loss_steps"] = toJson(m_result.lossSteps);
    progress["losses"] = toJson(m_result.losses);
}

void ModelTraining::restore(const weights::NamedArrays& arrays, const JsonObject& progress)
{
    const std::string prefix = toString(m_result.model) + ".";
    if (progress.string("model") != toString(m_result.model)) {
        throw Error(progress.at("model") + ": expected " + toString(m_result.model));
    }
    m_result.iterations = progress.integer("iterations");
    m_trainer->setState(
        {m_result.iterations, fromFloats(arrays, prefix + "parameters"), fromFloats(arrays, prefix + "statistics"),
            fromFloats(arrays, prefix + "first_moments"), fromFloats(arrays, prefix + "second_moments")});
    m_seconds = progress.number("seconds");
    m_lossSum = progress.number("loss_sum");
    m_lossCount = progress.integer("loss_count");
    m_result.lossSteps = progress.numbers("loss_steps");
    m_result.losses = progress.numbers("losses");
    if (m_result.losses.size() != m_result.lossSteps.size() || m_result.iterations < 0
        || m_result.iterations > m_params.iterations) {
        throw Error(progress.at("iterations") + ": the checkpoint contradicts itself");
    }
}

} // namespace dpl::synthetic
