#pragma once

// Includes LibTorch: for sources of core only.

#include "backbone/family_spec.hpp"
#include "backbone/pass_options.hpp"

#include <ATen/core/Tensor.h>

namespace dpl::backbone {

/// activation(gate) * up of [rows, 2 width], gate before up, to [rows, width].
at::Tensor gated(Activation activation, const at::Tensor& gateUp, const PassOptionsPointer& pass);

at::Tensor activate(Activation activation, const at::Tensor& x, const PassOptionsPointer& pass);

} // namespace dpl::backbone
