#include "synthetic/kernels.hpp"

#include "base/adam.hpp"
#include "base/target_clones.hpp"

#include <algorithm>
#include <cmath>

// Each kernel is a template body, inlined into one function for double and one for float, the latter compiled for every
// CPU.
#define DPL_BODY template <typename Real> [[gnu::always_inline]] inline void

namespace dpl::synthetic::kernels {

namespace {

DPL_BODY inputLayerBody(const Real* __restrict x, std::size_t inputs, const Real* __restrict weight,
    const Real* __restrict bias, Real* __restrict out, std::size_t rows, std::size_t width)
{
    for (std::size_t r = 0; r < rows; ++r) {
        Real* __restrict o = out + r * width;
        const Real x0 = x[r * inputs];
        for (std::size_t j = 0; j < width; ++j) {
            o[j] = x0 * weight[j];
        }
        for (std::size_t i = 1; i < inputs; ++i) {
            const Real xi = x[r * inputs + i];
            const Real* __restrict w = weight + i * width;
            for (std::size_t j = 0; j < width; ++j) {
                o[j] += xi * w[j];
            }
        }
        if (bias) {
            for (std::size_t j = 0; j < width; ++j) {
                o[j] = std::max(o[j] + bias[j], Real(0));
            }
        }
    }
}

DPL_BODY biasReluBody(Real* __restrict h, const Real* __restrict bias, std::size_t rows, std::size_t width)
{
    for (std::size_t r = 0; r < rows; ++r) {
        Real* __restrict row = h + r * width;
        for (std::size_t j = 0; j < width; ++j) {
            row[j] = std::max(row[j] + bias[j], Real(0));
        }
    }
}

DPL_BODY outputLayerBody(const Real* __restrict h, const Real* __restrict weight, const Real* __restrict bias,
    Real* __restrict out, std::size_t outputs, std::size_t rows, std::size_t width)
{
    // Sixteen running sums: without leave to reorder additions, a compiler would keep a single one.
    constexpr std::size_t lanes = 16;
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t k = 0; k < outputs; ++k) {
            const Real* __restrict a = h + r * width;
            const Real* __restrict b = weight + k * width;
            Real sums[lanes] = {};
            std::size_t j = 0;
            for (; j + lanes <= width; j += lanes) {
                for (std::size_t lane = 0; lane < lanes; ++lane) {
                    sums[lane] += a[j + lane] * b[j + lane];
                }
            }
            Real sum = bias[k];
            for (const Real part : sums) {
                sum += part;
            }
            for (; j < width; ++j) {
                sum += a[j] * b[j];
            }
            out[r * outputs + k] = sum;
        }
    }
}

DPL_BODY outputLayerBackwardBody(Real* __restrict h, const Real* __restrict weight, const Real* __restrict dOut,
    Real* __restrict dWeight, Real* __restrict dBias, std::size_t outputs, std::size_t rows, std::size_t width)
{
    for (std::size_t r = 0; r < rows; ++r) {
        Real* __restrict row = h + r * width;
        const Real d0 = dOut[r * outputs];
        if (outputs == 1) {
            for (std::size_t j = 0; j < width; ++j) {
                dWeight[j] += d0 * row[j];
                row[j] = row[j] > Real(0) ? d0 * weight[j] : Real(0);
                dBias[j] += row[j];
            }
        } else {
            const Real d1 = dOut[r * outputs + 1];
            for (std::size_t j = 0; j < width; ++j) {
                dWeight[j] += d0 * row[j];
                dWeight[width + j] += d1 * row[j];
                row[j] = row[j] > Real(0) ? d0 * weight[j] + d1 * weight[width + j] : Real(0);
                dBias[j] += row[j];
            }
        }
    }
}

DPL_BODY reluBackwardBody(
    Real* __restrict d, const Real* __restrict h, Real* __restrict dBias, std::size_t rows, std::size_t width)
{
    for (std::size_t r = 0; r < rows; ++r) {
        Real* __restrict row = d + r * width;
        const Real* __restrict activation = h + r * width;
        for (std::size_t j = 0; j < width; ++j) {
            row[j] = activation[j] > Real(0) ? row[j] : Real(0);
            dBias[j] += row[j];
        }
    }
}

DPL_BODY inputLayerBackwardBody(const Real* __restrict x, std::size_t inputs, const Real* __restrict d,
    Real* __restrict dWeight, std::size_t rows, std::size_t width)
{
    for (std::size_t r = 0; r < rows; ++r) {
        const Real* __restrict row = d + r * width;
        for (std::size_t i = 0; i < inputs; ++i) {
            const Real xi = x[r * inputs + i];
            Real* __restrict w = dWeight + i * width;
            for (std::size_t j = 0; j < width; ++j) {
                w[j] += xi * row[j];
            }
        }
    }
}

