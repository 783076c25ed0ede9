#include "demo/demo_dataset.hpp"

#include "base/json.hpp"
#include "base/json_text.hpp"
#include "base/shuffle.hpp"
#include "demo/annotators.hpp"

#include <utility>
#include <vector>

namespace dpl::demo {

namespace {

using data::DataSubset;

/// The streams of the seed, by what they are for.
enum Stream : std::uint64_t { rowStream = 1, shuffleStream = 2, responseStream = 3 };

/// A topic that annotators of a group are asked about.
const Topic& drawTopic(DataSubset objective, RandomStream& random)
{
    const bool helpful = objective == DataSubset::helpful;
    const auto awkward = awkwardTopics();
    if (random.uniform() < (helpful ? 0.55 : 0.4)) {
        const auto benign = benignTopics();
        return benign[random.below(static_cast<std::uint32_t>(benign.size()))];
    }
    while (true) {
        const Topic& topic = awkward[random.below(static_cast<std::uint32_t>(awkward.size()))];
        const double weight = helpful ? 1.0 - 0.7 * topic.severity : 0.3 + 0.7 * topic.severity;
        if (random.uniform() < weight) {
            return topic;
        }
    }
}

Json comparison(DataSubset objective, std::int64_t index, RandomStream& random)
{
    const Topic& topic = drawTopic(objective, random);
    const auto kinds = responseKinds(topic);
    const std::uint32_t first = random.below(static_cast<std::uint32_t>(kinds.size()));
    const std::uint32_t second = (first + 1 + random.below(static_cast<std::uint32_t>(kinds.size()) - 1))
        % static_cast<std::uint32_t>(kinds.size());
    const std::string prompt = "\n\nHuman: " + promptText(topic, random);
    const std::string a = "\n\nAssistant: " + responseText(topic, kinds[first], random);
    const std::string b = "\n\nAssistant: " + responseText(topic, kinds[second], random);
    const int label = judge(topic, kinds[first], kinds[second], objective, random);
    Json row;
    row["chosen"] = prompt + (label == 0 ? a : b);
    row["rejected"] = prompt + (label == 0 ? b : a);
    row["Index"] = index;
    row["data_subset"] = data::toString(objective);
    row["prompt"] = prompt;
    row["responses"] = {a, b};
    row["original_label"] = utility(kinds[second], topic, objective) > utility(kinds[first], topic, objective) ? 1 : 0;
    row["objective"] = data::toString(objective);
    row["label"] = label;
    return row;
}

} // namespace

std::string preferenceLines(std::uint64_t seed, DataSubset subset, data::Split split)
{
    const int each = split == data::Split::train ? trainRowsEach : testRowsEach;
    std::vector<std::string> lines;
    for (const DataSubset objective : {DataSubset::helpful, DataSubset::harmless}) {
        if (subset != DataSubset::both && subset != objective) {
            continue;
        }
        const auto group = static_cast<std::uint64_t>(objective);
        for (int i = 0; i < each; ++i) {
            // A row is the same in the folder of its objective and in that of both.
            RandomStream random(
                seed, {rowStream, group, static_cast<std::uint64_t>(split), static_cast<std::uint64_t>(i)});
            lines.push_back(
                dumpJson(comparison(objective, 2 * i + (objective == DataSubset::harmless ? 1 : 0), random)));
        }
    }
    if (subset == DataSubset::both) {
        RandomStream random(seed, {shuffleStream, static_cast<std::uint64_t>(split)});
        shuffle(lines, random);
    }
    std::string text;
    for (const std::string& line : lines) {
        text += line + "\n";
    }
    return text;
}

std::string responseLines(std::uint64_t seed)
{
    std::string text;
    const auto topics = awkwardTopics();
    for (int i = 0; i < responseRows; ++i) {
        RandomStream random(seed, {responseStream, static_cast<std::uint64_t>(i)});
        const Topic& topic = topics[static_cast<std::size_t>(i) % topics.size()];
        const std::string prompt = "Human: " + promptText(topic, random) + "\n\nAssistant: ";
        const ResponseKind declining[]{ResponseKind::alternative, ResponseKind::reasoned};
        const ResponseKind complying[]{ResponseKind::detailed, ResponseKind::brief};
        const std::string safe = responseText(topic, declining[random.below(2)], random);
        const std::string unsafe = responseText(topic, complying[random.below(2)], random);
        Json row;
        row["prompt"] = prompt;
        row["responses"] = {safe, unsafe};
        text += dumpJson(row) + "\n";
    }
    return text;
}

} // namespace dpl::demo
