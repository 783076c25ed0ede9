#include "inspection/inspection_figures.hpp"

#include "base/statistics.hpp"
#include "report/number_text.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace dpl::inspection {

namespace {

using report::Bars;
using report::Dash;
using report::Line;
using report::Panel;
using utility::UtilityKind;

constexpr double reach = 4.0; // standard deviations of a Gaussian that are drawn

/// A panel's axes as its model sees them: u -> (u - centre) / spread.
struct UtilityScale {
    double centre = 0.0;
    double spread = 1.0;

    double operator()(double u) const { return (u - centre) / spread; }
};

struct Responses {
    std::size_t first;
    std::size_t second;
    std::string firstName;
    std::string secondName;
};

std::vector<double> curvePoints(double low, double high, double mean, double stdev)
{
    std::vector<double> points = evenlySpaced(low, high, 120);
    const auto around = evenlySpaced(std::max(low, mean - reach * stdev), std::min(high, mean + reach * stdev), 160);
    points.insert(points.end(), around.begin(), around.end());
    std::sort(points.begin(), points.end());
    return points;
}

std::string capitalised(std::string text)
{
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') {
        text[0] = static_cast<char>(text[0] - 'a' + 'A');
    }
    return text;
}

/// What is drawn of one model.
class ModelLayers {
public:
    ModelLayers(const InspectedModel& model, std::pair<double, double> quantiles, const Responses& responses,
        UtilityScale scale, double alpha)
        : m_model(model), m_quantiles(quantiles), m_responses(responses), m_scale(scale), m_alpha(alpha),
          m_role(model.role)
    {
    }

    /// Low and high utility, on the scale, that must be seen.
    std::pair<double, double> range() const
    {
        if (m_model.kind == UtilityKind::categorical) {
            const double half = 0.6 / (m_model.outputs - 1);
            return {m_scale(-half), m_scale(1.0 + half)};
        }
        double low = std::numeric_limits<double>::infinity();
        double high = -low;
        for (const std::size_t response : {m_responses.first, m_responses.second}) {
            const double margin = reach * m_model.stdevs[response];
            low = std::min(low, m_scale(m_model.means[response] - margin));
            high = std::max(high, m_scale(m_model.means[response] + margin));
        }
        if (m_model.kind == UtilityKind::point || !(high > low)) {
            const double margin = std::max(0.5 * (high - low), 0.5);
            return {low - margin, high + margin};
        }
        return {low, high};
    }

    /// Highest density or probability; 0 for a base model, and for atoms among densities.
    double top(bool densities) const
    {
        double highest = 0.0;
        for (const std::size_t response : {m_responses.first, m_responses.second}) {
            if (m_model.kind == UtilityKind::gaussian) {
                highest =
                    std::max(highest, m_scale.spread / (m_model.stdevs[response] * std::sqrt(2.0 * std::numbers::pi)));
            } else if (m_model.kind == UtilityKind::categorical) {
                for (const double p : probabilities(response)) {
                    highest = std::max(highest, p * barDensity(densities));
                }
            } else if (m_model.kind == UtilityKind::other) {
                const auto distribution = m_model.distribution(response);
                const auto atoms = utility::atomsOf(distribution);
                for (const utility::Atom& atom : atoms) {
                    highest = std::max(highest, densities ? 0.0 : atom.probability);
                }
                if (atoms.empty()) {
                    const auto [low, high] = range();
                    for (const double y : densityLine(response, low, high).y) {
                        highest = std::max(highest, y);
                    }
                }
            }
        }
        return highest;
    }

    /// Whether it is probabilities that are drawn, not densities.
    bool hasAtoms() const
    {
        return m_model.kind == UtilityKind::categorical
            || !utility::atomsOf(m_model.distribution(m_responses.first)).empty();
    }

