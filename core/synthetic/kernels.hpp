#pragma once

#include <cstddef>

/// Loops over row-major blocks [rows, width] of activations that fused training is made of, each of which reads and
/// writes what it touches once. `Real` is float or double; the float ones are compiled for several instruction sets and
/// chosen at start-up. Pointers do not overlap unless said.
namespace dpl::synthetic::kernels {

/// out = x weight^T (+ bias, then ReLU, if `bias` is given); x [rows, inputs], weight transposed [inputs, width].
template <typename Real>
void inputLayer(const Real* x, std::size_t inputs, const Real* transposedWeight, const Real* bias, Real* out,
    std::size_t rows, std::size_t width);

/// h = max(h + bias, 0)
template <typename Real> void biasRelu(Real* h, const Real* bias, std::size_t rows, std::size_t width);

/// out = h weight^T + bias for few outputs; weight [outputs, width].
template <typename Real>
void outputLayer(const Real* h, const Real* weight, const Real* bias, Real* out, std::size_t outputs, std::size_t rows,
    std::size_t width);

/// Backward through the output layer, for few outputs: dWeight += dOut^T h, and then in place h = (h > 0) dOut weight,
/// with its column sums added to dBias.
template <typename Real>
void outputLayerBackward(Real* h, const Real* weight, const Real* dOut, Real* dWeight, Real* dBias, std::size_t outputs,
    std::size_t rows, std::size_t width);

/// d = (h > 0) d; dBias += column sums of d.
template <typename Real> void reluBackward(Real* d, const Real* h, Real* dBias, std::size_t rows, std::size_t width);

/// transposedDWeight [inputs, width] += x^T d
template <typename Real>
void inputLayerBackward(
    const Real* x, std::size_t inputs, const Real* d, Real* transposedDWeight, std::size_t rows, std::size_t width);

/// Column means of z, and sums of squared deviations from them.
template <typename Real>
void columnMoments(const Real* z, Real* mean, Real* squares, std::size_t rows, std::size_t width);

/// out = max(scale z + shift, 0), columnwise.
template <typename Real>
void scaleShiftRelu(
    const Real* z, const Real* scale, const Real* shift, Real* out, std::size_t rows, std::size_t width);

/// With m = d where scale z + shift > 0, else 0 (the gradient before the ReLU): sum = column sums of m,
/// sumNormalised = column sums of m (z - mean) inverseDeviation.
template <typename Real>
void normBackwardSums(const Real* d, const Real* z, const Real* scale, const Real* shift, const Real* mean,
    const Real* inverseDeviation, Real* sum, Real* sumNormalised, std::size_t rows, std::size_t width);

/// d = scale m - offset - slope z, columnwise: the gradient of batch normalisation's input.
template <typename Real>
void normBackward(Real* d, const Real* z, const Real* scale, const Real* shift, const Real* offset, const Real* slope,
    std::size_t rows, std::size_t width);

/// One Adam update of `count` parameters with gradient g = sum of the partial gradients.
///
/// Not training::AdamW, whose tensor operations would take a pass through memory each: this sums the threads' partial
/// gradients and updates in one. tst_adamw.cpp holds them together.
struct AdamStep {
    double stepSize; ///< learning rate / (1 - beta1^t)
    double secondMomentScale; ///< 1 / sqrt(1 - beta2^t)
};
template <typename Real>
void adam(Real* parameters, Real* first, Real* second, const Real* const* partials, std::size_t partialCount,
    std::size_t count, AdamStep step);

} // namespace dpl::synthetic::kernels
