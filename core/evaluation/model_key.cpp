#include "evaluation/model_key.hpp"

namespace dpl::evaluation {

using data::DataSubset;
using preference::RewardHead;

namespace {

constexpr RewardHead allHeads[]{RewardHead::base, RewardHead::meanAndVariance, RewardHead::categorical};

} // namespace

std::string toString(Reading reading)
{
    return reading == Reading::mean ? "mean" : "quantile";
}

std::string paperName(RewardHead head)
{
    return head == RewardHead::base           ? "standard"
        : head == RewardHead::meanAndVariance ? "mean & variance"
                                              : "categorical";
}

std::string paperName(DataSubset trainSet)
{
    return trainSet == DataSubset::both ? "combined" : data::toString(trainSet);
}

std::string paperName(const ModelKey& key, Reading reading)
{
    return paperName(key.head) + ", " + paperName(key.trainSet) + (reading == Reading::quantile ? ", risk-averse" : "");
}

std::string columnName(const ModelKey& key)
{
    return data::toString(key.trainSet) + (key.head == RewardHead::base ? "" : "_" + preference::toString(key.head));
}

std::optional<ModelKey> modelOfColumn(const std::string& name)
{
    for (const DataSubset trainSet : data::allDataSubsets) {
        for (const RewardHead head : allHeads) {
            if (columnName({head, trainSet}) == name) {
                return ModelKey{head, trainSet};
            }
        }
    }
    return std::nullopt;
}

std::optional<ModelKey> modelOfFolder(const std::filesystem::path& folder)
{
    const std::string name = folder.filename().string();
    const std::string parent = folder.parent_path().filename().string();
    if (!name.ends_with("_peft_last_checkpoint") || name.find("__") == std::string::npos) {
        return std::nullopt;
    }
    for (const DataSubset trainSet : data::allDataSubsets) {
        for (const RewardHead head : allHeads) {
            if (parent == data::toString(trainSet) && name.starts_with(preference::toString(head) + "_")) {
                return ModelKey{head, trainSet};
            }
        }
    }
    return std::nullopt;
}

} // namespace dpl::evaluation
