#include "preference/output_averages.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace dpl::preference {
namespace {

OutputAverages of(RewardHead head, int outputs, const std::vector<double>& chosen, const std::vector<double>& rejected)
{
    OutputAverages averages;
    averages.add(head, outputs, chosen, rejected);
    return averages;
}

TEST(OutputAverages, ofNothingAreNone)
{
    EXPECT_FALSE(OutputAverages().margin().has_value());
    EXPECT_FALSE(OutputAverages().sigma().has_value());
    EXPECT_FALSE(OutputAverages().entropy().has_value());
}

TEST(OutputAverages, ofNumbersHaveAMarginAlone)
{
    const OutputAverages averages = of(RewardHead::base, 1, {1.0, 2.5}, {0.5, 3.0});
    EXPECT_DOUBLE_EQ(averages.margin().value(), 0.0);
    EXPECT_FALSE(averages.sigma().has_value());
    EXPECT_FALSE(averages.entropy().has_value());
}

TEST(OutputAverages, ofGaussiansHaveTheMeanOfTheirStandardDeviations)
{
    const OutputAverages averages = of(RewardHead::meanAndVariance, 2, {1.0, 0.0}, {-2.0, 1.0});
    EXPECT_DOUBLE_EQ(averages.margin().value(), 3.0);
    EXPECT_NEAR(averages.sigma().value(), (std::log(2.0) + std::log1p(std::exp(1.0))) / 2.0, 1e-15);
    EXPECT_FALSE(averages.entropy().has_value());
}

TEST(OutputAverages, ofCategoriesHaveAnEntropyInNats)
{
    // Atoms 0, 1/2 and 1: all of the second for certain, and an even distribution.
    const double certain = 800.0;
    const OutputAverages averages = of(RewardHead::categorical, 3, {0.0, certain, 0.0}, {0.3, 0.3, 0.3});
    EXPECT_NEAR(averages.margin().value(), 0.0, 1e-15);
    EXPECT_NEAR(averages.entropy().value(), std::log(3.0) / 2.0, 1e-15);
    EXPECT_NEAR(averages.sigma().value(), std::sqrt(1.0 / 6.0) / 2.0, 1e-15);
}

TEST(OutputAverages, addUpAndGoOnFromWhatWasWritten)
{
    const std::vector<double> first{0.1, 0.2, 0.3};
    const std::vector<double> second{0.7, -0.4, 0.11};
    OutputAverages together;
    for (const auto* side : {&first, &second}) {
        together.add(RewardHead::categorical, 3, *side, second);
    }
    OutputAverages apart = of(RewardHead::categorical, 3, first, second);
    apart = OutputAverages::fromJson(apart.toJson(), "state.json");
    apart.add(of(RewardHead::categorical, 3, second, second));
    EXPECT_EQ(apart.margin(), together.margin());
    EXPECT_NEAR(apart.sigma().value(), together.sigma().value(), 1e-15);
    EXPECT_NEAR(apart.entropy().value(), together.entropy().value(), 1e-15);
}

} // namespace
} // namespace dpl::preference
