#include "synthetic/matrix_products.hpp"

#include "base/matrix_product.hpp"

namespace dpl::synthetic {

template <typename Real>
void productWithTransposed(const Real* a, const Real* b, Real* c, std::size_t n, std::size_t k, std::size_t m)
{
    multiply<Real>({c, n, m}, {a, n, k}, Matrix<const Real>(b, m, k).t());
}

template <typename Real>
void product(const Real* a, const Real* b, Real* c, std::size_t n, std::size_t k, std::size_t m)
{
    multiply<Real>({c, n, m}, {a, n, k}, {b, k, m});
}

template <typename Real>
void transposedProduct(
    const Real* a, const Real* b, Real* c, std::size_t n, std::size_t m, std::size_t k, bool accumulate)
{
    multiply<Real>({c, m, k}, Matrix<const Real>(a, n, m).t(), {b, n, k}, accumulate);
}

template void productWithTransposed(const float*, const float*, float*, std::size_t, std::size_t, std::size_t);
template void productWithTransposed(const double*, const double*, double*, std::size_t, std::size_t, std::size_t);
template void product(const float*, const float*, float*, std::size_t, std::size_t, std::size_t);
template void product(const double*, const double*, double*, std::size_t, std::size_t, std::size_t);
template void transposedProduct(const float*, const float*, float*, std::size_t, std::size_t, std::size_t, bool);
template void transposedProduct(const double*, const double*, double*, std::size_t, std::size_t, std::size_t, bool);

} // namespace dpl::synthetic
