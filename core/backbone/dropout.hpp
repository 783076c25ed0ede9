#pragma once

// Includes LibTorch: for sources of core only.

#include "backbone/pass_options.hpp"

#include <ATen/core/Tensor.h>

namespace dpl::backbone {

/// Dropout at one place of the model.
struct DropoutAt {
    double rate = 0.0;
    std::uint64_t place = 0; ///< each place drops other numbers

    bool acts(const PassOptions& pass) const { return pass.training && rate > 0.0; }
    std::uint64_t key(const PassOptions& pass) const;
};

/// A rate of the backbone's own config: acts only where the pass lets these.
inline DropoutAt backbonesOwn(DropoutAt dropout, const PassOptions& pass)
{
    return pass.backboneDropout ? dropout : DropoutAt{};
}

/// x with each number kept with probability 1 - rate and then scaled up, or zero: decided by the key and the number's
/// index alone, so that the backward pass drops the same ones without having stored which. Its own derivative.
at::Tensor dropped(const at::Tensor& x, double rate, std::uint64_t key);

/// The same as an operation with derivatives; x itself where no dropout acts.
at::Tensor withDropout(const at::Tensor& x, DropoutAt dropout, const PassOptions& pass);

} // namespace dpl::backbone
