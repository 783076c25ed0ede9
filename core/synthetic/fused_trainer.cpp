#include "synthetic/fused_trainer.hpp"

#include "base/adam.hpp"
#include "base/error.hpp"
#include "synthetic/kernels.hpp"
#include "synthetic/matrix_products.hpp"

#include <cmath>

namespace dpl::synthetic {

namespace {

template <typename Real> void castTo(const double* source, std::size_t count, Real* target)
{
    std::transform(source, source + count, target, [](double value) { return static_cast<Real>(value); });
}

template <typename Real> void copyTo(AlignedBuffer<Real>& target, const std::vector<double>& source)
{
    target.resize(source.size());
    castTo(source.data(), source.size(), target.data());
}

template <typename Real> std::vector<double> copyOf(const AlignedBuffer<Real>& source)
{
    return {source.data(), source.data() + source.size()};
}

} // namespace

template <typename Real>
FusedTrainer<Real>::FusedTrainer(const NetworkShape& shape, const preference::SyntheticHead& head, int threads)
    : Trainer(shape, head), m_layout(networkLayout(shape)), m_threads(threads)
{
    std::size_t parameter = 0;
    std::size_t statistic = 0;
    for (std::size_t layer = 0; layer <= shape.hiddenLayers; ++layer) {
        LayerSlots slots{};
        slots.inputs = layer == 0 ? shape.inputs : shape.width;
        slots.weight = m_layout.parameters[parameter++].offset;
        slots.bias = m_layout.parameters[parameter++].offset;
        if (shape.batchNorm && layer < shape.hiddenLayers) {
            slots.normWeight = m_layout.parameters[parameter++].offset;
            slots.normBias = m_layout.parameters[parameter++].offset;
            slots.runningMean = m_layout.statistics[statistic++].offset;
            slots.runningVariance = m_layout.statistics[statistic++].offset;
        }
        m_slots.push_back(slots);
    }
    m_parameters.resize(m_layout.parameterCount);
    m_statistics.resize(m_layout.statisticCount);
    m_first.resize(m_layout.parameterCount);
    m_second.resize(m_layout.parameterCount);
    for (auto* buffer : {&m_parameters, &m_statistics, &m_first, &m_second}) {
        buffer->fill(Real(0));
    }
    m_inputWeight.resize(shape.inputs * shape.width);
    for (int thread = 0; thread < threads; ++thread) {
        m_partials.emplace_back(m_layout.parameterCount);
        m_partials.back().fill(Real(0));
    }
    m_partialUsed.assign(m_partials.size(), 0);
}

template <typename Real> TrainerState FusedTrainer<Real>::state() const
{
    return {m_steps, copyOf(m_parameters), copyOf(m_statistics), copyOf(m_first), copyOf(m_second)};
}

template <typename Real> void FusedTrainer<Real>::setState(const TrainerState& state)
{
    if (state.parameters.size() != m_layout.parameterCount || state.firstMoments.size() != m_layout.parameterCount
        || state.secondMoments.size() != m_layout.parameterCount
        || state.statistics.size() != m_layout.statisticCount) {
        throw Error("the state of a reward model with " + std::to_string(state.parameters.size())
            + " parameters does not fit one with " + std::to_string(m_layout.parameterCount));
    }
    m_steps = state.steps;
    copyTo(m_parameters, state.parameters);
    copyTo(m_statistics, state.statistics);
    copyTo(m_first, state.firstMoments);
    copyTo(m_second, state.secondMoments);
}

template <typename Real>
std::optional<double> FusedTrainer<Real>::step(const Batch& batch, double learningRate, const std::stop_token& stop)
{
    // Of what a pass changes, only the running statistics outlive it.
    const std::vector<Real> statistics(m_statistics.data(), m_statistics.data() + m_statistics.size());
    m_stop = stop;
    const double loss = forwardBackward(batch);
    m_stop = {};
    if (stop.stop_requested()) {
        std::copy(statistics.begin(), statistics.end(), m_statistics.data());
        return std::nullopt;
    }
    ++m_steps;
    const kernels::AdamStep step{learningRate / adam::firstCorrection(m_steps), 1.0 / adam::secondCorrection(m_steps)};
    std::vector<const Real*> used;
    for (std::size_t thread = 0; thread < m_partials.size(); ++thread) {
        if (m_partialUsed[thread]) {
            used.push_back(m_partials[thread].data());
        }
    }
    // Blocks of whole cache lines, each by one thread.
    const std::size_t blocks = static_cast<std::size_t>(m_threads);
    const std::size_t lines = m_layout.parameterCount / 16;
    parallelRanges(blocks, m_threads, [&](std::size_t block, std::size_t) {
        const std::size_t begin = lines * block / blocks * 16;
        const std::size_t end = lines * (block + 1) / blocks * 16;
        std::vector<const Real*> parts(used);
        for (const Real*& part : parts) {
            part += begin;
        }
        kernels::adam(m_parameters.data() + begin, m_first.data() + begin, m_second.data() + begin, parts.data(),
            parts.size(), end - begin, step);
    });
    return loss;
}

template <typename Real> double FusedTrainer<Real>::gradient(const Batch& batch, std::vector<double>& gradient)
{
    const double loss = forwardBackward(batch);
    gradient.assign(m_layout.parameterCount, 0.0);
    for (std::size_t thread = 0; thread < m_partials.size(); ++thread) {
        for (std::size_t i = 0; m_partialUsed[thread] && i < gradient.size(); ++i) {
            gradient[i] += static_cast<double>(m_partials[thread][i]);
        }
    }
    return loss;
}

template <typename Real> double FusedTrainer<Real>::forwardBackward(const Batch& batch)
{
    if (batch.inputs != m_shape.inputs || batch.rows == 0 || batch.comparisons.empty()) {
        throw Error("a batch of " + std::to_string(batch.rows) + " rows of " + std::to_string(batch.inputs)
            + " inputs for a reward model with " + std::to_string(m_shape.inputs));
    }
    transposeInputWeight();
    std::fill(m_partialUsed.begin(), m_partialUsed.end(), 0);
    const double loss = m_shape.batchNorm ? batchNormPass(batch)
        : batch.sharedRows                ? sharedPass(batch)
                                          : plainPass(batch);
    finishGradients();
    return loss;
}

template <typename Real> void FusedTrainer<Real>::transposeInputWeight()
{
    for (std::size_t j = 0; j < m_shape.width; ++j) {
        for (std::size_t i = 0; i < m_shape.inputs; ++i) {
            m_inputWeight[i * m_shape.width + j] = weight(0)[j * m_shape.inputs + i];
        }
    }
}

/// Zeroes what is added to row by row; matrix products overwrite the large blocks in a thread's first tile.
template <typename Real> void FusedTrainer<Real>::clearPartial(std::size_t thread)
{
    AlignedBuffer<Real>& buffer = m_partials[thread];
    for (std::size_t layer = 0; layer < m_slots.size(); ++layer) {
        const bool last = layer == lastLayer();
        const std::size_t outputs = last ? m_shape.outputs : m_shape.width;
        std::fill_n(buffer.data() + m_slots[layer].bias, outputs, Real(0));
        if (layer == 0 || last) {
            std::fill_n(buffer.data() + m_slots[layer].weight, outputs * m_slots[layer].inputs, Real(0));
        }
        if (m_shape.batchNorm && !last) {
            std::fill_n(buffer.data() + m_slots[layer].normWeight, outputs, Real(0));
            std::fill_n(buffer.data() + m_slots[layer].normBias, outputs, Real(0));
        }
    }
}

/// The first layer's gradient was summed in the transposed layout of m_inputWeight; puts it into that of the
/// parameters.
template <typename Real> void FusedTrainer<Real>::finishGradients()
{
    if (m_shape.inputs == 1) {
        return;
    }
    std::vector<Real> transposed(m_shape.inputs * m_shape.width);
    for (std::size_t thread = 0; thread < m_partials.size(); ++thread) {
        if (!m_partialUsed[thread]) {
            continue;
        }
        Real* gradient = partial(thread, m_slots[0].weight);
        std::copy_n(gradient, transposed.size(), transposed.begin());
        for (std::size_t j = 0; j < m_shape.width; ++j) {
            for (std::size_t i = 0; i < m_shape.inputs; ++i) {
                gradient[j * m_shape.inputs + i] = transposed[i * m_shape.width + j];
            }
        }
    }
}

template <typename Real> void FusedTrainer<Real>::forward(Tile& tile, const Real* x, std::size_t rows)
{
    const std::size_t width = m_shape.width;
    tile.hidden.resize(m_shape.hiddenLayers);
    for (std::size_t layer = 0; layer < m_shape.hiddenLayers; ++layer) {
        tile.hidden[layer].resize(rows * width);
        Real* h = tile.hidden[layer].data();
        if (layer == 0) {
            kernels::inputLayer(x, m_shape.inputs, m_inputWeight.data(), bias(0), h, rows, width);
        } else {
            productWithTransposed(tile.hidden[layer - 1].data(), weight(layer), h, rows, width, width);
            kernels::biasRelu(h, bias(layer), rows, width);
        }
    }
    tile.outputs.resize(rows * m_shape.outputs);
    outputForward(tile.hidden.back().data(), tile.outputs.data(), rows);
}

template <typename Real> void FusedTrainer<Real>::outputForward(const Real* h, Real* outputs, std::size_t rows)
{
    const std::size_t last = lastLayer();
    if (fewOutputs()) {
        kernels::outputLayer(h, weight(last), bias(last), outputs, m_shape.outputs, rows, m_shape.width);
        return;
    }
    productWithTransposed(h, weight(last), outputs, rows, m_shape.width, m_shape.outputs);
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t k = 0; k < m_shape.outputs; ++k) {
            outputs[row * m_shape.outputs + k] += bias(last)[k];
        }
    }
}

