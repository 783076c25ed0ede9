#include "sweep/percentages.hpp"

#include "base/error.hpp"
#include "data/holdout.hpp"
#include "sweep/value_list.hpp"

#include <gtest/gtest.h>

namespace dpl::sweep {
namespace {

std::string refusalOf(const std::string& text)
{
    try {
        readPercentages(text);
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

TEST(Percentages, AreTheDecimalsOfShares)
{
    EXPECT_EQ(readPercentages("7"), std::vector<Json>{0.07});
    EXPECT_EQ(readPercentages("0.1"), std::vector<Json>{0.001});
    EXPECT_EQ(readPercentages("12.5 0"), (std::vector<Json>{0.125, 0.0}));
    EXPECT_EQ(readPercentages("10..30 step 10"), (std::vector<Json>{0.1, 0.2, 0.3}));
    // Neither way changes the last digit, as a multiplication would: 100 * 0.07 is not 7.
    for (int i = 0; i <= 900; ++i) {
        const std::vector<Json> share{static_cast<double>(i) / 1000.0};
        const std::string text = textOf(percentagesOf(share));
        EXPECT_LE(text.size(), 4u) << text;
        EXPECT_EQ(readPercentages(text), share) << text;
    }
}

TEST(Percentages, AreBoundAsTheShareIs)
{
    data::Holdout most;
    most.share = readPercentages("90").front().get<double>();
    EXPECT_NO_THROW(most.validate());
    EXPECT_EQ(refusalOf("90.5"), "Write a percentage between 0 and 90.");
    EXPECT_EQ(refusalOf("10 -1"), "Write a percentage between 0 and 90.");
    EXPECT_EQ(refusalOf("0,5"), "Write 0.5 with a point, not with a comma.");
}

TEST(Percentages, AreOfTheHeldOutShareAlone)
{
    EXPECT_TRUE(isPercentage("holdout_share"));
    EXPECT_FALSE(isPercentage("hidden_context_ratio"));
    EXPECT_FALSE(isPercentage("lora_dropout"));
}

} // namespace
} // namespace dpl::sweep