DPL_BODY columnMomentsBody(
    const Real* __restrict z, Real* __restrict mean, Real* __restrict squares, std::size_t rows, std::size_t width)
{
    // In one pass, around the first row, which is about as far from the mean as any: nothing cancels.
    std::fill_n(mean, width, Real(0));
    std::fill_n(squares, width, Real(0));
    for (std::size_t r = 1; r < rows; ++r) {
        const Real* __restrict row = z + r * width;
        for (std::size_t j = 0; j < width; ++j) {
            const Real distance = row[j] - z[j];
            mean[j] += distance;
            squares[j] += distance * distance;
        }
    }
    const Real inverse = Real(1) / static_cast<Real>(rows);
    for (std::size_t j = 0; j < width; ++j) {
        const Real shift = mean[j] * inverse;
        squares[j] = std::max(squares[j] - mean[j] * shift, Real(0));
        mean[j] = z[j] + shift;
    }
}

DPL_BODY scaleShiftReluBody(const Real* __restrict z, const Real* __restrict scale, const Real* __restrict shift,
    Real* __restrict out, std::size_t rows, std::size_t width)
{
    for (std::size_t r = 0; r < rows; ++r) {
        const Real* __restrict row = z + r * width;
        Real* __restrict o = out + r * width;
        for (std::size_t j = 0; j < width; ++j) {
            o[j] = std::max(scale[j] * row[j] + shift[j], Real(0));
        }
    }
}

DPL_BODY normBackwardSumsBody(const Real* __restrict d, const Real* __restrict z, const Real* __restrict scale,
    const Real* __restrict shift, const Real* __restrict mean, const Real* __restrict inverseDeviation,
    Real* __restrict sum, Real* __restrict sumNormalised, std::size_t rows, std::size_t width)
{
    std::fill_n(sum, width, Real(0));
    std::fill_n(sumNormalised, width, Real(0));
    for (std::size_t r = 0; r < rows; ++r) {
        const Real* __restrict row = d + r * width;
        const Real* __restrict input = z + r * width;
        for (std::size_t j = 0; j < width; ++j) {
            const Real value = scale[j] * input[j] + shift[j] > Real(0) ? row[j] : Real(0);
            sum[j] += value;
            sumNormalised[j] += value * (input[j] - mean[j]);
        }
    }
    for (std::size_t j = 0; j < width; ++j) {
        sumNormalised[j] *= inverseDeviation[j];
    }
}

DPL_BODY normBackwardBody(Real* __restrict d, const Real* __restrict z, const Real* __restrict scale,
    const Real* __restrict shift, const Real* __restrict offset, const Real* __restrict slope, std::size_t rows,
    std::size_t width)
{
    for (std::size_t r = 0; r < rows; ++r) {
        Real* __restrict row = d + r * width;
        const Real* __restrict input = z + r * width;
        for (std::size_t j = 0; j < width; ++j) {
            const Real value = scale[j] * input[j] + shift[j] > Real(0) ? row[j] : Real(0);
            row[j] = scale[j] * value - offset[j] - slope[j] * input[j];
        }
    }
}

DPL_BODY adamBody(Real* __restrict parameters, Real* __restrict first, Real* __restrict second,
    const Real* const* partials, std::size_t partialCount, std::size_t count, AdamStep step)
{
    // 1 - beta in double precision: in single, 1 - 0.999f is 0.00100005.
    constexpr auto newShare1 = static_cast<Real>(1.0 - dpl::adam::beta1);
    constexpr auto newShare2 = static_cast<Real>(1.0 - dpl::adam::beta2);
    constexpr auto beta2 = static_cast<Real>(dpl::adam::beta2);
    constexpr auto epsilon = static_cast<Real>(dpl::adam::epsilon);
    const Real stepSize = static_cast<Real>(step.stepSize);
    const Real scale = static_cast<Real>(step.secondMomentScale);
    // In blocks, so that summing the partial gradients and the update share one pass through memory.
    constexpr std::size_t block = 1024;
    Real gradient[block];
    for (std::size_t begin = 0; begin < count; begin += block) {
        const std::size_t length = std::min(block, count - begin);
        const Real* __restrict g0 = partials[0] + begin;
        for (std::size_t i = 0; i < length; ++i) {
            gradient[i] = g0[i];
        }
        for (std::size_t part = 1; part < partialCount; ++part) {
            const Real* __restrict g = partials[part] + begin;
            for (std::size_t i = 0; i < length; ++i) {
                gradient[i] += g[i];
            }
        }
        Real* __restrict p = parameters + begin;
        Real* __restrict m = first + begin;
        Real* __restrict v = second + begin;
        for (std::size_t i = 0; i < length; ++i) {
            const Real g = gradient[i];
            m[i] = m[i] + newShare1 * (g - m[i]);
            v[i] = beta2 * v[i] + newShare2 * g * g;
            p[i] -= stepSize * m[i] / (std::sqrt(v[i]) * scale + epsilon);
        }
    }
}

} // namespace

