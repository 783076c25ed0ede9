#pragma once

// Includes LibTorch: for sources of core only.

#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>

#include <algorithm>

namespace dpl::backbone {

/// Whether a tensor's numbers can be given to the kernels: float32 in this machine's memory.
inline bool fitsKernels(const at::Tensor& x)
{
    return x.device().is_cpu() && x.scalar_type() == at::kFloat;
}

/// Calls f(first, count) for ranges of rows on the threads of LibTorch; rows of `width` numbers, so that small work
/// stays on one thread.
template <typename F> void rowsInParallel(std::int64_t rows, std::int64_t width, F&& f)
{
    const std::int64_t grain = std::max<std::int64_t>(1, 16384 / std::max<std::int64_t>(width, 1));
    at::parallel_for(0, rows, grain, [&](std::int64_t begin, std::int64_t end) { f(begin, end - begin); });
}

} // namespace dpl::backbone
