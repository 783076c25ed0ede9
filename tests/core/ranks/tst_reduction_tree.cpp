#include "ranks/reduction_tree.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <utility>

using namespace dpl::ranks;

namespace {

std::vector<float> numbers(std::size_t count)
{
    std::mt19937 random(static_cast<unsigned>(count));
    std::normal_distribution<float> normal(0.0F, 1.0F);
    std::vector<float> values(count);
    for (float& value : values) {
        value = normal(random) * (random() % 2 == 0 ? 1.0F : 1e4F);
    }
    return values;
}

/// As one process sums.
float sumAlone(const std::vector<float>& leaves)
{
    return sumOver(
        TreePart{0, leaves.size()},
        [&](const TreePart& part) { return part.leaves() == 1 ? std::optional(leaves[part.begin]) : std::nullopt; },
        [](float& a, float b) { a += b; });
}

/// As so many ranks do, each of which has a block of the leaves.
float sumTogether(const std::vector<float>& leaves, std::size_t ranks, std::size_t perRank)
{
    const TreePart tree{0, leaves.size()};
    std::map<std::pair<std::size_t, std::size_t>, float> sent;
    for (std::size_t rank = 0; rank < ranks; ++rank) {
        for (const TreePart& part : partsWithin(tree, {rank * perRank, (rank + 1) * perRank})) {
            sent[{part.begin, part.end}] = sumOver(
                part,
                [&](const TreePart& p) { return p.leaves() == 1 ? std::optional(leaves[p.begin]) : std::nullopt; },
                [](float& a, float b) { a += b; });
        }
    }
    return sumOver(
        tree,
        [&](const TreePart& part) {
            const auto found = sent.find({part.begin, part.end});
            return found == sent.end() ? std::nullopt : std::optional(found->second);
        },
        [](float& a, float b) { a += b; });
}

} // namespace

TEST(ReductionTree, splitsAtTheLargestPowerOfTwo)
{
    EXPECT_EQ((TreePart{0, 2}.middle()), 1U);
    EXPECT_EQ((TreePart{0, 8}.middle()), 4U);
    EXPECT_EQ((TreePart{0, 6}.middle()), 4U);
    EXPECT_EQ((TreePart{4, 7}.middle()), 6U);
    EXPECT_EQ((TreePart{0, 3}.middle()), 2U);
}

TEST(ReductionTree, ofABlockThatIsAPartSendsOneSum)
{
    EXPECT_EQ(partsWithin({0, 8}, {4, 8}), (std::vector<TreePart>{{4, 8}}));
    EXPECT_EQ(partsWithin({0, 6}, {3, 6}), (std::vector<TreePart>{{3, 4}, {4, 6}}));
    EXPECT_TRUE(partsWithin({0, 3}, {4, 8}).empty());
    EXPECT_TRUE(partsWithin({0, 0}, {0, 4}).empty());
}

TEST(ReductionTree, givesTheSameBitsForEveryNumberOfRanks)
{
    bool orderMatters = false;
    for (std::size_t count = 1; count <= 64; ++count) {
        const std::vector<float> leaves = numbers(count);
        const float alone = sumAlone(leaves);
        float inOrder = 0.0F;
        for (const float leaf : leaves) {
            inOrder += leaf;
        }
        orderMatters = orderMatters || inOrder != alone;
        for (std::size_t perRank = 1; perRank <= count; ++perRank) {
            const std::size_t ranks = (count + perRank - 1) / perRank;
            EXPECT_EQ(sumTogether(leaves, ranks, perRank), alone) << count << " leaves, " << perRank << " each";
        }
    }
    EXPECT_TRUE(orderMatters); // or the numbers prove nothing
}
