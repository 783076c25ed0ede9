#include "scoring/scoring.hpp"

#include "base/stopped.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace dpl::scoring {

namespace {

/// Groups that go through the model together.
struct Batch {
    backbone::PackedBatch packed;
    std::vector<std::vector<text::TokenIds>> groups;

    void add(const TextGroup& texts)
    {
        packed.addSharingPrefix(texts);
        std::vector<text::TokenIds>& kept = groups.emplace_back();
        for (const std::span<const text::TokenId> text : texts) {
            kept.emplace_back(text.begin(), text.end());
        }
    }
};

std::vector<GroupScores> scoresOf(const backbone::RewardModel& model, const Batch& batch, const std::stop_token& stop)
{
    std::vector<std::vector<double>> scores = model.score(batch.packed, stop);
    std::vector<GroupScores> result;
    auto next = scores.begin();
    for (const std::vector<text::TokenIds>& group : batch.groups) {
        const auto end = next + static_cast<std::ptrdiff_t>(group.size());
        result.emplace_back(std::make_move_iterator(next), std::make_move_iterator(end));
        next = end;
    }
    if (batch.groups.size() > 1 && !std::all_of(result.begin(), result.end(), isFinite)) {
        for (std::size_t i = 0; i < result.size(); ++i) {
            Batch alone;
            alone.add(TextGroup(batch.groups[i].begin(), batch.groups[i].end()));
            result[i] = std::move(scoresOf(model, alone, stop).front());
        }
    }
    return result;
}

} // namespace

bool isFinite(const GroupScores& scores)
{
    return std::all_of(scores.begin(), scores.end(), [](const std::vector<double>& outputs) {
        return std::all_of(outputs.begin(), outputs.end(), [](double output) { return std::isfinite(output); });
    });
}

void scoreGroups(const backbone::RewardModel& model, std::size_t count,
    const std::function<TextGroup(std::size_t)>& group,
    const std::function<void(std::size_t, const GroupScores&)>& scored, const std::stop_token& stop, std::size_t first)
{
    Batch batch;
    const auto flush = [&](std::size_t end) {
        throwIfStopped(stop);
        if (end > first) {
            std::size_t at = end - batch.groups.size();
            for (const GroupScores& scores : scoresOf(model, batch, stop)) {
                if (at >= first) {
                    scored(at, scores);
                }
                ++at;
            }
        }
        batch = {};
    };
    for (std::size_t i = 0; i < count; ++i) {
        const TextGroup texts = group(i);
        backbone::PackedBatch alone;
        alone.addSharingPrefix(texts);
        if (!batch.groups.empty() && batch.packed.tokenCount() + alone.tokenCount() > tokensPerBatch) {
            flush(i);
        }
        batch.add(texts);
    }
    if (!batch.groups.empty()) {
        flush(count);
    }
}

} // namespace dpl::scoring
