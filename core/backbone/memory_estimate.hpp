#pragma once

#include <cstdint>

namespace dpl::backbone {

struct BackboneCard;

/// Fills in the card's estimates, which are the CPU's, from its shape and the bytes of its files.
void estimateMemory(BackboneCard& card);

/// Work with a backbone on another device than the CPU, as far as memory depends on it.
struct DeviceWork {
    std::int64_t tokens = 0; ///< of the largest batch
    bool bf16 = false;
    bool keepStored = false;
    bool trains = false; ///< an adapter; otherwise it scores
    bool trainsEveryWeight = false; ///< in float32
    bool keepsLayerInputsAlone = false; ///< gradient checkpointing
};

/// Estimated peak of the device's memory: the layers' matrices, 2 or 4 bytes a number (of weights that stay in their
/// file the largest one, of those that are trained 16 bytes: weight, gradient and two moments); what each token keeps
/// for the backward pass and what is alive within a layer; the attention's mask; and what a driver and its libraries
/// take themselves, some 600 MiB. Embeddings stay on the CPU unless they are trained.
std::int64_t deviceBytes(const BackboneCard& card, const DeviceWork& work);

} // namespace dpl::backbone
