#include "training/adamw.hpp"

#include "base/adam.hpp"
#include "base/error.hpp"
#include "weights/weight_file.hpp"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/norm.h>
#include <ATen/ops/zeros_like.h>

#include <cmath>

namespace dpl::training {

AdamW::AdamW(backbone::NamedTensors parameters, double weightDecay) : m_weightDecay(weightDecay)
{
    for (auto& [name, parameter] : parameters) {
        const at::Tensor zero = at::zeros_like(parameter.detach());
        m_states.push_back({name, parameter, zero, zero.clone()});
    }
}

double AdamW::gradientNorm() const
{
    const at::NoGradGuard guard;
    double squares = 0.0;
    for (const State& state : m_states) {
        if (state.parameter.grad().defined()) {
            const double norm = at::norm(state.parameter.grad()).item<double>();
            squares += norm * norm;
        }
    }
    return std::sqrt(squares);
}

void AdamW::clipGradients(double norm, double maxNorm)
{
    const at::NoGradGuard guard;
    const double factor = maxNorm / (norm + 1e-6);
    if (maxNorm > 0.0 && factor < 1.0) {
        for (State& state : m_states) {
            if (state.parameter.grad().defined()) {
                state.parameter.mutable_grad().mul_(factor);
            }
        }
    }
}

void AdamW::step(double learningRate)
{
    const at::NoGradGuard guard;
    ++m_steps;
    const double correction1 = adam::firstCorrection(m_steps);
    const double correction2 = adam::secondCorrection(m_steps);
    for (State& state : m_states) {
        const at::Tensor& gradient = state.parameter.grad();
        if (!gradient.defined()) {
            continue;
        }
        if (state.parameter.dim() > 1) {
            state.parameter.mul_(1.0 - learningRate * m_weightDecay);
        }
        state.firstMoment.mul_(adam::beta1).add_(gradient, 1.0 - adam::beta1);
        state.secondMoment.mul_(adam::beta2).addcmul_(gradient, gradient, 1.0 - adam::beta2);
        const at::Tensor denominator = state.secondMoment.sqrt().div_(correction2).add_(adam::epsilon);
        state.parameter.addcdiv_(state.firstMoment, denominator, -learningRate / correction1);
    }
    clearGradients();
}

void AdamW::clearGradients()
{
    for (State& state : m_states) {
        state.parameter.mutable_grad().reset();
    }
}

void AdamW::save(const std::filesystem::path& file) const
{
    std::vector<at::Tensor> kept;
    kept.reserve(2 * m_states.size());
    std::vector<weights::NamedTensor> tensors;
    const auto add = [&](const std::string& name, const at::Tensor& tensor) {
        kept.push_back(tensor.to(at::TensorOptions(at::kCPU).dtype(at::kFloat)).contiguous());
        const at::Tensor& here = kept.back();
        tensors.push_back({name, here.sizes().vec(), weights::StorageType::f32,
            {static_cast<const std::byte*>(here.const_data_ptr()), static_cast<std::size_t>(here.nbytes())}});
    };
    for (const State& state : m_states) {
        add(state.name + ".exp_avg", state.firstMoment);
        add(state.name + ".exp_avg_sq", state.secondMoment);
    }
    weights::writeSafetensors(file, tensors);
}

void AdamW::load(const std::filesystem::path& file, std::int64_t steps)
{
    const auto stored = weights::openSafetensors(file);
    const auto read = [&](const std::string& name, at::Tensor& into) {
        const weights::StoredTensor* tensor = stored->find(name);
        if (!tensor || tensor->shape != into.sizes().vec() || tensor->type != weights::StorageType::f32) {
            throw Error(file.string() + ": " + name + " " + weights::shapeText(into.sizes().vec())
                + " is missing or has a different shape; the checkpoint belongs to another run");
        }
        at::Tensor here = at::empty(into.sizes(), at::TensorOptions(at::kFloat));
        weights::dequantise(*tensor, {here.mutable_data_ptr<float>(), static_cast<std::size_t>(here.numel())});
        into = here.to(into.options());
    };
    for (State& state : m_states) {
        read(state.name + ".exp_avg", state.firstMoment);
        read(state.name + ".exp_avg_sq", state.secondMoment);
    }
    m_steps = steps;
}

void AdamW::takeOfFirst(ranks::Group& group, std::int64_t steps)
{
    for (State& state : m_states) {
        training::takeOfFirst(group, state.firstMoment);
        training::takeOfFirst(group, state.secondMoment);
    }
    m_steps = steps;
}

void takeOfFirst(ranks::Group& group, at::Tensor& tensor)
{
    at::Tensor here = tensor.detach().to(at::kCPU).contiguous();
    group.broadcast({static_cast<std::byte*>(here.mutable_data_ptr()), static_cast<std::size_t>(here.nbytes())});
    if (!group.isFirst()) {
        tensor.detach().copy_(here);
    }
}

} // namespace dpl::training
