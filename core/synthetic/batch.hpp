#pragma once

#include "preference/synthetic_model.hpp"
#include "synthetic/environment.hpp"

#include <cstdint>
#include <vector>

namespace dpl {
class RandomStream;
}

namespace dpl::synthetic {

/// What one step trains on: rows of inputs, and comparisons between rows.
struct Batch {
    std::size_t rows = 0;
    std::size_t inputs = 0; ///< per row: d, or 2 d for a classifier
    std::vector<double> states; ///< row-major [rows, inputs]
    std::vector<preference::Comparison> comparisons;

    /// Row ranges that batch normalisation takes its statistics over: the reference passes the first alternatives and
    /// the second ones through the network separately, so there are two; one when alternatives are reused.
    std::vector<std::size_t> groupSizes;

    /// Whether comparisons share rows. If not, comparison i is the only one to touch row i of each group.
    bool sharedRows = false;
};

/// How a step draws its comparisons.
struct Sampling {
    std::size_t comparisons = 128; ///< per step
    std::size_t alternatives =
        0; ///< 0: two new ones per comparison (the reference); otherwise this many are drawn and reused

    bool reuses() const { return alternatives > 0; }
};

/// Draws a batch for the base, mean_and_variance and categorical models. Without reuse comparison i is between rows i
/// and comparisons + i. With reuse each comparison picks two different rows at random. Either side's context is fresh
/// in each comparison; the second side is preferred if its utility is higher, so a tie goes to the first.
void drawBatch(const Environment& environment, const Sampling& sampling, RandomStream& random, Batch& batch);

/// Draws a batch for the classifier, which sees pairs: row i is (first, second) of comparison i. There is nothing to
/// reuse.
void drawPairBatch(const Environment& environment, std::size_t comparisons, RandomStream& random, Batch& batch);

} // namespace dpl::synthetic
