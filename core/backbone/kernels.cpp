#include "backbone/kernels.hpp"

#include "base/philox.hpp"
#include "base/target_clones.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace dpl::backbone::kernels {

namespace {

#define DPL_INLINE [[gnu::always_inline]] inline

constexpr std::size_t lanes = 16;

/// The sum of f(0) ... f(count - 1) in sixteen running sums: without leave to reorder, a compiler would keep a single
/// one.
template <typename F> DPL_INLINE float sumOf(std::size_t count, F f)
{
    float sums[lanes] = {};
    std::size_t j = 0;
    for (; j + lanes <= count; j += lanes) {
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            sums[lane] += f(j + lane);
        }
    }
    float sum = 0.0f;
    for (const float part : sums) {
        sum += part;
    }
    for (; j < count; ++j) {
        sum += f(j);
    }
    return sum;
}

/// e^x within 2 units in the last place, e^-87.3 below that and e^88.3 above that: 2^n times a polynomial of the rest.
DPL_INLINE float exponentialOf(float x)
{
    x = x < -87.3f ? -87.3f : x;
    x = x > 88.3f ? 88.3f : x;
    // Adding and subtracting 1.5 * 2^23 rounds to the nearest whole number.
    const float shifted = x * 1.44269504088896341f + 12582912.0f;
    const float n = shifted - 12582912.0f;
    float r = x - n * 0.693359375f;
    r = r + n * 2.12194440e-4f;
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * r * r + r + 1.0f;
    const auto exponent = static_cast<std::int32_t>(n) + 127;
    return p * std::bit_cast<float>(exponent << 23);
}

DPL_INLINE float sigmoid(float x)
{
    return 1.0f / (1.0f + exponentialOf(-x));
}

constexpr float geluScale = 0.79788456080286535588f; // sqrt(2 / pi)
constexpr float geluCube = 0.044715f;

/// (1 + tanh(y)) / 2 = sigmoid(2 y)
DPL_INLINE float geluGate(float x)
{
    return sigmoid(2.0f * geluScale * (x + geluCube * x * x * x));
}

/// The derivative of x * geluGate(x).
DPL_INLINE float geluSlope(float x, float gate)
{
    return gate * (1.0f + x * (1.0f - gate) * (2.0f * geluScale * (1.0f + 3.0f * geluCube * x * x)));
}

/// tanh(x) within 4 units in the last place: a quotient of polynomials in x^2, of degrees 6 and 3, fitted where float32
/// tells tanh(x) from 1.
DPL_INLINE float hyperbolicTangent(float x)
{
    x = x < -7.90531110763549805f ? -7.90531110763549805f : x;
    x = x > 7.90531110763549805f ? 7.90531110763549805f : x;
    const float s = x * x;
    float p = -2.76076847742355e-16f;
    p = p * s + 2.00018790482477e-13f;
    p = p * s - 8.60467152213735e-11f;
    p = p * s + 5.12229709037114e-08f;
    p = p * s + 1.48572235717979e-05f;
    p = p * s + 6.37261928875436e-04f;
    p = p * s + 4.89352455891786e-03f;
    float q = 1.19825839466702e-06f;
    q = q * s + 1.18534705686654e-04f;
    q = q * s + 2.26843463243900e-03f;
    q = q * s + 4.89352518554385e-03f;
    return x * p / q;
}

} // namespace

DPL_TARGET_CLONES void addRmsNorm(const float* x, const float* delta, const float* weight, float epsilon,
    std::size_t rows, std::size_t width, float* sum, float* normed, float* inverseRms)
{
    for (std::size_t r = 0; r < rows; ++r) {
        const float* a = x + r * width;
        float* __restrict s = sum + r * width;
        float* __restrict n = normed + r * width;
        if (delta) {
            const float* d = delta + r * width;
            for (std::size_t j = 0; j < width; ++j) {
                s[j] = a[j] + d[j];
            }
        } else if (s != a) {
            std::copy_n(a, width, s);
        }
        const float square = sumOf(width, [&](std::size_t j) { return s[j] * s[j]; });
        const float inverse = 1.0f / std::sqrt(square / static_cast<float>(width) + epsilon);
        for (std::size_t j = 0; j < width; ++j) {
            n[j] = s[j] * inverse * weight[j];
        }
        inverseRms[r] = inverse;
    }
}

DPL_TARGET_CLONES void addRmsNormBackward(const float* dNormed, const float* dSum, const float* sum,
    const float* weight, const float* inverseRms, std::size_t rows, std::size_t width, float* dX)
{
    for (std::size_t r = 0; r < rows; ++r) {
        const float* dn = dNormed + r * width;
        const float* s = sum + r * width;
        float* __restrict d = dX + r * width;
        const float inverse = inverseRms[r];
        const float dot = sumOf(width, [&](std::size_t j) { return dn[j] * weight[j] * s[j]; });
        const float share = dot * inverse * inverse * inverse / static_cast<float>(width);
        if (dSum) {
            const float* ds = dSum + r * width;
            for (std::size_t j = 0; j < width; ++j) {
                d[j] = ds[j] + dn[j] * weight[j] * inverse - s[j] * share;
            }
        } else {
            for (std::size_t j = 0; j < width; ++j) {
                d[j] = dn[j] * weight[j] * inverse - s[j] * share;
            }
        }
    }
}

