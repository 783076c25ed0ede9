#include "scoring/scoring.hpp"

#include "base/stopped.hpp"

#include <iterator>

namespace dpl::scoring {

void scoreGroups(const backbone::RewardModel& model, std::size_t count,
    const std::function<TextGroup(std::size_t)>& group,
    const std::function<void(std::size_t, const GroupScores&)>& scored, const std::stop_token& stop)
{
    backbone::PackedBatch batch;
    std::vector<std::size_t> sizes;
    std::size_t first = 0;
    const auto flush = [&] {
        throwIfStopped(stop);
        std::vector<std::vector<double>> scores = model.score(batch, stop);
        auto next = scores.begin();
        for (const std::size_t size : sizes) {
            const auto end = next + static_cast<std::ptrdiff_t>(size);
            scored(first++, GroupScores(std::make_move_iterator(next), std::make_move_iterator(end)));
            next = end;
        }
        batch = {};
        sizes.clear();
    };
    for (std::size_t i = 0; i < count; ++i) {
        const TextGroup texts = group(i);
        backbone::PackedBatch alone;
        alone.addSharingPrefix(texts);
        if (!sizes.empty() && batch.tokenCount() + alone.tokenCount() > tokensPerBatch) {
            flush();
        }
        batch.addSharingPrefix(texts);
        sizes.push_back(texts.size());
    }
    if (!sizes.empty()) {
        flush();
    }
}

} // namespace dpl::scoring
