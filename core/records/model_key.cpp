#include "records/model_key.hpp"

namespace dpl::records {

using data::DataSubset;
using preference::RewardHead;

namespace {

constexpr RewardHead allHeads[]{RewardHead::base, RewardHead::meanAndVariance, RewardHead::categorical};

} // namespace

std::string toString(Statistic statistic)
{
    return statistic == Statistic::mean ? "mean" : "quantile";
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

std::string paperName(const ModelKey& key, Statistic statistic)
{
    return paperName(key.head) + ", " + paperName(key.trainSet)
        + (statistic == Statistic::quantile ? ", risk-averse" : "");
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
    if (!name.ends_with("_last_checkpoint") || name.find("__") == std::string::npos) {
        return std::nullopt;
    }
    // A training of this program puts the model into its run's folder, which is named likewise.
    std::filesystem::path parent = folder.parent_path();
    if (const std::string run = parent.filename().string();
        run.find("__") != std::string::npos && name.starts_with(run + "_")) {
        parent = parent.parent_path();
    }
    for (const DataSubset trainSet : data::allDataSubsets) {
        for (const RewardHead head : allHeads) {
            if (parent.filename() == data::toString(trainSet) && name.starts_with(preference::toString(head) + "_")) {
                return ModelKey{head, trainSet};
            }
        }
    }
    return std::nullopt;
}

} // namespace dpl::records
