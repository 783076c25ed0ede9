#include "small_runs.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace dpl::synthetic {
namespace {

TEST(Convergence, aBaseModelRanksByBordaCountAndNotByExpectedUtility)
{
    SyntheticParams params;
    params.models = {preference::SyntheticModel::base};
    params.learningRate = 1e-3;
    params.iterations = 200;
    params.alternatives = 256;
    params.comparisons = 2048;
    const SyntheticResult result = test::runToTheEnd(params);
    ASSERT_EQ(result.models.size(), 1u);
    const ModelResult& base = result.models[0];
    EXPECT_GT(base.tauBorda.value(), 0.8);
    EXPECT_GT(base.tauBorda.value(), base.tauExpectedUtility.value());
    // What no model can beat: the entropy of the labels given the alternatives. Of pairs with one side from 0.8 on and
    // one below (probability 0.32) the label is a coin, ln 2 each; with both there (0.04) entropy of (5/8, 3/8); else
    // none.
    const double floor = 0.32 * std::log(2.0) + 0.04 * -(0.625 * std::log(0.625) + 0.375 * std::log(0.375));
    EXPECT_GT(base.heldoutLoss.value(), floor);
    EXPECT_LT(base.heldoutLoss.value(), 0.55);
    EXPECT_LT(base.losses.back(), 0.75 * base.losses.front());
}

} // namespace
} // namespace dpl::synthetic
