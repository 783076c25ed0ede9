#include "scoring/reward_label.hpp"

#include "backbone/adapter.hpp"
#include "base/error.hpp"
#include "scoring/find_checkpoints.hpp"

#include <algorithm>
#include <charconv>

namespace dpl::scoring {

namespace {

std::string listed(const std::vector<std::string>& names)
{
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
    }
    return text;
}

/// A number that is a whole text.
std::optional<int> numberOf(const std::string& text)
{
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() && !text.empty() ? std::optional(number)
                                                                                     : std::nullopt;
}

} // namespace

std::vector<std::string> labelsOf(const std::filesystem::path& folder, int outputs, backbone::HeadKind kind)
{
    const bool isAdapter = backbone::isAdapter(folder);
    if (outputs < 2 || (isAdapter && kind == backbone::HeadKind::score) || namedHeadOf(folder)) {
        return {};
    }
    std::vector<std::string> labels = isAdapter ? std::vector<std::string>() : backbone::readHeadConfig(folder).labels;
    if (labels.size() != static_cast<std::size_t>(outputs)) {
        labels.clear();
        for (int i = 0; i < outputs; ++i) {
            labels.push_back("LABEL_" + std::to_string(i));
        }
    }
    return labels;
}

std::optional<int> rewardOutput(
    const std::filesystem::path& folder, const std::vector<std::string>& labels, int outputs, const std::string& label)
{
    if (label == allLabels || (label.empty() && labels.empty())) {
        return std::nullopt;
    }
    if (label.empty()) {
        throw Error(folder.string() + " has " + std::to_string(outputs) + " labels: " + listed(labels)
            + "; say which is the reward with --reward_label, by its name or its number from 0 (or all, if together "
              "they are a mean_and_variance or categorical head)");
    }
    if (const auto found = std::find(labels.begin(), labels.end(), label); found != labels.end()) {
        return static_cast<int>(found - labels.begin());
    }
    const std::optional<int> number = numberOf(label);
    if (!labels.empty() && number && *number >= 0 && *number < outputs) {
        return number;
    }
    if (labels.empty()) {
        throw Error("reward_label is \"" + label + "\", but " + folder.string()
            + (outputs == 1 ? " has one output, which is the reward"
                            : " is a model whose outputs are all of one distribution")
            + "; leave the option out");
    }
    throw Error("reward_label: " + folder.string() + " has no label \"" + label + "\"; it has " + listed(labels)
        + ", or the numbers 0 to " + std::to_string(outputs - 1));
}

} // namespace dpl::scoring
