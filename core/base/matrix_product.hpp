#pragma once

#include <cstddef>

/// Matrix products on plain row-major memory by LibTorch's BLAS. Inside an OpenMP parallel region each call runs on the
/// calling thread alone.
namespace dpl {

/// A matrix in memory: element (i, j) at data[i * stride + j], or of its transpose if `transposed`.
template <typename Real> struct Matrix {
    Real* data;
    std::size_t rows; ///< as it lies in memory
    std::size_t columns;
    std::size_t stride;
    bool transposed = false;

    Matrix(Real* start, std::size_t rowCount, std::size_t columnCount)
        : Matrix(start, rowCount, columnCount, columnCount)
    {
    }
    Matrix(Real* start, std::size_t rowCount, std::size_t columnCount, std::size_t rowStride)
        : data(start), rows(rowCount), columns(columnCount), stride(rowStride)
    {
    }

    Matrix t() const
    {
        Matrix result = *this;
        result.transposed = !transposed;
        return result;
    }
};

/// c = factor * a b, or c += factor * a b if `accumulate`; c is not transposed.
template <typename Real>
void multiply(const Matrix<Real>& c, const Matrix<const Real>& a, const Matrix<const Real>& b, bool accumulate = false,
    double factor = 1.0);

} // namespace dpl
