#include "training/reward_trainer.hpp"

#include "backbone/reward_model_parts.hpp"
#include "base/error.hpp"
#include "base/random_stream.hpp"
#include "base/stopped.hpp"
#include "training/adamw.hpp"
#include "training/step_sharing.hpp"
#include "weights/weight_file.hpp"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <cmath>

namespace dpl::training {

namespace {

constexpr std::uint64_t dropoutStream = 3;

std::uint64_t dropoutKey(std::uint64_t seed, std::int64_t step, std::size_t batch)
{
    RandomStream stream(seed, {dropoutStream, static_cast<std::uint64_t>(step), batch});
    const std::uint64_t high = stream.next();
    return high << 32 | stream.next();
}

constexpr const char* advice = "lower learning_rate, or inspect the row. The last checkpoint, if any, is kept";

std::string rowsOf(std::span<const std::vector<const scoring::TokenizedComparison*>> batches)
{
    std::string rows;
    for (const auto& batch : batches) {
        for (const scoring::TokenizedComparison* comparison : batch) {
            rows += (rows.empty() ? "" : ", ") + comparison->where;
        }
    }
    return rows;
}

std::vector<double> toDoubles(const at::Tensor& outputs, std::int64_t first)
{
    const at::Tensor here = outputs.detach().to(at::TensorOptions(at::kCPU).dtype(at::kFloat)).contiguous();
    std::vector<double> values;
    for (std::int64_t row = first; row < here.size(0); row += 2) {
        const float* data = here.const_data_ptr<float>() + row * here.size(1);
        values.insert(values.end(), data, data + here.size(1));
    }
    return values;
}

} // namespace

struct RewardTrainer::State {
    backbone::RewardModel& model;
    TrainingParams params;
    preference::RewardHead head;
    ranks::Group& group;
    AdamW optimizer;
    StepSharing sharing;
    bool takesNormOfFirst = false;

    State(backbone::RewardModel& m, const TrainingParams& p, ranks::Group& g)
        : model(m), params(p), head(p.head()), group(g), optimizer(m.parts().trainable, p.weightDecay),
          sharing(m.parts().trainable, gradientSumOf(p.fullFineTuning, g.size()), g)
    {
    }

