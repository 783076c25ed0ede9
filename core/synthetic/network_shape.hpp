#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace dpl::synthetic {

/// A multilayer perceptron: `hiddenLayers` x (linear, batch normalisation if asked, ReLU), then a linear layer.
struct NetworkShape {
    std::size_t inputs = 1;
    std::size_t outputs = 1;
    std::size_t width = 512;
    std::size_t hiddenLayers = 3;
    bool batchNorm = false;
};

inline constexpr double batchNormEpsilon = 1e-5;
inline constexpr double batchNormMomentum = 0.1;

/// Where one tensor of the network lies in a flat array. Names are those of the reference's state_dict:
/// "network.0.weight".
struct TensorSlot {
    std::string name;
    std::vector<std::size_t> shape;
    std::size_t offset = 0;
    std::size_t size = 0;
    std::size_t fanIn = 0; ///< of a linear layer's weight and bias, for the initialisation; 0 for batch normalisation
};

/// Trained tensors, and the running statistics of batch normalisation, each laid out in an array of its own.
struct NetworkLayout {
    std::vector<TensorSlot> parameters;
    std::vector<TensorSlot> statistics;
    std::size_t parameterCount = 0;
    std::size_t statisticCount = 0;
};

NetworkLayout networkLayout(const NetworkShape& shape);

} // namespace dpl::synthetic
