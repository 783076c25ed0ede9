#pragma once

#include "base/compute.hpp"
#include "preference/synthetic_model.hpp"
#include "synthetic/batch.hpp"
#include "synthetic/network_shape.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace dpl {
class RandomStream;
}

namespace dpl::synthetic {

/// All that a trainer carries from one step to the next, in float64 (exact for either precision). Arrays follow
/// NetworkLayout.
struct TrainerState {
    std::int64_t steps = 0;
    std::vector<double> parameters;
    std::vector<double> statistics;
    std::vector<double> firstMoments; ///< Adam's m
    std::vector<double> secondMoments; ///< Adam's v
};

enum class Precision { float32, float64 };

/// One reward model in training with Adam (betas 0.9 and 0.999, epsilon 1e-8).
class Trainer {
public:
    virtual ~Trainer() = default;

    /// One step; returns the mean negative log-likelihood of the batch before it. If stop is requested meanwhile, it
    /// returns nothing as soon as the tiles at hand are done, and the model is as it was.
    virtual std::optional<double> step(const Batch& batch, double learningRate, const std::stop_token& stop = {}) = 0;

    /// Raw outputs [rows, outputs] in evaluation mode.
    virtual std::vector<double> evaluate(std::span<const double> states, std::size_t rows) = 0;

    /// Loss and gradient (laid out as the parameters) in training mode, without a step; batch normalisation's running
    /// statistics move as they do in training.
    virtual double gradient(const Batch& batch, std::vector<double>& gradient) = 0;

    virtual TrainerState state() const = 0;
    virtual void setState(const TrainerState& state) = 0;

    const NetworkShape& shape() const { return m_shape; }
    const preference::SyntheticHead& head() const { return m_head; }

protected:
    Trainer(const NetworkShape& shape, const preference::SyntheticHead& head) : m_shape(shape), m_head(head) { }

    NetworkShape m_shape;
    preference::SyntheticHead m_head;
};

/// The shape that the reference gives a model in an environment of dimension d.
NetworkShape networkShape(const preference::SyntheticHead& head, int dimension, std::size_t width = 512);

/// Weights and biases uniform within +- 1 / sqrt(fan in), as torch's Linear starts; batch normalisation at 1 and 0.
TrainerState initialState(const NetworkShape& shape, RandomStream& random);

/// How the CPU trainer cuts a step, whatever the number of threads: into tiles of so many rows, whose activations of
/// three layers of width 512 and one scratch block take 2 MiB in float, and, where comparisons share rows, into so many
/// parts of comparisons.
inline constexpr std::size_t tileRows = 256;
inline constexpr std::size_t comparisonChunks = 8;

/// The CPU trainer: whole steps in fixed buffers, tiles that stay in cache, gradients in closed form.
std::unique_ptr<Trainer> makeFusedTrainer(const NetworkShape& shape, const preference::SyntheticHead& head, int threads,
    Precision precision = Precision::float32);

/// The same model on LibTorch's autograd, on any of its devices. Untested on GPUs.
std::unique_ptr<Trainer> makeAutogradTrainer(const NetworkShape& shape, const preference::SyntheticHead& head,
    const std::string& device, Precision precision = Precision::float32);

} // namespace dpl::synthetic
