#include "base/compute.hpp"
#include "base/parallel.hpp"
#include "base/stopped.hpp"
#include "text/tokenizer.hpp"

namespace dpl::text {

std::vector<TokenIds> encodeAll(
    const Tokenizer& tokenizer, std::span<const std::string> texts, int threads, std::stop_token stop)
{
    constexpr std::size_t atOnce = 16;
    std::vector<TokenIds> result(texts.size());
    parallelItems(
        (texts.size() + atOnce - 1) / atOnce, threads > 0 ? threads : availableThreads(), [&](std::size_t item) {
            const std::size_t end = std::min((item + 1) * atOnce, texts.size());
            for (std::size_t i = item * atOnce; i < end; ++i) {
                throwIfStopped(stop);
                result[i] = tokenizer.encode(texts[i]);
            }
        });
    return result;
}

} // namespace dpl::text
