#pragma once

// Includes LibTorch: for sources of core only.

#include "backbone/language_model.hpp"
#include "ranks/group.hpp"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>

namespace dpl::training {

/// AdamW (Loshchilov and Hutter, 2019) as torch computes it: weights decay by lr * weightDecay before the step, moments
/// are corrected for their start at zero. Only matrices decay: biases and the weights of norms do not.
///
/// Not synthetic::kernels::adam, which needs its parameters in one array on the CPU: these are LibTorch's tensors on
/// any device, and a resumed run must repeat the rounding of its first part. tst_adamw.cpp holds them together.
class AdamW {
public:
    AdamW(backbone::NamedTensors parameters, double weightDecay);

    /// The 2-norm of all gradients together.
    double gradientNorm() const;

    /// Scales gradients of this norm down to `maxNorm` if they are above it and it is not 0.
    void clipGradients(double norm, double maxNorm);

    /// One step with the gradients that the parameters have; those without one are left as they are. Clears the
    /// gradients.
    void step(double learningRate);
    void clearGradients();

    /// Moments, as a safetensors file. Throws Error if the file does not belong to these parameters.
    void save(const std::filesystem::path& file) const;

    /// Goes on after `steps` steps.
    void load(const std::filesystem::path& file, std::int64_t steps);

    /// Goes on as rank 0 does after `steps` steps.
    void takeOfFirst(ranks::Group& group, std::int64_t steps);

private:
    struct State {
        std::string name;
        at::Tensor parameter;
        at::Tensor firstMoment;
        at::Tensor secondMoment;
    };
    std::vector<State> m_states;
    double m_weightDecay;
    std::int64_t m_steps = 0;
};

/// Puts rank 0's numbers into a tensor of all ranks; `tensor` records no gradient meanwhile.
void takeOfFirst(ranks::Group& group, at::Tensor& tensor);

} // namespace dpl::training