/// dWeight += dOutputs^T h and dBias += column sums of dOutputs, for the last layer.
template <typename Real>
void FusedTrainer<Real>::outputWeightGradient(const Real* h, const Real* dOutputs, std::size_t rows, std::size_t thread)
{
    transposedProduct(
        dOutputs, h, partial(thread, m_slots[lastLayer()].weight), rows, m_shape.outputs, m_shape.width, true);
}

template <typename Real>
void FusedTrainer<Real>::backward(Tile& tile, const Real* x, const Real* dOutputs, std::size_t rows, std::size_t thread)
{
    const std::size_t width = m_shape.width;
    const std::size_t last = lastLayer();
    const bool first = !m_partialUsed[thread];
    if (first) {
        clearPartial(thread);
        m_partialUsed[thread] = 1;
    }
    Real* dOutputBias = partial(thread, m_slots[last].bias);
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t k = 0; k < m_shape.outputs; ++k) {
            dOutputBias[k] += dOutputs[row * m_shape.outputs + k];
        }
    }
    tile.scratch.resize(rows * width);
    AlignedBuffer<Real>* d = &tile.hidden.back();
    AlignedBuffer<Real>* spare = &tile.scratch;
    Real* dBias = partial(thread, m_slots[last - 1].bias);
    if (fewOutputs()) {
        kernels::outputLayerBackward(d->data(), weight(last), dOutputs, partial(thread, m_slots[last].weight), dBias,
            m_shape.outputs, rows, width);
    } else {
        outputWeightGradient(d->data(), dOutputs, rows, thread);
        product(dOutputs, weight(last), spare->data(), rows, m_shape.outputs, width);
        kernels::reluBackward(spare->data(), d->data(), dBias, rows, width);
        std::swap(d, spare);
    }
    for (std::size_t layer = last - 1; layer > 0; --layer) {
        Real* h = tile.hidden[layer - 1].data();
        transposedProduct(d->data(), h, partial(thread, m_slots[layer].weight), rows, width, width, !first);
        product(d->data(), weight(layer), spare->data(), rows, width, width);
        kernels::reluBackward(spare->data(), h, partial(thread, m_slots[layer - 1].bias), rows, width);
        std::swap(d, spare);
    }
    kernels::inputLayerBackward(x, m_shape.inputs, d->data(), partial(thread, m_slots[0].weight), rows, width);
}

