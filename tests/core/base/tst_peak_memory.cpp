#include "base/peak_memory.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <vector>

namespace dpl {
namespace {

constexpr std::size_t some = std::size_t{96} << 20;

TEST(PeakMemory, isTheMostThatWasHeldSinceAndNotWhatWasHeldBefore)
{
    const std::vector<char> before(some, 1);
    const PeakMemory peak("cpu");
    const std::int64_t atFirst = peak.bytes();
    EXPECT_LT(atFirst, std::int64_t{16} << 20);
    {
        const std::vector<char> meanwhile(some, 1);
        EXPECT_EQ(meanwhile.back(), 1);
    }
    EXPECT_GE(peak.bytes(), static_cast<std::int64_t>(some) - (std::int64_t{1} << 20));
    EXPECT_LT(peak.bytes(), static_cast<std::int64_t>(some) + (std::int64_t{32} << 20));
    EXPECT_LT(PeakMemory("cpu").bytes(), std::int64_t{16} << 20) << "each counts anew";
    EXPECT_EQ(before.front(), 1);
}

} // namespace
} // namespace dpl
