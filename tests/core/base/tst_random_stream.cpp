#include "base/random_stream.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <vector>

namespace dpl {
namespace {

using Block = std::array<std::uint32_t, 4>;

/// Philox4x32-10 as its authors define it: ten rounds, the key bumped between them by the Weyl constants.
Block philox(Block counter, std::array<std::uint32_t, 2> key)
{
    for (int round = 0; round < 10; ++round) {
        if (round > 0) {
            key[0] += 0x9E3779B9u;
            key[1] += 0xBB67AE85u;
        }
        const std::uint64_t first = std::uint64_t{counter[0]} * 0xD2511F53u;
        const std::uint64_t second = std::uint64_t{counter[2]} * 0xCD9E8D57u;
        const Block before = counter;
        counter[0] = static_cast<std::uint32_t>(second >> 32) ^ before[1] ^ key[0];
        counter[1] = static_cast<std::uint32_t>(second & 0xffffffffu);
        counter[2] = static_cast<std::uint32_t>(first >> 32) ^ before[3] ^ key[1];
        counter[3] = static_cast<std::uint32_t>(first & 0xffffffffu);
    }
    return counter;
}

/// The first output of SplitMix64 seeded with x.
std::uint64_t splitMix(std::uint64_t x)
{
    std::uint64_t z = x + 0x9E3779B97F4A7C15ull;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
}

std::uint32_t low(std::uint64_t x)
{
    return static_cast<std::uint32_t>(x & 0xffffffffu);
}

std::uint32_t high(std::uint64_t x)
{
    return static_cast<std::uint32_t>(x >> 32);
}

TEST(RandomStream, referenceOfThisTestEqualsThePublishedVectors)
{
    // kat_vectors of Random123, the authors' library.
    EXPECT_EQ(philox({0, 0, 0, 0}, {0, 0}), (Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
    EXPECT_EQ(philox({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}),
        (Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
    EXPECT_EQ(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
        (Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
    EXPECT_EQ(splitMix(1234567), 6457827717110365317ull);
}

TEST(RandomStream, isPhiloxUnderAMixedKey)
{
    for (const std::uint64_t seed : {std::uint64_t{0}, std::uint64_t{1}, ~std::uint64_t{0}}) {
        for (const std::vector<std::uint64_t>& path : {std::vector<std::uint64_t>{}, {5}, {2, 3, 1ull << 40}}) {
            RandomStream stream = path.empty() ? RandomStream(seed)
                : path.size() == 1             ? RandomStream(seed, {path[0]})
                                               : RandomStream(seed, {path[0], path[1], path[2]});
            std::uint64_t name = 0;
            for (const std::uint64_t part : path) {
                name = splitMix(name ^ part);
            }
            const std::uint64_t key = splitMix(seed);
            for (std::uint32_t counter = 0; counter < 3; ++counter) {
                for (const std::uint32_t expected :
                    philox({counter, 0, low(name), high(name)}, {low(key), high(key)})) {
                    ASSERT_EQ(stream.next(), expected) << "seed " << seed << ", block " << counter;
                }
            }
        }
    }
}

TEST(RandomStream, isAFunctionOfItsKeyAlone)
{
    RandomStream first(3, {1, 2});
    RandomStream other(4);
    RandomStream second(3, {1, 2});
    for (int i = 0; i < 100; ++i) {
        other.next();
        ASSERT_EQ(first.next(), second.next());
    }
}

TEST(RandomStream, streamsOfDifferentPathsDiffer)
{
    std::set<std::uint64_t> starts;
    std::size_t streams = 0;
    const auto add = [&](RandomStream stream) {
        starts.insert(std::uint64_t{stream.next()} << 32 | stream.next());
        ++streams;
    };
    for (const std::uint64_t seed : {0, 1, 2, 3}) {
        add(RandomStream(seed));
        for (std::uint64_t i = 0; i < 20; ++i) {
            add(RandomStream(seed, {i}));
            for (std::uint64_t j = 0; j < 20; ++j) {
                add(RandomStream(seed, {i, j}));
            }
        }
    }
    EXPECT_EQ(starts.size(), streams) << "paths, their order, length and seed all matter";
}

TEST(RandomStream, neighbouringStreamsAreUncorrelated)
{
    constexpr int n = 40000;
    RandomStream a(0, {7, 1});
    RandomStream b(0, {7, 2});
    RandomStream c(1, {7, 1});
    double ab = 0.0;
    double ac = 0.0;
    for (int i = 0; i < n; ++i) {
        const double x = a.uniform() - 0.5;
        ab += x * (b.uniform() - 0.5);
        ac += x * (c.uniform() - 0.5);
    }
    EXPECT_LT(std::abs(12.0 * ab / n), 5.0 / std::sqrt(n));
    EXPECT_LT(std::abs(12.0 * ac / n), 5.0 / std::sqrt(n));
}

/// Chi-square of counts that should be equal, in standard deviations from its mean.
double chiSquareDeviation(const std::vector<int>& counts, int draws)
{
    const double expected = static_cast<double>(draws) / static_cast<double>(counts.size());
    double chiSquare = 0.0;
    for (const int count : counts) {
        chiSquare += (count - expected) * (count - expected) / expected;
    }
    const double freedom = static_cast<double>(counts.size()) - 1.0;
    return (chiSquare - freedom) / std::sqrt(2.0 * freedom);
}

TEST(RandomStream, uniformIsUniform)
{
    constexpr int draws = 1 << 18;
    RandomStream random(11, {1});
    std::vector<int> coarse(256);
    std::vector<int> fine(256);
    double least = 1.0;
    double most = 0.0;
    for (int i = 0; i < draws; ++i) {
        const double u = random.uniform();
        ASSERT_EQ(static_cast<double>(static_cast<float>(u)), u) << "every value is a float";
        least = std::min(least, u);
        most = std::max(most, u);
        ++coarse[static_cast<std::size_t>(u * 256.0)];
        ++fine[static_cast<std::size_t>(u * 0x1p24) % 256];
    }
    EXPECT_GE(least, 0.0);
    EXPECT_LT(most, 1.0);
    EXPECT_LT(std::abs(chiSquareDeviation(coarse, draws)), 5.0);
    EXPECT_LT(std::abs(chiSquareDeviation(fine, draws)), 5.0) << "the lowest bits too";
}

TEST(RandomStream, belowIsUniform)
{
    constexpr int draws = 100000;
    RandomStream random(12, {1});
    for (const std::uint32_t bound : {1u, 2u, 7u, 100u}) {
        std::vector<int> counts(bound);
        for (int i = 0; i < draws; ++i) {
            const std::uint32_t value = random.below(bound);
            ASSERT_LT(value, bound);
            ++counts[value];
        }
        if (bound > 1) {
            EXPECT_LT(std::abs(chiSquareDeviation(counts, draws)), 5.0) << "below " << bound;
        }
    }
}

TEST(RandomStream, belowIsUnbiasedWhereTheBoundDoesNotDivideTheRange)
{
    // Of 2^32 numbers 3 * 2^30 are wanted. Without rejection a product favours every third result, and a remainder the
    // lowest third, with half of all draws each instead of a third.
    constexpr int draws = 60000;
    constexpr std::uint32_t third = 1u << 30;
    RandomStream random(13, {1});
    double everyThird = 0.0;
    double lowest = 0.0;
    for (int i = 0; i < draws; ++i) {
        const std::uint32_t value = random.below(3 * third);
        ASSERT_LT(value, 3 * third);
        everyThird += value % 3 == 0 ? 1.0 : 0.0;
        lowest += value < third ? 1.0 : 0.0;
    }
    const double tolerance = 5.0 * std::sqrt(2.0 / 9.0 / draws);
    EXPECT_NEAR(everyThird / draws, 1.0 / 3.0, tolerance);
    EXPECT_NEAR(lowest / draws, 1.0 / 3.0, tolerance);
}

} // namespace
} // namespace dpl
