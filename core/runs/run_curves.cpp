#include "runs/run_curves.hpp"

#include "base/json_text.hpp"
#include "runs/run_names.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace dpl::runs {

namespace {

using report::SeriesRole;

struct NamedCurve {
    std::string label;
    SeriesRole role = SeriesRole::ink;
    bool heldOut = false;
    bool isBaseline = false;
    std::optional<report::Dash> dash;
    std::string series; ///< "train"
    std::string group; ///< of runs that differ in nothing but their seed
    Curve curve;
};

std::vector<std::string> labelsOf(const std::vector<CurveSource>& sources)
{
    std::vector<const ListedRun*> runs;
    for (const CurveSource& source : sources) {
        runs.push_back(&source.run);
    }
    return distinctNames(runs);
}

/// Of a run whose colour others have already: the dashes that these have not, in turn.
std::vector<std::optional<report::Dash>> dashesOf(const std::vector<CurveSource>& sources)
{
    constexpr std::array dashes{
        report::Dash::solid, report::Dash::dashed, report::Dash::dotted, report::Dash::dashDotted};
    std::map<report::SeriesRole, std::size_t> uses;
    std::vector<std::optional<report::Dash>> result;
    for (const CurveSource& source : sources) {
        const std::size_t before = uses[source.role]++;
        const report::Dash own = report::seriesStyle(source.role).dash;
        const auto place = static_cast<std::size_t>(std::find(dashes.begin(), dashes.end(), own) - dashes.begin());
        result.push_back(before == 0 ? std::nullopt : std::optional(dashes[(place + before) % dashes.size()]));
    }
    return result;
}

/// The value at x, by a straight line between the points beside it; x lies within the curve.
double valueAt(const Curve& curve, double x)
{
    const auto after = static_cast<std::size_t>(std::lower_bound(curve.x.begin(), curve.x.end(), x) - curve.x.begin());
    if (curve.x[after] == x || after == 0) {
        return curve.y[after];
    }
    const double share = (x - curve.x[after - 1]) / (curve.x[after] - curve.x[after - 1]);
    return curve.y[after - 1] + share * (curve.y[after] - curve.y[after - 1]);
}

/// A curve less another one, where that reaches.
Curve minus(const Curve& curve, const Curve& other)
{
    Curve difference;
    for (std::size_t i = 0; i < curve.x.size(); ++i) {
        if (!other.x.empty() && curve.x[i] >= other.x.front() && curve.x[i] <= other.x.back()) {
            difference.x.push_back(curve.x[i]);
            difference.y.push_back(curve.y[i] - valueAt(other, curve.x[i]));
        }
    }
    return difference;
}

/// Takes the baseline's curve of the same series from each; those of series that it has not go.
void subtractBaseline(std::vector<NamedCurve>& curves)
{
    std::map<std::string, Curve> baselines;
    for (const NamedCurve& named : curves) {
        if (named.isBaseline) {
            baselines.emplace(named.series, named.curve);
        }
    }
    if (baselines.empty()) {
        return;
    }
    for (NamedCurve& named : curves) {
        named.curve = minus(named.curve, baselines[named.series]);
    }
    std::erase_if(curves, [](const NamedCurve& named) { return named.curve.x.empty(); });
}

std::vector<NamedCurve> namedCurves(
    const std::vector<CurveSource>& sources, const std::string& metric, const CurveOptions& options)
{
    std::vector<NamedCurve> curves;
    const std::vector<std::string> labels = labelsOf(sources);
    const std::vector<std::optional<report::Dash>> dashes = dashesOf(sources);
    for (std::size_t i = 0; i < sources.size(); ++i) {
        const auto& all = sources[i].metrics->series();
        const auto train = all.find("train");
        const bool one = all.size() <= 1 || train != all.end();
        for (const auto& [name, series] : all) {
            const bool heldOut = name == "eval";
            if ((heldOut && options.series == CurveSeries::train)
                || (!heldOut && options.series == CurveSeries::heldOut)) {
                continue;
            }
            Curve curve = curveOf(series, metric, options.axis, train == all.end() ? nullptr : &train->second);
            if (curve.x.empty()) {
                continue;
            }
            const std::string detail = heldOut ? (options.series == CurveSeries::both ? " · held-out" : "")
                : one                          ? ""
                                               : " · " + name;
            curves.push_back({labels[i] + detail, sources[i].role, heldOut, sources[i].isBaseline, dashes[i], name,
                seedGroup(sources[i].run) + "\n" + name, std::move(curve)});
        }
    }
    if (options.minusBaseline) {
        subtractBaseline(curves);
    }
    return curves;
}

DrawnCurve drawn(NamedCurve named, const CurveOptions& options)
{
    DrawnCurve curve{
        std::move(named.label), named.role, named.heldOut, named.isBaseline, named.dash, {}, {}, {}, {}, 1};
    if (options.smooths(named.heldOut)) {
        curve.smooth = MinMaxMipmap({named.curve.x, smoothed(named.curve.y, options.smoothing)});
    }
    curve.raw = MinMaxMipmap(std::move(named.curve));
    return curve;
}

/// A label without " · seed 3".
std::string withoutSeed(const std::string& label)
{
    const std::string mark = " · seed ";
    const std::size_t seed = label.find(mark);
    if (seed == std::string::npos) {
        return label;
    }
    const std::size_t after = label.find_first_not_of("0123456789", seed + mark.size());
    return label.substr(0, seed) + (after == std::string::npos ? "" : label.substr(after));
}

DrawnCurve drawnOverSeeds(const std::vector<const NamedCurve*>& group, const CurveOptions& options)
{
    std::vector<const Curve*> curves;
    std::vector<Curve> smooth;
    const bool isSmoothed = options.smooths(group.front()->heldOut);
    for (const NamedCurve* one : group) {
        if (isSmoothed) {
            smooth.push_back({one->curve.x, smoothed(one->curve.y, options.smoothing)});
        } else {
            curves.push_back(&one->curve);
        }
    }
    for (const Curve& one : smooth) {
        curves.push_back(&one);
    }
    SeedCurve over = overSeeds(curves);
    const bool isBaseline = std::any_of(group.begin(), group.end(), [](const auto* one) { return one->isBaseline; });
    DrawnCurve curve{withoutSeed(group.front()->label) + " · " + std::to_string(over.runs) + " seeds",
        group.front()->role, group.front()->heldOut, isBaseline, group.front()->dash, {}, {}, {}, {}, 1};
    curve.runs = over.runs;
    Curve lower{over.x, over.mean};
    Curve upper{over.x, over.mean};
    for (std::size_t i = 0; i < over.x.size(); ++i) {
        lower.y[i] -= over.deviation[i];
        upper.y[i] += over.deviation[i];
    }
    curve.raw = MinMaxMipmap({std::move(over.x), std::move(over.mean)});
    curve.lower = MinMaxMipmap(std::move(lower));
    curve.upper = MinMaxMipmap(std::move(upper));
    return curve;
}

} // namespace

