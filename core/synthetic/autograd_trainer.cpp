#include "base/adam.hpp"
#include "base/error.hpp"
#include "synthetic/trainer.hpp"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>
#include <numbers>

namespace dpl::synthetic {

namespace {

using preference::SyntheticModel;

/// The reference's own way: a graph of LibTorch operations and its autograd. It judges the fused trainer in the tests,
/// and trains where that one cannot: on other devices than the CPU.
class AutogradTrainer final : public Trainer {
public:
    AutogradTrainer(const NetworkShape& shape, const preference::SyntheticHead& head, const std::string& device,
        Precision precision)
        : Trainer(shape, head), m_layout(networkLayout(shape)),
          m_options(
              at::TensorOptions(at::Device(device)).dtype(precision == Precision::float64 ? at::kDouble : at::kFloat))
    {
        TrainerState state;
        state.parameters.assign(m_layout.parameterCount, 0.0);
        state.statistics.assign(m_layout.statisticCount, 0.0);
        state.firstMoments = state.secondMoments = state.parameters;
        setState(state);
    }

    std::optional<double> step(const Batch& batch, double learningRate, const std::stop_token& stop) override
    {
        std::vector<at::Tensor> statistics;
        for (const at::Tensor& statistic : m_statistics) {
            statistics.push_back(statistic.clone());
        }
        const auto [loss, gradients] = lossAndGradients(batch);
        if (stop.stop_requested()) {
            m_statistics = std::move(statistics);
            return std::nullopt;
        }
        const at::NoGradGuard guard;
        ++m_steps;
        const double stepSize = learningRate / adam::firstCorrection(m_steps);
        const double scale = adam::secondCorrection(m_steps);
        for (std::size_t i = 0; i < m_parameters.size(); ++i) {
            m_first[i].lerp_(gradients[i], 1.0 - adam::beta1);
            m_second[i].mul_(adam::beta2).addcmul_(gradients[i], gradients[i], 1.0 - adam::beta2);
            m_parameters[i].addcdiv_(m_first[i], m_second[i].sqrt().div_(scale).add_(adam::epsilon), -stepSize);
        }
        return loss;
    }

    double gradient(const Batch& batch, std::vector<double>& gradient) override
    {
        const auto [loss, gradients] = lossAndGradients(batch);
        gradient = flatten(gradients, m_layout.parameters, m_layout.parameterCount);
        return loss;
    }

    std::vector<double> evaluate(std::span<const double> states, std::size_t rows) override
    {
        const at::NoGradGuard guard;
        const at::Tensor outputs = forward(inputs(states.data(), rows), false).to(at::kCPU, at::kDouble).contiguous();
        return {outputs.const_data_ptr<double>(), outputs.const_data_ptr<double>() + outputs.numel()};
    }

    TrainerState state() const override
    {
        const std::size_t count = m_layout.parameterCount;
        return {m_steps, flatten(m_parameters, m_layout.parameters, count),
            flatten(m_statistics, m_layout.statistics, m_layout.statisticCount),
            flatten(m_first, m_layout.parameters, count), flatten(m_second, m_layout.parameters, count)};
    }

    void setState(const TrainerState& state) override
    {
        if (state.parameters.size() != m_layout.parameterCount || state.firstMoments.size() != m_layout.parameterCount
            || state.secondMoments.size() != m_layout.parameterCount
            || state.statistics.size() != m_layout.statisticCount) {
            throw Error("the state of a reward model with " + std::to_string(state.parameters.size())
                + " parameters does not fit one with " + std::to_string(m_layout.parameterCount));
        }
        m_steps = state.steps;
        m_parameters = unflatten(state.parameters, m_layout.parameters);
        for (at::Tensor& parameter : m_parameters) {
            parameter.set_requires_grad(true);
        }
        m_statistics = unflatten(state.statistics, m_layout.statistics);
        m_first = unflatten(state.firstMoments, m_layout.parameters);
        m_second = unflatten(state.secondMoments, m_layout.parameters);
    }

private:
    std::vector<at::Tensor> unflatten(const std::vector<double>& values, const std::vector<TensorSlot>& slots) const
    {
        std::vector<at::Tensor> tensors;
        for (const TensorSlot& slot : slots) {
            const std::vector<std::int64_t> sizes(slot.shape.begin(), slot.shape.end());
            const at::Tensor view = at::from_blob(const_cast<double*>(values.data()) + slot.offset, sizes, at::kDouble);
            tensors.push_back(view.to(m_options, false, true));
        }
        return tensors;
    }

    static std::vector<double> flatten(
        const std::vector<at::Tensor>& tensors, const std::vector<TensorSlot>& slots, std::size_t count)
    {
        std::vector<double> values(count, 0.0);
        for (std::size_t i = 0; i < tensors.size(); ++i) {
            const at::Tensor flat = tensors[i].detach().to(at::kCPU, at::kDouble).contiguous();
            std::copy_n(flat.const_data_ptr<double>(), slots[i].size,
                values.begin() + static_cast<std::ptrdiff_t>(slots[i].offset));
        }
        return values;
    }