/// Comparisons do not share rows: each thread takes a chunk of them forward, through the loss and back.
template <typename Real> double FusedTrainer<Real>::plainPass(const Batch& batch)
{
    const std::size_t groups = batch.groupSizes.size();
    const std::size_t comparisons = batch.comparisons.size();
    const std::size_t perChunk = tileRows / groups;
    const std::size_t chunks = (comparisons + perChunk - 1) / perChunk;
    const double scale = 1.0 / static_cast<double>(comparisons);
    m_tiles.resize(std::max(m_tiles.size(), m_partials.size()));
    std::vector<double> losses(chunks, 0.0);
    forTiles(chunks, [&](std::size_t chunk, std::size_t thread) {
        Tile& tile = m_tiles[thread];
        const std::size_t begin = comparisons * chunk / chunks;
        const std::size_t count = comparisons * (chunk + 1) / chunks - begin;
        const std::size_t rows = groups * count;
        tile.x.resize(rows * m_shape.inputs);
        tile.comparisons.resize(count);
        for (std::size_t group = 0; group < groups; ++group) {
            const double* source = batch.states.data() + (group * comparisons + begin) * m_shape.inputs;
            castTo(source, count * m_shape.inputs, tile.x.data() + group * count * m_shape.inputs);
        }
        for (std::size_t i = 0; i < count; ++i) {
            const auto first = static_cast<std::uint32_t>(i);
            const auto second = static_cast<std::uint32_t>(groups == 1 ? i : count + i);
            tile.comparisons[i] = {first, second, batch.comparisons[begin + i].secondPreferred};
        }
        forward(tile, tile.x.data(), rows);
        tile.interpreted.resize(m_head, rows);
        tile.interpreted.interpret(m_head, std::span<const Real>(tile.outputs.data(), tile.outputs.size()), 0, rows);
        tile.dOutputsExact.assign(tile.outputs.size(), 0.0);
        losses[chunk] = tile.interpreted.addLoss(m_head, tile.comparisons, scale, tile.dOutputsExact);
        copyTo(tile.dOutputs, tile.dOutputsExact);
        backward(tile, tile.x.data(), tile.dOutputs.data(), rows, thread);
    });
    double loss = 0.0;
    for (const double part : losses) {
        loss += part;
    }
    return loss * scale;
}