std::string seedGroup(const ListedRun& run)
{
    Json params = run.record.params;
    if (!params.is_object() || !run.seed) {
        return run.folder.string(); // alone
    }
    params.erase("seed");
    return run.record.kind + "\n" + dumpJson(params);
}

std::string nameWithoutSeed(const ListedRun& run)
{
    return withoutSeed(run.name());
}

std::vector<std::string> metricNames(const std::vector<CurveSource>& sources)
{
    static const std::vector<std::string> usual{"loss", "accuracy", "margin", "sigma", "entropy", "grad_norm",
        "learning_rate", "comparisons_per_second", "tokens_per_second", "memory_mib"};
    std::set<std::string> found;
    for (const CurveSource& source : sources) {
        for (const auto& [name, series] : source.metrics->series()) {
            for (const auto& [metric, values] : series.values) {
                found.insert(metric);
            }
        }
    }
    found.erase("epoch"); // an axis
    std::vector<std::string> names;
    for (const std::string& name : usual) {
        if (found.erase(name) > 0) {
            names.push_back(name);
        }
    }
    names.insert(names.end(), found.begin(), found.end());
    return names;
}

std::vector<DrawnCurve> drawnCurves(
    const std::vector<CurveSource>& sources, const std::string& metric, const CurveOptions& options)
{
    std::vector<NamedCurve> named = namedCurves(sources, metric, options);
    std::vector<DrawnCurve> curves;
    if (!options.overSeeds) {
        for (NamedCurve& one : named) {
            curves.push_back(drawn(std::move(one), options));
        }
        return curves;
    }
    std::vector<bool> taken(named.size(), false);
    for (std::size_t i = 0; i < named.size(); ++i) {
        if (taken[i]) {
            continue;
        }
        std::vector<const NamedCurve*> group;
        for (std::size_t j = i; j < named.size(); ++j) {
            if (named[j].group == named[i].group) {
                taken[j] = true;
                group.push_back(&named[j]);
            }
        }
        curves.push_back(group.size() == 1 ? drawn(std::move(named[i]), options) : drawnOverSeeds(group, options));
    }
    return curves;
}

} // namespace dpl::runs
