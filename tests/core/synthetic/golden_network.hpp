#pragma once

#include "fixture_files.hpp"
#include "synthetic/trainer.hpp"

namespace dpl::synthetic::test {

inline preference::SyntheticModel modelOfClass(const std::string& name)
{
    if (name == "BaseRewardModel") {
        return preference::SyntheticModel::base;
    }
    if (name == "MeanAndVarianceRewardModel") {
        return preference::SyntheticModel::meanAndVariance;
    }
    return name == "CategoricalRewardModel" ? preference::SyntheticModel::categorical
                                            : preference::SyntheticModel::classifier;
}

/// Copies the tensors of a state_dict that `slots` names into `values`.
inline void load(const Json& stateDict, const std::vector<TensorSlot>& slots, std::vector<double>& values)
{
    for (const TensorSlot& slot : slots) {
        const std::vector<double> tensor = dpl::test::flattened(stateDict.at(slot.name));
        ASSERT_EQ(tensor.size(), slot.size) << slot.name;
        std::copy(tensor.begin(), tensor.end(), values.begin() + static_cast<std::ptrdiff_t>(slot.offset));
    }
}

inline TrainerState stateFrom(const NetworkShape& shape, const Json& stateDict)
{
    const NetworkLayout layout = networkLayout(shape);
    TrainerState state;
    state.parameters.assign(layout.parameterCount, 0.0);
    state.statistics.assign(layout.statisticCount, 0.0);
    state.firstMoments.assign(layout.parameterCount, 0.0);
    state.secondMoments.assign(layout.parameterCount, 0.0);
    load(stateDict, layout.parameters, state.parameters);
    if (shape.batchNorm) {
        load(stateDict, layout.statistics, state.statistics);
    }
    return state;
}

/// A batch of explicit comparisons, laid out as the trainers take it.
inline Batch batchFrom(
    const Json& state0, const Json& state1, const Json& preferences, const preference::SyntheticHead& head)
{
    const std::vector<double> first = dpl::test::flattened(state0);
    const std::vector<double> second = dpl::test::flattened(state1);
    const std::vector<double> preferred = dpl::test::flattened(preferences);
    const std::size_t n = preferred.size();
    const std::size_t d = first.size() / n;
    Batch batch;
    const bool pairs = head.model == preference::SyntheticModel::classifier;
    batch.rows = pairs ? n : 2 * n;
    batch.inputs = pairs ? 2 * d : d;
    batch.groupSizes = pairs ? std::vector{n} : std::vector{n, n};
    const auto append = [&](const std::vector<double>& source, std::size_t row) {
        for (std::size_t i = 0; i < d; ++i) {
            batch.states.push_back(source[row * d + i]);
        }
    };
    for (std::size_t i = 0; i < n; ++i) {
        append(first, i);
        if (pairs) {
            append(second, i);
        }
        const auto index = static_cast<std::uint32_t>(i);
        batch.comparisons.push_back({index, static_cast<std::uint32_t>(pairs ? i : n + i), preferred[i] > 0.5});
    }
    for (std::size_t i = 0; !pairs && i < n; ++i) {
        append(second, i);
    }
    return batch;
}

} // namespace dpl::synthetic::test
