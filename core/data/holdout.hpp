#pragma once

#include <cstdint>
#include <string>

namespace dpl::data {

class Comparison;

/// How a dataset that has only one split is divided into training and test rows: by the prompt, so that all rows of a
/// prompt are on one side. A function of prompt, share and seed alone: it is the same for every file, subset and run,
/// and a larger share only adds to the test rows.
struct Holdout {
    static constexpr double mostShare = 0.9;

    double share = 0.0; ///< holdout_share: of the prompts, how many are for testing; 0: rows are not divided
    std::uint64_t seed = 0; ///< holdout_seed

    bool divides() const { return share > 0.0; }
    bool isForTesting(const Comparison& row) const;

    /// Throws Error naming the parameter.
    void validate() const;

    friend bool operator==(const Holdout&, const Holdout&) = default;
};

/// What two responses answer: the column "prompt"; without one what both texts begin with, up to where the last answer
/// begins, as the usual chat templates mark it, or else up to the last line, or word, that both have whole; the
/// messages that both lists begin with. Both where they have nothing in common.
std::string promptOf(const Comparison& row);

} // namespace dpl::data
