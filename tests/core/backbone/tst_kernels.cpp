#include "backbone/kernels.hpp"
#include "base/random_stream.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <vector>

using namespace dpl;
using namespace dpl::backbone;

namespace {

std::vector<float> numbers(std::size_t count, std::uint64_t seed, double scale = 1.0)
{
    RandomStream random(seed);
    std::vector<float> values(count);
    for (float& value : values) {
        value = static_cast<float>(scale * (2.0 * random.uniform() - 1.0));
    }
    return values;
}

double dot(const std::vector<float>& a, const std::vector<float>& b)
{
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    }
    return sum;
}

/// The derivative of dot(d, f(x)) with respect to x[i], by a central difference.
double difference(std::vector<float> x, std::size_t i, const std::vector<float>& d,
    const std::function<std::vector<float>(const std::vector<float>&)>& f)
{
    constexpr float step = 4e-3f;
    const float at = x[i];
    x[i] = at + step;
    const double above = dot(d, f(x));
    x[i] = at - step;
    return (above - dot(d, f(x))) / (2.0 * static_cast<double>(step));
}

constexpr std::size_t rows = 3;
constexpr std::size_t width = 37; // not a multiple of any vector's length

TEST(Kernels, rootMeanSquareNorm)
{
    const auto x = numbers(rows * width, 1);
    const auto delta = numbers(rows * width, 2);
    const auto weight = numbers(width, 3);
    std::vector<float> sum(x.size());
    std::vector<float> inverse(rows);
    const auto normed = [&](const std::vector<float>& input) {
        std::vector<float> out(input.size());
        kernels::addRmsNorm(
            input.data(), delta.data(), weight.data(), 1e-5f, rows, width, sum.data(), out.data(), inverse.data());
        return out;
    };
    const auto out = normed(x);
    for (std::size_t r = 0; r < rows; ++r) {
        double square = 0.0;
        for (std::size_t j = 0; j < width; ++j) {
            const double s = static_cast<double>(x[r * width + j]) + static_cast<double>(delta[r * width + j]);
            square += s * s;
        }
        const double rms = std::sqrt(square / width + 1e-5);
        for (std::size_t j = 0; j < width; ++j) {
            const double s = static_cast<double>(x[r * width + j]) + static_cast<double>(delta[r * width + j]);
            EXPECT_NEAR(out[r * width + j], s / rms * static_cast<double>(weight[j]), 1e-6);
        }
    }
    const auto dNormed = numbers(x.size(), 4);
    const auto dSum = numbers(x.size(), 5);
    std::vector<float> dX(x.size());
    kernels::addRmsNormBackward(
        dNormed.data(), dSum.data(), sum.data(), weight.data(), inverse.data(), rows, width, dX.data());
    for (const std::size_t i : {0u, 17u, 36u, 60u, 110u}) {
        EXPECT_NEAR(dX[i], difference(x, i, dNormed, normed) + static_cast<double>(dSum[i]), 2e-3);
    }
}

TEST(Kernels, layerNorm)
{
    const auto x = numbers(rows * width, 1);
    const auto delta = numbers(rows * width, 2);
    const auto weight = numbers(width, 3);
    const auto bias = numbers(width, 6);
    std::vector<float> sum(x.size());
    std::vector<float> kept(2 * rows);
    const auto normed = [&](const std::vector<float>& input) {
        std::vector<float> out(input.size());
        kernels::addLayerNorm(input.data(), delta.data(), weight.data(), bias.data(), 1e-5f, rows, width, sum.data(),
            out.data(), kept.data());
        return out;
    };
    normed(x);
    const auto dNormed = numbers(x.size(), 4);
    const auto dSum = numbers(x.size(), 5);
    std::vector<float> dX(x.size());
    kernels::addLayerNormBackward(
        dNormed.data(), dSum.data(), sum.data(), weight.data(), kept.data(), rows, width, dX.data());
    for (const std::size_t i : {0u, 17u, 36u, 60u, 110u}) {
        EXPECT_NEAR(dX[i], difference(x, i, dNormed, normed) + static_cast<double>(dSum[i]), 2e-3);
    }
}

