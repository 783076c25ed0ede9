#include "synthetic/piecewise_environment.hpp"

#include "base/error.hpp"
#include "base/format.hpp"
#include "base/random_stream.hpp"
#include "synthetic/builtin_environments.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <optional>

namespace dpl::synthetic {

namespace {

std::string number(double value)
{
    return formatLikePython(value);
}

PiecewiseLinear piecewiseFromJson(const JsonObject& object, const std::string& key)
{
    const Json& value = object.value(key);
    const std::string where = object.at(key);
    if (value.is_number()) {
        return PiecewiseLinear({{0.0, value.get<double>()}}, where);
    }
    if (!value.is_array()) {
        throw Error(where + ": expected a number or a list of [a, value] pairs");
    }
    std::vector<PiecewiseLinear::Point> points;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const Json& pair = value[i];
        if (!pair.is_array() || pair.size() != 2 || !pair[0].is_number() || !pair[1].is_number()) {
            throw Error(where + "[" + std::to_string(i) + "]: expected a pair of numbers [a, value]");
        }
        points.emplace_back(pair[0].get<double>(), pair[1].get<double>());
    }
    return PiecewiseLinear(std::move(points), where);
}

Json piecewiseToJson(const PiecewiseLinear& function)
{
    if (function.points().size() == 1) {
        return function.points().front().second;
    }
    Json points = Json::array();
    for (const auto& [a, value] : function.points()) {
        points.push_back({a, value});
    }
    return points;
}

/// Without the points that lie on the line through their neighbours.
PiecewiseLinear simplified(const std::vector<PiecewiseLinear::Point>& points)
{
    constexpr double tolerance = 1e-12;
    std::vector<PiecewiseLinear::Point> kept;
    for (const PiecewiseLinear::Point& point : points) {
        if (kept.size() >= 2) {
            const auto [a0, y0] = kept[kept.size() - 2];
            const auto [a1, y1] = kept.back();
            const bool noJump = a0 < a1 && a1 < point.first;
            if (noJump && std::abs(std::lerp(y0, point.second, (a1 - a0) / (point.first - a0)) - y1) <= tolerance) {
                kept.pop_back();
            }
        }
        kept.push_back(point);
    }
    if (std::all_of(kept.begin(), kept.end(),
            [&](const auto& p) { return std::abs(p.second - kept[0].second) <= tolerance; })) {
        kept.resize(1);
    }
    return PiecewiseLinear(std::move(kept));
}

bool namesFolder(const std::string& name)
{
    return !name.empty() && name != "." && name != ".." && name != "1d" && name != "2d" && name.size() <= 100
        && std::none_of(name.begin(), name.end(),
            [](char c) { return c == '/' || c == '\\' || c == ':' || static_cast<unsigned char>(c) < 0x20; });
}

} // namespace

PiecewiseLinear::PiecewiseLinear(std::vector<Point> points, const std::string& where) : m_points(std::move(points))
{
    if (m_points.empty()) {
        throw Error(where + ": at least one point is needed");
    }
    for (std::size_t i = 0; i < m_points.size(); ++i) {
        const auto& [a, value] = m_points[i];
        const std::string at = where + "[" + std::to_string(i) + "]";
        if (!(a >= 0.0 && a <= 1.0)) {
            throw Error(at + ": a must be within [0, 1], not " + number(a));
        }
        if (!std::isfinite(value)) {
            throw Error(at + ": the value must be finite");
        }
        if (i > 0 && a < m_points[i - 1].first) {
            throw Error(at + ": a = " + number(a) + " comes after " + number(m_points[i - 1].first)
                + "; order the points by a");
        }
        if (i > 1 && a == m_points[i - 2].first) {
            throw Error(at + ": three points share a = " + number(a) + "; use two for a jump");
        }
    }
}

double PiecewiseLinear::operator()(double a) const
{
    const auto after = std::upper_bound(
        m_points.begin(), m_points.end(), a, [](double value, const Point& point) { return value < point.first; });
    if (after == m_points.begin()) {
        return after->second;
    }
    const auto before = after - 1;
    if (after == m_points.end() || before->first == a) {
        return before->second;
    }
    return std::lerp(before->second, after->second, (a - before->first) / (after->first - before->first));
}

double PiecewiseLinear::leftLimit(double a) const
{
    const auto at = std::lower_bound(
        m_points.begin(), m_points.end(), a, [](const Point& point, double value) { return point.first < value; });
    const bool jumps = at != m_points.end() && at->first == a;
    return jumps ? at->second : (*this)(a);
}

