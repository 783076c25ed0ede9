#include "backbone/norm.hpp"

#include "backbone/gradient_node.hpp"
#include "backbone/kernels.hpp"
#include "backbone/rows_in_parallel.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/rsqrt.h>

namespace dpl::backbone {

/// The backward pass of Norm::apply. Inputs: x, delta, weight, bias. Outputs: sum, normed.
class NormNode final : public GradientNode {
public:
    const Norm* norm = nullptr;
    at::Tensor sum;
    at::Tensor factors;
    at::Tensor statistics; ///< what the kernel keeps of each row

    std::string name() const override { return "NormNode"; }

    void release_variables() override
    {
        sum.reset();
        factors.reset();
        statistics.reset();
    }

protected:
    variable_list back(variable_list gradients) override
    {
        variable_list result(num_outputs());
        const at::Tensor dSum = gradients[0].defined() ? gradients[0].contiguous() : at::Tensor();
        if (!gradients[1].defined()) {
            result[0] = result[1] = dSum;
            return result;
        }
        const at::Tensor dNormed = gradients[1].contiguous();
        at::Tensor dX = at::empty_like(sum);
        rowsInParallel(sum.size(0), norm->m_width, [&](std::int64_t first, std::int64_t count) {
            const auto width = static_cast<std::size_t>(norm->m_width);
            const auto start = static_cast<std::size_t>(first) * width;
            const float* d = dNormed.const_data_ptr<float>() + start;
            const float* ds = dSum.defined() ? dSum.const_data_ptr<float>() + start : nullptr;
            const float* s = sum.const_data_ptr<float>() + start;
            const float* weight = factors.const_data_ptr<float>();
            float* out = dX.mutable_data_ptr<float>() + start;
            const float* kept = statistics.const_data_ptr<float>() + first * statistics.size(1);
            if (norm->hasBias()) {
                kernels::addLayerNormBackward(d, ds, s, weight, kept, static_cast<std::size_t>(count), width, out);
            } else {
                kernels::addRmsNormBackward(d, ds, s, weight, kept, static_cast<std::size_t>(count), width, out);
            }
        });
        result[0] = result[1] = dX;
        if (wants(2)) {
            const at::Tensor centred = norm->hasBias() ? sum - statistics.narrow(1, 0, 1) : sum;
            result[2] = (dNormed * centred * statistics.narrow(1, statistics.size(1) - 1, 1)).sum(0);
        }
        if (wants(3)) {
            result[3] = dNormed.sum(0);
        }
        return result;
    }
};

Norm::Norm(std::string name, std::int64_t width, double epsilon, NormKind kind)
    : m_name(std::move(name)), m_width(width), m_epsilon(epsilon), m_kind(kind)
{
}

void Norm::load(WeightSource& source, const DeviceAndType& placement)
{
    const auto read = [&](const char* what) {
        at::Tensor tensor = at::empty({m_width}, at::TensorOptions(at::kFloat));
        source.take(m_name + what, {m_width})
            .read({tensor.mutable_data_ptr<float>(), static_cast<std::size_t>(m_width)});
        return tensor;
    };
    const auto placed = [&](const at::Tensor& tensor) {
        return tensor.to(at::TensorOptions(placement.device).dtype(placement.type));
    };
    at::Tensor weight = read(".weight");
    if (m_kind == NormKind::rmsAroundOne && source.isGguf()) {
        weight.sub_(1.0);
    }
    m_weight = placed(weight);
    if (hasBias()) {
        m_bias = placed(read(".bias"));
    }
}

at::Tensor Norm::factors() const
{
    return m_kind == NormKind::rmsAroundOne ? m_weight.detach() + 1.0 : m_weight;
}

Normed Norm::apply(const at::Tensor& x, const at::Tensor& delta, const PassOptionsPointer& pass) const
{
    if (!fitsKernels(x)) {
        return applyByTensors(x, delta);
    }
    const auto node = makeGradientNode<NormNode>(pass, {x, delta, m_weight, m_bias});
    Normed result;
    at::Tensor statistics;
    at::Tensor weight;
    {
        const at::NoGradGuard guard;
        weight = factors();
        const at::Tensor from = x.detach().contiguous();
        const at::Tensor added = delta.defined() ? delta.detach().contiguous() : at::Tensor();
        result.sum = added.defined() ? at::empty_like(from) : from;
        result.normed = at::empty_like(from);
        statistics = at::empty({from.size(0), hasBias() ? 2 : 1}, from.options());
        rowsInParallel(from.size(0), m_width, [&](std::int64_t first, std::int64_t count) {
            const auto width = static_cast<std::size_t>(m_width);
            const auto start = static_cast<std::size_t>(first) * width;
            const float* a = from.const_data_ptr<float>() + start;
            const float* d = added.defined() ? added.const_data_ptr<float>() + start : nullptr;
            float* sum = result.sum.mutable_data_ptr<float>() + start;
            float* normed = result.normed.mutable_data_ptr<float>() + start;
            const auto epsilon = static_cast<float>(m_epsilon);
            if (hasBias()) {
                kernels::addLayerNorm(a, d, weight.const_data_ptr<float>(), m_bias.const_data_ptr<float>(), epsilon,
                    static_cast<std::size_t>(count), width, sum, normed,
                    statistics.mutable_data_ptr<float>() + 2 * first);
            } else {
                kernels::addRmsNorm(a, d, weight.const_data_ptr<float>(), epsilon, static_cast<std::size_t>(count),
                    width, sum, normed, statistics.mutable_data_ptr<float>() + first);
            }
        });
    }
    if (node) {
        node->norm = this;
        node->sum = result.sum.detach();
        node->factors = weight.detach();
        node->statistics = statistics;
        recordGradient(node, {result.sum, result.normed});
    }
    return result;
}

Normed Norm::applyByTensors(const at::Tensor& x, const at::Tensor& delta) const
{
    Normed result;
    result.sum = delta.defined() ? x + delta : x;
    if (hasBias()) {
        result.normed = at::layer_norm(result.sum, {m_width}, m_weight, m_bias, m_epsilon);
    } else {
        const at::Tensor wide = result.sum.to(at::kFloat);
        const at::Tensor inverse = at::rsqrt(wide.pow(2).mean(-1, true) + m_epsilon);
        result.normed = m_kind == NormKind::rmsAroundOne
            ? (wide * inverse * (m_weight.to(at::kFloat) + 1.0)).to(result.sum.scalar_type())
            : m_weight * (wide * inverse).to(result.sum.scalar_type());
    }
    return result;
}

void Norm::forEachParameter(const std::function<void(const std::string&, at::Tensor)>& f) const
{
    f(m_name + ".weight", m_weight);
    if (hasBias()) {
        f(m_name + ".bias", m_bias);
    }
}

void Norm::collectTrainable(std::vector<std::pair<std::string, at::Tensor>>& parameters)
{
    forEachParameter([&](const std::string& name, at::Tensor tensor) {
        tensor.set_requires_grad(true);
        parameters.emplace_back(name, tensor);
    });
}

} // namespace dpl::backbone
