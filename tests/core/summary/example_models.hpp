#pragma once

#include "records/model_key.hpp"

namespace dpl::test {

inline constexpr records::ModelKey base{preference::RewardHead::base, data::DataSubset::both};
inline constexpr records::ModelKey gaussian{preference::RewardHead::meanAndVariance, data::DataSubset::both};

} // namespace dpl::test
