#pragma once

#include "backbone/reward_model.hpp"
#include "ranks/group.hpp"
#include "text/tokenizer.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <vector>

namespace dpl::scoring {

/// Texts that begin alike, and what they have in common is computed once: the two sides of a comparison, or the
/// responses to a prompt.
using TextGroup = std::vector<std::span<const text::TokenId>>;

/// Outputs of a group's texts, [texts][outputs].
using GroupScores = std::vector<std::vector<double>>;

/// About how many tokens go through the model together: enough for its matrix products, and a fraction of a second for
/// a small model.
inline constexpr std::int64_t tokensPerBatch = 1024;

/// What to do where memory runs out while rows are scored.
inline constexpr const char* memoryRemedy = "lower max_length, or turn on keep_stored";

/// Scores groups `first` ... count - 1 in order: `group` is asked for the texts of one after another, each once, which
/// have to stay until it is asked again; `scored` receives the scores of one after another. Batches have about
/// tokensPerBatch tokens and are cut from the groups alone, from group 0 on: what a group's scores are, to the bit,
/// does not depend on `first`. A group of a batch in which a score is not finite is scored again alone, so that it does
/// not lose its scores to another. Of several ranks, each computes every so-manieth batch, and all receive all scores:
/// the bits are those of one process. Throws Stopped if a stop is requested in any of them.
void scoreGroups(const backbone::RewardModel& model, std::size_t count,
    const std::function<TextGroup(std::size_t)>& group,
    const std::function<void(std::size_t, const GroupScores&)>& scored, const std::stop_token& stop,
    std::size_t first = 0, ranks::Group& ranks = ranks::alone());

/// Whether all scores of a group are numbers.
bool isFinite(const GroupScores& scores);

} // namespace dpl::scoring
