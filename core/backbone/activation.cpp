#include "backbone/activation.hpp"

#include "backbone/gradient_node.hpp"
#include "backbone/kernels.hpp"
#include "backbone/rows_in_parallel.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/silu.h>

namespace dpl::backbone {

namespace {

/// Both activations keep their input, and compute everything again from it.
class ActivationNode : public GradientNode {
public:
    at::Tensor input;

    void release_variables() override { input.reset(); }
};

class GatedNode final : public ActivationNode {
public:
    bool isGelu = false;

    std::string name() const override { return "GatedNode"; }

protected:
    variable_list back(variable_list gradients) override
    {
        if (!gradients[0].defined()) {
            return variable_list(1);
        }
        const at::Tensor dOut = gradients[0].contiguous();
        at::Tensor dInput = at::empty_like(input);
        const std::int64_t width = dOut.size(1);
        rowsInParallel(dOut.size(0), width, [&](std::int64_t first, std::int64_t count) {
            (isGelu ? kernels::gatedGeluBackward : kernels::gatedSiluBackward)(
                input.const_data_ptr<float>() + 2 * first * width, dOut.const_data_ptr<float>() + first * width,
                static_cast<std::size_t>(count), static_cast<std::size_t>(width),
                dInput.mutable_data_ptr<float>() + 2 * first * width);
        });
        return {dInput};
    }
};

class GeluNode final : public ActivationNode {
public:
    std::string name() const override { return "GeluNode"; }

protected:
    variable_list back(variable_list gradients) override
    {
        if (!gradients[0].defined()) {
            return variable_list(1);
        }
        const at::Tensor dOut = gradients[0].contiguous();
        at::Tensor dInput = at::empty_like(input);
        const std::int64_t width = dOut.size(1);
        rowsInParallel(dOut.size(0), width, [&](std::int64_t first, std::int64_t count) {
            kernels::geluBackward(input.const_data_ptr<float>() + first * width,
                dOut.const_data_ptr<float>() + first * width, static_cast<std::size_t>(count * width),
                dInput.mutable_data_ptr<float>() + first * width);
        });
        return {dInput};
    }
};

at::Tensor byTensors(Activation activation, const at::Tensor& x)
{
    return activation == Activation::silu ? at::silu(x) : at::gelu(x, activation == Activation::gelu ? "none" : "tanh");
}

} // namespace

at::Tensor gated(Activation activation, const at::Tensor& gateUp, const PassOptionsPointer& pass)
{
    const std::int64_t width = gateUp.size(1) / 2;
    if (!fitsKernels(gateUp) || activation == Activation::gelu) {
        return byTensors(activation, gateUp.narrow(1, 0, width)) * gateUp.narrow(1, width, width);
    }
    const bool isGelu = activation == Activation::geluTanh;
    const auto node = makeGradientNode<GatedNode>(pass, {gateUp});
    at::Tensor out;
    {
        const at::NoGradGuard guard;
        out = at::empty({gateUp.size(0), width}, gateUp.options());
        rowsInParallel(gateUp.size(0), width, [&](std::int64_t first, std::int64_t count) {
            (isGelu ? kernels::gatedGelu : kernels::gatedSilu)(gateUp.const_data_ptr<float>() + 2 * first * width,
                static_cast<std::size_t>(count), static_cast<std::size_t>(width),
                out.mutable_data_ptr<float>() + first * width);
        });
    }
    if (node) {
        node->isGelu = isGelu;
        node->input = gateUp.detach();
        recordGradient(node, {out});
    }
    return out;
}

at::Tensor activate(Activation activation, const at::Tensor& x, const PassOptionsPointer& pass)
{
    if (!fitsKernels(x) || activation != Activation::geluTanh) {
        return byTensors(activation, x);
    }
    const auto node = makeGradientNode<GeluNode>(pass, {x});
    at::Tensor out;
    {
        const at::NoGradGuard guard;
        out = at::empty_like(x);
        const std::int64_t width = x.size(1);
        rowsInParallel(x.size(0), width, [&](std::int64_t first, std::int64_t count) {
            kernels::gelu(x.const_data_ptr<float>() + first * width, static_cast<std::size_t>(count * width),
                out.mutable_data_ptr<float>() + first * width);
        });
    }
    if (node) {
        node->input = x.detach();
        recordGradient(node, {out});
    }
    return out;
}

} // namespace dpl::backbone
