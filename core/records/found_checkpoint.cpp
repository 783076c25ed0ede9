#include "records/found_checkpoint.hpp"

#include "records/output_columns.hpp"

namespace dpl::records {

preference::RewardHead FoundCheckpoint::head() const
{
    return headOf(outputs);
}

std::string FoundCheckpoint::title() const
{
    if (outputs == 0) {
        return folder.filename().string();
    }
    const std::string head = paperName(headOf(outputs));
    if (!trainSet) {
        return head + ", " + folder.filename().string();
    }
    std::string title = head + ", " + paperName(*trainSet);
    if (!run.empty()) {
        title += ", seed " + std::to_string(seed);
    }
    return title;
}

std::string FoundCheckpoint::columnName() const
{
    return trainSet && outputs > 0 ? records::columnName({headOf(outputs), *trainSet}) : folder.filename().string();
}

} // namespace dpl::records
