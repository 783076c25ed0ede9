#include "preference/reward_head.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <numbers>

namespace dpl::preference {

namespace {

const std::vector<HeadPointer>& heads()
{
    static const std::vector<HeadPointer> all = registeredHeads();
    return all;
}

} // namespace

const HeadDefinition& RewardHead::operator*() const
{
    return *heads()[m_place];
}

std::vector<RewardHead> allRewardHeads()
{
    std::vector<RewardHead> all;
    for (std::size_t place = 0; place < heads().size(); ++place) {
        all.push_back(RewardHead(static_cast<std::uint8_t>(place)));
    }
    return all;
}

std::vector<RewardHead> distributionalHeads()
{
    std::vector<RewardHead> some = allRewardHeads();
    std::erase_if(some, [](RewardHead head) { return head->isPoint(); });
    return some;
}

std::string toString(RewardHead head)
{
    return head->name();
}

std::optional<RewardHead> findRewardHead(const std::string& name)
{
    for (const RewardHead head : allRewardHeads()) {
        if (head->name() == name) {
            return head;
        }
    }
    return std::nullopt;
}

RewardHead rewardHeadFromString(const std::string& name)
{
    if (const auto head = findRewardHead(name)) {
        return *head;
    }
    throw Error("\"" + name + "\" is not a reward head; use " + rewardHeadNames("or"));
}

std::string rewardHeadNames(const std::string& conjunction)
{
    const auto& all = heads();
    std::string names;
    for (std::size_t i = 0; i < all.size(); ++i) {
        names += (i == 0 ? "" : i + 1 < all.size() ? ", " : " " + conjunction + " ") + all[i]->name();
    }
    return names;
}

std::string labelOfHead(const std::string& name)
{
    const auto known = findRewardHead(name);
    return known ? (*known)->label() : name;
}

std::string modelName(const std::string& subset, const std::string& head, std::optional<std::uint64_t> seed)
{
    return subset + " \u00b7 " + labelOfHead(head) + (seed ? " \u00b7 seed " + std::to_string(*seed) : "");
}

std::string headingOf(RewardHead head)
{
    std::string text = head->label();
    if (text[0] >= 'a' && text[0] <= 'z') {
        text[0] = static_cast<char>(text[0] - 'a' + 'A');
    }
    return text;
}

utility::UtilityDistribution distribution(RewardHead head, std::span<const double> outputs)
{
    if (!head->canHave(static_cast<int>(outputs.size()))) {
        throw Error("a " + toString(head) + " reward model cannot have " + std::to_string(outputs.size()) + " outputs");
    }
    return head->distribution(outputs);
}

RewardLoss rewardLoss(RewardHead head, int outputs, std::span<const double> chosen, std::span<const double> rejected,
    const HeadOptions& options)
{
    const auto width = static_cast<std::size_t>(std::max(outputs, 1));
    if (chosen.size() != rejected.size() || chosen.empty() || chosen.size() % width != 0 || !head->canHave(outputs)) {
        throw Error("a " + toString(head) + " loss over " + std::to_string(chosen.size()) + " chosen and "
            + std::to_string(rejected.size()) + " rejected outputs, " + std::to_string(outputs) + " per response");
    }
    const ComparisonOutputs rows{chosen, rejected, chosen.size() / width, width};
    RewardLoss result;
    result.perComparison.resize(rows.count);
    result.dChosen.assign(chosen.size(), 0.0);
    result.dRejected.assign(rejected.size(), 0.0);
    const double added = head->loss(rows, options, result);
    // A tie is wrong, whichever way its loss, which is ln 2, was rounded.
    constexpr double tie = std::numbers::ln2 * (1.0 - 1e-12);
    double sum = 0.0;
    std::size_t right = 0;
    for (const double loss : result.perComparison) {
        sum += loss;
        right += loss < tie ? 1 : 0;
    }
    result.evaluationLoss = sum / static_cast<double>(rows.count);
    result.trainingLoss = result.evaluationLoss + added;
    result.accuracy = static_cast<double>(right) / static_cast<double>(rows.count);
    return result;
}

} // namespace dpl::preference
