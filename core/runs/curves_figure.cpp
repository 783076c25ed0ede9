#include "runs/curves_figure.hpp"

#include "report/left_out_note.hpp"
#include "report/legend_plan.hpp"
#include "report/number_text.hpp"
#include "runs/metric_info.hpp"
#include "runs/run_column.hpp"
#include "runs/run_names.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>
#include <tuple>

namespace dpl::runs {

namespace {

std::string axisTitleOf(CurveAxis axis)
{
    switch (axis) {
    case CurveAxis::epoch: return "epoch";
    case CurveAxis::seconds: return "time (s)";
    case CurveAxis::step: break;
    }
    return "step";
}

/// A band to nothing or less has no place on a logarithmic axis: it ends a little above.
void keepPositive(std::vector<double>& lower, const std::vector<double>& upper)
{
    for (std::size_t i = 0; i < lower.size(); ++i) {
        if (lower[i] <= 0.0) {
            lower[i] = upper[i] / 1000.0;
        }
    }
}

/// Of a curve as it is read off, in the data.
std::string seriesName(const DrawnCurve& curve, const CurveOptions& options)
{
    return options.smooths(curve.heldOut) ? curve.label + ", smoothed " + report::fixedText(options.smoothing, 2)
                                          : curve.label;
}

/// How curves of training rows were smoothed; nothing if none was.
std::optional<std::string> smoothingNote(const std::vector<DrawnCurve>& curves, const CurveOptions& options)
{
    const auto isSmoothed = [&options](const DrawnCurve& curve) { return options.smooths(curve.heldOut); };
    if (std::none_of(curves.begin(), curves.end(), isSmoothed)) {
        return std::nullopt;
    }
    return "Curves of training rows are smoothed exponentially, earlier values with a weight of "
        + report::fixedText(options.smoothing, 2)
        + (options.overSeeds ? ", each seed before the mean" : "; faint ones are the values themselves");
}

} // namespace

std::optional<std::string> leftOutNote(const std::vector<DrawnCurve>& curves)
{
    std::size_t points = 0;
    std::size_t leftOut = 0;
    for (const DrawnCurve& curve : curves) {
        const std::vector<double>& y = curve.strong().curve().y;
        points += y.size();
        leftOut +=
            static_cast<std::size_t>(std::count_if(y.begin(), y.end(), [](double value) { return value <= 0.0; }));
    }
    return report::leftOutNote(leftOut, points);
}

std::vector<std::string> notesOfRuns(const std::vector<std::shared_ptr<const ListedRun>>& runs)
{
    std::vector<const ListedRun*> all;
    for (const auto& run : runs) {
        all.push_back(run.get());
    }
    const std::vector<std::string> names = distinctNames(all);
    std::vector<std::string> notes;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const RunRecord& record = all[i]->record;
        if (record.state != RunState::finished) {
            notes.push_back(names[i] + ": not finished, step "
                + numberText(CellStyle::exact, static_cast<double>(record.step)) + " of "
                + numberText(CellStyle::exact, static_cast<double>(record.totalSteps)));
        }
        for (const std::string& warning : record.warnings) {
            notes.push_back(names[i] + ": " + warning);
        }
    }
    return notes;
}

std::optional<std::pair<double, double>> xExtent(const std::vector<DrawnCurve>& curves)
{
    std::optional<std::pair<double, double>> extent;
    for (const DrawnCurve& curve : curves) {
        const std::vector<double>& x = curve.raw.curve().x;
        if (x.empty()) {
            continue;
        }
        extent = extent ? std::pair(std::min(extent->first, x.front()), std::max(extent->second, x.back()))
                        : std::pair(x.front(), x.back());
    }
    return extent;
}

