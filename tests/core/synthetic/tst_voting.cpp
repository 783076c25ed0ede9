#include "error_message.hpp"
#include "synthetic/builtin_environments.hpp"
#include "synthetic/piecewise_environment.hpp"
#include "synthetic/voting.hpp"

#include <cmath>

namespace dpl::synthetic {
namespace {

TEST(VotingScores, ofACondorcetCycle)
{
    // a beats b, b beats c, c beats a; d loses to all, narrowly to a, and never wins against c.
    const double unread = std::nan("");
    const std::vector<double> preferred{unread, 0.7, 0.4, 0.55, //
        0.3, unread, 0.9, 0.8, //
        0.6, 0.1, unread, 1.0, //
        0.45, 0.2, 0.0, unread};
    const VotingScores scores = votingScores(preferred, 4);
    const std::vector<double> borda{1.65 / 3.0, 2.0 / 3.0, 1.7 / 3.0, 0.65 / 3.0};
    const std::vector<double> copeland{2.0 / 3.0, 2.0 / 3.0, 2.0 / 3.0, 0.0};
    const std::vector<double> maximin{0.4, 0.3, 0.1, 0.0};
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_NEAR(scores.borda[i], borda[i], 1e-15);
        EXPECT_NEAR(scores.copeland[i], copeland[i], 1e-15) << "no winner: three are in a cycle";
        EXPECT_EQ(scores.maximin[i], maximin[i]);
    }
}

TEST(VotingScores, tiesCountHalfWithinRounding)
{
    const VotingScores scores = votingScores(std::vector{0.5, 0.5 + 1e-10, 0.5 - 1e-10, 0.5}, 2);
    EXPECT_EQ(scores.copeland, (std::vector{0.5, 0.5}));
    const VotingScores decided = votingScores(std::vector{0.5, 0.5 + 1e-8, 0.5 - 1e-8, 0.5}, 2);
    EXPECT_EQ(decided.copeland, (std::vector{1.0, 0.0}));
}

TEST(VotingScores, needAllPairs)
{
    EXPECT_TRUE(
        dpl::test::says(dpl::test::errorOf([] { votingScores(std::vector{0.5, 0.5, 0.5}, 2); }), "all their pairs"));
    EXPECT_THROW(votingScores(std::vector{0.5}, 1), Error);
}

TEST(PreferenceMatrix, ofTheOneDimensionalEnvironment)
{
    const Grid grid(1, 11);
    const std::vector<double> matrix = preferenceMatrix(OneDimensionalEnvironment(), grid);
    const auto at = [&](std::size_t i, std::size_t j) { return matrix[i * 11 + j]; };
    EXPECT_EQ(at(3, 2), 1.0) << "0.3 is always better than 0.2";
    EXPECT_EQ(at(2, 3), 0.0);
    EXPECT_EQ(at(9, 3), 0.5) << "1.8 half of the time, else 0";
    EXPECT_EQ(at(9, 0), 0.75) << "else a tie at 0";
    EXPECT_EQ(at(10, 9), 0.25 + 0.25 + 0.125) << "2 wins always, 0 ties with 0";
    for (std::size_t i = 0; i < 11; ++i) {
        EXPECT_EQ(at(i, i), 0.5);
        for (std::size_t j = 0; j < 11; ++j) {
            EXPECT_DOUBLE_EQ(at(i, j) + at(j, i), 1.0);
        }
    }
}

TEST(PreferenceMatrix, bordaScoresApproachTheBordaCount)
{
    const OneDimensionalEnvironment environment;
    const Grid grid = votingGrid(1);
    const VotingScores scores = votingScores(preferenceMatrix(environment, grid), grid.size());
    for (std::size_t i = 1; i < grid.size(); ++i) {
        EXPECT_NEAR(scores.borda[i], environment.bordaCount(grid.point(i)), 0.02) << grid.axis()[i];
    }
}

TEST(PreferenceMatrix, drawsTheContextsOfBothSidesIndependently)
{
    const PiecewiseEnvironment environment =
        PiecewiseEnvironment::fromJson(parseJson(R"({"name": "rotated", "contexts": [
        {"probability": [[0, 0.25], [1, 0.25]], "utility": [[0, 3], [0.5, 1], [1, 2]]},
        {"probability": [[0, 0.25], [1, 0.25]], "utility": [[0, 1], [0.5, 2], [1, 3]]},
        {"probability": [[0, 0.5], [1, 0.5]], "utility": [[0, 2], [0.5, 3], [1, 1]]}]})",
                                           "test"),
            "test");
    const std::vector<double> matrix = preferenceMatrix(environment, Grid(1, 3));
    // Utilities 1, 2, 3 with probabilities (1/4, 1/2, 1/4), (1/4, 1/4, 1/2) and (1/2, 1/4, 1/4).
    EXPECT_DOUBLE_EQ(matrix[0 * 3 + 1], 0.25 * 0.125 + 0.5 * (0.25 + 0.125) + 0.25 * (0.5 + 0.25));
    EXPECT_DOUBLE_EQ(matrix[1 * 3 + 2], 0.25 * 0.25 + 0.25 * (0.5 + 0.125) + 0.5 * (0.75 + 0.125));
    EXPECT_DOUBLE_EQ(matrix[0 * 3 + 2], 0.25 * 0.25 + 0.5 * (0.5 + 0.125) + 0.25 * (0.75 + 0.125));
}

} // namespace
} // namespace dpl::synthetic
