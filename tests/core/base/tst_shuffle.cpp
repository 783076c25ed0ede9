#include "base/shuffle.hpp"

#include <gtest/gtest.h>

#include <map>

namespace dpl {
namespace {

TEST(Shuffle, isAFunctionOfTheStream)
{
    std::vector<int> once{1, 2, 3, 4, 5, 6, 7, 8};
    std::vector<int> again = once;
    RandomStream first(5, {1});
    RandomStream second(5, {1});
    shuffle(once, first);
    shuffle(again, second);
    EXPECT_EQ(once, again);
    EXPECT_EQ(first.next(), second.next());
}

TEST(Shuffle, makesEveryOrderEquallyLikely)
{
    std::map<std::vector<char>, int> counts;
    RandomStream random(7);
    constexpr int rounds = 24000;
    for (int round = 0; round < rounds; ++round) {
        std::vector<char> letters{'a', 'b', 'c', 'd'};
        shuffle(letters, random);
        ++counts[letters];
    }
    EXPECT_EQ(counts.size(), 24u);
    double chiSquared = 0.0;
    for (const auto& [order, count] : counts) {
        chiSquared += (count - 1000.0) * (count - 1000.0) / 1000.0;
    }
    EXPECT_LT(chiSquared, 49.7) << "23 degrees of freedom: one in a thousand is above";
}

} // namespace
} // namespace dpl
