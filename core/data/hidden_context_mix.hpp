#pragma once

#include <cstdint>
#include <vector>

namespace dpl::data {

/// A row of one of two pools: the main objective's, or the other's.
struct MixedRow {
    bool fromOther = false;
    std::size_t index = 0;

    friend bool operator==(const MixedRow&, const MixedRow&) = default;
};

/// Draws `size` rows (0: min(main, 2 other)) of which round(ratio size) come from the other pool, 0 <= ratio <= 1/2, in
/// random order and without replacement, as a function of the seed. Larger ratios take more of the same rows of the
/// other pool and fewer of the same of the main one. Throws Error saying which pool is too small.
std::vector<MixedRow> mixObjectives(
    std::size_t main, std::size_t other, double ratio, std::size_t size, std::uint64_t seed);

} // namespace dpl::data
