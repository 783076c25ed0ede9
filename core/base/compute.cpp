#include "base/compute.hpp"

#include "base/cpu_quota.hpp"
#include "base/devices.hpp"
#include "base/error.hpp"
#include "base/memory.hpp"

#include <ATen/Parallel.h>
#include <c10/util/Logging.h>

#include <omp.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>

#if defined(__SSE__)
#include <xmmintrin.h>
#endif
#if defined(__linux__)
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace dpl {

namespace {

/// Flush-to-zero for results and denormals-are-zero for operands.
void setFlush(bool on)
{
#if defined(__SSE__)
    constexpr unsigned bits = 0x8040;
    _mm_setcsr(on ? _mm_getcsr() | bits : _mm_getcsr() & ~bits);
#elif defined(__aarch64__)
    constexpr std::uint64_t bit = std::uint64_t{1} << 24;
    std::uint64_t control;
    asm volatile("mrs %0, fpcr" : "=r"(control));
    control = on ? control | bit : control & ~bit;
    asm volatile("msr fpcr, %0" : : "r"(control));
#else
    (void)on;
#endif
}

void lowerPriority()
{
#if defined(__linux__)
    // On Linux a nice value belongs to a thread, not to the process.
    const auto thread = static_cast<id_t>(::syscall(SYS_gettid));
    ::setpriority(PRIO_PROCESS, thread, 19);
#endif
}

/// As many threads as OpenMP gives at most, whatever it is asked for: OMP_THREAD_LIMIT, OMP_MAX_ACTIVE_LEVELS=0.
int mostThreads()
{
    return omp_get_max_active_levels() == 0 ? 1 : omp_get_thread_limit();
}

/// Tells LibTorch, its libraries and OpenMP on the calling thread. They reckon with as many as they are told, and
/// where OpenMP gave them fewer they would compute nonsense or wait for ever.
void useThreads(int threads)
{
    omp_set_dynamic(0); // OMP_DYNAMIC lets OpenMP give fewer when the machine is busy
    // On its first use in a thread LibTorch takes over the number that was set last, perhaps by another job's thread.
    // It remembers whether it has done so, once in its library and once in this one.
    at::get_num_threads();
    at::internal::lazy_init_num_threads();
    const int given = std::min(threads, mostThreads());
    at::set_num_threads(given);
    omp_set_num_threads(given);
}

} // namespace

int availableThreads()
{
    int cores = omp_get_num_procs();
#if defined(__linux__)
    cpu_set_t set;
    CPU_ZERO(&set);
    if (::sched_getaffinity(0, sizeof set, &set) == 0) {
        cores = CPU_COUNT(&set);
    }
#endif
    static const std::optional<double> quota = cpuQuota();
    const int available = quota && *quota < cores ? std::max(1, static_cast<int>(std::ceil(*quota))) : cores;
    return std::min(available, mostThreads());
}

int threadCount(const ComputeOptions& options)
{
    return options.threads > 0 ? std::min(options.threads, mostThreads()) : availableThreads();
}

void checkDevice(const std::string& device)
{
    if (device == "cpu") {
        return;
    }
    const auto devices = devicesOf(readCudaDriver(AskedOfDriver::names), libTorchDevices());
    if (const std::string problem = deviceProblem(device, devices); !problem.empty()) {
        throw Error(problem);
    }
}

bool flushesDenormals()
{
    volatile float smallest = std::numeric_limits<float>::min();
    volatile float half = smallest * 0.5f;
    return half == 0.0f;
}

ComputeScope::ComputeScope(const ComputeOptions& options)
    : m_previousThreads(omp_get_max_threads()), m_previousFlush(flushesDenormals())
{
    // libsentencepiece has a FLAGS_minloglevel, too, with more bytes than LibTorch's; its constructor writes over the
    // flag behind that one, and where memory ran out the process would be aborted instead of an exception thrown.
    // It is one for all threads: where nothing is to be done, it is left alone.
    if (FLAGS_caffe2_use_fatal_for_enforce) {
        FLAGS_caffe2_use_fatal_for_enforce = false;
    }
    const int threads = threadCount(options);
    useThreads(threads);
    const bool background = options.background;
#pragma omp parallel num_threads(threads)
    {
        setFlush(true);
        if (background) {
            lowerPriority();
        }
    }
}

ComputeScope::~ComputeScope()
{
    useThreads(m_previousThreads);
    setFlush(m_previousFlush);
    returnFreedMemory();
}

} // namespace dpl
