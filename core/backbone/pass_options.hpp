#pragma once

#include "base/stopped.hpp"

#include <cstdint>
#include <memory>
#include <stop_token>

namespace dpl::backbone {

/// One computation of a batch, forward and back.
struct PassOptions {
    bool training = false; ///< dropout acts
    bool backboneDropout = false; ///< the rates of the backbone's config act too, in training
    bool checkpointLayers = false; ///< keep only what goes in between layers, and compute it again in the backward pass
    std::uint64_t dropoutKey = 0; ///< decides which numbers are dropped, together with the place in the model
    std::stop_token stop; ///< asked between matrix products; Stopped is thrown

    void checkStop() const { throwIfStopped(stop); }
};

using PassOptionsPointer = std::shared_ptr<const PassOptions>;

} // namespace dpl::backbone
