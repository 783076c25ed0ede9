#include "synthetic/matrix_products.hpp"

#include <ATen/ops/addmm.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/mm.h>
#include <c10/core/InferenceMode.h>

namespace dpl::synthetic {

namespace {

template <typename Real>
at::Tensor matrix(const Real* data, std::size_t rows, std::size_t columns)
{
    constexpr auto type = sizeof(Real) == 4 ? at::kFloat : at::kDouble;
    // The tensor is only read where the pointer was const.
    return at::from_blob(const_cast<Real*>(data), {static_cast<std::int64_t>(rows), static_cast<std::int64_t>(columns)},
        at::TensorOptions(type));
}

} // namespace

template <typename Real>
void productWithTransposed(const Real* a, const Real* b, Real* c, std::size_t n, std::size_t k, std::size_t m)
{
    const c10::InferenceMode guard;
    at::Tensor out = matrix(c, n, m);
    at::mm_out(out, matrix(a, n, k), matrix(b, m, k).t());
}

template <typename Real>
void product(const Real* a, const Real* b, Real* c, std::size_t n, std::size_t k, std::size_t m)
{
    const c10::InferenceMode guard;
    at::Tensor out = matrix(c, n, m);
    at::mm_out(out, matrix(a, n, k), matrix(b, k, m));
}

template <typename Real>
void transposedProduct(const Real* a, const Real* b, Real* c, std::size_t n, std::size_t m, std::size_t k, bool accumulate)
{
    const c10::InferenceMode guard;
    at::Tensor out = matrix(c, m, k);
    const at::Tensor left = matrix(a, n, m).t();
    if (accumulate) {
        at::addmm_out(out, out, left, matrix(b, n, k));
    } else {
        at::mm_out(out, left, matrix(b, n, k));
    }
}

template void productWithTransposed(const float*, const float*, float*, std::size_t, std::size_t, std::size_t);
template void productWithTransposed(const double*, const double*, double*, std::size_t, std::size_t, std::size_t);
template void product(const float*, const float*, float*, std::size_t, std::size_t, std::size_t);
template void product(const double*, const double*, double*, std::size_t, std::size_t, std::size_t);
template void transposedProduct(const float*, const float*, float*, std::size_t, std::size_t, std::size_t, bool);
template void transposedProduct(const double*, const double*, double*, std::size_t, std::size_t, std::size_t, bool);

} // namespace dpl::synthetic