DPL_TARGET_CLONES void addLayerNorm(const float* x, const float* delta, const float* weight, const float* bias,
    float epsilon, std::size_t rows, std::size_t width, float* sum, float* normed, float* meanAndInverse)
{
    for (std::size_t r = 0; r < rows; ++r) {
        const float* a = x + r * width;
        float* __restrict s = sum + r * width;
        float* __restrict n = normed + r * width;
        if (delta) {
            const float* d = delta + r * width;
            for (std::size_t j = 0; j < width; ++j) {
                s[j] = a[j] + d[j];
            }
        } else if (s != a) {
            std::copy_n(a, width, s);
        }
        const float mean = sumOf(width, [&](std::size_t j) { return s[j]; }) / static_cast<float>(width);
        const float square = sumOf(width, [&](std::size_t j) { return (s[j] - mean) * (s[j] - mean); });
        const float inverse = 1.0f / std::sqrt(square / static_cast<float>(width) + epsilon);
        for (std::size_t j = 0; j < width; ++j) {
            n[j] = (s[j] - mean) * inverse * weight[j] + bias[j];
        }
        meanAndInverse[2 * r] = mean;
        meanAndInverse[2 * r + 1] = inverse;
    }
}

DPL_TARGET_CLONES void addLayerNormBackward(const float* dNormed, const float* dSum, const float* sum,
    const float* weight, const float* meanAndInverse, std::size_t rows, std::size_t width, float* dX)
{
    for (std::size_t r = 0; r < rows; ++r) {
        const float* dn = dNormed + r * width;
        const float* s = sum + r * width;
        float* __restrict d = dX + r * width;
        const float mean = meanAndInverse[2 * r];
        const float inverse = meanAndInverse[2 * r + 1];
        const float count = static_cast<float>(width);
        const float total = sumOf(width, [&](std::size_t j) { return dn[j] * weight[j]; }) / count;
        const float dot =
            sumOf(width, [&](std::size_t j) { return dn[j] * weight[j] * (s[j] - mean); }) * inverse * inverse / count;
        for (std::size_t j = 0; j < width; ++j) {
            d[j] = (dn[j] * weight[j] - total - (s[j] - mean) * dot) * inverse;
        }
        if (dSum) {
            const float* ds = dSum + r * width;
            for (std::size_t j = 0; j < width; ++j) {
                d[j] += ds[j];
            }
        }
    }
}

DPL_TARGET_CLONES void rotate(float* row, std::size_t heads, std::size_t size, std::size_t rotated,
    const float* cosines, const float* sines, bool back)
{
    const std::size_t half = rotated / 2;
    const float sign = back ? -1.0f : 1.0f;
    for (std::size_t h = 0; h < heads; ++h) {
        float* __restrict a = row + h * size;
        float* __restrict b = a + half;
        for (std::size_t i = 0; i < half; ++i) {
            const float x = a[i];
            const float y = b[i];
            const float sine = sign * sines[i];
            a[i] = x * cosines[i] - y * sine;
            b[i] = y * cosines[i] + x * sine;
        }
    }
}

DPL_TARGET_CLONES void gatedSilu(const float* gateUp, std::size_t rows, std::size_t width, float* out)
{
    for (std::size_t r = 0; r < rows; ++r) {
        const float* g = gateUp + r * 2 * width;
        const float* u = g + width;
        float* __restrict o = out + r * width;
        for (std::size_t j = 0; j < width; ++j) {
            o[j] = g[j] * sigmoid(g[j]) * u[j];
        }
    }
}

DPL_TARGET_CLONES void gatedSiluBackward(
    const float* gateUp, const float* dOut, std::size_t rows, std::size_t width, float* dGateUp)
{
    for (std::size_t r = 0; r < rows; ++r) {
        const float* g = gateUp + r * 2 * width;
        const float* u = g + width;
        const float* d = dOut + r * width;
        float* __restrict dg = dGateUp + r * 2 * width;
        float* __restrict du = dg + width;
        for (std::size_t j = 0; j < width; ++j) {
            const float s = sigmoid(g[j]);
            du[j] = d[j] * g[j] * s;
            dg[j] = d[j] * u[j] * s * (1.0f + g[j] * (1.0f - s));
        }
    }
}

DPL_TARGET_CLONES void gatedGelu(const float* gateUp, std::size_t rows, std::size_t width, float* out)
{
    for (std::size_t r = 0; r < rows; ++r) {
        const float* g = gateUp + r * 2 * width;
        const float* u = g + width;
        float* __restrict o = out + r * width;
        for (std::size_t j = 0; j < width; ++j) {
            o[j] = g[j] * geluGate(g[j]) * u[j];
        }
    }
}

