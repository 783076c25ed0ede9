#include "synthetic/voting.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <cmath>

namespace dpl::synthetic {

VotingScores votingScores(std::span<const double> preferred, std::size_t n)
{
    if (preferred.size() != n * n || n < 2) {
        throw Error("voting scores of " + std::to_string(n) + " alternatives need all their pairs");
    }
    VotingScores scores{std::vector<double>(n), std::vector<double>(n), std::vector<double>(n)};
    for (std::size_t i = 0; i < n; ++i) {
        double sum = 0.0;
        double beaten = 0.0;
        double worst = 1.0;
        for (std::size_t j = 0; j < n; ++j) {
            if (i == j) {
                continue;
            }
            const double p = preferred[i * n + j];
            sum += p;
            beaten += std::abs(p - 0.5) <= 1e-9 ? 0.5 : p > 0.5 ? 1.0 : 0.0;
            worst = std::min(worst, p);
        }
        const auto others = static_cast<double>(n - 1);
        scores.borda[i] = sum / others;
        scores.copeland[i] = beaten / others;
        scores.maximin[i] = worst;
    }
    return scores;
}

std::vector<double> preferenceMatrix(const Environment& environment, const Grid& grid)
{
    const std::size_t n = grid.size();
    std::vector<std::vector<Outcome>> outcomes;
    for (std::size_t i = 0; i < n; ++i) {
        outcomes.push_back(environment.outcomes(grid.point(i)));
    }
    std::vector<double> matrix(n * n, 0.5);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            double sum = 0.0;
            for (const Outcome& a : outcomes[i]) {
                for (const Outcome& b : outcomes[j]) {
                    sum += a.probability * b.probability
                        * (a.utility > b.utility         ? 1.0
                                : a.utility == b.utility ? 0.5
                                                         : 0.0);
                }
            }
            matrix[i * n + j] = i == j ? 0.5 : sum;
        }
    }
    return matrix;
}

} // namespace dpl::synthetic
