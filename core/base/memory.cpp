#include "base/memory.hpp"

#include <cstdio>

#include <sys/resource.h>
#include <unistd.h>

namespace dpl {

std::int64_t residentBytes()
{
    std::int64_t bytes = 0;
    if (std::FILE* file = std::fopen("/proc/self/statm", "r")) {
        long long size = 0;
        long long resident = 0;
        if (std::fscanf(file, "%lld %lld", &size, &resident) == 2) {
            bytes = resident * static_cast<std::int64_t>(::sysconf(_SC_PAGESIZE));
        }
        std::fclose(file);
    }
    return bytes;
}

std::int64_t peakResidentBytes()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
#ifdef __APPLE__
    return usage.ru_maxrss;
#else
    return static_cast<std::int64_t>(usage.ru_maxrss) * 1024;
#endif
}

} // namespace dpl