report::Figure curvesFigure(const std::vector<DrawnCurve>& curves, const std::string& metric,
    const CurveOptions& options, const CurveWindow& window)
{
    report::Figure figure;
    figure.name = metric;
    figure.title = metricInfo(metric).title + " by " + axisTitleOf(options.axis);
    figure.heightInches = 2.4;
    report::Panel panel;
    panel.x.title = axisTitleOf(options.axis);
    panel.left.title = axisTitle(metric) + (options.minusBaseline ? ", above the baseline's" : "");
    panel.left.scale = window.logarithmic ? report::Scale::logarithmic : report::Scale::linear;
    panel.left.range = window.y;
    panel.legend = window.legend;
    const auto extent = xExtent(curves);
    std::pair<double, double> shown = window.x.value_or(extent.value_or(std::pair(0.0, 1.0)));
    if (shown.first == shown.second) { // a single point stands in the middle
        const double beside = shown.first != 0.0 ? std::abs(shown.first) : 1.0;
        shown = {shown.first - beside, shown.second + beside};
    }
    if (window.x) {
        panel.x.range = shown;
    } else if (extent) {
        panel.x.range = std::pair(extent->first <= 0.2 * shown.second ? 0.0 : shown.first, shown.second);
    }
    const auto cut = [&](const MinMaxMipmap& pyramid) {
        return pyramid.decimated(shown.first, shown.second, window.columns);
    };
    for (const DrawnCurve& curve : curves) {
        if (curve.upper.curve().x.empty()) {
            continue;
        }
        report::Band band;
        band.role = curve.role;
        const Curve& lower = curve.lower.curve();
        // Both edges at the same x: those of the upper one's extremes would not be the lower one's.
        const MinMaxMipmap& mean = curve.raw;
        const Curve at = mean.decimated(shown.first, shown.second, window.columns);
        band.series = seriesName(curve, options) + ", mean \u00b1 sd";
        band.middle = at.y;
        band.along = {"n", std::vector<double>(at.x.size(), curve.runs)};
        for (const double x : at.x) {
            const std::size_t index = *nearestPoint(lower.x, x);
            band.x.push_back(x);
            band.lower.push_back(lower.y[index]);
            band.upper.push_back(curve.upper.curve().y[index]);
        }
        if (window.logarithmic) {
            keepPositive(band.lower, band.upper);
        }
        band.opacity = 0.2;
        panel.layers.emplace_back(std::move(band));
    }
    for (const DrawnCurve& curve : curves) {
        if (!curve.smooth.curve().x.empty()) {
            Curve points = cut(curve.raw);
            panel.layers.emplace_back(report::Line{"", curve.role, std::move(points.x), std::move(points.y),
                report::YAxis::left, 0.3, 0.6, curve.dash, curve.label});
        }
    }
    for (const DrawnCurve& curve : curves) {
        Curve points = cut(curve.strong());
        const bool isMarked = curve.heldOut && options.series == CurveSeries::both;
        if (isMarked || points.x.size() == 1) { // a line through one point is nothing
            report::Points dots{"", curve.role, points.x, points.y};
            dots.series = seriesName(curve, options);
            panel.layers.emplace_back(std::move(dots));
        }
        panel.layers.emplace_back(report::Line{curve.label, curve.role, std::move(points.x), std::move(points.y),
            report::YAxis::left, 1.0, isMarked ? 0.7 : 1.2, curve.dash, seriesName(curve, options)});
    }
    figure.panels.push_back(std::move(panel));
    if (const auto note = smoothingNote(curves, options)) {
        figure.notes.push_back(*note);
    }
    if (const auto note = leftOutNote(curves); note && window.logarithmic) {
        figure.notes.push_back(metricInfo(metric).title + ": " + *note);
    }
    return figure;
}

