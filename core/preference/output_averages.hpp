#pragma once

#include "base/json.hpp"
#include "preference/reward_head.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace dpl::preference {

/// What a model's outputs say of the responses that it compares, averaged over those that were added.
class OutputAverages {
public:
    /// The sums, exactly, and how many numbers each is of.
    static constexpr std::size_t sumCount = 6;
    using Sums = std::array<double, sumCount>;

    OutputAverages() = default;
    explicit OutputAverages(const Sums& sums);
    Sums sums() const;

    /// As rewardLoss takes them: `chosen` and `rejected` are row-major [n, k] with k = `outputs`.
    void add(RewardHead head, int outputs, std::span<const double> chosen, std::span<const double> rejected);
    void add(const OutputAverages& more);

    /// The reward margin, E[u] of the chosen response less E[u] of the rejected one, over comparisons.
    std::optional<double> margin() const { return mean(m_margin); }

    /// The standard deviation of utility over responses; none of a head that gives a response one number.
    std::optional<double> sigma() const { return mean(m_sigma); }

    /// The entropy -sum_i p_i log p_i over responses, in nats; none of a head without atoms.
    std::optional<double> entropy() const { return mean(m_entropy); }

    /// The sums, exactly, so that adding can go on.
    Json toJson() const;
    static OutputAverages fromJson(const Json& value, const std::string& source);

private:
    struct Sum {
        double total = 0.0;
        std::int64_t count = 0;

        void add(double value);
    };
    static std::optional<double> mean(const Sum& sum);
    void addSpread(const utility::UtilityDistribution& response);

    Sum m_margin;
    Sum m_sigma;
    Sum m_entropy;
};

} // namespace dpl::preference
