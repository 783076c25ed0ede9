#include "records/found_checkpoint.hpp"

#include "hub/hub_cache.hpp"
#include "records/head_record.hpp"

namespace dpl::records {

namespace {

/// Its folder's, or, of one in the Hugging Face cache, its repository's.
std::string nameOf(const std::filesystem::path& folder)
{
    return hub::repositoryNameOf(folder).value_or(folder.filename().string());
}

} // namespace

preference::RewardHead FoundCheckpoint::head() const
{
    return labels.empty() ? headOf(namedHead, outputs) : preference::RewardHead::base;
}

std::string FoundCheckpoint::title() const
{
    if (outputs == 0) {
        return nameOf(folder);
    }
    if (!name.empty()) {
        return name;
    }
    return trainSet ? label({head(), *trainSet})
                    : (isPublished ? "reward model" : head()->label()) + " · " + nameOf(folder);
}

std::string FoundCheckpoint::columnName() const
{
    const std::string name = std::filesystem::path(nameOf(folder)).filename().string();
    if (outputs == 0) {
        return name;
    }
    if (trainSet) {
        return records::columnName({head(), *trainSet});
    }
    return needsName(head()) ? name + "_" + preference::toString(head()) : name;
}

} // namespace dpl::records
