#include "base/standard_streams.hpp"

#include <gtest/gtest.h>

#include <iostream>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace dpl {
namespace {

template <typename F> int exitCodeOfChild(F f)
{
    const pid_t child = ::fork();
    if (child == 0) {
        ::_exit(f());
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(StandardStreams, thatAreClosedAreNotGivenToTheNextFile)
{
    // The next file's descriptor: 3, or a larger one where the test was begun with more open.
    const auto next = [] { return ::open("/dev/null", O_RDONLY); };
    const int expected = exitCodeOfChild(next);
    ASSERT_GT(expected, 2);
    EXPECT_EQ(exitCodeOfChild([&] {
        for (const int stream : {0, 1, 2}) {
            ::close(stream);
        }
        openClosedStreams();
        return next();
    }),
        expected);
    EXPECT_EQ(exitCodeOfChild([&] {
        ::close(1);
        openClosedStreams();
        return ::write(1, "x", 1) == 1 && next() == expected ? 77 : 1;
    }),
        77)
        << "the others stay as they are";
}

TEST(StandardStreams, aFullStandardOutputIsTold)
{
    EXPECT_EQ(exitCodeOfChild([] {
        ::dup2(::open("/dev/full", O_WRONLY), 1);
        std::cout << "a line\n";
        return flushStandardOutput() == "No space left on device" ? 77 : 1;
    }),
        77);
    EXPECT_EQ(flushStandardOutput(), "");
}

} // namespace
} // namespace dpl
