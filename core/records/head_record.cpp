#include "records/head_record.hpp"

#include "base/error.hpp"
#include "base/json_text.hpp"
#include "records/model_key.hpp"

namespace dpl::records {

using preference::RewardHead;

RewardHead headOf(int outputs)
{
    if (outputs < 1) {
        throw Error("a reward model with " + std::to_string(outputs) + " outputs");
    }
    return outputs == 1 ? RewardHead::base : outputs == 2 ? RewardHead::meanAndVariance : RewardHead::categorical;
}

RewardHead headOf(const std::optional<RewardHead>& named, int outputs)
{
    return named && (*named)->canHave(outputs) ? *named : headOf(outputs);
}

bool needsName(RewardHead head)
{
    return head != RewardHead::base && head != RewardHead::meanAndVariance && head != RewardHead::categorical;
}

void writeHeadRecord(const std::filesystem::path& folder, RewardHead head, bool inAnyCase)
{
    if (needsName(head) || inAnyCase) {
        writeJsonFile(folder / headFileName, Json{{"reward_head", preference::toString(head)}});
    }
}

std::optional<RewardHead> headOfFolder(const std::filesystem::path& folder)
{
    std::error_code ignored;
    if (std::filesystem::exists(folder / headFileName, ignored)) {
        const Json record = readJsonFile(folder / headFileName);
        return preference::findRewardHead(JsonObject(record, (folder / headFileName).string()).string("reward_head"));
    }
    const auto model = modelOfFolder(folder);
    return model ? std::optional(model->head) : std::nullopt;
}

std::optional<RewardHead> headOfColumn(const std::string& name)
{
    if (const auto model = modelOfColumn(name)) {
        return model->head;
    }
    std::optional<RewardHead> found;
    for (const RewardHead head : preference::allRewardHeads()) {
        const std::string type = preference::toString(head);
        const bool isLonger = !found || type.size() > preference::toString(*found).size();
        if (needsName(head) && name.ends_with("_" + type) && isLonger) {
            found = head;
        }
    }
    return found;
}

} // namespace dpl::records