template <typename Real> void FusedTrainer<Real>::takeInputs(const Batch& batch)
{
    m_x.resize(batch.rows * m_shape.inputs);
    castTo(batch.states.data(), m_x.size(), m_x.data());
    m_outputs.resize(batch.rows * m_shape.outputs);
}

/// Tiles of about equal size that do not cross groups.
template <typename Real> void FusedTrainer<Real>::splitRows(const Batch& batch)
{
    m_ranges.clear();
    std::size_t offset = 0;
    for (std::size_t group = 0; group < batch.groupSizes.size(); ++group) {
        const std::size_t rows = batch.groupSizes[group];
        const std::size_t parts = (rows + tileRows - 1) / tileRows;
        for (std::size_t part = 0; part < parts; ++part) {
            const std::size_t begin = rows * part / parts;
            m_ranges.push_back({group, offset + begin, rows * (part + 1) / parts - begin});
        }
        offset += rows;
    }
}

/// Loss of m_outputs, with its gradient in m_dOutputs.
template <typename Real> double FusedTrainer<Real>::lossOfRows(const Batch& batch)
{
    const std::size_t comparisons = batch.comparisons.size();
    const double scale = 1.0 / static_cast<double>(comparisons);
    const std::span<const Real> outputs(m_outputs.data(), m_outputs.size());
    m_interpreted.resize(m_head, batch.rows);
    forTiles(m_ranges.size(), [&](std::size_t range, std::size_t) {
        m_interpreted.interpret(m_head, outputs, m_ranges[range].begin, m_ranges[range].begin + m_ranges[range].rows);
    });
    m_dOutputChunks.resize(comparisonChunks);
    std::vector<double> losses(comparisonChunks, 0.0);
    parallelRanges(comparisonChunks, m_threads, [&](std::size_t chunk, std::size_t) {
        const std::size_t begin = comparisons * chunk / comparisonChunks;
        const std::size_t end = comparisons * (chunk + 1) / comparisonChunks;
        m_dOutputChunks[chunk].assign(outputs.size(), 0.0);
        losses[chunk] = m_interpreted.addLoss(
            m_head, std::span(batch.comparisons).subspan(begin, end - begin), scale, m_dOutputChunks[chunk]);
    });
    m_dOutputs.resize(outputs.size());
    double loss = 0.0;
    for (const double part : losses) {
        loss += part;
    }
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        double sum = 0.0;
        for (const auto& chunk : m_dOutputChunks) {
            sum += chunk[i];
        }
        m_dOutputs[i] = static_cast<Real>(sum);
    }
    return loss * scale;
}

