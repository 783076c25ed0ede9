#include "synthetic/grid.hpp"

#include "base/statistics.hpp"

namespace dpl::synthetic {

Grid::Grid(int dimension, std::size_t pointsPerAxis)
    : m_dimension(dimension), m_axis(evenlySpaced(0.0, 1.0, pointsPerAxis))
{
    if (dimension == 1) {
        m_points = m_axis;
        return;
    }
    for (const double x : m_axis) {
        for (const double y : m_axis) {
            m_points.insert(m_points.end(), {x, y});
        }
    }
}

std::span<const double> Grid::point(std::size_t index) const
{
    const auto d = static_cast<std::size_t>(m_dimension);
    return std::span(m_points).subspan(index * d, d);
}

Grid curveGrid(int dimension)
{
    return {dimension, dimension == 1 ? std::size_t{201} : std::size_t{41}};
}

Grid votingGrid(int dimension)
{
    return {dimension, dimension == 1 ? std::size_t{101} : std::size_t{15}};
}

} // namespace dpl::synthetic
