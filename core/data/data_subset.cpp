#include "data/data_subset.hpp"

#include "base/error.hpp"

namespace dpl::data {

std::string toString(DataSubset subset)
{
    return subset == DataSubset::both ? "both" : subset == DataSubset::helpful ? "helpful" : "harmless";
}

std::string toString(Split split)
{
    return split == Split::train ? "train" : "test";
}

DataSubset dataSubsetFromString(const std::string& name)
{
    for (const DataSubset subset : allDataSubsets) {
        if (toString(subset) == name) {
            return subset;
        }
    }
    throw Error("\"" + name + "\" is not a data subset; use both, helpful or harmless");
}

Split splitFromString(const std::string& name)
{
    for (const Split split : {Split::train, Split::test}) {
        if (toString(split) == name) {
            return split;
        }
    }
    throw Error("\"" + name + "\" is not a split; use train or test");
}

} // namespace dpl::data
