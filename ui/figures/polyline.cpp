#include "figures/polyline.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace dpl::ui {

namespace {

QPointF between(const QPointF& a, const QPointF& b, double t)
{
    return a + (b - a) * t;
}

/// The part of each stretch with low <= coordinate <= high; `coordinate` is QPointF::x or y.
template <typename Coordinate> QList<Run> cut(const Run& run, double low, double high, Coordinate coordinate)
{
    QList<Run> result;
    Run current;
    const auto finish = [&] {
        if (!current.isEmpty()) {
            result.append(current);
            current = {};
        }
    };
    for (qsizetype i = 0; i < run.size(); ++i) {
        const double c = coordinate(run[i]);
        if (i > 0) {
            const double before = coordinate(run[i - 1]);
            std::array crossings{(low - before) / (c - before), (high - before) / (c - before)};
            std::sort(crossings.begin(), crossings.end());
            for (const double t : crossings) {
                if (t > 0.0 && t < 1.0) {
                    current.append(between(run[i - 1], run[i], t));
                    const double side = coordinate(between(run[i - 1], run[i], std::min(1.0, t + 1e-6)));
                    if (side < low || side > high) {
                        finish();
                    }
                }
            }
        }
        if (c >= low && c <= high) {
            current.append(run[i]);
        } else {
            finish();
        }
    }
    finish();
    return result;
}

Run pressed(const Run& run, double low, double high)
{
    Run result;
    result.reserve(run.size());
    for (qsizetype i = 0; i < run.size(); ++i) {
        if (i > 0) {
            const double before = run[i - 1].y();
            const double after = run[i].y();
            std::array crossings{(low - before) / (after - before), (high - before) / (after - before)};
            std::sort(crossings.begin(), crossings.end());
            for (const double t : crossings) {
                if (t > 0.0 && t < 1.0) {
                    result.append(between(run[i - 1], run[i], t));
                }
            }
        }
        result.append({run[i].x(), std::clamp(run[i].y(), low, high)});
    }
    return result;
}

} // namespace

QList<Run> finiteRuns(
    const std::vector<double>& x, const std::vector<double>& y, const AxisMapping& xAxis, const AxisMapping& yAxis)
{
    QList<Run> result;
    Run current;
    const std::size_t count = std::min(x.size(), y.size());
    current.reserve(static_cast<qsizetype>(count));
    for (std::size_t i = 0; i < count; ++i) {
        const QPointF point(xAxis.position(x[i]), yAxis.position(y[i]));
        if (std::isfinite(point.x()) && std::isfinite(point.y())) {
            current.append(point);
        } else if (!current.isEmpty()) {
            result.append(current);
            current = {};
        }
    }
    if (!current.isEmpty()) {
        result.append(current);
    }
    return result;
}

Run thinned(const Run& run, double columnWidth)
{
    const auto leftward = [](const QPointF& a, const QPointF& b) { return b.x() < a.x(); };
    if (run.size() < 3 || std::adjacent_find(run.begin(), run.end(), leftward) != run.end()) {
        return run;
    }
    Run result;
    result.reserve(run.size());
    for (qsizetype first = 0; first < run.size();) {
        const double column = std::floor(run[first].x() / columnWidth);
        qsizetype last = first;
        qsizetype lowest = first;
        qsizetype highest = first;
        while (last + 1 < run.size() && std::floor(run[last + 1].x() / columnWidth) == column) {
            ++last;
            lowest = run[last].y() < run[lowest].y() ? last : lowest;
            highest = run[last].y() > run[highest].y() ? last : highest;
        }
        if (first == 0 && std::min(lowest, highest) > 0) {
            result.append(run.constFirst());
        }
        result.append(run[std::min(lowest, highest)]);
        if (lowest != highest) {
            result.append(run[std::max(lowest, highest)]);
        }
        first = last + 1;
    }
    if (result.constLast() != run.constLast()) {
        result.append(run.constLast());
    }
    return result;
}

QList<Run> clipped(const Run& run, const QSizeF& size, Outside outside)
{
    const double width = size.width();
    const double height = size.height();
    const bool inside = std::all_of(run.begin(), run.end(), [&](const QPointF& point) {
        return point.x() >= 0.0 && point.x() <= width && point.y() >= 0.0 && point.y() <= height;
    });
    if (inside) {
        return {run};
    }
    // Ends that rounding put a hair outside must not cost the curve its last point.
    const double slack = 1e-6 * width;
    QList<Run> result;
    for (const Run& part : cut(run, -slack, width + slack, [](const QPointF& point) { return point.x(); })) {
        switch (outside) {
        case Outside::cut: {
            const double rise = 1e-6 * height;
            result += cut(part, -rise, height + rise, [](const QPointF& point) { return point.y(); });
            break;
        }
        case Outside::hide: result.append(pressed(part, -0.5 * height, 1.5 * height)); break;
        case Outside::press: result.append(pressed(part, 0.0, height)); break;
        }
    }
    return result;
}

} // namespace dpl::ui
