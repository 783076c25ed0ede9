#pragma once

#include <cstdint>

namespace dpl {

struct PhiloxBlock {
    std::uint32_t word[4];
};

/// Four random numbers that are a function of a counter of 128 bits (`high`, `low`) and a key: Philox4x32-10 (Salmon et
/// al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011). Always inline, so that loops over blocks become
/// vectors.
[[gnu::always_inline]] inline PhiloxBlock philox(std::uint64_t high, std::uint64_t low, std::uint64_t key)
{
    auto c0 = static_cast<std::uint32_t>(low);
    auto c1 = static_cast<std::uint32_t>(low >> 32);
    auto c2 = static_cast<std::uint32_t>(high);
    auto c3 = static_cast<std::uint32_t>(high >> 32);
    auto k0 = static_cast<std::uint32_t>(key);
    auto k1 = static_cast<std::uint32_t>(key >> 32);
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t a = std::uint64_t{0xd2511f53} * c0;
        const std::uint64_t b = std::uint64_t{0xcd9e8d57} * c2;
        c0 = static_cast<std::uint32_t>(b >> 32) ^ c1 ^ k0;
        c1 = static_cast<std::uint32_t>(b);
        c2 = static_cast<std::uint32_t>(a >> 32) ^ c3 ^ k1;
        c3 = static_cast<std::uint32_t>(a);
        k0 += 0x9e3779b9;
        k1 += 0xbb67ae85;
    }
    return {{c0, c1, c2, c3}};
}

} // namespace dpl
