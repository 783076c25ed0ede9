#include "data/hidden_context_mix.hpp"
#include "error_message.hpp"

#include <algorithm>
#include <set>

namespace dpl::data {
namespace {

using test::errorOf;
using test::says;

std::set<std::size_t> of(const std::vector<MixedRow>& rows, bool other)
{
    std::set<std::size_t> indices;
    for (const MixedRow& row : rows) {
        if (row.fromOther == other) {
            EXPECT_TRUE(indices.insert(row.index).second) << "drawn twice";
        }
    }
    return indices;
}

TEST(HiddenContextMix, takesTheShareOfEachPool)
{
    for (const double ratio : {0.0, 0.1, 0.25, 0.3333, 0.5}) {
        const auto rows = mixObjectives(60, 40, ratio, 0, 1);
        EXPECT_EQ(rows.size(), 60u) << "min(60, 80), whatever the ratio";
        EXPECT_EQ(of(rows, true).size(), static_cast<std::size_t>(60.0 * ratio + 0.5));
        EXPECT_EQ(of(rows, false).size() + of(rows, true).size(), 60u);
    }
    EXPECT_EQ(mixObjectives(60, 20, 0.5, 0, 1).size(), 40u);
    EXPECT_EQ(mixObjectives(60, 40, 0.5, 10, 1).size(), 10u);
}

TEST(HiddenContextMix, aLargerRatioOnlyExchangesRows)
{
    auto main = of(mixObjectives(100, 100, 0.0, 50, 9), false);
    std::set<std::size_t> other;
    for (const double ratio : {0.1, 0.2, 0.5}) {
        const auto rows = mixObjectives(100, 100, ratio, 50, 9);
        const auto fewer = of(rows, false);
        const auto more = of(rows, true);
        EXPECT_TRUE(std::includes(main.begin(), main.end(), fewer.begin(), fewer.end()));
        EXPECT_TRUE(std::includes(more.begin(), more.end(), other.begin(), other.end()));
        main = fewer;
        other = more;
    }
}

TEST(HiddenContextMix, isAFunctionOfTheSeedAndInNoOrder)
{
    const auto rows = mixObjectives(100, 100, 0.5, 100, 4);
    EXPECT_EQ(rows, mixObjectives(100, 100, 0.5, 100, 4));
    EXPECT_NE(rows, mixObjectives(100, 100, 0.5, 100, 5));
    const auto inFirstHalf =
        std::count_if(rows.begin(), rows.begin() + 50, [](const MixedRow& row) { return row.fromOther; });
    EXPECT_NEAR(static_cast<double>(inFirstHalf), 25.0, 12.0) << "objectives are mixed, not one behind the other";
}

TEST(HiddenContextMix, saysWhichPoolIsTooSmall)
{
    EXPECT_TRUE(says(errorOf([] { mixObjectives(10, 2, 0.5, 10, 0); }), {"needs 5", "and 5 of the other", "10 and 2"}));
    EXPECT_TRUE(says(errorOf([] { mixObjectives(10, 20, 0.0, 11, 0); }), {"needs 11", "10 and 20"}));
    EXPECT_TRUE(says(errorOf([] { mixObjectives(10, 20, 0.6, 0, 0); }), "between 0 and 0.5"));
    EXPECT_NE(errorOf([] { mixObjectives(10, 20, 0.0 / 0.0, 0, 0); }), "");
}

} // namespace
} // namespace dpl::data
