#pragma once

#include "report/figure.hpp"

#include <utility>
#include <vector>

namespace dpl::report {

using Point = std::pair<double, double>;
using Path = std::vector<Point>;

/// Maps an axis' range to 0..1, linearly or by logarithms.
class AxisMap {
public:
    AxisMap(Scale scale, std::pair<double, double> range);

    double low() const { return m_low; }
    double high() const { return m_high; }

    /// What is taken off coordinates before they are written. It is zero, but for an axis whose range is narrow and far
    /// from zero (seconds since 1970): six digits would not tell its values apart, and neither would TeX.
    double offset() const { return m_offset; }

    /// NaN for what has no place on the axis (not finite, or not positive on a logarithmic one).
    double toUnit(double value) const;
    /// The coordinate to be written: the value, less the offset.
    double fromUnit(double unit) const;

private:
    Scale m_scale;
    double m_low;
    double m_high;
    double m_offset = 0.0;
};

/// The rectangle between a panel's axes. Paths within are in units of its width and height, from the lower left corner.
/// What lies far outside is cut off, because TeX has no lengths beyond 5.7 m: only a margin of one width and height all
/// around is kept, so that strokes still end out of sight.
class PlotArea {
public:
    PlotArea(AxisMap x, AxisMap y, double widthPoints, double heightPoints);

    const AxisMap& x() const { return m_x; }
    const AxisMap& y() const { return m_y; }
    double widthPoints() const { return m_width; }
    double heightPoints() const { return m_height; }

    Point toUnit(double x, double y) const { return {m_x.toUnit(x), m_y.toUnit(y)}; }
    Point fromUnit(const Point& unit) const { return {m_x.fromUnit(unit.first), m_y.fromUnit(unit.second)}; }

    /// The polyline through (x[i], y[i]), interrupted where a value has no place and where it is far outside.
    std::vector<Path> lines(const std::vector<double>& x, const std::vector<double>& y) const;

    /// The closed shapes between lower and upper, interrupted likewise. On a logarithmic axis a lower edge that has no
    /// place (zero or below) reaches down to the margin.
    std::vector<Path> bands(const Band& band) const;

private:
    AxisMap m_x;
    AxisMap m_y;
    double m_width;
    double m_height;
};

/// Leaves the first, lowest, highest and last of the points that share a column of `columnWidth`, in a path whose x
/// never decrease: a curve of a hundred thousand steps looks as before and TeX can still set it. Other paths return as
/// they are.
Path thinned(const Path& path, double columnWidth);

} // namespace dpl::report
