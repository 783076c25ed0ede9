#include "core/report/layout_check.hpp"
#include "small_runs.hpp"
#include "synthetic/builtin_environments.hpp"
#include "synthetic/figures.hpp"
#include "synthetic/piecewise_environment.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace dpl::synthetic {
namespace {

using preference::SyntheticModel;
using report::Figure;
using report::Panel;

/// All models after one iteration in two dimensions.
const SyntheticResult& twoDimensional()
{
    static const SyntheticResult result = [] {
        SyntheticParams params = test::smallParams();
        params.environment = "2d";
        SyntheticResult stopped = test::runUntil(params, SyntheticModel::classifier, 1);
        stopped.models.back().voting = stopped.truth.voting;
        return stopped;
    }();
    return result;
}

/// What a result has of these models alone.
SyntheticResult only(SyntheticResult result, const std::vector<SyntheticModel>& models)
{
    std::erase_if(result.models,
        [&](const ModelResult& m) { return std::find(models.begin(), models.end(), m.model) == models.end(); });
    result.params.models = models;
    return result;
}

template <typename Layer> int count(const Panel& panel)
{
    return static_cast<int>(std::count_if(panel.layers.begin(), panel.layers.end(),
        [](const report::Layer& layer) { return std::holds_alternative<Layer>(layer); }));
}

std::vector<std::string> titles(const Figure& figure)
{
    std::vector<std::string> all;
    for (const Panel& panel : figure.panels) {
        all.push_back(panel.title);
    }
    return all;
}

/// Panels that share a cell of the figure's grid, or leave it, would be drawn over each other.
void expectDistinctCells(const Figure& figure)
{
    std::set<std::pair<int, int>> taken;
    for (const Panel& panel : figure.panels) {
        for (int row = panel.cell.row; row < panel.cell.row + panel.cell.rowSpan; ++row) {
            for (int column = panel.cell.column; column < panel.cell.column + panel.cell.columnSpan; ++column) {
                EXPECT_TRUE(taken.emplace(row, column).second)
                    << panel.title << " overlaps at " << row << ", " << column;
                EXPECT_LT(row, figure.rows);
                EXPECT_LT(column, figure.columns);
            }
        }
    }
}

TEST(LearnedFigure, hasTheThreePanelsOfThePaper)
{
    const SyntheticResult& result = test::smallRun();
    const Figure figure = learnedFigure(result);
    EXPECT_EQ(figure.name, "learned_1d");
    EXPECT_EQ(figure.widthInches, 5.5);
    EXPECT_EQ(figure.heightInches, 1.6) << "the legend has a row of its own";
    EXPECT_EQ(figure.fontPoints, 9.0);
    ASSERT_EQ(figure.panels.size(), 3u);
    EXPECT_EQ(figure.columns, 3);
    expectDistinctCells(figure);
    for (const Panel& panel : figure.panels) {
        EXPECT_FALSE(panel.title.empty());
        EXPECT_FALSE(panel.x.title.empty()) << panel.title;
        EXPECT_FALSE(panel.left.title.empty()) << panel.title;
        EXPECT_EQ(panel.x.range, (std::pair{0.0, 1.0})) << panel.title;
    }
    const Panel& learned = figure.panels[0];
    EXPECT_EQ(count<report::Line>(learned), 3);
    ASSERT_TRUE(learned.right.has_value()) << "the twin axis of what it is compared with";
    EXPECT_FALSE(learned.right->title.empty());
    const auto& curve = std::get<report::Line>(learned.layers.back());
    EXPECT_EQ(curve.y, result.models[0].mean);
    EXPECT_EQ(curve.axis, report::YAxis::left);
    const auto& borda = std::get<report::Line>(learned.layers[1]);
    EXPECT_EQ(borda.y, result.truth.bordaCount);
    EXPECT_EQ(borda.axis, report::YAxis::right);

    const Panel& gaussian = figure.panels[1];
    EXPECT_EQ(count<report::Line>(gaussian), 1);
    ASSERT_EQ(count<report::Band>(gaussian), 1);
    const auto& band = std::get<report::Band>(gaussian.layers[0]);
    EXPECT_DOUBLE_EQ(band.upper[20], result.models[1].mean[20] + result.models[1].stdev[20]);
    EXPECT_DOUBLE_EQ(band.lower[20], result.models[1].mean[20] - result.models[1].stdev[20]);

    const auto& image = std::get<report::HeatMap>(figure.panels[2].layers.at(0));
    EXPECT_EQ(image.xEdges.size(), 202u);
    EXPECT_EQ(image.yEdges.size(), 21u);
    EXPECT_EQ(image.values, result.models[2].probabilities);
    EXPECT_EQ(image.high, *std::max_element(image.values.begin(), image.values.end()));
}

TEST(LearnedFigure, leavesOutWhatWasNotTrained)
{
    const auto of = [](const std::vector<SyntheticModel>& models) {
        return titles(learnedFigure(only(test::smallRun(), models)));
    };
    const std::vector<std::string> all = titles(learnedFigure(test::smallRun()));
    EXPECT_EQ(of({SyntheticModel::base}), std::vector{all[0]});
    EXPECT_EQ(of({SyntheticModel::categorical, SyntheticModel::base}), (std::vector{all[0], all[2]}))
        << "in the paper's order";
    EXPECT_EQ(of({SyntheticModel::meanAndVariance}), std::vector{all[1]});
    EXPECT_TRUE(of({SyntheticModel::classifier}).empty()) << "trained, but never shown here";
    EXPECT_EQ(learnedFigure(only(test::smallRun(), {SyntheticModel::base})).columns, 1);
}

TEST(LearnedFigure, inTwoDimensionsHasContoursThreeARowAndSixteenHistograms)
{
    const Figure figure = learnedFigure(twoDimensional());
    ASSERT_EQ(figure.panels.size(), 6u);
    EXPECT_EQ(figure.rows, 2);
    EXPECT_EQ(figure.columns, 3);
    expectDistinctCells(figure);
    for (std::size_t i = 0; i < 6; ++i) {
        const Panel& panel = figure.panels[i];
        EXPECT_FALSE(panel.title.empty());
        EXPECT_EQ(panel.x.title, "x");
        EXPECT_EQ(panel.left.title, "y");
        EXPECT_EQ(panel.cell.column, static_cast<int>(i % 3));
        EXPECT_EQ(panel.cell.row, static_cast<int>(i / 3));
        EXPECT_EQ(count<report::Contours>(panel), i < 5 ? 1 : 0) << i;
    }
    // Each histogram stands around its alternative, inside its sixteenth of the unit square, on the scale of all.
    const Panel& histograms = figure.panels[5];
    ASSERT_EQ(count<report::Band>(histograms), 16);
    const auto& probabilities = twoDimensional().models[2].probabilities;
    double highest = 0.0;
    for (const std::size_t x : {5u, 15u, 25u, 35u}) {
        for (const std::size_t y : {5u, 15u, 25u, 35u}) {
            for (std::size_t atom = 0; atom < 8; ++atom) {
                highest = std::max(highest, probabilities[(x * 41 + y) * 8 + atom]);
            }
        }
    }
    for (std::size_t i = 0; i < 16; ++i) {
        const auto& bars = std::get<report::Band>(histograms.layers[i]);
        const double left = 0.25 * static_cast<double>(i / 4);
        const double bottom = 0.25 * static_cast<double>(i % 4);
        const std::size_t point = (5 + 10 * (i / 4)) * 41 + 5 + 10 * (i % 4);
        ASSERT_EQ(bars.x.size(), 16u) << "two edges an atom";
        for (std::size_t k = 0; k < 16; ++k) {
            EXPECT_GT(bars.x[k], left);
            EXPECT_LT(bars.x[k], left + 0.25);
            EXPECT_GT(bars.lower[k], bottom);
            EXPECT_LT(bars.upper[k], bottom + 0.25);
            EXPECT_NEAR(
                (bars.upper[k] - bars.lower[k]) / (0.84 * 0.25), probabilities[point * 8 + k / 2] / highest, 1e-9);
        }
    }
}

TEST(LearnedFigure, inTwoDimensionsLeavesOutWhatWasNotTrained)
{
    const auto panels = [](const std::vector<SyntheticModel>& models) {
        const Figure figure = learnedFigure(only(twoDimensional(), models));
        report::checkFigure(figure);
        expectDistinctCells(figure);
        return figure.panels.size();
    };
    EXPECT_EQ(panels({SyntheticModel::base}), 3u);
    EXPECT_EQ(panels({SyntheticModel::meanAndVariance}), 4u);
    EXPECT_EQ(panels({SyntheticModel::categorical}), 3u);
    EXPECT_EQ(panels({SyntheticModel::classifier}), 2u);
}

/// The small run twice, the second time as another seed with other losses.
SyntheticResult twoSeeds()
{
    SyntheticResult result = test::smallRun();
    result.params.seeds = 2;
    for (std::size_t i = 0; i < 4; ++i) {
        ModelResult other = result.models[i];
        other.seed += 1;
        for (double& loss : other.losses) {
            loss += 0.1;
        }
        for (double& value : other.mean) {
            value += 1.0;
        }
        result.models.push_back(std::move(other));
    }
    return result;
}

TEST(LearnedFigure, isOfTheSeedAskedForAndElseOfTheFirst)
{
    const SyntheticResult result = twoSeeds();
    const auto shown = [&](std::size_t index) {
        return std::get<report::Line>(learnedFigure(result, index).panels[0].layers.back()).y;
    };
    EXPECT_EQ(shown(0), result.models[0].mean);
    EXPECT_EQ(shown(1), result.models[4].mean);
    EXPECT_EQ(shown(7), result.models[0].mean);
}

TEST(LossFigure, hasALinePerModelOnALogarithmicAxis)
{
    const Figure figure = lossFigure(test::smallRun());
    EXPECT_EQ(figure.name, "loss_1d");
    ASSERT_EQ(figure.panels.size(), 1u);
    const Panel& panel = figure.panels[0];
    EXPECT_EQ(panel.left.scale, report::Scale::logarithmic);
    EXPECT_FALSE(panel.x.title.empty());
    EXPECT_FALSE(panel.left.title.empty());
    EXPECT_EQ(count<report::Line>(panel), 4);
    EXPECT_EQ(count<report::Band>(panel), 0) << "one seed has no deviation";
    EXPECT_EQ(std::get<report::Line>(panel.layers[0]).y, test::smallRun().models[0].losses);
}

TEST(LossFigure, ofSeveralSeedsHasTheirMeanAndABand)
{
    const SyntheticResult result = twoSeeds();
    const Panel panel = lossFigure(result).panels.at(0);
    EXPECT_EQ(count<report::Line>(panel), 4);
    ASSERT_EQ(count<report::Band>(panel), 4);
    const auto& band = std::get<report::Band>(panel.layers[0]);
    const auto& line = std::get<report::Line>(panel.layers[1]);
    const double deviation = 0.1 / std::sqrt(2.0);
    for (std::size_t i = 0; i < 8; ++i) {
        EXPECT_NEAR(line.y[i], result.models[0].losses[i] + 0.05, 1e-12);
        EXPECT_NEAR(band.upper[i], line.y[i] + deviation, 1e-12);
        EXPECT_NEAR(band.lower[i], line.y[i] - deviation, 1e-12);
    }
    EXPECT_EQ(band.role, line.role);
    EXPECT_TRUE(band.label.empty()) << "one entry per model in the legend";
}

TEST(LossFigure, ofSeedsOfWhichOneHasOnlyBegunShowsTheOther)
{
    SyntheticResult result = twoSeeds();
    for (std::size_t i = 4; i < 8; ++i) {
        result.models[i].losses.clear();
        result.models[i].lossSteps.clear();
    }
    const Panel panel = lossFigure(result).panels.at(0);
    EXPECT_EQ(std::get<report::Line>(panel.layers[1]).y, result.models[0].losses);
}

TEST(LossFigure, isDrawnWhereABandReachesBelowZero)
{
    SyntheticResult result = twoSeeds();
    for (double& loss : result.models[4].losses) {
        loss += 50.0;
    }
    const Figure figure = lossFigure(result);
    EXPECT_LT(std::get<report::Band>(figure.panels.at(0).layers.at(0)).lower.at(0), 0.0);
    EXPECT_NO_THROW(report::checkFigure(figure));
    EXPECT_GT(report::axisRange(figure.panels[0], report::AxisPosition::left).first, 0.0);
}

TEST(LossFigure, saysHowManyPointsItsAxisLeavesOut)
{
    SyntheticResult result = test::smallRun();
    EXPECT_TRUE(lossFigure(result).notes.empty());
    std::size_t points = 0;
    for (const ModelResult& model : result.models) {
        points += model.losses.size();
    }
    result.models.front().losses.back() = -0.5;
    EXPECT_EQ(lossFigure(result).notes,
        std::vector<std::string>{"1 of " + std::to_string(points)
            + " points is at or below 0 and left out: a logarithmic axis has no place for it"});
}

TEST(VotingFigure, comparesTheClassifierWithTheTruthByThreeRules)
{
    const Figure figure = votingFigure(test::smallRun());
    ASSERT_EQ(titles(figure), (std::vector<std::string>{"Borda", "Copeland", "Maximin"}));
    expectDistinctCells(figure);
    for (const Panel& panel : figure.panels) {
        EXPECT_EQ(count<report::Line>(panel), 2);
    }
    EXPECT_EQ(std::get<report::Line>(figure.panels[1].layers[0]).y, test::smallRun().truth.voting.copeland);
    EXPECT_EQ(std::get<report::Line>(figure.panels[1].layers[1]).y, test::smallRun().models[3].voting->copeland);
    EXPECT_EQ(votingFigure(twoDimensional()).panels.size(), 3u);
    EXPECT_TRUE(votingFigure(only(test::smallRun(), {SyntheticModel::base})).panels.empty());
}

TEST(Figures, canAllBeDrawn)
{
    SyntheticResult untrained = test::smallRun();
    untrained.models.clear();
    SyntheticResult untrained2D = twoDimensional();
    untrained2D.models.clear();
    for (const SyntheticResult& result :
        {test::smallRun(), twoSeeds(), twoDimensional(), only(test::smallRun(), {SyntheticModel::base}),
            only(test::smallRun(), {SyntheticModel::classifier}), untrained, untrained2D}) {
        EXPECT_NO_THROW(report::checkFigure(learnedFigure(result)));
        EXPECT_NO_THROW(report::checkFigure(learnedFigure(result, 1)));
        EXPECT_NO_THROW(report::checkFigure(lossFigure(result)));
        EXPECT_NO_THROW(report::checkFigure(votingFigure(result)));
    }
    EXPECT_NO_THROW(report::checkFigure(environmentFigure(OneDimensionalEnvironment())));
    EXPECT_NO_THROW(report::checkFigure(environmentFigure(TwoDimensionalEnvironment())));
    EXPECT_NO_THROW(report::checkFigure(environmentFigure(PiecewiseEnvironment("flat", {HiddenContext{}}))));
}

TEST(Figures, nothingTouchesOnPaper)
{
    for (const SyntheticResult& result : {test::smallRun(), twoSeeds(), twoDimensional()}) {
        for (const Figure& figure : {learnedFigure(result), lossFigure(result), votingFigure(result)}) {
            report::expectNothingTouches(figure, figure.name.c_str());
        }
    }
    report::expectNothingTouches(environmentFigure(OneDimensionalEnvironment()), "environment 1d");
    report::expectNothingTouches(environmentFigure(TwoDimensionalEnvironment()), "environment 2d");
    report::expectNothingTouches(environmentFigure(PiecewiseEnvironment::example()), "environment of pieces");
}

TEST(Figures, sayThatTheirExperimentHasNotFinished)
{
    SyntheticResult result = twoDimensional();
    result.finished = false;
    result.params.iterations = 1000;
    for (ModelResult& model : result.models) {
        model.iterations = 170;
    }
    const std::string note = "Not finished: step 170 of 1,000";
    for (const Figure& figure : {learnedFigure(result), lossFigure(result), votingFigure(result)}) {
        ASSERT_FALSE(figure.notes.empty()) << figure.name;
        EXPECT_EQ(figure.notes.front(), note) << figure.name;
    }
    const report::Table table = resultTable(result);
    EXPECT_EQ(table.notes, std::vector<std::string>{note});
    EXPECT_TRUE(table.caption.ends_with(note)) << table.caption;
    result.finished = true;
    EXPECT_TRUE(learnedFigure(result).notes.empty());
    EXPECT_TRUE(resultTable(result).notes.empty());
}

TEST(ResultTable, hasARowPerModelAndItsMeasures)
{
    const SyntheticResult& result = test::smallRun();
    const report::Table table = resultTable(result);
    EXPECT_NO_THROW(report::checkTable(table));
    EXPECT_EQ(table.name, "results_1d");
    ASSERT_EQ(table.columns.size(), 8u);
    EXPECT_FALSE(table.columns[0].numeric);
    for (const report::Column& column : table.columns) {
        EXPECT_FALSE(column.title.empty());
        EXPECT_FALSE(column.meaning.empty());
    }
    ASSERT_EQ(table.rows.size(), 4u);
    const auto isNothing = [&](std::size_t row, std::size_t column) {
        return std::holds_alternative<std::monostate>(table.rows[row][column]);
    };
    for (std::size_t row = 0; row < 4; ++row) {
        EXPECT_EQ(std::get<std::string>(table.rows[row][0]), labelOf(result.params.models[row]));
        EXPECT_EQ(std::get<report::Number>(table.rows[row][2]).value, result.models[row].heldoutLoss.value());
        EXPECT_FALSE(std::get<report::Number>(table.rows[row][2]).deviation.has_value());
    }
    EXPECT_TRUE(isNothing(0, 5) && isNothing(3, 5)) << "r^2 of what is no distribution";
    EXPECT_FALSE(isNothing(1, 5) || isNothing(2, 5));
    EXPECT_TRUE(isNothing(3, 4)) << "the classifier has no utility to rank by";
}

TEST(ResultTable, ofSeveralSeedsHasMeansAndDeviations)
{
    SyntheticResult result = twoSeeds();
    result.models[4].heldoutLoss = result.models[0].heldoutLoss.value() + 0.2;
    const report::Table table = resultTable(result);
    ASSERT_EQ(table.rows.size(), 4u);
    const auto& loss = std::get<report::Number>(table.rows[0][2]);
    EXPECT_NEAR(loss.value, result.models[0].heldoutLoss.value() + 0.1, 1e-12);
    EXPECT_NEAR(loss.deviation.value(), 0.2 / std::sqrt(2.0), 1e-12);
}

} // namespace
} // namespace dpl::synthetic
