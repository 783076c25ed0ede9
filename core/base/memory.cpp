#include "base/memory.hpp"

#include <cstdio>

#include <sys/resource.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace dpl {

namespace {

struct Resident {
    std::int64_t all = 0;
    std::int64_t fromFiles = 0;
};

Resident resident()
{
    Resident bytes;
    if (std::FILE* file = std::fopen("/proc/self/statm", "r")) {
        long long size = 0;
        long long all = 0;
        long long fromFiles = 0;
        if (std::fscanf(file, "%lld %lld %lld", &size, &all, &fromFiles) == 3) {
            const auto page = static_cast<std::int64_t>(::sysconf(_SC_PAGESIZE));
            bytes = {all * page, fromFiles * page};
        }
        std::fclose(file);
    }
    return bytes;
}

} // namespace

std::int64_t residentBytes()
{
    return resident().all;
}

std::int64_t ownResidentBytes()
{
    const Resident bytes = resident();
    return bytes.all - bytes.fromFiles;
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

void restartPeak()
{
    if (std::FILE* file = std::fopen("/proc/self/clear_refs", "w")) {
        std::fputs("5", file); // the peak of the resident set alone
        std::fclose(file);
    }
}

void returnFreedMemory()
{
#ifdef __GLIBC__
    ::malloc_trim(0);
#endif
}

} // namespace dpl
