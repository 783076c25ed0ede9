#pragma once

#include <algorithm>
#include <cstddef>
#include <exception>

#include <omp.h>

namespace dpl::synthetic {

/// Calls f(index, thread) for index 0..count-1 on up to `threads` OpenMP threads, each taking one contiguous range, so
/// that what a thread accumulates depends on the number of threads alone. The first exception is thrown again here.
template <typename F> void parallelFor(std::size_t count, int threads, F&& f)
{
    std::exception_ptr failure;
    const int team = static_cast<int>(std::min<std::size_t>(count, static_cast<std::size_t>(threads)));
#pragma omp parallel num_threads(team > 0 ? team : 1)
    {
        const auto thread = static_cast<std::size_t>(omp_get_thread_num());
        const auto members = static_cast<std::size_t>(omp_get_num_threads());
        try {
            for (std::size_t index = count * thread / members; index < count * (thread + 1) / members; ++index) {
                f(index, thread);
            }
        } catch (...) {
#pragma omp critical(dpl_parallel_for_failure)
            if (!failure) {
                failure = std::current_exception();
            }
        }
    }
    if (failure) {
        std::rethrow_exception(failure);
    }
}

} // namespace dpl::synthetic