    /// `name`: of the model, where it shares the panel with others; the legend has nothing else then.
    void add(
        Panel& panel, std::pair<double, double> xRange, double height, bool densities, const std::string& name) const
    {
        const auto vertical = [&](double u, double up, double width) {
            Line line;
            line.role = m_role;
            line.x = {m_scale(u), m_scale(u)};
            line.y = {0.0, up};
            line.relativeWidth = width;
            return line;
        };
        for (const bool isFirst : {true, false}) {
            const std::size_t response = isFirst ? m_responses.first : m_responses.second;
            const bool alone = name.empty();
            const std::string label = isFirst ? (alone ? m_responses.firstName : name)
                : alone                       ? m_responses.secondName
                                              : "";
            const auto add = [&](Line line) {
                line.dash = isFirst ? Dash::solid : Dash::dashed;
                panel.layers.emplace_back(std::move(line));
            };
            const double mean = m_model.means[response];
            if (m_model.kind == UtilityKind::point) {
                Line line = vertical(mean, height / 1.08, 1.6);
                line.label = label;
                add(line);
                continue;
            }
            const auto distribution = m_model.distribution(response);
            const auto atoms = utility::atomsOf(distribution);
            if (m_model.kind == UtilityKind::categorical) {
                panel.layers.emplace_back(bars(response, isFirst, densities, label));
                Line line = vertical(mean, height / 1.08, 1.0);
                line.role = report::SeriesRole::ink; // in its own colour it would vanish in a bar
                add(std::move(line));
            } else if (!atoms.empty()) {
                for (std::size_t i = 0; i < atoms.size(); ++i) {
                    const double up = atoms[i].probability * (densities ? height / 1.08 : 1.0);
                    Line stem = vertical(atoms[i].utility, up, 1.6);
                    stem.label = i == 0 ? label : "";
                    add(std::move(stem));
                }
                add(vertical(mean, height / 1.08, 0.7));
            } else {
                Line line = densityLine(response, xRange.first, xRange.second);
                line.label = label;
                if (isFirst) {
                    report::Band area{
                        "", m_role, line.x, std::vector<double>(line.x.size(), 0.0), line.y, report::YAxis::left, 0.18};
                    area.series = label;
                    panel.layers.emplace_back(std::move(area));
                }
                add(line);
                add(vertical(mean, utility::density(distribution, mean) * m_scale.spread, 0.7));
            }
        }
        if (m_model.kind == UtilityKind::point) {
            return; // its quantiles are its utilities
        }
        for (const bool isFirst : {true, false}) {
            Line quantile = vertical(isFirst ? m_quantiles.first : m_quantiles.second, height / 1.08, 1.2);
            quantile.dash = Dash::dotted;
            quantile.opacity = isFirst ? 1.0 : 0.55;
            if (isFirst && name.empty()) {
                quantile.label = report::significantText(m_alpha, 3) + "-quantile";
            }
            panel.layers.emplace_back(std::move(quantile));
        }
    }

private:
    std::span<const double> probabilities(std::size_t response) const
    {
        const auto width = static_cast<std::size_t>(m_model.outputs);
        return std::span(m_model.parameters).subspan(response * width, width);
    }

    /// The density, on the scale, between two utilities on it.
    Line densityLine(std::size_t response, double low, double high) const
    {
        const auto distribution = m_model.distribution(response);
        Line line;
        line.role = m_role;
        line.relativeWidth = 1.3;
        const double stdev = m_model.stdevs[response] / m_scale.spread;
        for (const double x : curvePoints(low, high, m_scale(m_model.means[response]), stdev)) {
            line.x.push_back(x);
            line.y.push_back(utility::density(distribution, x * m_scale.spread + m_scale.centre) * m_scale.spread);
        }
        return line;
    }

    /// What a probability of an atom is multiplied with: 1, or the density of atoms.
    double barDensity(bool densities) const { return densities ? (m_model.outputs - 1) * m_scale.spread : 1.0; }

