#include "base/matrix_product.hpp"

#include <ATen/ops/addmm.h>
#include <ATen/ops/from_blob.h>
#include <c10/core/InferenceMode.h>

#include <type_traits>

namespace dpl {

namespace {

template <typename Real> at::Tensor tensor(const Matrix<Real>& matrix)
{
    constexpr auto type = sizeof(Real) == 4 ? at::kFloat : at::kDouble;
    const auto rows = static_cast<std::int64_t>(matrix.rows);
    const auto columns = static_cast<std::int64_t>(matrix.columns);
    const auto stride = static_cast<std::int64_t>(matrix.stride);
    // The tensor is only read where the memory is const.
    auto* data = const_cast<std::remove_const_t<Real>*>(matrix.data);
    return matrix.transposed ? at::from_blob(data, {columns, rows}, {1, stride}, at::TensorOptions(type))
                             : at::from_blob(data, {rows, columns}, {stride, 1}, at::TensorOptions(type));
}

} // namespace

template <typename Real>
void multiply(
    const Matrix<Real>& c, const Matrix<const Real>& a, const Matrix<const Real>& b, bool accumulate, double factor)
{
    const c10::InferenceMode guard;
    at::Tensor out = tensor(c);
    at::addmm_out(out, out, tensor(a), tensor(b), accumulate ? 1.0 : 0.0, factor);
}

template void multiply(const Matrix<float>&, const Matrix<const float>&, const Matrix<const float>&, bool, double);
template void multiply(const Matrix<double>&, const Matrix<const double>&, const Matrix<const double>&, bool, double);

} // namespace dpl
