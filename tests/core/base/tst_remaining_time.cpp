#include "base/remaining_time.hpp"

namespace dpl {
namespace {

TEST(RemainingTime, isUnknownBeforeASecondOfProgress)
{
    RemainingTime time;
    EXPECT_FALSE(time.secondsLeft());
    time.update({"a", 0, 1000}, 0);
    time.update({"a", 5, 1000}, 0.5);
    EXPECT_FALSE(time.secondsLeft());
    time.update({"a", 20, 1000}, 2);
    ASSERT_TRUE(time.secondsLeft());
    EXPECT_DOUBLE_EQ(*time.secondsLeft(), 98.0);
}

TEST(RemainingTime, isUnknownWithoutATotal)
{
    RemainingTime time;
    time.update({"a", 0, 0}, 0);
    time.update({"a", 20, 0}, 2);
    EXPECT_FALSE(time.secondsLeft());
}

TEST(RemainingTime, followsAJobThatSlowsDownWithoutAJump)
{
    RemainingTime time;
    for (int second = 0; second <= 40; ++second) {
        time.update({"a", second * 10, 1000}, second);
    }
    EXPECT_NEAR(*time.secondsLeft(), 60.0, 0.5);

    // Half as fast: the estimate follows within a minute.
    std::int64_t step = 400;
    double before = *time.secondsLeft();
    for (int second = 41; second <= 100; ++second) {
        step += 5;
        time.update({"a", step, 1000}, second);
        EXPECT_LT(std::abs(*time.secondsLeft() - before), 6.0);
        before = *time.secondsLeft();
    }
    EXPECT_LT(std::abs(before - 60.0), 6.0);
}

TEST(RemainingTime, beginsAnewWithAPhaseAndWithAStepBack)
{
    RemainingTime time;
    time.update({"a", 0, 100}, 0);
    time.update({"a", 50, 100}, 10);
    ASSERT_TRUE(time.secondsLeft());
    time.update({"b", 0, 10}, 11);
    EXPECT_FALSE(time.secondsLeft());
    time.update({"b", 5, 10}, 21);
    EXPECT_DOUBLE_EQ(*time.secondsLeft(), 10.0);
    time.update({"b", 1, 10}, 22);
    EXPECT_FALSE(time.secondsLeft());
}

} // namespace
} // namespace dpl