    Bars bars(std::size_t response, bool isFirst, bool densities, const std::string& label) const
    {
        Bars bars;
        bars.label = label;
        bars.role = m_role;
        bars.opacity = isFirst ? 0.9 : 0.4;
        const double spacing = 1.0 / (m_model.outputs - 1);
        const auto p = probabilities(response);
        for (std::size_t i = 0; i < p.size(); ++i) {
            const double atom = spacing * static_cast<double>(i);
            if (i > 0) {
                bars.height.push_back(0.0);
            }
            bars.edges.push_back(m_scale(isFirst ? atom - 0.4 * spacing : atom));
            bars.edges.push_back(m_scale(isFirst ? atom : atom + 0.4 * spacing));
            bars.height.push_back(p[i] * barDensity(densities));
        }
        return bars;
    }

    const InspectedModel& m_model;
    std::pair<double, double> m_quantiles; ///< of both responses
    const Responses& m_responses;
    UtilityScale m_scale;
    double m_alpha;
    report::SeriesRole m_role;
};

std::string axisTitle(const InspectedModel& model)
{
    std::string name = model.head->name();
    std::replace(name.begin(), name.end(), '_', '-');
    return "utility (" + name + " model's own scale" + model.head->scaleNote() + ")";
}

/// Where an item's points lie in the scatter of a model: two of a DPL model, one of a base model.
std::vector<std::pair<double, double>> pointsOf(
    const Inspection& inspection, const InspectedModel& model, std::size_t index)
{
    const auto& item = inspection.item(index);
    std::vector<std::pair<double, double>> points;
    const std::size_t first = item.firstResponse;
    if (model.head->isPoint()) {
        if (item.responses > 1 && model.has(first) && model.has(first + 1)) {
            points.emplace_back(model.means[first], model.means[first + 1]);
        }
        return points;
    }
    for (std::size_t i = 0; i < std::min<std::size_t>(item.responses, 2); ++i) {
        if (model.has(first + i)) {
            points.emplace_back(model.means[first + i], model.stdevs[first + i]);
        }
    }
    return points;
}

/// A name as part of a file's: what is neither a letter nor a digit becomes a hyphen.
std::string fileWords(const std::string& text)
{
    std::string words;
    for (const char c : text) {
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_') {
            words += c;
        } else if (!words.empty() && words.back() != '-') {
            words += '-';
        }
    }
    while (words.ends_with('-')) {
        words.pop_back();
    }
    return words;
}

/// "chosen"; "chosen or safe" where the items are of several kinds.
std::string namesOf(const Inspection& inspection, std::span<const std::uint32_t> items, std::size_t response)
{
    std::vector<std::string> names;
    for (const std::uint32_t i : items) {
        std::string name = responseName(inspection.item(i), response);
        if (std::find(names.begin(), names.end(), name) == names.end()) {
            names.push_back(std::move(name));
        }
    }
    std::string text;
    for (const std::string& name : names) {
        text += (text.empty() ? "" : " or ") + name;
    }
    return !text.empty() ? text : response == 0 ? "first response" : "second response";
}

} // namespace