    at::Tensor inputs(const double* states, std::size_t rows) const
    {
        const std::vector<std::int64_t> sizes{
            static_cast<std::int64_t>(rows), static_cast<std::int64_t>(m_shape.inputs)};
        return at::from_blob(const_cast<double*>(states), sizes, at::kDouble).to(m_options, false, true);
    }

    at::Tensor forward(at::Tensor h, bool training)
    {
        std::size_t parameter = 0;
        std::size_t statistic = 0;
        for (std::size_t layer = 0; layer <= m_shape.hiddenLayers; ++layer) {
            h = at::linear(h, m_parameters[parameter], m_parameters[parameter + 1]);
            parameter += 2;
            if (layer == m_shape.hiddenLayers) {
                break;
            }
            if (m_shape.batchNorm) {
                h = at::batch_norm(h, m_parameters[parameter], m_parameters[parameter + 1], m_statistics[statistic],
                    m_statistics[statistic + 1], training, batchNormMomentum, batchNormEpsilon, false);
                parameter += 2;
                statistic += 2;
            }
            h = at::relu(h);
        }
        return h;
    }

    std::pair<double, std::vector<at::Tensor>> lossAndGradients(const Batch& batch)
    {
        std::vector<at::Tensor> groups;
        const at::Tensor all = inputs(batch.states.data(), batch.rows);
        std::int64_t offset = 0;
        for (const std::size_t size : batch.groupSizes) {
            groups.push_back(forward(all.narrow(0, offset, static_cast<std::int64_t>(size)), true));
            offset += static_cast<std::int64_t>(size);
        }
        const at::Tensor outputs = at::cat(groups);
        const auto count = static_cast<std::int64_t>(batch.comparisons.size());
        const at::Tensor chosen = at::empty({count}, at::kLong);
        const at::Tensor rejected = at::empty({count}, at::kLong);
        const at::Tensor sign = at::empty({count}, at::kDouble);
        for (std::int64_t i = 0; i < count; ++i) {
            const preference::Comparison& comparison = batch.comparisons[static_cast<std::size_t>(i)];
            const bool second = comparison.secondPreferred;
            chosen.mutable_data_ptr<std::int64_t>()[i] = second ? comparison.second : comparison.first;
            rejected.mutable_data_ptr<std::int64_t>()[i] = second ? comparison.first : comparison.second;
            sign.mutable_data_ptr<double>()[i] = second ? 1.0 : -1.0;
        }
        const at::Tensor c = outputs.index_select(0, chosen.to(m_options.device()));
        const at::Tensor r = outputs.index_select(0, rejected.to(m_options.device()));
        const at::Tensor loss = negativeLogLikelihood(c, r, sign.to(m_options)).mean();
        return {loss.item<double>(), torch::autograd::grad({loss}, m_parameters)};
    }

    at::Tensor negativeLogLikelihood(const at::Tensor& chosen, const at::Tensor& rejected, const at::Tensor& sign) const
    {
        switch (m_head.model) {
        case SyntheticModel::base: return -at::log_sigmoid(chosen.select(1, 0) - rejected.select(1, 0));
        case SyntheticModel::classifier: return -at::log_sigmoid(sign * chosen.select(1, 0));
        case SyntheticModel::meanAndVariance: {
            const auto logStdev = [&](const at::Tensor& rows) {
                const at::Tensor raw = rows.select(1, 1) - 2.0;
                if (!m_head.maxStdev) {
                    return raw;
                }
                // At the bound itself the gradient passes, as clamp_max had it in LibTorch up to 2.13.
                const double most = std::log(*m_head.maxStdev);
                return at::where(raw > most, most, raw);
            };
            const at::Tensor variance = at::exp(2.0 * logStdev(chosen)) + at::exp(2.0 * logStdev(rejected));
            const at::Tensor z = (chosen.select(1, 0) - rejected.select(1, 0)) / at::sqrt(variance);
            return at::softplus(-z * std::sqrt(2.0 * std::numbers::pi));
        }
        case SyntheticModel::categorical: break;
        }
        const std::int64_t n = chosen.size(1);
        const at::Tensor wins = at::ones({n, n}, m_options).tril(-1) + 0.5 * at::eye(n, m_options);
        const at::Tensor probability = (at::matmul(at::softmax(chosen, 1), wins) * at::softmax(rejected, 1)).sum(1);
        return -at::log(probability);
    }

    NetworkLayout m_layout;
    at::TensorOptions m_options;
    std::int64_t m_steps = 0;
    std::vector<at::Tensor> m_parameters;
    std::vector<at::Tensor> m_statistics;
    std::vector<at::Tensor> m_first;
    std::vector<at::Tensor> m_second;
};

} // namespace

std::unique_ptr<Trainer> makeAutogradTrainer(
    const NetworkShape& shape, const preference::SyntheticHead& head, const std::string& device, Precision precision)
{
    return std::make_unique<AutogradTrainer>(shape, head, device, precision);
}

} // namespace dpl::synthetic