    /// Adds the gradient of scale * loss to the parameters'.
    BatchReport backward(const std::vector<const scoring::TokenizedComparison*>& batch,
        const backbone::PassOptionsPointer& pass, double scale)
    {
        const backbone::PackedBatch inputs = packed(batch);
        const at::Tensor outputs = model.parts().outputs(inputs, pass);
        const std::int64_t width = outputs.size(1);
        const std::vector<double> chosen = toDoubles(outputs, 0);
        const std::vector<double> rejected = toDoubles(outputs, 1);
        const preference::RewardLoss loss =
            preference::rewardLoss(head, static_cast<int>(width), chosen, rejected, params.headOptions);
        for (std::size_t i = 0; i < batch.size(); ++i) {
            if (!std::isfinite(loss.perComparison[i])) {
                throw Error("the loss of the comparison at " + batch[i]->where + " is not finite; " + advice);
            }
        }
        if (!std::isfinite(loss.trainingLoss)) {
            throw Error("the loss is not finite at " + rowsOf({&batch, 1}) + "; " + advice);
        }
        at::Tensor gradient = at::empty(outputs.sizes(), at::TensorOptions(at::kFloat));
        float* data = gradient.mutable_data_ptr<float>();
        const auto k = static_cast<std::size_t>(width);
        for (std::size_t i = 0; i < batch.size(); ++i) {
            for (std::size_t j = 0; j < k; ++j) {
                data[2 * i * k + j] = static_cast<float>(scale * loss.dChosen[i * k + j]);
                data[(2 * i + 1) * k + j] = static_cast<float>(scale * loss.dRejected[i * k + j]);
            }
        }
        try {
            torch::autograd::backward({outputs}, {gradient.to(outputs.options())});
        } catch (const std::exception&) {
            throwIfStopped(pass->stop);
            throw;
        }
        BatchReport report;
        report.loss = loss.trainingLoss;
        report.right = loss.accuracy * static_cast<double>(batch.size());
        report.comparisons = static_cast<std::int64_t>(batch.size());
        report.outputs.add(head, static_cast<int>(width), chosen, rejected);
        report.computedTokens = inputs.tokenCount();
        for (const scoring::TokenizedComparison* comparison : batch) {
            report.tokens += static_cast<std::int64_t>(comparison->chosen.size() + comparison->rejected.size());
        }
        return report;
    }
};

RewardTrainer::RewardTrainer(backbone::RewardModel& model, const TrainingParams& params, ranks::Group& group)
    : m_state(std::make_unique<State>(model, params, group))
{
}

RewardTrainer::~RewardTrainer() = default;

StepReport RewardTrainer::step(std::span<const std::vector<const scoring::TokenizedComparison*>> batches,
    std::int64_t step, double learningRate, const std::stop_token& stop)
{
    StepReport report;
    report.learningRate = learningRate;
    m_state->optimizer.clearGradients();
    const auto share = static_cast<double>(batches.size());
    const auto perRank = static_cast<std::size_t>(m_state->params.gradientAccumulationSteps / m_state->group.size());
    const auto reports = m_state->sharing.run(
        batches.size(), std::max<std::size_t>(perRank, m_state->group.isAlone() ? batches.size() : 1),
        [&](std::size_t i) {
            backbone::PassOptions pass;
            pass.training = true;
            pass.backboneDropout = m_state->params.backboneDropout;
            pass.checkpointLayers = m_state->params.gradientCheckpointing;
            pass.dropoutKey = dropoutKey(m_state->params.seed, step, i);
            pass.stop = stop;
            return m_state->backward(
                batches[i], std::make_shared<const backbone::PassOptions>(std::move(pass)), 1.0 / share);
        },
        stop);
    double right = 0.0;
    for (const BatchReport& batch : reports) {
        report.loss += batch.loss / share;
        right += batch.right;
        report.comparisons += batch.comparisons;
        report.tokens += batch.tokens;
        report.computedTokens += batch.computedTokens;
        report.outputs.add(batch.outputs);
    }
    report.accuracy = right / static_cast<double>(report.comparisons);
    report.gradientNorm = m_state->optimizer.gradientNorm();
    if (m_state->takesNormOfFirst) {
        m_state->group.broadcast(std::as_writable_bytes(std::span(&report.gradientNorm, 1)));
    }
    if (!std::isfinite(report.gradientNorm)) {
        throw Error("the gradient is not finite at " + rowsOf(batches) + "; " + advice);
    }
    m_state->optimizer.clipGradients(report.gradientNorm, m_state->params.maxGradNorm);
    m_state->optimizer.step(learningRate);
    return report;
}

std::vector<std::pair<std::string, std::vector<float>>> RewardTrainer::gradients(
    const std::vector<const scoring::TokenizedComparison*>& batch)
{
    m_state->optimizer.clearGradients();
    backbone::PassOptions pass;
    pass.training = true;
    pass.checkpointLayers = m_state->params.gradientCheckpointing;
    m_state->backward(batch, std::make_shared<const backbone::PassOptions>(pass), 1.0);
    std::vector<std::pair<std::string, std::vector<float>>> result;
    for (const auto& [name, parameter] : m_state->model.parts().trainable) {
        std::vector<float> values;
        if (parameter.grad().defined()) {
            const at::Tensor gradient = parameter.grad().to(at::TensorOptions(at::kCPU).dtype(at::kFloat)).contiguous();
            values.assign(gradient.const_data_ptr<float>(), gradient.const_data_ptr<float>() + gradient.numel());
        }
        result.emplace_back(name, std::move(values));
    }
    m_state->optimizer.clearGradients();
    return result;
}

void RewardTrainer::saveOptimizer(const std::filesystem::path& file) const
{
    m_state->optimizer.save(file);
}

void RewardTrainer::loadOptimizer(const std::filesystem::path& file, std::int64_t steps)
{
    m_state->optimizer.load(file, steps);
}

void RewardTrainer::takeStateOfFirst(std::int64_t steps)
{
    const at::NoGradGuard guard;
    for (auto& [name, parameter] : m_state->model.parts().trainable) {
        takeOfFirst(m_state->group, parameter);
    }
    m_state->optimizer.takeOfFirst(m_state->group, steps);
}

void RewardTrainer::takeNormOfFirst()
{
    m_state->takesNormOfFirst = true;
}

std::string RewardTrainer::trainableText() const
{
    std::string text;
    for (const auto& [name, parameter] : m_state->model.parts().trainable) {
        text += name + " " + weights::shapeText(parameter.sizes().vec()) + "\n";
    }
    return text;
}

backbone::PackedBatch packed(std::span<const scoring::TokenizedComparison* const> comparisons)
{
    backbone::PackedBatch batch;
    for (const scoring::TokenizedComparison* comparison : comparisons) {
        const std::span<const text::TokenId> sides[]{comparison->chosen, comparison->rejected};
        batch.addSharingPrefix(sides);
    }
    return batch;
}

} // namespace dpl::training
