#include "hub/waiting.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace dpl::hub {

void Waiting::wait(double seconds, const std::stop_token& stop)
{
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock(mutex);
    stopped.wait_for(lock, stop, std::chrono::duration<double>(seconds), [] { return false; });
}

} // namespace dpl::hub
