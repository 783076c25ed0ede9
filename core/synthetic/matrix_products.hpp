#pragma once

#include <cstddef>

/// Matrix products on plain row-major memory by LibTorch's BLAS. Inside an OpenMP parallel region each call runs on the
/// calling thread alone.
namespace dpl::synthetic {

/// c [n, m] = a [n, k] b^T, b [m, k]
template <typename Real>
void productWithTransposed(const Real* a, const Real* b, Real* c, std::size_t n, std::size_t k, std::size_t m);

/// c [n, m] = a [n, k] b [k, m]
template <typename Real>
void product(const Real* a, const Real* b, Real* c, std::size_t n, std::size_t k, std::size_t m);

/// c [m, k] = a^T b, or += if `accumulate`; a [n, m], b [n, k]
template <typename Real>
void transposedProduct(
    const Real* a, const Real* b, Real* c, std::size_t n, std::size_t m, std::size_t k, bool accumulate);

} // namespace dpl::synthetic
