#include "base/random_stream.hpp"

#include "base/philox.hpp"

#include <algorithm>
#include <iterator>

namespace dpl {

namespace {

/// The finaliser of SplitMix64: mixes a path of numbers into one.
std::uint64_t mix(std::uint64_t x)
{
    x += 0x9e3779b97f4a7c15ull;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
    return x ^ (x >> 31);
}

} // namespace

RandomStream::RandomStream(std::uint64_t seed, std::initializer_list<std::uint64_t> path)
{
    const std::uint64_t key = mix(seed);
    m_key = {static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)};
    m_stream = 0;
    for (const std::uint64_t part : path) {
        m_stream = mix(m_stream ^ part);
    }
}

void RandomStream::refill()
{
    const PhiloxBlock block = philox(m_stream, m_counter, m_key[0] | std::uint64_t{m_key[1]} << 32);
    std::copy(std::begin(block.word), std::end(block.word), m_block.begin());
    m_used = 0;
    ++m_counter;
}

std::uint32_t RandomStream::next()
{
    if (m_used == 4) {
        refill();
    }
    return m_block[static_cast<std::size_t>(m_used++)];
}

std::uint32_t RandomStream::below(std::uint32_t bound)
{
    // Lemire's method: the product's upper half is uniform once the few low ones that would favour some are rejected.
    std::uint64_t product = std::uint64_t{next()} * bound;
    if (static_cast<std::uint32_t>(product) < bound) {
        const std::uint32_t threshold = (0u - bound) % bound;
        while (static_cast<std::uint32_t>(product) < threshold) {
            product = std::uint64_t{next()} * bound;
        }
    }
    return static_cast<std::uint32_t>(product >> 32);
}

} // namespace dpl
