#pragma once

#include "data/data_subset.hpp"

#include <cstdint>
#include <string>

namespace dpl::demo {

/// How much of it there is.
inline constexpr int trainRowsEach = 1600; ///< comparisons of each group of annotators
inline constexpr int testRowsEach = 250;
inline constexpr int responseRows = 160;

/// A split of the preference dataset as JSON lines: the judgements of one group, or of both, shuffled. Those who judge
/// by helpfulness are asked more often about harmless things, those who judge by harmlessness about mischief, as in
/// HH-RLHF; nothing in a row's texts says who judged.
std::string preferenceLines(std::uint64_t seed, data::DataSubset subset, data::Split split);

/// The response set as JSON lines: awkward prompts, each with a response that declines kindly and one that complies.
std::string responseLines(std::uint64_t seed);

} // namespace dpl::demo
