#include "models/model_role.hpp"

#include <algorithm>
#include <iterator>

namespace dpl::ui {

report::SeriesRole roleOf(const runs::ListedRun& run)
{
    const auto head = preference::findRewardHead(run.head);
    if (!head) {
        return report::SeriesRole::ink;
    }
    const auto subset = std::find_if(std::begin(data::allDataSubsets), std::end(data::allDataSubsets),
        [&run](data::DataSubset known) { return data::toString(known) == run.subset; });
    return subset == std::end(data::allDataSubsets) ? (*head)->role() : records::roleOf({*head, *subset});
}

report::SeriesRole roleOf(const records::FoundCheckpoint& model)
{
    return model.trainSet ? records::roleOf({model.head(), *model.trainSet}) : model.head()->role();
}

} // namespace dpl::ui
