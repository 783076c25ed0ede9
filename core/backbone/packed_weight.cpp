#include "backbone/packed_weight.hpp"

#include <ATen/Context.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/jit_type.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/ones.h>

namespace dpl::backbone {

namespace {

/// These operations have no entry in LibTorch's headers, but a name in its dispatcher.
std::optional<c10::OperatorHandle> find(const char* name)
{
    return c10::Dispatcher::singleton().findSchema({name, ""});
}

/// x with rows of zeros below, if their number is not one that paddedRows gives.
at::Tensor padded(const at::Tensor& x)
{
    const std::int64_t rows = x.size(0);
    const std::int64_t whole = paddedRows(rows);
    if (rows == whole) {
        return x.contiguous();
    }
    at::Tensor result = at::empty({whole, x.size(1)}, x.options());
    result.narrow(0, 0, rows).copy_(x);
    result.narrow(0, rows, whole - rows).zero_();
    return result;
}

} // namespace

std::int64_t paddedRows(std::int64_t rows)
{
    std::int64_t step = 16;
    while (8 * step < rows) {
        step *= 2;
    }
    return (rows + step - 1) / step * step;
}

bool PackedWeight::isSupported()
{
    static const bool result = [] {
        if (!at::hasMKLDNN() || !find("mkldnn::_linear_pointwise") || !find("mkldnn::_reorder_linear_weight")) {
            return false;
        }
        // Their arguments have changed before: a product tells whether they are what is called here.
        try {
            const at::Tensor weight = at::ones({3, 2}, at::TensorOptions(at::kFloat));
            const PackedWeight packed(weight);
            return packed.multiply(weight.narrow(0, 0, 1), {}).sum().item<float>() == 6.0f
                && packed.dense().equal(weight);
        } catch (const std::exception&) {
            return false;
        }
    }();
    return result;
}

PackedWeight::PackedWeight(const at::Tensor& weight)
{
    static const c10::OperatorHandle reorder = find("mkldnn::_reorder_linear_weight").value();
    std::vector<c10::IValue> stack{weight, c10::IValue()};
    reorder.callBoxed(&stack);
    m_packed = stack.back().toTensor();
}

at::Tensor PackedWeight::multiply(const at::Tensor& x, const at::Tensor& bias) const
{
    static const c10::OperatorHandle linear = find("mkldnn::_linear_pointwise").value();
    const c10::impl::GenericList noScalars(c10::OptionalType::create(c10::NumberType::get()));
    std::vector<c10::IValue> stack{
        padded(x.detach()), m_packed, bias.defined() ? c10::IValue(bias) : c10::IValue(), "none", noScalars, ""};
    linear.callBoxed(&stack);
    return stack.back().toTensor().narrow(0, 0, x.size(0));
}

} // namespace dpl::backbone
