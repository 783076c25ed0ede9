#include "base/standard_streams.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <iostream>

#include <fcntl.h>
#include <unistd.h>

namespace dpl {

void openClosedStreams()
{
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        // The lowest number that is free is this one, as those below it are taken.
        if (::fcntl(stream, F_GETFD) < 0 && errno == EBADF && ::open("/dev/null", O_RDWR) < 0) {
            return;
        }
    }
}

std::string flushStandardOutput()
{
    errno = 0;
    std::cout.flush();
    bool isWhole = std::fflush(stdout) == 0 && std::cout.good() && std::ferror(stdout) == 0;
    if (isWhole) {
        // Some file systems say only at the end that there was no room.
        const int copy = ::dup(STDOUT_FILENO);
        isWhole = copy < 0 || ::close(copy) == 0;
    }
    if (isWhole) {
        return {};
    }
    return errno != 0 ? std::strerror(errno) : "it is not whole; is the disk full?";
}

} // namespace dpl
