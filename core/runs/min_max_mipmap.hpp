#pragma once

#include "runs/curves.hpp"

#include <cstdint>
#include <vector>

namespace dpl::runs {

/// A curve with the lowest and the highest value of every stretch of 16, 32, 64, ... points, so that it is drawn at any
/// zoom in time that depends on the pixels and hardly on the points: a column of pixels costs O(log n). Half as much
/// memory as the curve itself.
class MinMaxMipmap {
public:
    MinMaxMipmap() = default;
    explicit MinMaxMipmap(Curve curve);

    const Curve& curve() const { return m_curve; }

    /// What covers the same pixels as the curve between `low` and `high` does on `columns` columns: the first, lowest,
    /// highest and last point of each column, in their order, and the points just outside so that lines run out of the
    /// picture. No extreme is lost. A column of nothing but values that are not finite gives one of them, a gap.
    Curve decimated(double low, double high, int columns) const;

private:
    struct Extremes {
        std::uint32_t lowest = 0;
        std::uint32_t highest = 0;
    };
    static constexpr std::size_t block = 16;

    void extend(Extremes& extremes, bool& any, std::size_t index) const;
    void extend(Extremes& extremes, bool& any, const Extremes& other) const;
    bool extremesOf(std::size_t begin, std::size_t end, Extremes& extremes) const;

    Curve m_curve;
    std::vector<std::vector<Extremes>> m_levels; ///< [k][j]: points j block 2^k up to (j + 1) block 2^k
};

} // namespace dpl::runs
