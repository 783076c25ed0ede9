#include "error_message.hpp"
#include "summary/decisions.hpp"

namespace dpl::summary {
namespace {

using namespace records;

const std::vector<double> first{1.0, 2.0, 3.0, 0.0};
const std::vector<double> second{0.0, 2.0, 4.0, -0.0};

TEST(Decisions, followTheRuleForTies)
{
    for (const auto& [rule, count] :
        {std::pair(TieRule::counts, 3.0), std::pair(TieRule::strict, 1.0), std::pair(TieRule::half, 2.0)}) {
        const Rate rate = rateOf(decide(first, second, rule));
        EXPECT_EQ(rate.count, count) << toString(rule);
        EXPECT_EQ(rate.total, 4);
        EXPECT_EQ(rate.ties, 2);
        EXPECT_EQ(rate.share(), count / 4.0);
        EXPECT_EQ(rate.interval, wilsonInterval(count, 4));
        EXPECT_EQ(tieRuleFromString(toString(rule)), rule);
    }
    EXPECT_NE(test::errorOf([] { decide(first, std::vector{1.0}, TieRule::half); }), "");
    EXPECT_NE(test::errorOf([] { rateOf({}); }), "");
}

TEST(PairedTestOfDecisions, countsWhatDiffersOnTheRowsThatBothHave)
{
    const Decisions a{{1, 1, 1, 0, 0}, 0};
    const Decisions b{{0, 1, 0, 0, 1}, 0};
    const PairedTest same = pairedTest(a, b, {{0, 0}, {1, 1}, {2, 2}, {3, 3}, {4, 4}});
    EXPECT_EQ(same.pairs, 5);
    EXPECT_EQ(same.onlyFirst, 2);
    EXPECT_EQ(same.onlySecond, 1);
    EXPECT_EQ(same.p, 1.0);
    const PairedTest some = pairedTest(a, b, {{0, 4}, {4, 1}});
    EXPECT_EQ(some.onlyFirst, 0);
    EXPECT_EQ(some.onlySecond, 1);
}

TEST(CommonRows, areFoundInAnyOrderAndNumber)
{
    const auto id = [](std::string_view text) { return rowIdentity(text); };
    const std::vector<RowIdentity> a{id("x"), id("y"), id("x"), id("z")};
    const std::vector<RowIdentity> b{id("z"), id("x"), id("w"), id("x"), id("x")};
    using Pairs = std::vector<std::pair<std::size_t, std::size_t>>;
    EXPECT_EQ(commonRows(a, b), (Pairs{{0, 1}, {2, 3}, {3, 0}}));
    EXPECT_EQ(commonRows(a, {}), Pairs{});
    EXPECT_NE(id("x"), id("y"));
}

} // namespace
} // namespace dpl::summary