report::Figure besideEachOther(report::Figure left, const report::Figure& right, const std::vector<std::string>& notes)
{
    left.name += "_and_" + right.name;
    left.title += " and " + right.title;
    left.columns = 2;
    std::copy_if(right.notes.begin(), right.notes.end(), std::back_inserter(left.notes), [&left](const auto& note) {
        return std::find(left.notes.begin(), left.notes.end(), note) == left.notes.end();
    });
    left.notes.insert(left.notes.end(), notes.begin(), notes.end());
    if (!left.panels.empty()) {
        constexpr std::size_t fewEntries = 6; // two rows of three, as wide as their names are
        constexpr double rowInches = 0.13;
        const std::size_t entries = report::legendLayers(left, left.panels.front()).size();
        if (entries > fewEntries) {
            left.heightInches += rowInches * static_cast<double>((entries - fewEntries + 2) / 3);
        }
    }
    for (report::Panel panel : right.panels) {
        panel.cell.column = 1;
        panel.legend = false; // the same runs in the same colours
        left.panels.push_back(std::move(panel));
    }
    return left;
}

namespace {

Reading readingOf(const DrawnCurve& curve, std::size_t index)
{
    const Curve& points = curve.strong().curve();
    Reading reading{curve.label, curve.role, points.x[index], points.y[index], {}};
    if (!curve.upper.curve().x.empty()) {
        reading.deviation = curve.upper.curve().y[index] - points.y[index];
    }
    return reading;
}

/// None outside the curve's extent; without x, the last one.
std::optional<Reading> readingOf(const DrawnCurve& curve, std::optional<double> x)
{
    const Curve& points = curve.strong().curve();
    if (points.x.empty() || (x && (*x < points.x.front() || *x > points.x.back()))) {
        return std::nullopt;
    }
    return readingOf(curve, x ? *nearestPoint(points.x, *x) : points.x.size() - 1);
}

std::vector<Reading> readings(const std::vector<DrawnCurve>& curves, std::optional<double> x)
{
    std::vector<Reading> result;
    for (const DrawnCurve& curve : curves) {
        if (auto reading = readingOf(curve, x)) {
            result.push_back(std::move(*reading));
        }
    }
    return result;
}

CellStyle styleOf(const std::string& metric)
{
    return metric == "loss" ? CellStyle::loss : metric == "accuracy" ? CellStyle::share : CellStyle::significant;
}

/// Of the baseline's curve on the same rows.
std::optional<Reading> baselineReading(const ChartCurves& chart, bool heldOut, std::optional<double> x)
{
    for (const DrawnCurve& curve : *chart.curves) {
        if (curve.isBaseline && curve.heldOut == heldOut) {
            return readingOf(curve, x);
        }
    }
    return std::nullopt;
}

std::string valueText(const ChartCurves& chart, const DrawnCurve& curve, std::optional<double> x)
{
    const auto reading = readingOf(curve, x);
    if (!reading) {
        return "–";
    }
    const CellStyle style = styleOf(chart.metric);
    std::string text = numberText(style, reading->y);
    if (reading->deviation) {
        text += " ± " + numberText(style, *reading->deviation);
    }
    const auto baseline = curve.isBaseline ? std::nullopt : baselineReading(chart, curve.heldOut, x);
    return baseline ? text + " (" + differenceText(style, reading->y - baseline->y) + ")" : text;
}

} // namespace

std::vector<Reading> readingsAt(const std::vector<DrawnCurve>& curves, double x)
{
    return readings(curves, x);
}

std::vector<CurveRow> curveRows(const std::vector<ChartCurves>& charts, std::optional<double> x)
{
    std::vector<CurveRow> rows;
    std::map<std::tuple<std::string, report::SeriesRole, report::Dash>, std::size_t> places; // by all that is seen
    for (std::size_t i = 0; i < charts.size(); ++i) {
        for (const DrawnCurve& curve : *charts[i].curves) {
            const report::Dash dash = curve.dash.value_or(report::seriesStyle(curve.role).dash);
            const auto [place, isNew] = places.try_emplace({curve.label, curve.role, dash}, rows.size());
            if (isNew) {
                rows.push_back(
                    {curve.label, curve.role, dash, curve.isBaseline, std::vector<std::string>(charts.size())});
            }
            rows[place->second].values[i] = valueText(charts[i], curve, x);
        }
    }
    return rows;
}

} // namespace dpl::runs