/// Comparisons share rows: all rows go forward, then the loss is taken, then all go back.
template <typename Real> double FusedTrainer<Real>::sharedPass(const Batch& batch)
{
    takeInputs(batch);
    splitRows(batch);
    m_tiles.resize(std::max(m_tiles.size(), m_ranges.size()));
    forTiles(m_ranges.size(), [&](std::size_t index, std::size_t) {
        const RowRange& range = m_ranges[index];
        Tile& tile = m_tiles[index];
        forward(tile, m_x.data() + range.begin * m_shape.inputs, range.rows);
        std::copy_n(tile.outputs.data(), tile.outputs.size(), m_outputs.data() + range.begin * m_shape.outputs);
    });
    const double loss = lossOfRows(batch);
    forTiles(m_ranges.size(), [&](std::size_t index, std::size_t thread) {
        const RowRange& range = m_ranges[index];
        backward(m_tiles[index], m_x.data() + range.begin * m_shape.inputs,
            m_dOutputs.data() + range.begin * m_shape.outputs, range.rows, thread);
    });
    return loss;
}

template <typename Real>
std::vector<double> FusedTrainer<Real>::evaluate(std::span<const double> states, std::size_t rows)
{
    const std::size_t width = m_shape.width;
    transposeInputWeight();
    std::vector<double> result(rows * m_shape.outputs);
    // Batch normalisation with fixed statistics is a scale and a shift of each column.
    std::vector<std::vector<Real>> scales(m_shape.batchNorm ? m_shape.hiddenLayers : 0, std::vector<Real>(width));
    std::vector<std::vector<Real>> shifts(scales);
    for (std::size_t layer = 0; layer < scales.size(); ++layer) {
        const LayerSlots& slots = m_slots[layer];
        for (std::size_t j = 0; j < width; ++j) {
            const double variance = static_cast<double>(m_statistics[slots.runningVariance + j]) + batchNormEpsilon;
            const double scale = static_cast<double>(m_parameters[slots.normWeight + j]) / std::sqrt(variance);
            const double centre =
                static_cast<double>(m_statistics[slots.runningMean + j]) - static_cast<double>(bias(layer)[j]);
            scales[layer][j] = static_cast<Real>(scale);
            shifts[layer][j] =
                static_cast<Real>(static_cast<double>(m_parameters[slots.normBias + j]) - centre * scale);
        }
    }
    const std::size_t parts = (rows + tileRows - 1) / tileRows;
    m_tiles.resize(std::max(m_tiles.size(), m_partials.size()));
    parallelRanges(parts, m_threads, [&](std::size_t part, std::size_t thread) {
        const std::size_t begin = rows * part / parts;
        const std::size_t count = rows * (part + 1) / parts - begin;
        Tile& tile = m_tiles[thread];
        tile.x.resize(count * m_shape.inputs);
        castTo(states.data() + begin * m_shape.inputs, tile.x.size(), tile.x.data());
        if (m_shape.batchNorm) {
            tile.hidden.resize(std::max<std::size_t>(tile.hidden.size(), 1));
            AlignedBuffer<Real>* h = &tile.hidden[0];
            AlignedBuffer<Real>* z = &tile.scratch;
            h->resize(count * width);
            z->resize(count * width);
            for (std::size_t layer = 0; layer < m_shape.hiddenLayers; ++layer) {
                if (layer == 0) {
                    kernels::inputLayer<Real>(
                        tile.x.data(), m_shape.inputs, m_inputWeight.data(), nullptr, z->data(), count, width);
                } else {
                    productWithTransposed(h->data(), weight(layer), z->data(), count, width, width);
                }
                kernels::scaleShiftRelu(z->data(), scales[layer].data(), shifts[layer].data(), h->data(), count, width);
            }
            tile.outputs.resize(count * m_shape.outputs);
            outputForward(h->data(), tile.outputs.data(), count);
        } else {
            forward(tile, tile.x.data(), count);
        }
        std::copy_n(tile.outputs.data(), tile.outputs.size(),
            result.begin() + static_cast<std::ptrdiff_t>(begin * m_shape.outputs));
    });
    return result;
}

template class FusedTrainer<float>;
template class FusedTrainer<double>;

std::unique_ptr<Trainer> makeFusedTrainer(
    const NetworkShape& shape, const preference::SyntheticHead& head, int threads, Precision precision)
{
    if (precision == Precision::float64) {
        return std::make_unique<FusedTrainer<double>>(shape, head, threads);
    }
    return std::make_unique<FusedTrainer<float>>(shape, head, threads);
}

} // namespace dpl::synthetic
