#include "backbone/dropout.hpp"

#include "backbone/kernels.hpp"
#include "backbone/rows_in_parallel.hpp"
#include "base/random_stream.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/ones.h>

namespace dpl::backbone {

at::Tensor dropped(const at::Tensor& x, double rate, std::uint64_t key)
{
    const bool here = x.device().is_cpu() && x.scalar_type() == at::kFloat;
    // Elsewhere the factors are drawn here as well, so that every device drops the same numbers.
    const at::Tensor source = here ? x.contiguous() : at::ones(x.sizes(), at::TensorOptions(at::kFloat));
    at::Tensor out = at::empty_like(source);
    const float* from = source.const_data_ptr<float>();
    float* to = out.mutable_data_ptr<float>();
    rowsInParallel(source.numel(), 1, [&](std::int64_t begin, std::int64_t count) {
        kernels::dropout(from + begin, static_cast<std::size_t>(begin), static_cast<std::size_t>(count),
            static_cast<float>(rate), key, to + begin);
    });
    return here ? out : x * out.to(x.options());
}

at::Tensor withDropout(const at::Tensor& x, DropoutAt dropout, const PassOptions& pass)
{
    return dropout.acts(pass) ? x * dropped(at::ones(x.sizes(), x.options()), dropout.rate, dropout.key(pass)) : x;
}

std::uint64_t DropoutAt::key(const PassOptions& pass) const
{
    RandomStream stream(pass.dropoutKey, {place});
    const std::uint64_t high = stream.next();
    return high << 32 | stream.next();
}

} // namespace dpl::backbone
