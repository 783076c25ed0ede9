#pragma once

#include "preference/head_definition.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace dpl::preference {

/// One of the registered heads: what the outputs of a language model's `score` layer mean (REFERENCE 2). Ordered as
/// they are registered. What there is to know of it is behind ->.
class RewardHead {
public:
    static const RewardHead base; ///< 1 output: the utility
    static const RewardHead meanAndVariance; ///< 2 outputs: mu and o_1, sigma = softplus(o_1)
    static const RewardHead categorical; ///< n outputs: logits of the atoms i / (n - 1)

    constexpr RewardHead() = default; ///< base

    const HeadDefinition& operator*() const;
    const HeadDefinition* operator->() const { return &**this; }

    friend constexpr auto operator<=>(const RewardHead&, const RewardHead&) = default;

private:
    constexpr explicit RewardHead(std::uint8_t place) : m_place(place) { }
    friend std::vector<RewardHead> allRewardHeads();

    std::uint8_t m_place = 0; ///< in the registry
};

inline constexpr RewardHead RewardHead::base{0};
inline constexpr RewardHead RewardHead::meanAndVariance{1};
inline constexpr RewardHead RewardHead::categorical{2};

/// The registered ones, in their order.
std::vector<RewardHead> allRewardHeads();

/// Those that give a response a distribution.
std::vector<RewardHead> distributionalHeads();

/// "base", "mean_and_variance", "categorical", as the reference spells them.
std::string toString(RewardHead head);

/// Nothing if none has the name.
std::optional<RewardHead> findRewardHead(const std::string& name);

/// Throws Error that lists the names.
RewardHead rewardHeadFromString(const std::string& name);

/// "base, mean_and_variance and categorical"; the word before the last is `and`.
std::string rewardHeadNames(const std::string& conjunction);

/// What lists call the head of that name: its label; the name itself if no head has it.
std::string labelOfHead(const std::string& name);

/// What everything calls a model and the run that trained it: "both · base", "both · base · seed 0". The head as it is
/// spelled in files.
std::string modelName(const std::string& subset, const std::string& head, std::optional<std::uint64_t> seed = {});

/// "Mean and variance": the label as a heading.
std::string headingOf(RewardHead head);

/// What the head's outputs say about one response. Throws Error if it cannot have so many.
utility::UtilityDistribution distribution(RewardHead head, std::span<const double> outputs);

/// `chosen` and `rejected` are row-major [n, k] with k = `outputs`. Throws Error when the sizes do not fit.
RewardLoss rewardLoss(RewardHead head, int outputs, std::span<const double> chosen, std::span<const double> rejected,
    const HeadOptions& options = {});

} // namespace dpl::preference
