#include "base/compute.hpp"
#include "base/stopped.hpp"
#include "text/tokenizer.hpp"

#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

namespace dpl::text {

std::vector<TokenIds> encodeAll(
    const Tokenizer& tokenizer, std::span<const std::string> texts, int threads, std::stop_token stop)
{
    std::vector<TokenIds> result(texts.size());
    std::atomic<std::size_t> next{0};
    std::atomic<bool> hasFailed{false};
    std::exception_ptr failure;
    std::mutex failureMutex;
    const auto work = [&] {
        constexpr std::size_t atOnce = 16;
        try {
            for (std::size_t begin = next.fetch_add(atOnce); begin < texts.size(); begin = next.fetch_add(atOnce)) {
                for (std::size_t i = begin; i < std::min(begin + atOnce, texts.size()); ++i) {
                    if (hasFailed) {
                        return;
                    }
                    throwIfStopped(stop);
                    result[i] = tokenizer.encode(texts[i]);
                }
            }
        } catch (...) {
            const std::lock_guard lock(failureMutex);
            if (!hasFailed.exchange(true)) {
                failure = std::current_exception();
            }
        }
    };
    const auto wanted = static_cast<std::size_t>(threads > 0 ? threads : availableThreads());
    {
        std::vector<std::jthread> others;
        for (std::size_t i = 1; i < std::min(wanted, texts.size()); ++i) {
            others.emplace_back(work);
        }
        work();
    }
    if (failure) {
        std::rethrow_exception(failure);
    }
    return result;
}

} // namespace dpl::text
