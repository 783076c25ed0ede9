#pragma once

#include <cstddef>
#include <cstdint>

/// What a backbone computes between its matrix products, on rows of float32 in memory, one pass over each. All run on
/// the calling thread; rows are independent, so that callers split them. Derivatives are exact, not approximated.
namespace dpl::backbone::kernels {

/// sum = x + delta (delta may be null); normed = sum / rms(sum) * weight, rms(s) = sqrt(mean(s^2) + epsilon).
/// `inverseRms` [rows] is kept for the backward pass.
void addRmsNorm(const float* x, const float* delta, const float* weight, float epsilon, std::size_t rows,
    std::size_t width, float* sum, float* normed, float* inverseRms);

/// dX = dSum (may be null) + what dNormed says of the sum.
void addRmsNormBackward(const float* dNormed, const float* dSum, const float* sum, const float* weight,
    const float* inverseRms, std::size_t rows, std::size_t width, float* dX);

/// sum = x + delta (delta may be null); normed = (sum - mean) / sqrt(variance + epsilon) * weight + bias.
/// `meanAndInverse` [rows, 2] is kept for the backward pass.
void addLayerNorm(const float* x, const float* delta, const float* weight, const float* bias, float epsilon,
    std::size_t rows, std::size_t width, float* sum, float* normed, float* meanAndInverse);

/// As addRmsNormBackward.
void addLayerNormBackward(const float* dNormed, const float* dSum, const float* sum, const float* weight,
    const float* meanAndInverse, std::size_t rows, std::size_t width, float* dX);

/// Rotates the first `rotated` numbers of each of `heads` heads of a row in place:
/// (a, b) = (x[i], x[i + rotated / 2]) -> (a cos_i - b sin_i, b cos_i + a sin_i). `cosines` and `sines` [rotated / 2]
/// are of the row's position; rotated back with negated sines.
void rotate(float* row, std::size_t heads, std::size_t size, std::size_t rotated, const float* cosines,
    const float* sines, bool back);

/// out = silu(gate) * up, silu(g) = g / (1 + exp(-g)); gateUp [rows, 2 width] holds gate, then up.
void gatedSilu(const float* gateUp, std::size_t rows, std::size_t width, float* out);
void gatedSiluBackward(const float* gateUp, const float* dOut, std::size_t rows, std::size_t width, float* dGateUp);

/// The same with gelu(gate) * up.
void gatedGelu(const float* gateUp, std::size_t rows, std::size_t width, float* out);
void gatedGeluBackward(const float* gateUp, const float* dOut, std::size_t rows, std::size_t width, float* dGateUp);

/// GPT-2's GELU: x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))).
void gelu(const float* x, std::size_t count, float* out);
void geluBackward(const float* x, const float* dOut, std::size_t count, float* dX);

/// scores = cap * tanh(scores / cap) in place; `slopes`, if not null, are the derivatives.
void softCap(float* scores, std::size_t count, float cap, float* slopes);

/// values *= factors
void multiplyBy(float* values, const float* factors, std::size_t count);

/// scores = exp(scores - max) / sum in place, and the logarithm of the sum of exponentials.
float softmax(float* scores, std::size_t count);

/// scores = exp(scores - logSum) in place.
void exponential(float* scores, std::size_t count, float logSum);

/// dScores = probabilities * (dProbabilities - dot) in place of dProbabilities.
void softmaxBackward(const float* probabilities, float* dProbabilities, std::size_t count, float dot);

float dotProduct(const float* a, const float* b, std::size_t count);

/// out = x with each number kept with probability 1 - rate and then divided by it, or zero. The numbers kept are a
/// function of (key, the index of the number) alone: Philox4x32-10, 16 bits a number.
void dropout(const float* x, std::size_t firstIndex, std::size_t count, float rate, std::uint64_t key, float* out);

} // namespace dpl::backbone::kernels
