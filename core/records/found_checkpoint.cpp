#include "records/found_checkpoint.hpp"

#include "records/head_record.hpp"

namespace dpl::records {

preference::RewardHead FoundCheckpoint::head() const
{
    return headOf(namedHead, outputs);
}

std::string FoundCheckpoint::title() const
{
    if (outputs == 0) {
        return folder.filename().string();
    }
    const std::string type = head()->label();
    if (!trainSet) {
        return type + ", " + folder.filename().string();
    }
    std::string title = type + ", " + data::toString(*trainSet);
    if (!run.empty()) {
        title += ", seed " + std::to_string(seed);
    }
    return title;
}

std::string FoundCheckpoint::columnName() const
{
    const std::string name = folder.filename().string();
    if (outputs == 0) {
        return name;
    }
    if (trainSet) {
        return records::columnName({head(), *trainSet});
    }
    return needsName(head()) ? name + "_" + preference::toString(head()) : name;
}

} // namespace dpl::records
