#include "base/files.hpp"
#include "base/json_text.hpp"
#include "runs/run_record.hpp"
#include "runs/starting_turn.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <optional>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

namespace dpl::runs {
namespace {

using test::TemporaryFolder;

TEST(StartingTurn, isOnesAtATime)
{
    const TemporaryFolder folder;
    std::optional<StartingTurn> first(std::in_place, folder.path());
    std::atomic<bool> isSecond = false;
    std::jthread other([&] {
        const StartingTurn second(folder.path());
        isSecond = true;
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    EXPECT_FALSE(isSecond);
    first.reset();
    other.join();
    EXPECT_TRUE(isSecond);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(StartingTurn, ofManyIsNeverTwosAtOnce)
{
    const TemporaryFolder folder;
    std::atomic<int> within = 0;
    std::atomic<int> most = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([&] {
                const StartingTurn turn(folder.path());
                most = std::max(most.load(), ++within);
                std::this_thread::sleep_for(std::chrono::milliseconds(2));
                --within;
            });
        }
    }
    EXPECT_EQ(most, 1);
}

TEST(StartingTurn, ofAProcessThatWasKilledIsTakenOver)
{
    const TemporaryFolder folder;
    const pid_t child = ::fork();
    if (child == 0) {
        const StartingTurn turn(folder.path());
        ::_exit(0);
    }
    ::waitpid(child, nullptr, 0);
    ASSERT_TRUE(std::filesystem::exists(folder / ".starting"));
    const auto start = std::chrono::steady_clock::now();
    {
        const StartingTurn turn(folder.path());
    }
    RunProcess elsewhere{{"another-node", "another boot", 1, 1}, "2026-01-31T12:00:00Z"};
    writeJsonFile(folder / ".starting", toJson(elsewhere));
    {
        const StartingTurn turn(folder.path());
    }
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

} // namespace
} // namespace dpl::runs