#define DPL_INSTANTIATE(name, signature, arguments)                                                                    \
    namespace {                                                                                                        \
    DPL_TARGET_CLONES void name##Float signature(float)                                                                \
    {                                                                                                                  \
        name##Body<float> arguments;                                                                                   \
    }                                                                                                                  \
    }                                                                                                                  \
    template <> void name<float> signature(float)                                                                      \
    {                                                                                                                  \
        name##Float arguments;                                                                                         \
    }                                                                                                                  \
    template <> void name<double> signature(double)                                                                    \
    {                                                                                                                  \
        name##Body<double> arguments;                                                                                  \
    }

#define DPL_SIGNATURE(Real)                                                                                            \
    (const Real* x, std::size_t inputs, const Real* weight, const Real* bias, Real* out, std::size_t rows,             \
        std::size_t width)
DPL_INSTANTIATE(inputLayer, DPL_SIGNATURE, (x, inputs, weight, bias, out, rows, width))
#undef DPL_SIGNATURE

#define DPL_SIGNATURE(Real) (Real * h, const Real* bias, std::size_t rows, std::size_t width)
DPL_INSTANTIATE(biasRelu, DPL_SIGNATURE, (h, bias, rows, width))
#undef DPL_SIGNATURE

#define DPL_SIGNATURE(Real)                                                                                            \
    (const Real* h, const Real* weight, const Real* bias, Real* out, std::size_t outputs, std::size_t rows,            \
        std::size_t width)
DPL_INSTANTIATE(outputLayer, DPL_SIGNATURE, (h, weight, bias, out, outputs, rows, width))
#undef DPL_SIGNATURE

#define DPL_SIGNATURE(Real)                                                                                            \
    (Real * h, const Real* weight, const Real* dOut, Real* dWeight, Real* dBias, std::size_t outputs,                  \
        std::size_t rows, std::size_t width)
DPL_INSTANTIATE(outputLayerBackward, DPL_SIGNATURE, (h, weight, dOut, dWeight, dBias, outputs, rows, width))
#undef DPL_SIGNATURE

#define DPL_SIGNATURE(Real) (Real * d, const Real* h, Real* dBias, std::size_t rows, std::size_t width)
DPL_INSTANTIATE(reluBackward, DPL_SIGNATURE, (d, h, dBias, rows, width))
#undef DPL_SIGNATURE

#define DPL_SIGNATURE(Real)                                                                                            \
    (const Real* x, std::size_t inputs, const Real* d, Real* dWeight, std::size_t rows, std::size_t width)
DPL_INSTANTIATE(inputLayerBackward, DPL_SIGNATURE, (x, inputs, d, dWeight, rows, width))
#undef DPL_SIGNATURE

#define DPL_SIGNATURE(Real) (const Real* z, Real* mean, Real* squares, std::size_t rows, std::size_t width)
DPL_INSTANTIATE(columnMoments, DPL_SIGNATURE, (z, mean, squares, rows, width))
#undef DPL_SIGNATURE

#define DPL_SIGNATURE(Real)                                                                                            \
    (const Real* z, const Real* scale, const Real* shift, Real* out, std::size_t rows, std::size_t width)
DPL_INSTANTIATE(scaleShiftRelu, DPL_SIGNATURE, (z, scale, shift, out, rows, width))
#undef DPL_SIGNATURE

#define DPL_SIGNATURE(Real)                                                                                            \
    (const Real* d, const Real* z, const Real* scale, const Real* shift, const Real* mean,                             \
        const Real* inverseDeviation, Real* sum, Real* sumNormalised, std::size_t rows, std::size_t width)
DPL_INSTANTIATE(
    normBackwardSums, DPL_SIGNATURE, (d, z, scale, shift, mean, inverseDeviation, sum, sumNormalised, rows, width))
#undef DPL_SIGNATURE

#define DPL_SIGNATURE(Real)                                                                                            \
    (Real * d, const Real* z, const Real* scale, const Real* shift, const Real* offset, const Real* slope,             \
        std::size_t rows, std::size_t width)
DPL_INSTANTIATE(normBackward, DPL_SIGNATURE, (d, z, scale, shift, offset, slope, rows, width))
#undef DPL_SIGNATURE

#define DPL_SIGNATURE(Real)                                                                                            \
    (Real * parameters, Real * first, Real * second, const Real* const* partials, std::size_t partialCount,            \
        std::size_t count, AdamStep step)
DPL_INSTANTIATE(adam, DPL_SIGNATURE, (parameters, first, second, partials, partialCount, count, step))
#undef DPL_SIGNATURE

} // namespace dpl::synthetic::kernels
