#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace dpl::synthetic {

/// A regular grid over [0, 1]^d, both ends included. In two dimensions point i * n + j is (axis[i], axis[j]).
class Grid {
public:
    Grid() = default;
    Grid(int dimension, std::size_t pointsPerAxis);

    int dimension() const { return m_dimension; }
    const std::vector<double>& axis() const { return m_axis; }
    std::size_t size() const { return m_points.size() / static_cast<std::size_t>(m_dimension); }

    /// The point's coordinates [d].
    std::span<const double> point(std::size_t index) const;

    /// All points, row-major [size, d].
    const std::vector<double>& points() const { return m_points; }

    friend bool operator==(const Grid&, const Grid&) = default;

private:
    int m_dimension = 1;
    std::vector<double> m_axis;
    std::vector<double> m_points;
};

/// What learned curves are drawn and ranked on: 201 alternatives, or 41 x 41.
Grid curveGrid(int dimension);

/// What voting rules compare pairwise: 101 alternatives, or 15 x 15.
Grid votingGrid(int dimension);

} // namespace dpl::synthetic
