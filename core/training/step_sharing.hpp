#pragma once

// Includes LibTorch: for sources of core only.

#include "backbone/language_model.hpp"
#include "preference/output_averages.hpp"
#include "ranks/group.hpp"
#include "training/gradient_sum.hpp"

#include <cstdint>
#include <functional>
#include <stop_token>
#include <vector>

namespace dpl::training {

/// What the comparisons of one micro-batch were like.
struct BatchReport {
    double loss = 0.0; ///< with the added terms
    double right = 0.0; ///< comparisons
    std::int64_t comparisons = 0;
    std::int64_t tokens = 0; ///< of all sides, as a computation without shared prefixes would count them
    std::int64_t computedTokens = 0; ///< each common prefix counted once
    preference::OutputAverages outputs; ///< before the step
};

/// The micro-batches of a step, shared out among ranks, and their gradients summed over all of them.
class StepSharing {
public:
    /// The parameters and the group stay the caller's.
    StepSharing(backbone::NamedTensors trainable, GradientSum how, ranks::Group& group);

    /// Does a step's `count` micro-batches, of which rank r has `perRank`, from r * perRank on; the last ones may have
    /// fewer or none. `backward(i)` adds the gradient of one to the parameters', which are clear when it is called
    /// first. When this returns, the parameters have the sum of all gradients, the same bits in all ranks, and all
    /// reports are there, by micro-batch.
    ///
    /// The ranks exchange one buffer: [sums of gradients | reports | whether a stop is asked for]. Throws Stopped in
    /// all ranks if a stop is requested in any of them.
    std::vector<BatchReport> run(std::size_t count, std::size_t perRank,
        const std::function<BatchReport(std::size_t)>& backward, const std::stop_token& stop);

private:
    struct Own {
        std::vector<BatchReport> reports; ///< of this rank's micro-batches
        std::vector<at::Tensor> sums; ///< of the parts of the tree that it has, flat
        bool isStopped = false;
    };

    at::Tensor takeGradients();
    void putGradients(const at::Tensor& flat);
    Own compute(std::size_t count, std::size_t perRank, const std::function<BatchReport(std::size_t)>& backward,
        const std::stop_token& stop);
    std::vector<BatchReport> gatherTree(std::size_t count, std::size_t perRank, const Own& own);
    std::vector<BatchReport> sumRing(std::size_t count, std::size_t perRank, const Own& own);

    backbone::NamedTensors m_trainable;
    GradientSum m_how;
    ranks::Group& m_group;
    std::int64_t m_numbers = 0; ///< of all parameters
};

} // namespace dpl::training
