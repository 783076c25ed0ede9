#include "base/random_stream.hpp"

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
    std::array<std::uint32_t, 4> c{static_cast<std::uint32_t>(m_counter), static_cast<std::uint32_t>(m_counter >> 32),
        static_cast<std::uint32_t>(m_stream), static_cast<std::uint32_t>(m_stream >> 32)};
    std::array<std::uint32_t, 2> k = m_key;
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t p0 = std::uint64_t{0xd2511f53u} * c[0];
        const std::uint64_t p1 = std::uint64_t{0xcd9e8d57u} * c[2];
        c = {static_cast<std::uint32_t>(p1 >> 32) ^ c[1] ^ k[0], static_cast<std::uint32_t>(p1),
            static_cast<std::uint32_t>(p0 >> 32) ^ c[3] ^ k[1], static_cast<std::uint32_t>(p0)};
        k[0] += 0x9e3779b9u;
        k[1] += 0xbb67ae85u;
    }
    m_block = c;
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
