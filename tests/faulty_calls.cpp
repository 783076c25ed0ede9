#undef _FORTIFY_SOURCE // which gives some of these functions bodies of its own
#include "faulty_calls.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <string_view>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

// The definitions below stand before the C library's for the executable and every shared library that it loads.

namespace dpl::test {

namespace {

struct Plan {
    std::string below;
    FileCall call = FileCall::open;
    int error = 0;
    int n = 0;
    FaultyCall::Times times = FaultyCall::Times::once;
};

Plan plan;
std::atomic<bool> planned = false;
std::atomic<int> calls = 0;
std::atomic<bool> hasFired = false;
std::array<std::atomic<bool>, 4096> isBelow; ///< by descriptor

bool concerns(const char* path)
{
    return planned && path != nullptr && std::string_view(path).starts_with(plan.below);
}

bool concerns(int descriptor)
{
    return planned && descriptor >= 0 && static_cast<std::size_t>(descriptor) < isBelow.size()
        && isBelow[static_cast<std::size_t>(descriptor)];
}

/// Whether this one fails.
bool fails(FileCall call)
{
    if (call != plan.call) {
        return false;
    }
    const int number = ++calls;
    const bool does = number == plan.n || (number > plan.n && plan.times == FaultyCall::Times::fromThenOn);
    if (does) {
        hasFired = true;
        if (plan.error != 0) {
            errno = plan.error;
        }
    }
    return does;
}

template <typename Function> Function* next(const char* name)
{
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

int opened(const char* path, int descriptor)
{
    if (descriptor >= 0 && static_cast<std::size_t>(descriptor) < isBelow.size()) {
        isBelow[static_cast<std::size_t>(descriptor)] = concerns(path);
    }
    return descriptor;
}

mode_t modeOf(int flags, va_list arguments)
{
    return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(arguments, mode_t) : 0;
}

/// What is left of a size when half of it is done; all of it for those that do not fail.
template <typename Call> ssize_t done(int descriptor, FileCall call, std::size_t size, const Call& real)
{
    if (concerns(descriptor) && fails(call)) {
        return plan.error != 0 || size < 2 ? (plan.error != 0 ? -1 : real(size)) : real(size / 2);
    }
    return real(size);
}

} // namespace

std::string toString(FileCall call)
{
    constexpr std::array names{"open", "read", "write", "sync", "rename", "lock"};
    return names.at(static_cast<std::size_t>(call));
}

FaultyCall::FaultyCall(const std::filesystem::path& below, FileCall call, int error, int n, Times times)
{
    plan = {(below / "").string(), call, error, n, times};
    calls = 0;
    hasFired = false;
    planned = true;
}

FaultyCall::~FaultyCall()
{
    planned = false;
}

bool FaultyCall::fired()
{
    return hasFired;
}

} // namespace dpl::test

using dpl::test::concerns;
using dpl::test::done;
using dpl::test::fails;
using dpl::test::FileCall;
using dpl::test::next;

extern "C" {

int open(const char* path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = dpl::test::modeOf(flags, arguments);
    va_end(arguments);
    static auto* const real = next<int(const char*, int, ...)>("open");
    return concerns(path) && fails(FileCall::open) ? -1 : dpl::test::opened(path, real(path, flags, mode));
}

int open64(const char* path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = dpl::test::modeOf(flags, arguments);
    va_end(arguments);
    static auto* const real = next<int(const char*, int, ...)>("open64");
    return concerns(path) && fails(FileCall::open) ? -1 : dpl::test::opened(path, real(path, flags, mode));
}

ssize_t read(int descriptor, void* bytes, std::size_t size)
{
    static auto* const real = next<ssize_t(int, void*, std::size_t)>("read");
    return done(descriptor, FileCall::read, size, [&](std::size_t count) { return real(descriptor, bytes, count); });
}

ssize_t pread(int descriptor, void* bytes, std::size_t size, off_t offset)
{
    static auto* const real = next<ssize_t(int, void*, std::size_t, off_t)>("pread");
    return done(
        descriptor, FileCall::read, size, [&](std::size_t count) { return real(descriptor, bytes, count, offset); });
}

ssize_t write(int descriptor, const void* bytes, std::size_t size)
{
    static auto* const real = next<ssize_t(int, const void*, std::size_t)>("write");
    return done(descriptor, FileCall::write, size, [&](std::size_t count) { return real(descriptor, bytes, count); });
}

int fsync(int descriptor)
{
    static auto* const real = next<int(int)>("fsync");
    return concerns(descriptor) && fails(FileCall::sync) ? -1 : real(descriptor);
}

int fdatasync(int descriptor)
{
    static auto* const real = next<int(int)>("fdatasync");
    return concerns(descriptor) && fails(FileCall::sync) ? -1 : real(descriptor);
}

int rename(const char* from, const char* to) noexcept
{
    static auto* const real = next<int(const char*, const char*)>("rename");
    return concerns(to) && fails(FileCall::rename) ? -1 : real(from, to);
}

int renameat2(int fromFolder, const char* from, int toFolder, const char* to, unsigned flags) noexcept
{
    static auto* const real = next<int(int, const char*, int, const char*, unsigned)>("renameat2");
    return concerns(to) && fails(FileCall::rename) ? -1 : real(fromFolder, from, toFolder, to, flags);
}

int flock(int descriptor, int operation) noexcept
{
    static auto* const real = next<int(int, int)>("flock");
    return concerns(descriptor) && fails(FileCall::lock) ? -1 : real(descriptor, operation);
}

} // extern "C"
