#include "runs/curves.hpp"

#include "base/error.hpp"
#include "base/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace dpl::runs {

namespace {

constexpr double noValue = std::numeric_limits<double>::quiet_NaN();

const std::vector<double>* valuesOf(const MetricSeries& series, const std::string& name)
{
    const auto found = series.values.find(name);
    return found == series.values.end() ? nullptr : &found->second;
}

/// The epoch at a step, by a straight line between the steps beside it that tell theirs.
double epochAt(const MetricSeries& series, const std::vector<double>& epochs, std::int64_t step)
{
    if (series.steps.empty()) {
        return noValue;
    }
    const auto after = std::lower_bound(series.steps.begin(), series.steps.end(), step);
    if (after == series.steps.end()) {
        return epochs.back();
    }
    const auto index = static_cast<std::size_t>(after - series.steps.begin());
    if (*after == step) {
        return epochs[index];
    }
    const double stepBefore = index == 0 ? 0.0 : static_cast<double>(series.steps[index - 1]);
    const double epochBefore = index == 0 ? 0.0 : epochs[index - 1];
    const double share = (static_cast<double>(step) - stepBefore) / (static_cast<double>(*after) - stepBefore);
    return epochBefore + share * (epochs[index] - epochBefore);
}

/// Seconds may go back where a resumed run has not yet caught up with what it repeats.
void sortByX(Curve& curve)
{
    if (std::is_sorted(curve.x.begin(), curve.x.end())) {
        return;
    }
    std::vector<std::size_t> order(curve.x.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_sort(
        order.begin(), order.end(), [&curve](std::size_t a, std::size_t b) { return curve.x[a] < curve.x[b]; });
    Curve sorted;
    sorted.x.reserve(order.size());
    sorted.y.reserve(order.size());
    for (const std::size_t index : order) {
        sorted.x.push_back(curve.x[index]);
        sorted.y.push_back(curve.y[index]);
    }
    curve = std::move(sorted);
}

} // namespace

Curve curveOf(const MetricSeries& series, const std::string& metric, CurveAxis axis, const MetricSeries* epochs)
{
    Curve curve;
    const std::vector<double>* values = valuesOf(series, metric);
    if (!values) {
        return curve;
    }
    const std::vector<double>* own = valuesOf(series, "epoch");
    const std::vector<double>* others = epochs ? valuesOf(*epochs, "epoch") : nullptr;
    curve.x.reserve(values->size());
    curve.y.reserve(values->size());
    for (std::size_t i = 0; i < values->size(); ++i) {
        double x = static_cast<double>(series.steps[i]);
        if (axis == CurveAxis::seconds) {
            x = series.seconds[i];
        } else if (axis == CurveAxis::epoch) {
            x = own ? (*own)[i] : others ? epochAt(*epochs, *others, series.steps[i]) : noValue;
        }
        if (std::isfinite(x)) {
            curve.x.push_back(x);
            curve.y.push_back((*values)[i]);
        }
    }
    sortByX(curve);
    return curve;
}

std::vector<double> smoothed(const std::vector<double>& y, double weight)
{
    if (!(weight >= 0.0 && weight < 1.0)) {
        throw Error("the weight of smoothing must be at least 0 and less than 1");
    }
    std::vector<double> result(y.size());
    double sum = 0.0;
    double power = 1.0; // w^i
    for (std::size_t i = 0; i < y.size(); ++i) {
        if (!std::isfinite(y[i])) {
            result[i] = y[i];
            continue;
        }
        sum = weight * sum + (1.0 - weight) * y[i];
        power *= weight;
        result[i] = sum / (1.0 - power);
    }
    return result;
}

SeedCurve overSeeds(const std::vector<const Curve*>& curves)
{
    SeedCurve result;
    result.runs = static_cast<int>(curves.size());
    if (curves.empty()) {
        return result;
    }
    std::vector<std::size_t> at(curves.size(), 0);
    std::vector<double> values(curves.size());
    const Curve& first = *curves.front();
    for (std::size_t i = 0; i < first.x.size(); ++i) {
        bool shared = true;
        for (std::size_t c = 0; c < curves.size() && shared; ++c) {
            const Curve& curve = *curves[c];
            while (at[c] < curve.x.size() && curve.x[at[c]] < first.x[i]) {
                ++at[c];
            }
            shared = at[c] < curve.x.size() && curve.x[at[c]] == first.x[i];
            values[c] = shared ? curve.y[at[c]] : noValue;
        }
        if (shared) {
            const MeanAndDeviation over = meanAndDeviation(values);
            result.x.push_back(first.x[i]);
            result.mean.push_back(over.mean);
            result.deviation.push_back(over.deviation);
        }
    }
    return result;
}

std::optional<std::size_t> nearestPoint(const std::vector<double>& xs, double x)
{
    if (xs.empty()) {
        return std::nullopt;
    }
    const auto after = static_cast<std::size_t>(std::lower_bound(xs.begin(), xs.end(), x) - xs.begin());
    if (after == 0) {
        return 0;
    }
    if (after == xs.size() || x - xs[after - 1] <= xs[after] - x) {
        return after - 1;
    }
    return after;
}

} // namespace dpl::runs