DPL_TARGET_CLONES void gatedGeluBackward(
    const float* gateUp, const float* dOut, std::size_t rows, std::size_t width, float* dGateUp)
{
    for (std::size_t r = 0; r < rows; ++r) {
        const float* g = gateUp + r * 2 * width;
        const float* u = g + width;
        const float* d = dOut + r * width;
        float* __restrict dg = dGateUp + r * 2 * width;
        float* __restrict du = dg + width;
        for (std::size_t j = 0; j < width; ++j) {
            const float gate = geluGate(g[j]);
            du[j] = d[j] * g[j] * gate;
            dg[j] = d[j] * u[j] * geluSlope(g[j], gate);
        }
    }
}

DPL_TARGET_CLONES void gelu(const float* x, std::size_t count, float* __restrict out)
{
    for (std::size_t j = 0; j < count; ++j) {
        out[j] = x[j] * geluGate(x[j]);
    }
}

DPL_TARGET_CLONES void geluBackward(const float* x, const float* dOut, std::size_t count, float* __restrict dX)
{
    for (std::size_t j = 0; j < count; ++j) {
        const float gate = geluGate(x[j]);
        const float slope = 2.0f * geluScale * (1.0f + 3.0f * geluCube * x[j] * x[j]);
        dX[j] = dOut[j] * gate * (1.0f + x[j] * (1.0f - gate) * slope);
    }
}

DPL_TARGET_CLONES void softCap(float* __restrict scores, std::size_t count, float cap, float* __restrict slopes)
{
    const float inverse = 1.0f / cap;
    if (!slopes) {
        for (std::size_t j = 0; j < count; ++j) {
            scores[j] = cap * hyperbolicTangent(scores[j] * inverse);
        }
        return;
    }
    for (std::size_t j = 0; j < count; ++j) {
        const float part = hyperbolicTangent(scores[j] * inverse);
        scores[j] = cap * part;
        slopes[j] = 1.0f - part * part;
    }
}

DPL_TARGET_CLONES void multiplyBy(float* __restrict values, const float* factors, std::size_t count)
{
    for (std::size_t j = 0; j < count; ++j) {
        values[j] *= factors[j];
    }
}

DPL_TARGET_CLONES float softmax(float* scores, std::size_t count)
{
    float largest[lanes];
    std::fill_n(largest, lanes, -std::numeric_limits<float>::infinity());
    std::size_t j = 0;
    for (; j + lanes <= count; j += lanes) {
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            largest[lane] = largest[lane] < scores[j + lane] ? scores[j + lane] : largest[lane];
        }
    }
    float maximum = *std::max_element(largest, largest + lanes);
    for (; j < count; ++j) {
        maximum = std::max(maximum, scores[j]);
    }
    for (j = 0; j < count; ++j) {
        scores[j] = exponentialOf(scores[j] - maximum);
    }
    const float sum = sumOf(count, [&](std::size_t i) { return scores[i]; });
    const float inverse = 1.0f / sum;
    for (j = 0; j < count; ++j) {
        scores[j] *= inverse;
    }
    return maximum + std::log(sum);
}

DPL_TARGET_CLONES void exponential(float* scores, std::size_t count, float logSum)
{
    for (std::size_t j = 0; j < count; ++j) {
        scores[j] = exponentialOf(scores[j] - logSum);
    }
}

DPL_TARGET_CLONES void softmaxBackward(
    const float* probabilities, float* __restrict dProbabilities, std::size_t count, float dot)
{
    for (std::size_t j = 0; j < count; ++j) {
        dProbabilities[j] = probabilities[j] * (dProbabilities[j] - dot);
    }
}

DPL_TARGET_CLONES float dotProduct(const float* a, const float* b, std::size_t count)
{
    return sumOf(count, [&](std::size_t j) { return a[j] * b[j]; });
}

DPL_TARGET_CLONES void dropout(
    const float* x, std::size_t firstIndex, std::size_t count, float rate, std::uint64_t key, float* __restrict out)
{
    // A block of Philox decides eight numbers; sixteen blocks at a time, so that they are computed side by side.
    constexpr std::size_t blocks = 16;
    constexpr std::size_t group = 8 * blocks;
    const auto threshold = static_cast<std::uint32_t>(std::lround(static_cast<double>(rate) * 65536.0));
    const float scale = 65536.0f / static_cast<float>(65536 - threshold);
    const std::size_t end = firstIndex + count;
    for (std::size_t start = firstIndex / group * group; start < end; start += group) {
        float factors[group];
        for (std::size_t b = 0; b < blocks; ++b) {
            const PhiloxBlock random = philox(0, start / group * blocks + b, key);
            for (std::size_t word = 0; word < 4; ++word) {
                factors[2 * word * blocks + b] = (random.word[word] & 0xffff) < threshold ? 0.0f : scale;
                factors[(2 * word + 1) * blocks + b] = (random.word[word] >> 16) < threshold ? 0.0f : scale;
            }
        }
        const std::size_t low = std::max(start, firstIndex);
        const std::size_t high = std::min(start + group, end);
        for (std::size_t index = low; index < high; ++index) {
            out[index - firstIndex] = x[index - firstIndex] * factors[index - start];
        }
    }
}

} // namespace dpl::backbone::kernels
