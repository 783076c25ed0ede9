#include "backbone/packed_weight.hpp"

#include <ATen/Context.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/jit_type.h>
#include <ATen/ops/ones.h>

namespace dpl::backbone {

namespace {

/// These operations have no entry in LibTorch's headers, but a name in its dispatcher.
std::optional<c10::OperatorHandle> find(const char* name)
{
    return c10::Dispatcher::singleton().findSchema({name, ""});
}

} // namespace

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
        x.detach().contiguous(), m_packed, bias.defined() ? c10::IValue(bias) : c10::IValue(), "none", noScalars, ""};
    linear.callBoxed(&stack);
    return stack.back().toTensor();
}

} // namespace dpl::backbone
