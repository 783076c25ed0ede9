#pragma once

// Includes LibTorch: for sources of core only.

#include "backbone/pass_options.hpp"

#include <ATen/core/Tensor.h>

namespace dpl::backbone {

/// silu(gate) * up of [rows, 2 width], gate before up, to [rows, width].
at::Tensor gatedSilu(const at::Tensor& gateUp, const PassOptionsPointer& pass);

/// GPT-2's GELU, by tanh.
at::Tensor gelu(const at::Tensor& x, const PassOptionsPointer& pass);

} // namespace dpl::backbone
