#include "synthetic/fused_trainer.hpp"
#include "synthetic/kernels.hpp"
#include "synthetic/matrix_products.hpp"

#include <algorithm>
#include <cmath>

namespace dpl::synthetic {

/// Batch normalisation needs the statistics of all rows of a group before any of them can go on, forward and backward,
/// so this pass goes layer by layer. Kept are the normalisations' inputs z; activations are made again from them in a
/// tile. The bias before a normalisation cancels: it moves the running mean only, and its gradient is zero.
template <typename Real> double FusedTrainer<Real>::batchNormPass(const Batch& batch)
{
    const std::size_t width = m_shape.width;
    const std::size_t layers = m_shape.hiddenLayers;
    const std::size_t groups = batch.groupSizes.size();
    takeInputs(batch);
    splitRows(batch);
    m_tiles.resize(std::max(m_tiles.size(), m_partials.size()));
    m_z.resize(layers);
    m_norms.resize(layers);
    m_rangeSums.resize(std::max(m_rangeSums.size(), m_ranges.size()));
    for (AlignedBuffer<Real>& z : m_z) {
        z.resize(batch.rows * width);
    }
    // Here and not in the tiles: those left out after a request to stop are read all the same.
    for (AlignedBuffer<Real>& sums : m_rangeSums) {
        sums.resize(2 * width);
    }
    m_d.resize(batch.rows * width);
    const auto tileOf = [&](std::size_t thread) -> Tile& {
        Tile& tile = m_tiles[thread];
        tile.hidden.resize(std::max<std::size_t>(tile.hidden.size(), 1));
        tile.hidden[0].resize(tileRows * width);
        return tile;
    };
    const auto activations = [&](Tile& tile, std::size_t layer, const RowRange& range) {
        const Normalisation& norm = m_norms[layer][range.group];
        Real* h = tile.hidden[0].data();
        kernels::scaleShiftRelu(
            m_z[layer].data() + range.begin * width, norm.scale.data(), norm.shift.data(), h, range.rows, width);
        return h;
    };

    for (std::size_t layer = 0; layer < layers; ++layer) {
        forTiles(m_ranges.size(), [&](std::size_t index, std::size_t thread) {
            const RowRange& range = m_ranges[index];
            Real* z = m_z[layer].data() + range.begin * width;
            if (layer == 0) {
                kernels::inputLayer<Real>(m_x.data() + range.begin * m_shape.inputs, m_shape.inputs,
                    m_inputWeight.data(), nullptr, z, range.rows, width);
            } else {
                const Real* h = activations(tileOf(thread), layer - 1, range);
                productWithTransposed(h, weight(layer), z, range.rows, width, width);
            }
            kernels::columnMoments(z, m_rangeSums[index].data(), m_rangeSums[index].data() + width, range.rows, width);
        });
        normaliseForward(layer, groups, batch.groupSizes);
    }
    forTiles(m_ranges.size(), [&](std::size_t index, std::size_t thread) {
        const RowRange& range = m_ranges[index];
        const Real* h = activations(tileOf(thread), layers - 1, range);
        outputForward(h, m_outputs.data() + range.begin * m_shape.outputs, range.rows);
    });

    const double loss = lossOfRows(batch);

    const auto backwardSums = [&](std::size_t layer, std::size_t index, const Real* d) {
        const RowRange& range = m_ranges[index];
        const Normalisation& norm = m_norms[layer][range.group];
        kernels::normBackwardSums(d, m_z[layer].data() + range.begin * width, norm.scale.data(), norm.shift.data(),
            norm.mean.data(), norm.inverseDeviation.data(), m_rangeSums[index].data(),
            m_rangeSums[index].data() + width, range.rows, width);
    };
    const std::vector<char> untouched = m_partialUsed;
    forTiles(m_ranges.size(), [&](std::size_t index, std::size_t thread) {
        const RowRange& range = m_ranges[index];
        if (!m_partialUsed[thread]) {
            clearPartial(thread);
            m_partialUsed[thread] = 1;
        }
        const Real* dOutputs = m_dOutputs.data() + range.begin * m_shape.outputs;
        Real* dBias = partial(thread, m_slots[layers].bias);
        for (std::size_t row = 0; row < range.rows; ++row) {
            for (std::size_t k = 0; k < m_shape.outputs; ++k) {
                dBias[k] += dOutputs[row * m_shape.outputs + k];
            }
        }
        const Real* h = activations(tileOf(thread), layers - 1, range);
        outputWeightGradient(h, dOutputs, range.rows, thread);
        Real* d = m_d.data() + range.begin * width;
        product(dOutputs, weight(layers), d, range.rows, m_shape.outputs, width);
        backwardSums(layers - 1, index, d);
    });
    normaliseBackward(layers - 1, groups, batch.groupSizes);
    for (std::size_t layer = layers; layer-- > 0;) {
        std::vector<char> used = untouched; // whether a thread's product of this layer has been written yet
        forTiles(m_ranges.size(), [&](std::size_t index, std::size_t thread) {
            const RowRange& range = m_ranges[index];
            const Normalisation& norm = m_norms[layer][range.group];
            Real* d = m_d.data() + range.begin * width;
            Real* z = m_z[layer].data() + range.begin * width;
            kernels::normBackward(
                d, z, norm.scale.data(), norm.shift.data(), norm.offset.data(), norm.slope.data(), range.rows, width);
            if (layer == 0) {
                kernels::inputLayerBackward(m_x.data() + range.begin * m_shape.inputs, m_shape.inputs, d,
                    partial(thread, m_slots[0].weight), range.rows, width);
                return;
            }
            const Real* h = activations(tileOf(thread), layer - 1, range);
            transposedProduct(
                d, h, partial(thread, m_slots[layer].weight), range.rows, width, width, used[thread] != 0);
            used[thread] = 1;
            // z of this layer has served; the gradient of the layer below takes its place.
            product(d, weight(layer), z, range.rows, width, width);
            backwardSums(layer - 1, index, z);
        });
        if (layer > 0) {
            std::swap(m_d, m_z[layer]);
            normaliseBackward(layer - 1, groups, batch.groupSizes);
        }
    }
    return loss;
}

/// Joins the moments of the tiles (Chan et al. 1979) into those of each group, moves the running statistics, and
/// prepares the columns' scale and shift.
template <typename Real>
void FusedTrainer<Real>::normaliseForward(std::size_t layer, std::size_t groups, const std::vector<std::size_t>& sizes)
{
    const std::size_t width = m_shape.width;
    const LayerSlots& slots = m_slots[layer];
    m_norms[layer].resize(groups);
    std::vector<double> mean(width);
    std::vector<double> squares(width);
    for (std::size_t group = 0; group < groups; ++group) {
        std::fill(mean.begin(), mean.end(), 0.0);
        std::fill(squares.begin(), squares.end(), 0.0);
        double seen = 0.0;
        for (std::size_t index = 0; index < m_ranges.size(); ++index) {
            if (m_ranges[index].group != group) {
                continue;
            }
            const auto rows = static_cast<double>(m_ranges[index].rows);
            const Real* sums = m_rangeSums[index].data();
            for (std::size_t j = 0; j < width; ++j) {
                const double distance = static_cast<double>(sums[j]) - mean[j];
                mean[j] += distance * rows / (seen + rows);
                squares[j] += static_cast<double>(sums[width + j]) + distance * distance * seen * rows / (seen + rows);
            }
            seen += rows;
        }
        Normalisation& norm = m_norms[layer][group];
        for (auto* buffer : {&norm.mean, &norm.inverseDeviation, &norm.scale, &norm.shift, &norm.offset, &norm.slope}) {
            buffer->resize(width);
        }
        const auto n = static_cast<double>(sizes[group]);
        for (std::size_t j = 0; j < width; ++j) {
            const double inverse = 1.0 / std::sqrt(squares[j] / n + batchNormEpsilon);
            const double scale = static_cast<double>(m_parameters[slots.normWeight + j]) * inverse;
            norm.mean[j] = static_cast<Real>(mean[j]);
            norm.inverseDeviation[j] = static_cast<Real>(inverse);
            norm.scale[j] = static_cast<Real>(scale);
            norm.shift[j] = static_cast<Real>(static_cast<double>(m_parameters[slots.normBias + j]) - mean[j] * scale);
            const auto move = [](Real& running, double value) {
                running = static_cast<Real>(
                    (1.0 - batchNormMomentum) * static_cast<double>(running) + batchNormMomentum * value);
            };
            move(m_statistics[slots.runningMean + j], mean[j] + static_cast<double>(bias(layer)[j]));
            move(m_statistics[slots.runningVariance + j], squares[j] / std::max(1.0, n - 1.0));
        }
    }
}

/// Adds the gradients of scale and shift, and prepares dz = scale d - offset - slope z: with x = (z - mean) /
/// deviation, dz = scale (d - mean(d) - x mean(d x)).
template <typename Real>
void FusedTrainer<Real>::normaliseBackward(std::size_t layer, std::size_t groups, const std::vector<std::size_t>& sizes)
{
    const std::size_t width = m_shape.width;
    const LayerSlots& slots = m_slots[layer];
    // Thread 0 always has a tile, so its partial gradient is in use.
    Real* dScale = partial(0, slots.normWeight);
    Real* dShift = partial(0, slots.normBias);
    std::vector<double> sum(width);
    std::vector<double> sumNormalised(width);
    for (std::size_t group = 0; group < groups; ++group) {
        std::fill(sum.begin(), sum.end(), 0.0);
        std::fill(sumNormalised.begin(), sumNormalised.end(), 0.0);
        for (std::size_t index = 0; index < m_ranges.size(); ++index) {
            if (m_ranges[index].group != group) {
                continue;
            }
            const Real* sums = m_rangeSums[index].data();
            for (std::size_t j = 0; j < width; ++j) {
                sum[j] += static_cast<double>(sums[j]);
                sumNormalised[j] += static_cast<double>(sums[width + j]);
            }
        }
        Normalisation& norm = m_norms[layer][group];
        const auto n = static_cast<double>(sizes[group]);
        for (std::size_t j = 0; j < width; ++j) {
            dShift[j] += static_cast<Real>(sum[j]);
            dScale[j] += static_cast<Real>(sumNormalised[j]);
            const auto scale = static_cast<double>(norm.scale[j]);
            const double slope = scale * static_cast<double>(norm.inverseDeviation[j]) * sumNormalised[j] / n;
            norm.slope[j] = static_cast<Real>(slope);
            norm.offset[j] = static_cast<Real>(scale * sum[j] / n - slope * static_cast<double>(norm.mean[j]));
        }
    }
}

template double FusedTrainer<float>::batchNormPass(const Batch&);
template double FusedTrainer<double>::batchNormPass(const Batch&);

} // namespace dpl::synthetic