report::Figure distributionsFigure(
    const InspectionColumns& columns, std::size_t index, std::size_t first, std::size_t second, UtilityAxis axis)
{
    const auto& item = columns.inspection().item(index);
    const Responses responses{
        item.firstResponse + first, item.firstResponse + second, responseName(item, first), responseName(item, second)};
    report::Figure figure;
    figure.name = "reward-distributions-" + fileWords(columns.inspection().subsets()[item.subset]) + "-row-"
        + std::to_string(item.row + 1);
    if (item.responses > 2) {
        figure.name += "-responses-" + std::to_string(first + 1) + "-" + std::to_string(second + 1);
    }
    figure.title = "Reward distributions of both responses";
    figure.notes = columns.inspection().notes();
    figure.widthInches = 5.5;
    figure.heightInches = 3.4;

    std::vector<std::size_t> places;
    for (std::size_t place = 0; place < columns.models().size(); ++place) {
        if (columns.model(place).has(responses.first) && columns.model(place).has(responses.second)) {
            places.push_back(place);
        }
    }
    const auto quantiles = [&](std::size_t place) {
        return std::pair(columns.quantile(place, responses.first), columns.quantile(place, responses.second));
    };
    const auto preferred = [&](const InspectedModel& model) {
        return report::fixedText(
            utility::probabilityPreferred(model.distribution(responses.first), model.distribution(responses.second)),
            2);
    };
    if (axis == UtilityAxis::standardised) {
        Panel panel;
        panel.x.title = "utility, standardised: (u \u2212 mean) / sd of the model's means over all responses";
        panel.left.title = "density";
        panel.title = "Solid: " + responses.firstName + "; dashed or pale: " + responses.secondName
            + "; dotted: " + report::significantText(columns.alpha(), 3) + "-quantile";
        std::pair<double, double> range{
            std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
        double height = 0.0;
        std::vector<ModelLayers> layers;
        for (const std::size_t place : places) {
            const InspectedModel& model = columns.model(place);
            layers.emplace_back(
                model, quantiles(place), responses, UtilityScale{model.centre, model.spread}, columns.alpha());
            const auto own = layers.back().range();
            range = {std::min(range.first, own.first), std::max(range.second, own.second)};
            height = std::max(height, layers.back().top(true));
        }
        height = height > 0.0 ? 1.08 * height : 1.0;
        if (!places.empty()) {
            panel.x.range = range;
            panel.left.range = {{0.0, height}};
        }
        for (std::size_t i = 0; i < layers.size(); ++i) {
            layers[i].add(panel, range, height, true, columns.model(places[i]).name);
        }
        figure.panels.push_back(std::move(panel));
        return figure;
    }

    const auto count = static_cast<int>(places.size());
    figure.rows = count > 1 ? 2 : 1;
    figure.columns = count > 2 ? count - 1 : 1;
    int labelled = 0; // whose legend says everything: a base model has no quantile
    while (
        labelled + 1 < count && columns.model(places[static_cast<std::size_t>(labelled)]).kind == UtilityKind::point) {
        ++labelled;
    }
    for (int i = 0; i < count; ++i) {
        const InspectedModel& model = columns.model(places[static_cast<std::size_t>(i)]);
        const ModelLayers layers(
            model, quantiles(places[static_cast<std::size_t>(i)]), responses, UtilityScale{}, columns.alpha());
        Panel panel;
        panel.title = capitalised(model.name) + ": P(" + responses.firstName + ") = " + preferred(model);
        // In the order of the heads; the last has a row of its own.
        const bool alone = i + 1 == count;
        panel.cell = {alone && count > 1 ? 1 : 0, alone ? 0 : i, 1, alone ? figure.columns : 1};
        panel.x.title = axisTitle(model);
        const auto range = layers.range();
        panel.x.range = range;
        double height = 1.0;
        if (model.kind == UtilityKind::point) {
            panel.left.visible = false;
        } else {
            height = 1.08 * layers.top(false);
            panel.left.title = layers.hasAtoms() ? "probability" : "density";
        }
        panel.left.range = {{0.0, height}};
        panel.legend = i == labelled;
        layers.add(panel, range, height, false, "");
        figure.panels.push_back(std::move(panel));
    }
    return figure;
}

ScatterFigure scatterFigure(const InspectionColumns& columns, std::size_t place, std::span<const std::uint32_t> items,
    std::optional<std::size_t> selected, std::size_t mostItems)
{
    const InspectedModel& model = columns.model(place);
    const Inspection& inspection = columns.inspection();
    const bool isBase = model.head->isPoint();
    ScatterFigure scatter;
    report::Figure& figure = scatter.figure;
    figure.name = (isBase ? "mean-against-mean-" : "mean-against-sigma-") + fileWords(model.name);
    figure.title = isBase ? "Utility of the first response against the second"
                          : "Mean against standard deviation of every response";
    figure.notes = inspection.notes();
    figure.widthInches = 3.25;
    figure.heightInches = 2.4;
    Panel panel;
    const std::string firstName = namesOf(inspection, items, 0);
    const std::string secondName = namesOf(inspection, items, 1);
    panel.x.title = isBase ? "utility, " + firstName : "mean \u03bc";
    panel.left.title = isBase ? "utility, " + secondName : "\u03c3";
    report::Points first{isBase ? "" : firstName, model.role, {}, {}, report::YAxis::left, 0.55};
    // The model keeps its colour; the second response is a ring, as it is dashed where there are lines.
    report::Points second{isBase ? "" : secondName, model.role, {}, {}, report::YAxis::left, 0.7};
    second.open = true;
    std::vector<std::uint32_t> firstItems;
    std::vector<std::uint32_t> secondItems;
    const std::size_t stride = std::max<std::size_t>(1, (items.size() + mostItems - 1) / mostItems);
    for (std::size_t i = 0; i < items.size(); i += stride) {
        const auto points = pointsOf(inspection, model, items[i]);
        for (std::size_t p = 0; p < points.size(); ++p) {
            report::Points& layer = p == 0 ? first : second;
            layer.x.push_back(points[p].first);
            layer.y.push_back(points[p].second);
            (p == 0 ? firstItems : secondItems).push_back(items[i]);
        }
        ++scatter.itemsDrawn;
    }
    scatter.itemsThere = items.size();
    for (const auto* layer : {&first, &second}) {
        scatter.x.insert(scatter.x.end(), layer->x.begin(), layer->x.end());
        scatter.y.insert(scatter.y.end(), layer->y.begin(), layer->y.end());
    }
    scatter.items = std::move(firstItems);
    scatter.items.insert(scatter.items.end(), secondItems.begin(), secondItems.end());
    panel.layers.emplace_back(std::move(first));
    panel.layers.emplace_back(std::move(second));
    if (!scatter.x.empty()) {
        const auto padded = [](const std::vector<double>& values) {
            const auto [low, high] = std::minmax_element(values.begin(), values.end());
            const double margin = *high > *low ? 0.06 * (*high - *low) : 0.5;
            return std::pair(*low - margin, *high + margin);
        };
        panel.x.range = padded(scatter.x);
        panel.left.range = padded(scatter.y);
    }
    figure.panels.push_back(std::move(panel));
    figure = withRing(figure, columns, place, selected);
    return scatter;
}

report::Figure withRing(const report::Figure& figure, const InspectionColumns& columns, std::size_t place,
    std::optional<std::size_t> selected)
{
    report::Figure result = figure;
    Panel& panel = result.panels.front();
    panel.layers.resize(std::min<std::size_t>(panel.layers.size(), 2));
    report::Points rings; // empty where there is nothing to ring
    rings.open = true;
    rings.relativeSize = 3.5;
    if (selected) {
        for (const auto& [x, y] : pointsOf(columns.inspection(), columns.model(place), *selected)) {
            rings.x.push_back(x);
            rings.y.push_back(y);
        }
    }
    panel.layers.emplace_back(std::move(rings));
    return result;
}

std::optional<std::size_t> nearestItem(const ScatterFigure& scatter, double x, double y)
{
    const Panel& panel = scatter.figure.panels.front();
    if (scatter.items.empty() || !panel.x.range || !panel.left.range) {
        return std::nullopt;
    }
    const double width = panel.x.range->second - panel.x.range->first;
    const double height = panel.left.range->second - panel.left.range->first;
    std::size_t best = 0;
    double bestDistance = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < scatter.items.size(); ++i) {
        const double distance = std::hypot((scatter.x[i] - x) / width, (scatter.y[i] - y) / height);
        if (distance < bestDistance) {
            bestDistance = distance;
            best = i;
        }
    }
    return scatter.items[best];
}

} // namespace dpl::inspection
