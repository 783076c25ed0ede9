#include "synthetic/trainer.hpp"

#include "base/random_stream.hpp"

#include <algorithm>
#include <cmath>

namespace dpl::synthetic {

using preference::SyntheticModel;

NetworkShape networkShape(const preference::SyntheticHead& head, int dimension, std::size_t width)
{
    const auto d = static_cast<std::size_t>(dimension);
    NetworkShape shape;
    shape.inputs = head.model == SyntheticModel::classifier ? 2 * d : d;
    shape.outputs = static_cast<std::size_t>(head.outputs());
    shape.width = width;
    shape.batchNorm = head.model == SyntheticModel::categorical;
    return shape;
}

TrainerState initialState(const NetworkShape& shape, RandomStream& random)
{
    const NetworkLayout layout = networkLayout(shape);
    TrainerState state;
    state.parameters.assign(layout.parameterCount, 0.0);
    state.statistics.assign(layout.statisticCount, 0.0);
    state.firstMoments.assign(layout.parameterCount, 0.0);
    state.secondMoments.assign(layout.parameterCount, 0.0);
    for (const TensorSlot& slot : layout.parameters) {
        const double bound = slot.fanIn > 0 ? 1.0 / std::sqrt(static_cast<double>(slot.fanIn)) : 0.0;
        const bool scale = slot.fanIn == 0 && slot.name.ends_with("weight");
        for (std::size_t i = 0; i < slot.size; ++i) {
            state.parameters[slot.offset + i] = scale ? 1.0 : bound * (2.0 * random.uniform() - 1.0);
        }
    }
    for (const TensorSlot& slot : layout.statistics) {
        std::fill_n(state.statistics.begin() + static_cast<std::ptrdiff_t>(slot.offset), slot.size,
            slot.name.ends_with("running_var") ? 1.0 : 0.0);
    }
    return state;
}

} // namespace dpl::synthetic
