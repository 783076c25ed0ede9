// What items of core's own parallel loop add up to, without a lock.

#include "base/parallel.hpp"

#include <thread>
#include <vector>

int main()
{
    long sum = 0;
    std::vector<std::thread> callers;
    for (int caller = 0; caller < 2; ++caller) { // OpenMP's own workers are not instrumented: callers are
        callers.emplace_back(
            [&sum] { dpl::parallelItems(1000, 1, [&sum](std::size_t item) { sum += static_cast<long>(item); }); });
    }
    for (std::thread& caller : callers) {
        caller.join();
    }
    return sum == -1 ? 1 : 0;
}
