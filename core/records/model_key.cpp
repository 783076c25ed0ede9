#include "records/model_key.hpp"

namespace dpl::records {

using data::DataSubset;
using preference::RewardHead;

std::string toString(Statistic statistic)
{
    return statistic == Statistic::mean ? "mean" : "quantile";
}

std::string label(RewardHead head, Statistic statistic)
{
    return head->label() + (statistic == Statistic::quantile ? ", \u03b1-quantile" : "");
}

std::string label(const ModelKey& key, Statistic statistic)
{
    return preference::modelName(data::toString(key.trainSet), preference::toString(key.head))
        + (statistic == Statistic::quantile ? ", \u03b1-quantile" : "");
}

report::SeriesRole roleOf(const ModelKey& key)
{
    const int variant = key.trainSet == DataSubset::both ? 0 : key.trainSet == DataSubset::helpful ? 1 : 2;
    return report::variantRole(key.head->role(), variant);
}

std::string columnName(const ModelKey& key)
{
    return data::toString(key.trainSet) + (key.head == RewardHead::base ? "" : "_" + preference::toString(key.head));
}

std::optional<ModelKey> modelOfColumn(const std::string& name)
{
    for (const DataSubset trainSet : data::allDataSubsets) {
        for (const RewardHead head : preference::allRewardHeads()) {
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
    std::optional<ModelKey> found;
    for (const DataSubset trainSet : data::allDataSubsets) {
        for (const RewardHead head : preference::allRewardHeads()) {
            const std::string type = preference::toString(head);
            const bool isLonger = !found || type.size() > preference::toString(found->head).size();
            if (parent.filename() == data::toString(trainSet) && name.starts_with(type + "_") && isLonger) {
                found = ModelKey{head, trainSet};
            }
        }
    }
    return found;
}

} // namespace dpl::records
