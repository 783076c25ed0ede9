#pragma once

#include "base/parallel.hpp"
#include "synthetic/aligned_buffer.hpp"
#include "synthetic/trainer.hpp"

namespace dpl::synthetic {

/// Trains on the CPU without a graph. A tile is a block of rows that one thread takes through the layers while its
/// activations are in cache; where comparisons do not share rows, it takes it through the loss and back as well. Weight
/// gradients are summed per thread and meet in the Adam step.
template <typename Real> class FusedTrainer final : public Trainer {
public:
    FusedTrainer(const NetworkShape& shape, const preference::SyntheticHead& head, int threads);

    std::optional<double> step(const Batch& batch, double learningRate, const std::stop_token& stop) override;
    std::vector<double> evaluate(std::span<const double> states, std::size_t rows) override;
    double gradient(const Batch& batch, std::vector<double>& gradient) override;
    TrainerState state() const override;
    void setState(const TrainerState& state) override;

private:
    /// Offsets of a layer's tensors within the parameters; batch normalisation's are those of its statistics too.
    struct LayerSlots {
        std::size_t weight;
        std::size_t bias;
        std::size_t normWeight;
        std::size_t normBias;
        std::size_t runningMean;
        std::size_t runningVariance;
        std::size_t inputs;
    };

    /// Activations of one tile.
    struct Tile {
        std::vector<AlignedBuffer<Real>> hidden;
        AlignedBuffer<Real> scratch;
        AlignedBuffer<Real> x;
        AlignedBuffer<Real> outputs;
        AlignedBuffer<Real> dOutputs;
        std::vector<double> dOutputsExact;
        std::vector<preference::Comparison> comparisons;
        preference::InterpretedRows interpreted;
    };

    /// Batch normalisation of one layer and one group of rows.
    struct Normalisation {
        AlignedBuffer<Real> mean, inverseDeviation; ///< of the layer's inputs
        AlignedBuffer<Real> scale, shift; ///< normalised and scaled: scale z + shift
        AlignedBuffer<Real> offset, slope; ///< backward: dz = scale d - offset - slope z
    };

    struct RowRange {
        std::size_t group;
        std::size_t begin;
        std::size_t rows;
    };

    /// parallelRanges over tiles, leaving out those that come after a request to stop.
    template <typename F> void forTiles(std::size_t count, F&& f)
    {
        parallelRanges(count, m_threads, [&](std::size_t index, std::size_t thread) {
            if (!m_stop.stop_requested()) {
                f(index, thread);
            }
        });
    }

    double forwardBackward(const Batch& batch);
    double plainPass(const Batch& batch);
    double sharedPass(const Batch& batch);
    double batchNormPass(const Batch& batch);
    double lossOfRows(const Batch& batch);

    void transposeInputWeight();
    void clearPartial(std::size_t thread);
    void forward(Tile& tile, const Real* x, std::size_t rows);
    void backward(Tile& tile, const Real* x, const Real* dOutputs, std::size_t rows, std::size_t thread);
    void outputForward(const Real* h, Real* outputs, std::size_t rows);
    void outputWeightGradient(const Real* h, const Real* dOutputs, std::size_t rows, std::size_t thread);
    void normaliseForward(std::size_t layer, std::size_t groups, const std::vector<std::size_t>& sizes);
    void normaliseBackward(std::size_t layer, std::size_t groups, const std::vector<std::size_t>& sizes);
    void takeInputs(const Batch& batch);
    void splitRows(const Batch& batch);
    void finishGradients();

    std::size_t lastLayer() const { return m_slots.size() - 1; }
    bool fewOutputs() const { return m_shape.outputs <= 2; }
    Real* partial(std::size_t thread, std::size_t offset) { return m_partials[thread].data() + offset; }
    const Real* weight(std::size_t layer) const { return m_parameters.data() + m_slots[layer].weight; }
    const Real* bias(std::size_t layer) const { return m_parameters.data() + m_slots[layer].bias; }

    NetworkLayout m_layout;
    std::vector<LayerSlots> m_slots;
    int m_threads;
    std::int64_t m_steps = 0;
    std::stop_token m_stop; ///< of the step at hand: tiles are left out once it is requested

    AlignedBuffer<Real> m_parameters;
    AlignedBuffer<Real> m_statistics;
    AlignedBuffer<Real> m_first;
    AlignedBuffer<Real> m_second;
    AlignedBuffer<Real> m_inputWeight; ///< the first layer's weight, transposed

    std::vector<AlignedBuffer<Real>> m_partials; ///< weight gradients, one a thread
    std::vector<char> m_partialUsed; ///< whether this step wrote to it
    std::vector<Tile> m_tiles; ///< one a thread, or one a tile where all must live at once

    // Of the passes that take the whole batch through a layer before the next.
    AlignedBuffer<Real> m_x;
    AlignedBuffer<Real> m_outputs;
    AlignedBuffer<Real> m_dOutputs;
    std::vector<double> m_dOutputsExact;
    std::vector<std::vector<double>> m_dOutputChunks;
    preference::InterpretedRows m_interpreted;
    std::vector<RowRange> m_ranges;
    std::vector<AlignedBuffer<Real>> m_z; ///< inputs of the batch normalisations
    AlignedBuffer<Real> m_d;
    std::vector<std::vector<Normalisation>> m_norms; ///< [layer][group]
    std::vector<AlignedBuffer<Real>> m_rangeSums; ///< two sums a column, one buffer a range
};

} // namespace dpl::synthetic
