#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>

#include <omp.h>

/// Work on several threads: two ways on OpenMP's workers, whose number, priority and treatment of denormals a
/// ComputeScope has set. Items go to whoever is free, where each makes a result of its own; ranges are fixed, where
/// what a thread adds up must depend on the number of threads alone.
///
/// Beside them stand rowsInParallel (backbone/rows_in_parallel.hpp), LibTorch's at::parallel_for: within a model's pass
/// LibTorch decides what is worth a thread, and does not nest its own operations in it.
namespace dpl {

namespace detail {

/// The first exception of several threads.
class FirstFailure {
public:
    template <typename F> void guard(F&& f)
    {
        try {
            f();
        } catch (...) {
            if (!m_isSet.exchange(true)) {
                m_exception = std::current_exception();
            }
        }
    }

    bool isSet() const { return m_isSet; }

    /// After the threads have met again.
    void rethrow() const
    {
        if (m_exception) {
            std::rethrow_exception(m_exception);
        }
    }

private:
    std::atomic<bool> m_isSet{false};
    std::exception_ptr m_exception;
};

} // namespace detail

/// As many threads as the ComputeScope at hand has set.
inline int scopeThreads()
{
    return omp_get_max_threads();
}

/// Calls f(index) for index 0 ... count - 1 on up to `threads` threads, each taking the next one when it is free. The
/// first exception is thrown again here; what has not begun by then is left out.
template <typename F> void parallelItems(std::size_t count, int threads, F&& f)
{
    detail::FirstFailure failure;
    const auto items = static_cast<std::ptrdiff_t>(count);
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads > 0 ? threads : 1) if (count > 1)
    for (std::ptrdiff_t index = 0; index < items; ++index) {
        if (!failure.isSet()) {
            failure.guard([&] { f(static_cast<std::size_t>(index)); });
        }
    }
    failure.rethrow();
}

/// Calls f(index, thread) for index 0 ... count - 1 on up to `threads` threads, each taking one contiguous range, so
/// that what a thread accumulates depends on the number of threads alone. The first exception is thrown again here.
template <typename F> void parallelRanges(std::size_t count, int threads, F&& f)
{
    detail::FirstFailure failure;
    const int team = static_cast<int>(std::min<std::size_t>(count, static_cast<std::size_t>(threads)));
#pragma omp parallel num_threads(team > 0 ? team : 1)
    {
        const auto thread = static_cast<std::size_t>(omp_get_thread_num());
        const auto members = static_cast<std::size_t>(omp_get_num_threads());
        failure.guard([&] {
            for (std::size_t index = count * thread / members; index < count * (thread + 1) / members; ++index) {
                f(index, thread);
            }
        });
    }
    failure.rethrow();
}

} // namespace dpl
