#include "synthetic/network_shape.hpp"

namespace dpl::synthetic {

namespace {

void add(std::vector<TensorSlot>& slots, std::size_t& total, std::string name, std::vector<std::size_t> shape,
    std::size_t fanIn)
{
    std::size_t size = 1;
    for (const std::size_t extent : shape) {
        size *= extent;
    }
    slots.push_back({std::move(name), std::move(shape), total, size, fanIn});
    // Tensors start on a cache line, whatever their sizes.
    total += (size + 15) / 16 * 16;
}

} // namespace

NetworkLayout networkLayout(const NetworkShape& shape)
{
    NetworkLayout layout;
    std::size_t index = 0; // of the module within the reference's nn.Sequential
    std::size_t inputs = shape.inputs;
    for (std::size_t layer = 0; layer <= shape.hiddenLayers; ++layer) {
        const bool last = layer == shape.hiddenLayers;
        const std::size_t outputs = last ? shape.outputs : shape.width;
        const std::string linear = "network." + std::to_string(index) + ".";
        add(layout.parameters, layout.parameterCount, linear + "weight", {outputs, inputs}, inputs);
        add(layout.parameters, layout.parameterCount, linear + "bias", {outputs}, inputs);
        if (shape.batchNorm && !last) {
            const std::string norm = "network." + std::to_string(index + 1) + ".";
            add(layout.parameters, layout.parameterCount, norm + "weight", {outputs}, 0);
            add(layout.parameters, layout.parameterCount, norm + "bias", {outputs}, 0);
            add(layout.statistics, layout.statisticCount, norm + "running_mean", {outputs}, 0);
            add(layout.statistics, layout.statisticCount, norm + "running_var", {outputs}, 0);
        }
        index += shape.batchNorm ? 3 : 2;
        inputs = outputs;
    }
    return layout;
}

} // namespace dpl::synthetic
