#include "base/parallel.hpp"
#include "openmp_threads.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <stdexcept>
#include <vector>

namespace dpl {
namespace {

TEST(ParallelItems, takesEachOnce)
{
    for (const std::size_t count : {0u, 1u, 5u, 1000u}) {
        for (const int threads : {0, 1, 3}) {
            std::vector<int> taken(count, 0);
            parallelItems(count, threads, [&](std::size_t i) { ++taken[i]; });
            EXPECT_EQ(taken, std::vector<int>(count, 1));
        }
    }
}

TEST(ParallelItems, throwsTheFirstFailureAndLeavesOutTheRest)
{
    std::atomic<int> begun = 0;
    const auto work = [&](std::size_t) {
        ++begun;
        throw std::runtime_error("no");
    };
    EXPECT_THROW(parallelItems(1000, 3, work), std::runtime_error);
    EXPECT_LE(begun, 3);
}

TEST(ParallelRanges, areFixedByTheNumberOfThreads)
{
    DPL_NEEDS_OPENMP_THREADS(3)
    std::vector<std::size_t> threadOf(10, 99);
    parallelRanges(10, 3, [&](std::size_t i, std::size_t thread) { threadOf[i] = thread; });
    EXPECT_EQ(threadOf, (std::vector<std::size_t>{0, 0, 0, 1, 1, 1, 2, 2, 2, 2}));
    parallelRanges(2, 5, [&](std::size_t i, std::size_t thread) { threadOf[i] = thread; });
    EXPECT_EQ(threadOf[1], 1u) << "no more threads than items";
    parallelRanges(0, 2, [&](std::size_t, std::size_t) { FAIL(); });
    EXPECT_THROW(
        parallelRanges(4, 2, [](std::size_t, std::size_t) { throw std::runtime_error("no"); }), std::runtime_error);
}

} // namespace
} // namespace dpl
