#pragma once

// Includes LibTorch: for sources of core only.

#include "backbone/attention.hpp"

namespace dpl::backbone {

/// attention() by LibTorch's own operations with a mask: for other devices, other types, and dropout of probabilities.
at::Tensor attentionByTensors(const at::Tensor& q, const at::Tensor& kv, const AttentionQueries& queries,
    const AttentionLayer& layer, const PassOptions& pass);

} // namespace dpl::backbone
