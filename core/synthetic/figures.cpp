#include "synthetic/figures.hpp"

#include "report/left_out_note.hpp"
#include "report/number_text.hpp"
#include "runs/run_column.hpp"
#include "synthetic/piecewise_environment.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <map>

namespace dpl::synthetic {

using preference::SyntheticModel;
using report::Cell;
using report::Panel;
using report::SeriesRole;

namespace {

const ModelResult* find(const SyntheticResult& result, SyntheticModel model, std::size_t seedIndex)
{
    const auto seeds = overSeeds(result, model);
    return seeds.empty() ? nullptr : seeds[seedIndex < seeds.size() ? seedIndex : 0];
}

std::string fileStem(const SyntheticResult& result, const std::string& what)
{
    return what + "_" + environmentName(result.params);
}

report::Axis axis(
    std::string title, std::optional<std::pair<double, double>> range = std::nullopt, std::vector<double> ticks = {})
{
    report::Axis result;
    result.title = std::move(title);
    result.range = range;
    result.ticks = std::move(ticks);
    return result;
}

report::Axis alternativeAxis(std::string title = "alternative a")
{
    return axis(std::move(title), std::pair{0.0, 1.0}, {0.0, 0.5, 1.0});
}

report::Line line(std::string label, SeriesRole role, std::vector<double> x, std::vector<double> y,
    report::YAxis side = report::YAxis::left)
{
    report::Line result;
    result.label = std::move(label);
    result.role = role;
    result.x = std::move(x);
    result.y = std::move(y);
    result.axis = side;
    return result;
}

report::Band band(SeriesRole role, std::string label, const std::vector<double>& x, const std::vector<double>& centre,
    const std::vector<double>& deviation, double opacity)
{
    report::Band result;
    result.label = std::move(label);
    result.role = role;
    result.x = x;
    result.opacity = opacity;
    result.middle = centre;
    for (std::size_t i = 0; i < centre.size(); ++i) {
        result.lower.push_back(centre[i] - deviation[i]);
        result.upper.push_back(centre[i] + deviation[i]);
    }
    return result;
}

/// Cell edges half-way between the points of an axis, and at its ends.
std::vector<double> edgesAround(const std::vector<double>& axis)
{
    std::vector<double> edges{axis.front()};
    for (std::size_t i = 0; i + 1 < axis.size(); ++i) {
        edges.push_back(0.5 * (axis[i] + axis[i + 1]));
    }
    edges.push_back(axis.back());
    return edges;
}

/// i / n, i = 0..n
std::vector<double> binEdges(std::size_t bins)
{
    return evenlySpaced(0.0, 1.0, bins + 1);
}

std::size_t atomsOf(const ModelResult& categorical)
{
    return categorical.probabilities.size() / categorical.mean.size();
}

void place(report::Figure& figure)
{
    int column = 0;
    for (Panel& panel : figure.panels) {
        panel.cell = Cell{0, column++, 1, 1};
    }
    figure.columns = std::max(column, 1);
}

Panel learnedUtilityPanel(const SyntheticResult& result, const ModelResult& base, const std::vector<double>& grid)
{
    Panel panel;
    panel.title = "Normal preference learning";
    panel.x = alternativeAxis();
    panel.left = axis("learned utility");
    panel.right = axis("BC, E[u]");
    panel.layers.emplace_back(
        line("E[u]", SeriesRole::expectedUtility, grid, result.truth.expectedUtility, report::YAxis::right));
    panel.layers.emplace_back(
        line("Borda count", SeriesRole::bordaCount, grid, result.truth.bordaCount, report::YAxis::right));
    panel.layers.emplace_back(line("learned", SeriesRole::base, grid, base.mean));
    return panel;
}

Panel meanAndVariancePanel(const ModelResult& model, const std::vector<double>& grid)
{
    Panel panel;
    panel.title = "DPL, mean and variance";
    panel.x = alternativeAxis();
    // Nothing bounds sigma where contexts tie; the axis is that of mu, with as much again on either side.
    const auto [low, high] = std::minmax_element(model.mean.begin(), model.mean.end());
    const double extent = std::max(*high - *low, 1e-6);
    panel.left = axis("utility", std::pair{*low - extent, *high + extent});
    panel.layers.emplace_back(
        band(SeriesRole::meanAndVariance, "\u03bc \u00b1 \u03c3", grid, model.mean, model.stdev, 0.25));
    panel.layers.emplace_back(line("\u03bc", SeriesRole::meanAndVariance, grid, model.mean));
    return panel;
}

Panel categoricalPanel(const ModelResult& model, const std::vector<double>& grid)
{
    Panel panel;
    panel.title = "DPL, categorical";
    panel.x = alternativeAxis();
    panel.left = axis("utility", std::pair{0.0, 1.0}, {0.0, 0.5, 1.0});
    report::HeatMap map;
    map.label = "probability";
    map.xEdges = edgesAround(grid);
    map.yEdges = binEdges(atomsOf(model));
    map.values = model.probabilities;
    map.high = std::max(1e-9, *std::max_element(map.values.begin(), map.values.end()));
    panel.layers.emplace_back(std::move(map));
    panel.legend = false;
    return panel;
}

Panel contourPanel(
    std::string title, SeriesRole role, const std::vector<double>& axisValues, const std::vector<double>& values)
{
    Panel panel;
    panel.title = std::move(title);
    panel.x = alternativeAxis("x");
    panel.left = alternativeAxis("y");
    report::Contours contours;
    contours.label = panel.title;
    contours.role = role;
    contours.x = axisValues;
    contours.y = axisValues;
    contours.values = values;
    panel.layers.emplace_back(std::move(contours));
    panel.legend = false;
    return panel;
}

report::Figure learnedFigure1D(const SyntheticResult& result, std::size_t seedIndex)
{
    report::Figure figure;
    figure.heightInches = 1.6;
    const std::vector<double> grid = curveGrid(1).axis();
    const auto has = [](const ModelResult* model) { return model && !model->mean.empty(); };
    if (const auto* base = find(result, SyntheticModel::base, seedIndex); has(base)) {
        figure.panels.push_back(learnedUtilityPanel(result, *base, grid));
    }
    if (const auto* gaussian = find(result, SyntheticModel::meanAndVariance, seedIndex); has(gaussian)) {
        figure.panels.push_back(meanAndVariancePanel(*gaussian, grid));
    }
    if (const auto* categorical = find(result, SyntheticModel::categorical, seedIndex); has(categorical)) {
        figure.panels.push_back(categoricalPanel(*categorical, grid));
    }
    place(figure);
    return figure;
}

/// A piecewise-linear function as its own points, interrupted at jumps.
report::Line piecewiseLine(std::string label, SeriesRole role, const PiecewiseLinear& function)
{
    report::Line result;
    result.label = std::move(label);
    result.role = role;
    const auto add = [&result](double a, double value) {
        result.x.push_back(a);
        result.y.push_back(value);
    };
    if (function.points().front().first > 0.0) {
        add(0.0, function(0.0));
    }
    for (const auto& [a, value] : function.points()) {
        if (!result.x.empty() && result.x.back() == a) {
            add(a, std::numeric_limits<double>::quiet_NaN());
        }
        add(a, value);
    }
    if (result.x.back() < 1.0) {
        add(1.0, function(1.0));
    }
    return result;
}

/// The utility under each context; and its probability, where that is more than a number for the legend.
void addContextPanels(report::Figure& figure, const std::vector<HiddenContext>& contexts)
{
    const auto isConstant = [](const HiddenContext& context) { return context.probability.points().size() == 1; };
    const bool constant = std::all_of(contexts.begin(), contexts.end(), isConstant);
    Panel utilities;
    utilities.title = "Utility under each hidden context";
    utilities.x = alternativeAxis();
    utilities.left = axis("utility");
    // More would leave no room for the lines.
    utilities.legend = contexts.size() <= 6;
    Panel probabilities;
    probabilities.title = "Probability of each hidden context";
    probabilities.x = alternativeAxis();
    probabilities.left = axis("probability", std::pair{0.0, 1.0}, {0.0, 0.5, 1.0});
    probabilities.legend = false;
    for (std::size_t i = 0; i < contexts.size(); ++i) {
        const HiddenContext& context = contexts[i];
        std::string label = context.name;
        if (constant) {
            label += ", P = " + report::significantText(context.probability.points().front().second, 4);
        }
        utilities.layers.emplace_back(piecewiseLine(std::move(label), contextRole(i), context.utility));
        probabilities.layers.emplace_back(piecewiseLine("", contextRole(i), context.probability));
    }
    figure.panels.push_back(std::move(utilities));
    if (!constant) {
        figure.panels.push_back(std::move(probabilities));
    }
}

/// Sixteen histograms of the distribution over atoms, each standing where its alternative is: at the centres of a 4 x 4
/// partition of the unit square. All have the same scale.
Panel histogramsPanel(const ModelResult& categorical)
{
    constexpr std::size_t perAxis = 4;
    constexpr double cell = 1.0 / perAxis;
    constexpr double fill = 0.84; // of the cell that a histogram takes
    const std::size_t n = curveGrid(2).axis().size();
    const std::size_t atoms = atomsOf(categorical);
    const auto pointAt = [n](std::size_t k) {
        return static_cast<std::size_t>(
            std::lround((static_cast<double>(k) + 0.5) * cell * static_cast<double>(n - 1)));
    };
    double highest = 1e-9;
    for (std::size_t i = 0; i < perAxis; ++i) {
        for (std::size_t j = 0; j < perAxis; ++j) {
            const auto first =
                categorical.probabilities.begin() + static_cast<std::ptrdiff_t>((pointAt(i) * n + pointAt(j)) * atoms);
            highest = std::max(highest, *std::max_element(first, first + static_cast<std::ptrdiff_t>(atoms)));
        }
    }
    Panel panel;
    panel.title = "DPL, categorical";
    panel.x = alternativeAxis("x");
    panel.left = alternativeAxis("y");
    panel.legend = false;
    for (std::size_t i = 0; i < perAxis; ++i) {
        for (std::size_t j = 0; j < perAxis; ++j) {
            const double* p = categorical.probabilities.data() + (pointAt(i) * n + pointAt(j)) * atoms;
            const double left = (static_cast<double>(i) + 0.5 * (1.0 - fill)) * cell;
            const double bottom = (static_cast<double>(j) + 0.5 * (1.0 - fill)) * cell;
            report::Band bars;
            bars.series = "probabilities of the atoms";
            bars.role = SeriesRole::categorical;
            bars.opacity = 1.0;
            for (std::size_t k = 0; k < atoms; ++k) {
                const double top = bottom + p[k] / highest * fill * cell;
                for (const std::size_t edge : {k, k + 1}) {
                    bars.x.push_back(left + static_cast<double>(edge) / static_cast<double>(atoms) * fill * cell);
                    bars.lower.push_back(bottom);
                    bars.upper.push_back(top);
                }
            }
            panel.layers.emplace_back(std::move(bars));
        }
    }
    return panel;
}

report::Figure learnedFigure2D(const SyntheticResult& result, std::size_t seedIndex)
{
    report::Figure figure;
    const std::vector<double> grid = curveGrid(2).axis();
    figure.panels.push_back(
        contourPanel("Expected utility", SeriesRole::expectedUtility, grid, result.truth.expectedUtility));
    figure.panels.push_back(contourPanel("Borda count", SeriesRole::bordaCount, grid, result.truth.bordaCount));
    const auto has = [](const ModelResult* model) { return model && !model->mean.empty(); };
    if (const auto* base = find(result, SyntheticModel::base, seedIndex); has(base)) {
        figure.panels.push_back(contourPanel("Learned utility", SeriesRole::base, grid, base->mean));
    }
    if (const auto* gaussian = find(result, SyntheticModel::meanAndVariance, seedIndex); has(gaussian)) {
        figure.panels.push_back(contourPanel("DPL, \u03bc", SeriesRole::meanAndVariance, grid, gaussian->mean));
        figure.panels.push_back(contourPanel("DPL, \u03c3", SeriesRole::meanAndVariance, grid, gaussian->stdev));
    }
    if (const auto* categorical = find(result, SyntheticModel::categorical, seedIndex); has(categorical)) {
        figure.panels.push_back(histogramsPanel(*categorical));
    }
    constexpr int perRow = 3;
    int index = 0;
    for (Panel& panel : figure.panels) {
        panel.cell = Cell{index / perRow, index % perRow, 1, 1};
        ++index;
    }
    figure.columns = std::min(index, perRow);
    figure.rows = (index + perRow - 1) / perRow;
    figure.heightInches = 1.7 * figure.rows;
    return figure;
}

/// Mean and deviation over seeds of losses recorded at the same steps; as many entries as all seeds have.
struct LossCurve {
    std::vector<double> steps;
    std::vector<double> mean;
    std::vector<double> deviation;
    std::vector<double> seeds; ///< how many each is made of
};

LossCurve lossCurve(const std::vector<const ModelResult*>& seeds)
{
    LossCurve curve;
    std::size_t count = seeds.front()->losses.size();
    for (const ModelResult* seed : seeds) {
        // A seed that has not begun yet does not hide the others.
        count = seed->losses.empty() ? count : std::min(count, seed->losses.size());
    }
    for (std::size_t i = 0; i < count; ++i) {
        std::vector<double> values;
        for (const ModelResult* seed : seeds) {
            if (i < seed->losses.size()) {
                values.push_back(seed->losses[i]);
            }
        }
        const MeanAndDeviation summary = meanAndDeviation(values);
        curve.steps.push_back(seeds.front()->lossSteps[i]);
        curve.mean.push_back(summary.mean);
        curve.deviation.push_back(summary.deviation);
        curve.seeds.push_back(static_cast<double>(values.size()));
    }
    return curve;
}

report::TableCell cell(
    const SyntheticResult& result, SyntheticModel model, std::optional<double> ModelResult::*measure, int decimals)
{
    const auto value = summary(result, model, measure);
    if (!value) {
        return std::monostate{};
    }
    const bool several = overSeeds(result, model).size() > 1;
    return report::Number{value->mean, decimals, several ? std::optional(value->deviation) : std::nullopt};
}

/// How far an experiment is that has not finished: "Not finished: step 170 of 1,000".
std::optional<std::string> unfinishedNote(const SyntheticResult& result)
{
    if (result.finished) {
        return std::nullopt;
    }
    std::map<std::uint64_t, std::int64_t> bySeed; // the models of a seed go on together
    for (const ModelResult& model : result.models) {
        const auto [seed, isNew] = bySeed.try_emplace(model.seed, model.iterations);
        seed->second = isNew ? seed->second : std::min(seed->second, model.iterations);
    }
    std::int64_t done = 0;
    for (const auto& [seed, iterations] : bySeed) {
        done += iterations;
    }
    const auto count = [](std::int64_t steps) {
        return runs::numberText(runs::CellStyle::exact, static_cast<double>(steps));
    };
    const SyntheticParams& params = result.params;
    return "Not finished: step " + count(done) + " of " + count(params.iterations * params.seeds)
        + (params.seeds > 1 ? ", over " + std::to_string(params.seeds) + " seeds" : "");
}

void tellIfUnfinished(const SyntheticResult& result, std::vector<std::string>& notes)
{
    if (auto note = unfinishedNote(result)) {
        notes.insert(notes.begin(), std::move(*note));
    }
}

} // namespace

SeriesRole roleOf(SyntheticModel model)
{
    switch (model) {
    case SyntheticModel::base: return SeriesRole::base;
    case SyntheticModel::meanAndVariance: return SeriesRole::meanAndVariance;
    case SyntheticModel::categorical: return SeriesRole::categorical;
    case SyntheticModel::classifier: break;
    }
    return SeriesRole::classifier;
}

std::string labelOf(SyntheticModel model)
{
    switch (model) {
    case SyntheticModel::base: return "Base";
    case SyntheticModel::meanAndVariance: return "Mean and variance";
    case SyntheticModel::categorical: return "Categorical";
    case SyntheticModel::classifier: break;
    }
    return "Classifier";
}

SeriesRole contextRole(std::size_t index)
{
    constexpr std::array roles{SeriesRole::context1, SeriesRole::context2, SeriesRole::context3, SeriesRole::context4};
    return roles[index % roles.size()];
}

report::Figure environmentFigure(const Environment& environment)
{
    report::Figure figure;
    figure.name = "environment_" + environment.name();
    figure.title = "Environment " + environment.name();
    const Grid grid = curveGrid(environment.dimension());
    std::vector<double> borda;
    std::vector<double> expected;
    for (std::size_t i = 0; i < grid.size(); ++i) {
        borda.push_back(environment.bordaCount(grid.point(i)));
        expected.push_back(environment.expectedUtility(grid.point(i)));
    }
    if (environment.dimension() == 2) {
        figure.heightInches = 1.9;
        figure.panels.push_back(contourPanel("Expected utility", SeriesRole::expectedUtility, grid.axis(), expected));
        figure.panels.push_back(contourPanel("Borda count", SeriesRole::bordaCount, grid.axis(), borda));
        place(figure);
        return figure;
    }
    figure.heightInches = 1.6;
    const std::vector<HiddenContext> contexts = environment.hiddenContexts();
    if (!contexts.empty()) {
        addContextPanels(figure, contexts);
    }
    Panel ranking;
    ranking.title = "What preferences rank by, and what they should rank by";
    ranking.x = alternativeAxis();
    ranking.left = axis("Borda count");
    ranking.right = axis("expected utility");
    ranking.layers.emplace_back(
        line("expected utility", SeriesRole::expectedUtility, grid.axis(), expected, report::YAxis::right));
    ranking.layers.emplace_back(line("Borda count", SeriesRole::bordaCount, grid.axis(), borda));
    figure.panels.push_back(std::move(ranking));
    place(figure);
    return figure;
}

report::Figure learnedFigure(const SyntheticResult& result, std::size_t seedIndex)
{
    report::Figure figure =
        result.dimension == 1 ? learnedFigure1D(result, seedIndex) : learnedFigure2D(result, seedIndex);
    figure.name = fileStem(result, "learned");
    figure.title = "What the reward models learned, " + titleOf(result.params);
    tellIfUnfinished(result, figure.notes);
    return figure;
}

report::Figure lossFigure(const SyntheticResult& result)
{
    report::Figure figure;
    figure.name = fileStem(result, "loss");
    figure.title = "Training loss, " + titleOf(result.params);
    figure.heightInches = 2.0;
    Panel panel;
    panel.x = axis("iteration", std::pair{0.0, static_cast<double>(result.params.iterations)});
    panel.left = axis("training loss");
    panel.left.scale = report::Scale::logarithmic;
    std::size_t points = 0;
    std::size_t leftOut = 0;
    for (const SyntheticModel model : result.params.models) {
        const auto seeds = overSeeds(result, model);
        if (seeds.empty() || seeds.front()->losses.empty()) {
            continue;
        }
        LossCurve curve = lossCurve(seeds);
        points += curve.mean.size();
        leftOut += static_cast<std::size_t>(
            std::count_if(curve.mean.begin(), curve.mean.end(), [](double loss) { return loss <= 0.0; }));
        if (seeds.size() > 1) {
            report::Band over = band(roleOf(model), "", curve.steps, curve.mean, curve.deviation, 0.2);
            over.series = labelOf(model) + ", mean \u00b1 sd";
            over.along = {"n", std::move(curve.seeds)};
            panel.layers.emplace_back(std::move(over));
        }
        panel.layers.emplace_back(line(labelOf(model), roleOf(model), std::move(curve.steps), std::move(curve.mean)));
    }
    if (const auto note = report::leftOutNote(leftOut, points)) {
        figure.notes.push_back(*note);
    }
    tellIfUnfinished(result, figure.notes);
    figure.panels.push_back(std::move(panel));
    return figure;
}

report::Figure votingFigure(const SyntheticResult& result, std::size_t seedIndex)
{
    report::Figure figure;
    figure.name = fileStem(result, "voting");
    figure.title = "What voting rules say about the classifier's preferences, " + titleOf(result.params);
    const auto* classifier = find(result, SyntheticModel::classifier, seedIndex);
    if (!classifier || !classifier->voting) {
        return figure;
    }
    tellIfUnfinished(result, figure.notes);
    struct Rule {
        const char* title;
        SeriesRole role;
        std::vector<double> VotingScores::*scores;
    };
    constexpr Rule rules[]{{"Borda", SeriesRole::bordaCount, &VotingScores::borda},
        {"Copeland", SeriesRole::copeland, &VotingScores::copeland},
        {"Maximin", SeriesRole::maximin, &VotingScores::maximin}};
    const std::vector<double> grid = votingGrid(result.dimension).axis();
    for (const Rule& rule : rules) {
        if (result.dimension == 2) {
            figure.panels.push_back(contourPanel(rule.title, rule.role, grid, (*classifier->voting).*rule.scores));
            continue;
        }
        Panel panel;
        panel.title = rule.title;
        panel.x = alternativeAxis();
        panel.left = axis("score", std::pair{0.0, 1.0}, {0.0, 0.5, 1.0});
        panel.layers.emplace_back(line("true", SeriesRole::trueUtility, grid, result.truth.voting.*rule.scores));
        panel.layers.emplace_back(line("classifier", SeriesRole::classifier, grid, (*classifier->voting).*rule.scores));
        figure.panels.push_back(std::move(panel));
    }
    place(figure);
    figure.heightInches = result.dimension == 1 ? 1.4 : 1.9;
    return figure;
}

report::Table resultTable(const SyntheticResult& result)
{
    report::Table table;
    table.name = fileStem(result, "results");
    table.caption = titleOf(result.params) + ": agreement of the learned utilities with the environment";
    if (const auto note = unfinishedNote(result)) {
        table.caption += ". " + *note;
        table.notes.push_back(*note);
    }
    table.columns = {{"Model", "", "The reward model", false},
        {"Loss", "nats", "Mean training loss over the last hundredth of the iterations", true},
        {"Held-out", "nats", "Mean negative log-likelihood of 32,768 comparisons, the same for every run", true},
        {"\u03c4 BC", "",
            "Kendall rank correlation of the learned utility with the Borda count (the classifier's own Borda scores)",
            true},
        {"\u03c4 EU", "", "Kendall rank correlation of the learned utility with the expected utility", true},
        {"r\u00b2", "",
            "Var[\u03bc] / (Var[\u03bc] + E[\u03c3\u00b2]): the share of variance explained without hidden context "
            "(paper, section 5)",
            true},
        {"\u03c3 error", "",
            "Mean distance of \u03c3 from the true standard deviation, in units of the expected utility", true},
        {"ms/it", "", "Milliseconds per iteration", true}};
    for (const SyntheticModel model : result.params.models) {
        table.rows.push_back({labelOf(model), cell(result, model, &ModelResult::finalLoss, 4),
            cell(result, model, &ModelResult::heldoutLoss, 4), cell(result, model, &ModelResult::tauBorda, 3),
            cell(result, model, &ModelResult::tauExpectedUtility, 3), cell(result, model, &ModelResult::r2, 3),
            cell(result, model, &ModelResult::sigmaError, 3), cell(result, model, &ModelResult::msPerIteration, 1)});
    }
    return table;
}

} // namespace dpl::synthetic