TEST(Kernels, activations)
{
    const auto x = numbers(2 * rows * width, 1, 4.0);
    const auto d = numbers(rows * width, 2);
    const auto gated = [&](const std::vector<float>& input) {
        std::vector<float> out(rows * width);
        kernels::gatedSilu(input.data(), rows, width, out.data());
        return out;
    };
    const auto out = gated(x);
    for (std::size_t j = 0; j < width; ++j) {
        const auto g = static_cast<double>(x[j]);
        EXPECT_NEAR(out[j], g / (1.0 + std::exp(-g)) * static_cast<double>(x[width + j]), 4e-6);
    }
    std::vector<float> dX(x.size());
    kernels::gatedSiluBackward(x.data(), d.data(), rows, width, dX.data());
    for (const std::size_t i : {0u, 20u, 36u, 37u, 73u, 100u, 221u}) {
        EXPECT_NEAR(dX[i], difference(x, i, d, gated), 3e-3) << i;
    }
    const auto y = numbers(width, 3, 5.0);
    const auto e = numbers(width, 4);
    const auto curved = [&](const std::vector<float>& input) {
        std::vector<float> result(input.size());
        kernels::gelu(input.data(), input.size(), result.data());
        return result;
    };
    const auto curve = curved(y);
    std::vector<float> dY(width);
    kernels::geluBackward(y.data(), e.data(), width, dY.data());
    for (std::size_t i = 0; i < width; ++i) {
        const auto v = static_cast<double>(y[i]);
        EXPECT_NEAR(
            curve[i], 0.5 * v * (1.0 + std::tanh(std::sqrt(2.0 / std::acos(-1.0)) * (v + 0.044715 * v * v * v))), 3e-6);
        EXPECT_NEAR(dY[i], difference(y, i, e, curved), 3e-3);
    }
}

TEST(Kernels, softmaxAtAnySize)
{
    for (const std::size_t count : {1u, 2u, 15u, 16u, 17u, 100u}) {
        for (const double scale : {1.0, 40.0, 1000.0}) {
            const auto x = numbers(count, count, scale);
            auto p = x;
            const float logSum = kernels::softmax(p.data(), count);
            double sum = 0.0;
            const auto largest = static_cast<double>(*std::max_element(x.begin(), x.end()));
            for (const float v : x) {
                sum += std::exp(static_cast<double>(v) - largest);
            }
            EXPECT_NEAR(logSum, largest + std::log(sum), 2e-6 * (1.0 + std::abs(largest)));
            auto again = x;
            kernels::exponential(again.data(), count, logSum);
            for (std::size_t i = 0; i < count; ++i) {
                EXPECT_NEAR(p[i], std::exp(static_cast<double>(x[i]) - largest) / sum, 1e-6);
                EXPECT_NEAR(again[i], p[i], 1e-4);
            }
        }
    }
}

TEST(Kernels, rotationIsUndone)
{
    auto row = numbers(2 * 8, 1);
    const auto before = row;
    const std::vector<float> cosines{1.0f, 0.5f, -0.25f, 0.0f};
    std::vector<float> sines;
    for (const float c : cosines) {
        sines.push_back(std::sqrt(1.0f - c * c));
    }
    kernels::rotate(row.data(), 2, 8, 8, cosines.data(), sines.data(), false);
    EXPECT_NEAR(row[1], before[1] * 0.5f - before[5] * sines[1], 1e-6);
    EXPECT_NEAR(row[13], before[13] * 0.5f + before[9] * sines[1], 1e-6);
    kernels::rotate(row.data(), 2, 8, 8, cosines.data(), sines.data(), true);
    for (std::size_t i = 0; i < row.size(); ++i) {
        EXPECT_NEAR(row[i], before[i], 1e-6);
    }
}

TEST(Kernels, dropoutKeepsItsShareAndDependsOnTheIndexAlone)
{
    constexpr std::size_t count = 100'000;
    const std::vector<float> ones(count, 1.0f);
    std::vector<float> whole(count);
    kernels::dropout(ones.data(), 0, count, 0.1f, 42, whole.data());
    double sum = 0.0;
    std::size_t zeros = 0;
    for (const float v : whole) {
        sum += static_cast<double>(v);
        zeros += v == 0.0f;
    }
    EXPECT_NEAR(static_cast<double>(zeros) / count, 0.1, 0.004); // four standard errors
    EXPECT_NEAR(sum / count, 1.0, 0.005);
    // In any pieces.
    for (const auto& [first, size] :
        {std::pair<std::size_t, std::size_t>{0, 5}, {5, 123}, {128, 128}, {1000, 77}, {99'990, 10}}) {
        std::vector<float> piece(size);
        kernels::dropout(ones.data(), first, size, 0.1f, 42, piece.data());
        EXPECT_TRUE(std::equal(piece.begin(), piece.end(), whole.begin() + static_cast<std::ptrdiff_t>(first)));
    }
    std::vector<float> other(count);
    kernels::dropout(ones.data(), 0, count, 0.1f, 43, other.data());
    EXPECT_NE(other, whole);
}

} // namespace