std::vector<HiddenContext> normalised(std::vector<HiddenContext> contexts, std::size_t kept)
{
    std::vector<double> places{0.0, 1.0};
    for (const HiddenContext& context : contexts) {
        for (const auto& point : context.probability.points()) {
            places.push_back(point.first);
        }
    }
    std::sort(places.begin(), places.end());
    places.erase(std::unique(places.begin(), places.end()), places.end());

    const double others = static_cast<double>(contexts.size()) - 1.0;
    const auto scaled = [&](double a, auto&& valueOf) {
        std::vector<double> values;
        double sum = 0.0;
        for (std::size_t i = 0; i < contexts.size(); ++i) {
            values.push_back(std::clamp(valueOf(contexts[i].probability, a), 0.0, 1.0));
            sum += i == kept ? 0.0 : values[i];
        }
        const double rest = others > 0.0 ? 1.0 - values[kept] : 0.0;
        for (std::size_t i = 0; i < values.size(); ++i) {
            values[i] = i == kept ? (others > 0.0 ? values[i] : 1.0)
                : sum > 0.0       ? values[i] * rest / sum
                                  : rest / others;
        }
        return values;
    };
    std::vector<std::vector<PiecewiseLinear::Point>> points(contexts.size());
    for (const double a : places) {
        const auto right = scaled(a, [](const PiecewiseLinear& f, double at) { return f(at); });
        const auto left = scaled(a, [](const PiecewiseLinear& f, double at) { return f.leftLimit(at); });
        for (std::size_t i = 0; i < contexts.size(); ++i) {
            if (a > 0.0 && left[i] != right[i]) {
                points[i].emplace_back(a, left[i]);
            }
            points[i].emplace_back(a, right[i]);
        }
    }
    for (std::size_t i = 0; i < contexts.size(); ++i) {
        const auto& before = contexts[i].probability.points();
        const bool stays = i == kept && others > 0.0 && std::all_of(before.begin(), before.end(), [](const auto& p) {
            return p.second >= 0.0 && p.second <= 1.0;
        });
        if (!stays) {
            contexts[i].probability = simplified(points[i]);
        }
    }
    return contexts;
}

struct PiecewiseEnvironment::LazyBordaCount {
    std::once_flag once;
    std::optional<NumericalBordaCount> count;
};

PiecewiseEnvironment::PiecewiseEnvironment(
    std::string name, std::vector<HiddenContext> contexts, const std::string& source)
    : m_name(std::move(name)), m_contexts(std::move(contexts))
{
    if (!namesFolder(m_name)) {
        throw Error(source + ": name: \"" + m_name
            + "\" cannot name the folder of the results; use letters, digits, - and _, " + "and not 1d or 2d");
    }
    if (m_contexts.empty()) {
        throw Error(source + ": contexts: at least one hidden context is needed");
    }
    // Sums of piecewise-linear functions reach their extremes at the points, on either side of a jump.
    std::vector<double> places{0.0, 1.0};
    for (const HiddenContext& context : m_contexts) {
        for (const auto& [a, value] : context.probability.points()) {
            places.push_back(a);
            if (value < 0.0 || value > 1.0) {
                throw Error(source + ": probability of \"" + context.name + "\" is " + number(value)
                    + " at a = " + number(a) + "; it must be within [0, 1]");
            }
        }
    }
    for (const double a : places) {
        double right = 0.0;
        double left = 0.0;
        for (const HiddenContext& context : m_contexts) {
            right += context.probability(a);
            left += a > 0.0 ? context.probability.leftLimit(a) : context.probability(a);
        }
        for (const double sum : {left, right}) {
            if (std::abs(sum - 1.0) > 1e-9) {
                throw Error(source + ": the probabilities of the contexts add up to " + number(sum)
                    + " at a = " + number(a) + "; they must add up to 1 everywhere");
            }
        }
    }
    m_borda = std::make_shared<LazyBordaCount>();
}

PiecewiseEnvironment PiecewiseEnvironment::example()
{
    std::vector<HiddenContext> contexts = OneDimensionalEnvironment().hiddenContexts();
    contexts.front().name = "hopeful";
    contexts.back().name = "fearful";
    return {"risky", std::move(contexts)};
}

PiecewiseEnvironment PiecewiseEnvironment::fromJson(const Json& value, const std::string& source)
{
    const JsonObject object(value, source);
    object.rejectOthers({"name", "contexts"});
    const Json& list = object.array("contexts");
    std::vector<HiddenContext> contexts;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const JsonObject context(list[i], object.at("contexts[" + std::to_string(i) + "]"));
        context.rejectOthers({"name", "probability", "utility"});
        contexts.push_back({context.string("name", "context " + std::to_string(i + 1)),
            piecewiseFromJson(context, "probability"), piecewiseFromJson(context, "utility")});
    }
    return {object.string("name"), std::move(contexts), source};
}

std::string PiecewiseEnvironment::description() const
{
    std::string names;
    for (const HiddenContext& context : m_contexts) {
        names += (names.empty() ? "" : ", ") + context.name;
    }
    return std::to_string(m_contexts.size()) + (m_contexts.size() == 1 ? " hidden context: " : " hidden contexts: ")
        + names;
}

std::vector<Outcome> PiecewiseEnvironment::outcomes(std::span<const double> a) const
{
    std::vector<Outcome> result;
    result.reserve(m_contexts.size());
    for (const HiddenContext& context : m_contexts) {
        const double probability = context.probability(a[0]);
        if (probability > 0.0) {
            result.push_back({probability, context.utility(a[0])});
        }
    }
    return result;
}

double PiecewiseEnvironment::bordaCount(std::span<const double> a) const
{
    std::call_once(m_borda->once, [this] { m_borda->count.emplace(*this); });
    return m_borda->count->of(outcomes(a));
}

double PiecewiseEnvironment::sampleUtility(std::span<const double> a, RandomStream& random) const
{
    double left = random.uniform();
    double utility = 0.0;
    for (const HiddenContext& context : m_contexts) {
        const double probability = context.probability(a[0]);
        if (probability > 0.0) {
            utility = context.utility(a[0]);
            left -= probability;
            if (left < 0.0) {
                break;
            }
        }
    }
    return utility;
}

Json PiecewiseEnvironment::toJson() const
{
    Json contexts = Json::array();
    for (const HiddenContext& context : m_contexts) {
        contexts.push_back({{"name", context.name}, {"probability", piecewiseToJson(context.probability)},
            {"utility", piecewiseToJson(context.utility)}});
    }
    return {{"name", m_name}, {"contexts", contexts}};
}

} // namespace dpl::synthetic
