#include "scoring/scoring.hpp"

#include "base/stopped.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <span>
#include <utility>

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

/// A batch for each rank, scored by it, and what all of them gave.
class Round {
public:
    Round(const backbone::RewardModel& model, ranks::Group& ranks, const std::stop_token& stop)
        : m_model(model), m_ranks(ranks), m_stop(stop)
    {
    }

    /// `first`: the number of its first group.
    void add(Batch batch, std::size_t first) { m_batches.emplace_back(std::move(batch), first); }
    bool isFull() const { return m_batches.size() == static_cast<std::size_t>(m_ranks.size()); }

    /// The scores of all groups of the round, in order.
    std::vector<std::pair<std::size_t, GroupScores>> finish()
    {
        std::vector<std::pair<std::size_t, GroupScores>> result;
        if (m_batches.empty()) {
            return result;
        }
        if (m_ranks.isAlone()) {
            throwIfStopped(m_stop);
        }
        const auto rank = static_cast<std::size_t>(m_ranks.rank());
        std::vector<GroupScores> own;
        bool isStopped = m_stop.stop_requested();
        if (rank < m_batches.size() && !isStopped) {
            try {
                own = scoresOf(m_model, m_batches[rank].first, m_stop);
            } catch (const Stopped&) {
                if (m_ranks.isAlone()) {
                    throw;
                }
                isStopped = true; // the others hear of it below
            }
        }
        std::vector<std::vector<GroupScores>> all;
        if (m_ranks.isAlone()) {
            all.push_back(std::move(own));
        } else {
            all = exchanged(own, isStopped);
        }
        for (std::size_t i = 0; i < m_batches.size(); ++i) {
            for (std::size_t j = 0; j < all[i].size(); ++j) {
                result.emplace_back(m_batches[i].second + j, all[i][j]);
            }
        }
        m_batches.clear();
        return result;
    }

private:
    static std::size_t textsIn(const Batch& batch)
    {
        std::size_t count = 0;
        for (const auto& group : batch.groups) {
            count += group.size();
        }
        return count;
    }

    /// Each rank's scores to all, in a buffer that all know the size of: [whether it was stopped, texts of the largest
    /// batch * outputs].
    std::vector<std::vector<GroupScores>> exchanged(const std::vector<GroupScores>& own, bool isStopped)
    {
        const auto outputs = static_cast<std::size_t>(m_model.outputs());
        std::size_t most = 0;
        for (const auto& [batch, first] : m_batches) {
            most = std::max(most, textsIn(batch));
        }
        const std::size_t size = 1 + most * outputs;
        std::vector<double> mine{isStopped ? 1.0 : 0.0};
        for (const GroupScores& group : own) {
            for (const std::vector<double>& text : group) {
                mine.insert(mine.end(), text.begin(), text.end());
            }
        }
        mine.resize(size);
        std::vector<double> all(size * static_cast<std::size_t>(m_ranks.size()));
        m_ranks.gather(std::as_bytes(std::span(mine)), std::as_writable_bytes(std::span(all)));
        for (std::size_t at = 0; at < all.size(); at += size) {
            if (all[at] != 0.0) {
                throw Stopped{};
            }
        }
        std::vector<std::vector<GroupScores>> result;
        for (std::size_t i = 0; i < m_batches.size(); ++i) {
            auto next = all.begin() + static_cast<std::ptrdiff_t>(i * size + 1);
            std::vector<GroupScores>& scores = result.emplace_back();
            for (const auto& group : m_batches[i].first.groups) {
                GroupScores& of = scores.emplace_back();
                for (std::size_t text = 0; text < group.size(); ++text) {
                    of.emplace_back(next, next + static_cast<std::ptrdiff_t>(outputs));
                    next += static_cast<std::ptrdiff_t>(outputs);
                }
            }
        }
        return result;
    }

    const backbone::RewardModel& m_model;
    ranks::Group& m_ranks;
    const std::stop_token& m_stop;
    std::vector<std::pair<Batch, std::size_t>> m_batches; ///< with the numbers of their first groups
};

} // namespace

bool isFinite(const GroupScores& scores)
{
    return std::all_of(scores.begin(), scores.end(), [](const std::vector<double>& outputs) {
        return std::all_of(outputs.begin(), outputs.end(), [](double output) { return std::isfinite(output); });
    });
}

void scoreGroups(const backbone::RewardModel& model, std::size_t count,
    const std::function<TextGroup(std::size_t)>& group,
    const std::function<void(std::size_t, const GroupScores&)>& scored, const std::stop_token& stop, std::size_t first,
    ranks::Group& ranks)
{
    Round round(model, ranks, stop);
    const auto finishRound = [&] {
        for (const auto& [index, scores] : round.finish()) {
            if (index >= first) {
                scored(index, scores);
            }
        }
    };
    Batch batch;
    const auto flush = [&](std::size_t end) {
        if (end > first) {
            round.add(std::move(batch), end - batch.groups.size());
        }
        batch = {};
        if (round.isFull()) {
            finishRound();
        }
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
    finishRound();
}

} // namespace dpl::scoring
