#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>

namespace dpl {

/// A stream of random numbers that is a function of its key alone: Philox4x32-10 (Salmon et al., "Parallel random
/// numbers: as easy as 1, 2, 3", SC 2011). Streams of different keys are independent, so each step of each job has its
/// own, and a resumed job draws what an uninterrupted one would have drawn.
class RandomStream {
public:
    /// `path` names the stream within the seed: { model, step } for instance.
    explicit RandomStream(std::uint64_t seed, std::initializer_list<std::uint64_t> path = {});

    std::uint32_t next();

    /// Uniform on [0, 1), with 24 random bits: every value is a float.
    double uniform() { return (next() >> 8) * 0x1p-24; }

    /// Uniform on {0, ..., bound - 1}; bound > 0.
    std::uint32_t below(std::uint32_t bound);

private:
    void refill();

    std::array<std::uint32_t, 2> m_key;
    std::uint64_t m_counter = 0;
    std::uint64_t m_stream;
    std::array<std::uint32_t, 4> m_block{};
    int m_used = 4;
};

} // namespace dpl
