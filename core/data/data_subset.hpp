#pragma once

#include <string>

namespace dpl::data {

/// Which objective's comparisons: the reference's data_subset.
enum class DataSubset { helpful, harmless, both };

/// The two halves of a dataset.
enum class Split { train, test };

inline constexpr DataSubset allDataSubsets[]{DataSubset::helpful, DataSubset::harmless, DataSubset::both};

std::string toString(DataSubset subset);
std::string toString(Split split);

/// Throw Error that lists the names.
DataSubset dataSubsetFromString(const std::string& name);
Split splitFromString(const std::string& name);

} // namespace dpl::data
