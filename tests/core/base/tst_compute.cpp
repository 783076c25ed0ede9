#include "base/compute.hpp"
#include "base/cpu_quota.hpp"
#include "error_message.hpp"
#include "openmp_threads.hpp"
#include "temporary_folder.hpp"

#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <latch>
#include <set>
#include <thread>
#include <vector>

#include <omp.h>

#if defined(__linux__)
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace dpl {
namespace {

/// OpenMP keeps one set of workers per calling thread: a test in a thread of its own finds and leaves them fresh.
template <typename F> void inNewThread(F f)
{
    std::thread(f).join();
}

#if defined(__SSE__) || defined(__aarch64__)

TEST(ComputeScope, flushesDenormalsOnEveryWorkerAndRestoresTheCallingThread)
{
    DPL_NEEDS_OPENMP_THREADS(3)
    inNewThread([] {
        ASSERT_FALSE(flushesDenormals());
        {
            const ComputeScope scope({3, false, "cpu"});
            std::atomic<int> flushing = 0;
            std::atomic<int> workers = 0;
#pragma omp parallel
            {
                ++workers;
                flushing += flushesDenormals() ? 1 : 0;
            }
            EXPECT_EQ(workers, 3);
            EXPECT_EQ(flushing, 3);
        }
        EXPECT_FALSE(flushesDenormals());
    });
}

TEST(ComputeScope, nestsWithoutUnsettlingTheOuterOne)
{
    DPL_NEEDS_OPENMP_THREADS(3)
    inNewThread([] {
        const ComputeScope outer({2, false, "cpu"});
        {
            const ComputeScope inner({3, false, "cpu"});
            EXPECT_EQ(omp_get_max_threads(), 3);
        }
        EXPECT_TRUE(flushesDenormals());
        EXPECT_EQ(omp_get_max_threads(), 2);
    });
}

#endif

TEST(ComputeScope, reckonsWithNoMoreThreadsThanOpenMpGives)
{
    inNewThread([] {
        const int levels = omp_get_max_active_levels();
        omp_set_num_threads(3);
        omp_set_max_active_levels(0); // one thread alone, as with OMP_THREAD_LIMIT=1, which cannot be set from here
        {
            const ComputeScope scope({4, false, "cpu"});
            EXPECT_EQ(omp_get_max_threads(), 1);
        }
        EXPECT_EQ(omp_get_max_threads(), 1) << "LibTorch would wait for the others";
        EXPECT_EQ(threadCount({4, false, "cpu"}), 1);
        EXPECT_EQ(threadCount({0, false, "cpu"}), 1);
        EXPECT_EQ(availableThreads(), 1);
        omp_set_max_active_levels(levels);
    });
}

TEST(ComputeScope, isNotGivenFewerThreadsWhereTheMachineIsBusy)
{
    inNewThread([] {
        omp_set_dynamic(1); // OMP_DYNAMIC
        const ComputeScope scope({2, false, "cpu"});
        EXPECT_EQ(omp_get_dynamic(), 0);
    });
}

TEST(ComputeScope, keepsItsThreadsWhereAnotherJobBegins)
{
    DPL_NEEDS_OPENMP_THREADS(3)
    std::latch opened(2);
    const auto job = [&opened](int threads) {
        const ComputeScope scope({threads, false, "cpu"});
        opened.arrive_and_wait();
        // On first use LibTorch would take the number of whoever asked last.
        EXPECT_EQ(at::get_num_threads(), threads);
        EXPECT_EQ(omp_get_max_threads(), threads);
        std::atomic<int> workers = 0;
        at::parallel_for(0, 1 << 20, 1, [&workers](std::int64_t, std::int64_t) { ++workers; });
        EXPECT_EQ(workers, threads);
    };
    std::thread first(job, 3);
    std::thread second(job, 2);
    first.join();
    second.join();
}

TEST(ComputeScope, setsTheNumberOfThreadsAndRestoresIt)
{
    DPL_NEEDS_OPENMP_THREADS(omp_get_max_threads() + 1)
    inNewThread([] {
        const int before = omp_get_max_threads();
        {
            const ComputeScope scope({before + 1, false, "cpu"});
            EXPECT_EQ(omp_get_max_threads(), before + 1);
        }
        EXPECT_EQ(omp_get_max_threads(), before);
    });
}

TEST(CheckDevice, saysInASentenceWhatCannotBeUsed)
{
    EXPECT_NO_THROW(checkDevice("cpu"));
    for (const char* device : {"nonsense", "", "cuda:x"}) {
        const std::string error = test::errorOf([&] { checkDevice(device); });
        EXPECT_TRUE(test::says(error, {"unknown device", device, "cpu"}));
        EXPECT_EQ(error.find('\n'), std::string::npos);
    }
}

TEST(CheckDevice, knowsWhetherADeviceOfThatNumberExists)
{
    const std::string error = test::errorOf([] { checkDevice("cuda:99"); });
    EXPECT_TRUE(test::says(error, {"cuda:99"})) << "that no machine has";
    EXPECT_EQ(error.find('\n'), std::string::npos);
    EXPECT_NO_THROW(checkDevice("cpu:0"));
}

TEST(CpuQuota, isTheSmallestOfTheControlGroups)
{
    const test::TemporaryFolder folder;
    const auto write = [&](const std::string& file, const std::string& content) {
        std::filesystem::create_directories((folder / file).parent_path());
        std::ofstream(folder / file) << content;
    };
    const auto quota = [&] { return cpuQuota(folder / "own", folder / "cgroup"); };
    EXPECT_FALSE(quota()) << "no list of groups";
    write("own", "0::/batch/job\n");
    EXPECT_FALSE(quota());
    write("cgroup/batch/job/cpu.max", "max 100000\n");
    EXPECT_FALSE(quota());
    write("cgroup/batch/cpu.max", "250000 100000\n");
    EXPECT_EQ(quota(), 2.5);
    write("cgroup/batch/job/cpu.max", "50000 100000\n");
    EXPECT_EQ(quota(), 0.5);
    write("own", "0::/host/of/the/container\n");
    EXPECT_FALSE(quota());
    write("cgroup/cpu.max", "400000 100000\n");
    EXPECT_EQ(quota(), 4.0) << "the mount is the container's own group";
    write("own", "12:memory:/a\n4:cpu,cpuacct:/a\n");
    EXPECT_FALSE(quota());
    write("cgroup/cpu,cpuacct/a/cpu.cfs_quota_us", "-1\n");
    write("cgroup/cpu,cpuacct/a/cpu.cfs_period_us", "100000\n");
    EXPECT_FALSE(quota());
    write("cgroup/cpu,cpuacct/a/cpu.cfs_quota_us", "300000\n");
    EXPECT_EQ(quota(), 3.0);
}

TEST(ThreadCount, isTheGivenOneOrOnePerCore)
{
    DPL_NEEDS_OPENMP_THREADS(3)
    EXPECT_EQ(threadCount({3, false, "cpu"}), 3);
    EXPECT_EQ(threadCount({0, false, "cpu"}), availableThreads());
    EXPECT_GE(availableThreads(), 1);
}

#if defined(__linux__)

TEST(ThreadCount, countsTheCoresThisProcessMayUse)
{
    inNewThread([] {
        cpu_set_t all;
        ASSERT_EQ(::sched_getaffinity(0, sizeof all, &all), 0);
        cpu_set_t one;
        CPU_ZERO(&one);
        for (int core = 0; core < CPU_SETSIZE && CPU_COUNT(&one) == 0; ++core) {
            if (CPU_ISSET(core, &all)) {
                CPU_SET(core, &one);
            }
        }
        ASSERT_EQ(::sched_setaffinity(0, sizeof one, &one), 0);
        EXPECT_EQ(availableThreads(), 1);
    });
}

int niceValue()
{
    return ::getpriority(PRIO_PROCESS, static_cast<id_t>(::syscall(SYS_gettid)));
}

TEST(ComputeScope, backgroundWorkGivesWay)
{
    DPL_NEEDS_OPENMP_THREADS(3)
    const int mine = niceValue();
    ASSERT_LT(mine, 19);
    inNewThread([] {
        const ComputeScope scope({3, true, "cpu"});
        std::vector<int> values(3);
#pragma omp parallel
        {
            values[static_cast<std::size_t>(omp_get_thread_num())] = niceValue();
        }
        EXPECT_EQ(values, (std::vector{19, 19, 19}));
    });
    EXPECT_EQ(niceValue(), mine) << "the thread of the window keeps its priority";
    inNewThread([mine] {
        const ComputeScope scope({2, false, "cpu"});
        EXPECT_EQ(niceValue(), mine);
    });
}

#endif

} // namespace
} // namespace dpl
