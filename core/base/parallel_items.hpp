#pragma once

#include <cstddef>
#include <exception>

namespace dpl {

/// Calls f(index) for index 0 ... count - 1 on up to `threads` OpenMP threads, each taking the next one when it is
/// free. The first exception is thrown again here; what has not begun by then is left out.
template <typename F> void parallelItems(std::size_t count, int threads, F&& f)
{
    std::exception_ptr failure;
    const auto items = static_cast<std::ptrdiff_t>(count);
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads > 0 ? threads : 1) if (count > 1)
    for (std::ptrdiff_t index = 0; index < items; ++index) {
        bool failed = false;
#pragma omp critical(dpl_parallel_items)
        failed = failure != nullptr;
        if (failed) {
            continue;
        }
        try {
            f(static_cast<std::size_t>(index));
        } catch (...) {
#pragma omp critical(dpl_parallel_items)
            if (!failure) {
                failure = std::current_exception();
            }
        }
    }
    if (failure) {
        std::rethrow_exception(failure);
    }
}

} // namespace dpl
