#pragma once

#include "synthetic/environment.hpp"
#include "synthetic/grid.hpp"

#include <span>
#include <vector>

namespace dpl::synthetic {

/// What voting rules say about each alternative, from how often it is preferred to each other one (paper, appendix
/// B.3).
struct VotingScores {
    std::vector<double> borda; ///< mean over b of P(a preferred to b)
    std::vector<double> copeland; ///< share of b that a beats with a majority, P > 1/2; ties count half
    std::vector<double> maximin; ///< min over b of P(a preferred to b)

    friend bool operator==(const VotingScores&, const VotingScores&) = default;
};

/// `preferred` is row-major [n, n]: P(i preferred to j); the diagonal is not read. Probabilities within 1e-9 of 1/2
/// tie.
VotingScores votingScores(std::span<const double> preferred, std::size_t n);

/// P(i preferred to j) of an environment's alternatives, utility ties counting half.
std::vector<double> preferenceMatrix(const Environment& environment, const Grid& grid);

} // namespace dpl::synthetic
