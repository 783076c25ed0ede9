#include "report/contour_labels.hpp"

#include "report/latex_text.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace dpl::report {

namespace {

double distance(const Point& a, const Point& b)
{
    return std::hypot(b.first - a.first, b.second - a.second);
}

/// A polyline measured along itself.
class MeasuredPath {
public:
    explicit MeasuredPath(Path path) : m_path(std::move(path))
    {
        m_along.push_back(0.0);
        for (std::size_t i = 1; i < m_path.size(); ++i) {
            m_along.push_back(m_along.back() + distance(m_path[i - 1], m_path[i]));
        }
    }

    double length() const { return m_along.back(); }

    Point at(double along) const
    {
        const auto next = std::upper_bound(m_along.begin() + 1, m_along.end() - 1, along);
        const auto i = static_cast<std::size_t>(next - m_along.begin());
        const double step = m_along[i] - m_along[i - 1];
        const double t = step > 0.0 ? std::clamp((along - m_along[i - 1]) / step, 0.0, 1.0) : 0.0;
        return {
            std::lerp(m_path[i - 1].first, m_path[i].first, t), std::lerp(m_path[i - 1].second, m_path[i].second, t)};
    }

    Path part(double from, double to) const
    {
        Path result{at(from)};
        for (std::size_t i = 0; i < m_path.size(); ++i) {
            if (m_along[i] > from && m_along[i] < to) {
                result.push_back(m_path[i]);
            }
        }
        result.push_back(at(to));
        return result;
    }

private:
    Path m_path;
    std::vector<double> m_along;
};

struct Placed {
    Point centre;
    double halfWidth;
};

/// Where along the path the label goes: its middle, or nothing.
std::optional<double> placeFor(
    const MeasuredPath& path, double gap, double fontPoints, const PlotArea& area, const std::vector<Placed>& placed)
{
    if (path.length() < 3.0 * gap) {
        return std::nullopt;
    }
    std::optional<double> best;
    double bestScore = 0.94; // a chord shorter than that makes the label leave its line
    for (int step = 1; step < 24; ++step) {
        const double middle = path.length() * step / 24.0;
        if (middle < 0.75 * gap || middle > path.length() - 0.75 * gap) {
            continue;
        }
        const Point centre = path.at(middle);
        const double reach = std::max(gap / 2.0, fontPoints / 2.0) + 1.0;
        if (centre.first < reach || centre.second < reach || centre.first > area.widthPoints() - reach
            || centre.second > area.heightPoints() - reach) {
            continue;
        }
        const bool apart = std::all_of(placed.begin(), placed.end(),
            [&](const Placed& other) { return distance(centre, other.centre) > other.halfWidth + gap / 2.0 + 2.0; });
        const double straightness = distance(path.at(middle - gap / 2.0), path.at(middle + gap / 2.0)) / gap;
        // Between places that are equally straight, the middle of the line is best.
        const double score = straightness - 0.02 * std::abs(step / 12.0 - 1.0);
        if (apart && score > bestScore) {
            best = middle;
            bestScore = score;
        }
    }
    return best;
}

double readingAngle(const Point& from, const Point& to)
{
    const double degrees = std::atan2(to.second - from.second, to.first - from.first) * 180.0 / std::numbers::pi;
    // Steep labels all read upwards, also those a little beyond the vertical.
    return degrees > 100.0 ? degrees - 180.0 : degrees <= -80.0 ? degrees + 180.0 : degrees;
}

} // namespace

std::vector<LabelledContour> labelContours(const Contours& contours, const PlotArea& area, double fontPoints)
{
    const std::vector<double> levels = contourLevels(contours);
    std::vector<LabelledContour> result;
    std::vector<Placed> placed;
    for (const ContourLine& line : contourLines(contours)) {
        std::vector<double> x;
        std::vector<double> y;
        for (const auto& [pointX, pointY] : line.points) {
            x.push_back(pointX);
            y.push_back(pointY);
        }
        const auto at = std::find(levels.begin(), levels.end(), line.level) - levels.begin();
        const double fraction =
            levels.size() < 2 ? 1.0 : static_cast<double>(at) / static_cast<double>(levels.size() - 1);
        LabelledContour labelled{line.level, static_cast<int>(std::lround(35.0 + 65.0 * fraction)), {}, std::nullopt};
        for (Path path : area.lines(x, y)) {
            for (Point& point : path) {
                point = {point.first * area.widthPoints(), point.second * area.heightPoints()};
            }
            const MeasuredPath measured(path);
            const std::string text = tickLabel(line.level, levels);
            const double gap = latexWidth(text, fontPoints) + 2.0;
            const auto middle = labelled.label ? std::nullopt : placeFor(measured, gap, fontPoints, area, placed);
            if (!middle) {
                labelled.pieces.push_back(std::move(path));
                continue;
            }
            const double from = *middle - gap / 2.0;
            const double to = *middle + gap / 2.0;
            labelled.label = {text, measured.at(*middle), readingAngle(measured.at(from), measured.at(to))};
            placed.push_back({measured.at(*middle), gap / 2.0});
            labelled.pieces.push_back(measured.part(0.0, from));
            labelled.pieces.push_back(measured.part(to, measured.length()));
        }
        result.push_back(std::move(labelled));
    }
    return result;
}

} // namespace dpl::report
