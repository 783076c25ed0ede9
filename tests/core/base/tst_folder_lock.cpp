#include "base/files.hpp"
#include "error_message.hpp"
#include "temporary_folder.hpp"

#include <atomic>
#include <optional>
#include <thread>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace dpl {
namespace {

using test::errorOf;
using test::says;
using test::TemporaryFolder;

/// Runs f in a child process and returns its exit status.
template <typename F> int inChild(F f)
{
    const pid_t child = ::fork();
    if (child == 0) {
        ::_exit(f());
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(FolderLock, excludesASecondHolderWithinTheProcess)
{
    const TemporaryFolder folder;
    const std::filesystem::path file = folder / ".lock";
    std::optional<FolderLock> lock(file);
    EXPECT_TRUE(FolderLock::isHeld(file));
    EXPECT_TRUE(says(errorOf([&] { FolderLock{file}; }), {folder.path().string(), "another process"}));
    lock.reset();
    EXPECT_FALSE(FolderLock::isHeld(file));
    EXPECT_NO_THROW(FolderLock{file});
}

TEST(FolderLock, excludesAnotherProcess)
{
    const TemporaryFolder folder;
    const std::filesystem::path file = folder / ".lock";
    const auto refused = [&] {
        return inChild([&] { return FolderLock::isHeld(file) && !errorOf([&] { FolderLock{file}; }).empty() ? 1 : 0; });
    };
    EXPECT_EQ(refused(), 0);
    const FolderLock lock(file);
    EXPECT_EQ(refused(), 1);
    EXPECT_TRUE(FolderLock::isHeld(file)) << "a child that looked at the lock does not take it along";
}

TEST(FolderLock, isFreeOnceItsHolderIsKilled)
{
    const TemporaryFolder folder;
    const std::filesystem::path file = folder / ".lock";
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const FolderLock lock(file);
        const char byte = 'x';
        if (::write(ready[1], &byte, 1) == 1) {
            ::pause();
        }
        ::_exit(1);
    }
    char byte = 0;
    ASSERT_EQ(::read(ready[0], &byte, 1), 1);
    EXPECT_TRUE(FolderLock::isHeld(file));
    EXPECT_FALSE(errorOf([&] { FolderLock{file}; }).empty());
    ::kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFSIGNALED(status));
    EXPECT_FALSE(FolderLock::isHeld(file));
    EXPECT_NO_THROW(FolderLock{file});
    ::close(ready[0]);
    ::close(ready[1]);
}

TEST(FolderLock, movesWithItsOwner)
{
    const TemporaryFolder folder;
    const std::filesystem::path file = folder / ".lock";
    std::optional<FolderLock> first(file);
    std::optional<FolderLock> second(std::move(*first));
    first.reset();
    EXPECT_TRUE(FolderLock::isHeld(file));
    second.reset();
    EXPECT_FALSE(FolderLock::isHeld(file));
}

TEST(FolderLock, whoeverLooksDoesNotGetInTheWayOfWhoeverTakes)
{
    const TemporaryFolder folder;
    const std::filesystem::path file = folder / ".lock";
    {
        const FolderLock makesTheFile(file);
    }
    std::atomic<int> looks = 0;
    std::jthread watcher([&](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            FolderLock::isHeld(file);
            ++looks;
        }
    });
    for (int i = 0; i < 5000 || looks < 5000; ++i) {
        ASSERT_EQ(errorOf([&] { FolderLock{file}; }), "") << "attempt " << i;
    }
}

TEST(FolderLock, leavesItsFileEmpty)
{
    const TemporaryFolder folder;
    const FolderLock lock(folder / ".lock");
    EXPECT_TRUE(std::filesystem::is_empty(folder / ".lock"));
    EXPECT_EQ(lock.problem(), "");
    EXPECT_EQ(FolderLock::state(folder / ".lock"), LockState::held);
}

TEST(FolderLock, isNotHeldWhereThereIsNoFile)
{
    const TemporaryFolder folder;
    EXPECT_FALSE(FolderLock::isHeld(folder / ".lock"));
    EXPECT_FALSE(std::filesystem::exists(folder / ".lock")) << "to look makes nothing";
}

TEST(FolderLock, namesTheFileAndTheReasonOfAFailure)
{
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder / ".lock");
    EXPECT_TRUE(says(errorOf([&] { FolderLock{folder / ".lock"}; }), {(folder / ".lock").string(), "Is a directory"}));
}

} // namespace
} // namespace dpl
