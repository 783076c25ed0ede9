// A head that is not shipped works everywhere with its own file and its line in the registry. This executable has both.

#include "core/backbone/fixtures.hpp"
#include "core/latex_run.hpp"

#include "base/command_line.hpp"
#include "base/files.hpp"
#include "error_message.hpp"
#include "evaluation/evaluate.hpp"
#include "evaluation/live_scores.hpp"
#include "inspection/inspection_figures.hpp"
#include "inspection/inspection_tables.hpp"
#include "records/head_record.hpp"
#include "report/figure_writers.hpp"
#include "report/number_text.hpp"
#include "runs/run_curves.hpp"
#include "scoring/find_checkpoints.hpp"
#include "summary/slices.hpp"
#include "summary/summary_tables.hpp"
#include "summary/trade_off.hpp"
#include "temporary_folder.hpp"
#include "training/command_line.hpp"
#include "training/training_run.hpp"

#include <gtest/gtest.h>

#include <cmath>

using namespace dpl;
using namespace dpl::test;
using preference::RewardHead;
using training::RunStart;
using training::TrainingParams;

namespace {

RewardHead ensemble()
{
    return preference::rewardHeadFromString("ensemble_of_means");
}

class StoppingObserver final : public Observer {
public:
    std::stop_source stop;
    std::int64_t stopAt = -1;

    void progressed(const Progress& progress) override
    {
        if (progress.phase == "Training" && progress.step == stopAt) {
            stop.request_stop();
        }
    }
};

class HeadObserver final : public evaluation::EvaluationObserver {
public:
    evaluation::LiveTally tally{evaluation::LiveKind::comparisons};
    evaluation::LiveScores live;

    void begins(const std::string& name, RewardHead head,
        const std::function<std::vector<std::string>(std::size_t)>& texts, std::int64_t done) override
    {
        tally.begins(name, texts, 0.0, head, done);
    }

    void scored(std::size_t row, const std::vector<std::vector<double>>& outputs) override
    {
        tally.scored(row, outputs);
        live = tally.snapshot(1.0); // texts are there only while rows are scored
    }
};

/// A trained ensemble with its evaluation files.
class AddedHead : public testing::Test {
protected:
    AddedHead()
    {
        params.modelName = fixturePath("models/tiny-llama").string();
        params.dataPath = fixturePath("training/lora_pairs.jsonl").string();
        params.rewardModelType = "ensemble_of_means";
        params.headOptions.at("agreement") = 0.05;
        params.learningRate = 1e-3;
        params.evalDatasetSize = 4;
        params.saveSteps = 3;
        params.seed = 3;
        compute.threads = 1;
    }

    training::TrainingRun train(const std::filesystem::path& folder, RunStart start, std::int64_t stopAt = -1) const
    {
        StoppingObserver stopping;
        stopping.stopAt = stopAt;
        return training::runInFolder(params, compute, folder, start, stopping, stopping.stop.get_token());
    }

    /// In the place that summaries look at, with judged comparisons and responses.
    std::filesystem::path evaluated()
    {
        const auto model = train(temporary / training::referenceFolder(params), RunStart::continueOrBegin).model;
        evaluation::EvaluateParams comparisons;
        comparisons.model.checkpoint = model;
        comparisons.dataPath = params.dataPath;
        comparisons.output = model / "eval_results_both.jsonl";
        observed = evaluation::evaluate(comparisons, compute, observer, {});
        evaluation::ScoreParams responses;
        responses.input = fixturePath("evaluation/own/responses.jsonl");
        responses.output = temporary / "jailbroken_evaluations_ensemble.jsonl";
        responses.checkpoints = {model};
        responses.names = {scoring::describeCheckpoint(model).columnName()};
        HeadObserver other;
        evaluation::score(responses, compute, other, {});
        return model;
    }

    static std::vector<float> weights(const std::filesystem::path& folder)
    {
        const backbone::Adapter adapter = backbone::readAdapter(folder);
        std::vector<float> all = adapter.score.values;
        for (const auto& layer : adapter.layers) {
            all.insert(all.end(), layer.a.values.begin(), layer.a.values.end());
            all.insert(all.end(), layer.b.values.begin(), layer.b.values.end());
        }
        return all;
    }

    TemporaryFolder temporary;
    TrainingParams params;
    ComputeOptions compute;
    HeadObserver observer;
    evaluation::EvaluateResult observed;
};

TEST_F(AddedHead, itsOptionsAreParametersEverywhere)
{
    EXPECT_TRUE(says(errorOf([] { preference::rewardHeadFromString("mean"); }),
        "base, mean_and_variance, categorical, ensemble_of_means or laplace"));
    std::vector<std::string> names;
    training::visitParameters(params, [&](const char* name, const auto&, const char*) { names.emplace_back(name); });
    const auto first = std::find(names.begin(), names.end(), "num_atoms");
    ASSERT_GE(names.end() - first, 7);
    EXPECT_EQ(std::vector(first, first + 7),
        (std::vector<std::string>{"num_atoms", "entropy_coeff", "variance_penalty", "gaussian_likelihood",
            "entropy_term", "ensemble_members", "agreement"}));
    params.headOptions.at("ensemble_members") = std::int64_t{5};
    EXPECT_EQ(params.outputs(), 5);
    const std::string line = shellText(training::commandLine(params, ""));
    EXPECT_TRUE(says(line, {"--reward_model_type ensemble_of_means", "--ensemble_members 5", "--agreement 0.05"}));
    EXPECT_EQ(TrainingParams::fromJson(params.toJson(), "run.json").toJson(), params.toJson());
    EXPECT_EQ(training::referenceFolder(params), "both/ensemble_of_means_tiny-llama__0_0.001_cosine_1_5_0.05");
    params.headOptions.at("ensemble_members") = std::int64_t{1};
    EXPECT_EQ(errorOf([&] { params.validate(); }), "ensemble_members must be between 2 and 64");
}

TEST_F(AddedHead, itsGradientEqualsFiniteDifferences)
{
    std::vector<double> chosen{0.3, -0.7, 1.2, 0.1};
    const std::vector<double> rejected{0.4, -1.1, 0.9, 0.2};
    const auto loss = preference::rewardLoss(ensemble(), 2, chosen, rejected, params.headOptions);
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        constexpr double h = 1e-5;
        std::vector<double> above = chosen;
        std::vector<double> below = chosen;
        above[i] += h;
        below[i] -= h;
        const auto at = [&](const std::vector<double>& outputs) {
            return preference::rewardLoss(ensemble(), 2, outputs, rejected, params.headOptions).trainingLoss;
        };
        EXPECT_NEAR(loss.dChosen[i], (at(above) - at(below)) / (2.0 * h), 1e-9);
    }
    EXPECT_TRUE(says(errorOf([] { preference::distribution(ensemble(), std::vector{1.0}); }), "ensemble_of_means"));
}

TEST_F(AddedHead, trainsAndGoesOnAfterAStopToTheSameBits)
{
    const auto uninterrupted = train(temporary / "whole", RunStart::continueOrBegin);
    ASSERT_TRUE(uninterrupted.result.finished);
    EXPECT_EQ(backbone::readAdapter(uninterrupted.model).outputs(), 2);
    EXPECT_FALSE(train(temporary / "stopped", RunStart::continueOrBegin, 4).result.finished);
    const auto resumed = train(temporary / "stopped", RunStart::continueOrBegin);
    EXPECT_TRUE(resumed.result.finished);
    EXPECT_EQ(weights(resumed.model), weights(uninterrupted.model));
    EXPECT_EQ(resumed.result.heldOut->loss, uninterrupted.result.heldOut->loss);
    const auto record = runs::readListedRun(temporary / "whole", temporary / "");
    EXPECT_EQ(record.name(), "both \u00b7 ensemble \u00b7 seed 3");
}

/// Two outputs are a mean and a variance, unless a name or a record says otherwise.
TEST_F(AddedHead, filesTellItFromAHeadOfAsManyOutputs)
{
    const auto model = evaluated();
    const auto found = scoring::describeCheckpoint(model);
    EXPECT_EQ(found.outputs, 2);
    EXPECT_EQ(found.head(), ensemble());
    EXPECT_EQ(found.title(), "both · ensemble · seed 3");
    EXPECT_EQ(found.columnName(), "both_ensemble_of_means");
    EXPECT_EQ(records::headOfColumn("mine_ensemble_of_means"), ensemble());

    const auto moved = temporary / "elsewhere" / "mine";
    std::filesystem::create_directories(moved.parent_path());
    std::filesystem::copy(model, moved, std::filesystem::copy_options::recursive);
    const auto alone = scoring::describeCheckpoint(moved);
    EXPECT_FALSE(alone.trainSet.has_value());
    EXPECT_EQ(alone.head(), ensemble());
    EXPECT_EQ(alone.columnName(), "mine_ensemble_of_means");
    const auto inspection = inspection::Inspection::open({moved / "eval_results_both.jsonl"});
    EXPECT_EQ(inspection->models()[0].head, ensemble());
    std::filesystem::remove(moved / records::headFileName);
    EXPECT_EQ(scoring::describeCheckpoint(moved).head(), RewardHead::meanAndVariance);
}

TEST_F(AddedHead, isEvaluatedByItsOwnLossAndDistribution)
{
    const auto model = evaluated();
    ASSERT_TRUE(observed.finished);
    const auto read = records::readEvaluatedComparisons(model / "eval_results_both.jsonl");
    const auto loss = preference::rewardLoss(ensemble(), 2, read.chosen.values, read.rejected.values);
    EXPECT_NEAR(observed.loss, loss.evaluationLoss, 1e-6);
    EXPECT_EQ(observer.live.head, ensemble());
    EXPECT_NEAR(observer.live.rate.share(), observed.meanAccuracy, 1e-12);
}

TEST_F(AddedHead, isSummarised)
{
    evaluated();
    const summary::EvaluationData data = summary::readEvaluations(temporary / "");
    summary::SummaryOptions options;
    options.bootstrapSamples = 50;
    const summary::Summary summary = summary::summarize(data, options);
    const records::ModelKey key{ensemble(), data::DataSubset::both};
    const auto* model = summary.find(key);
    ASSERT_NE(model, nullptr);
    ASSERT_TRUE(model->jailbreak && model->comparisons);
    EXPECT_TRUE(model->jailbreak->jailbreaks.quantile.has_value());
    const auto& file = data.comparisons.at(key);
    std::vector<double> means;
    std::vector<double> stdevs;
    for (const auto* side : {&file.chosen, &file.rejected}) {
        for (std::size_t i = 0; i < side->count(); ++i) {
            means.push_back((side->of(i)[0] + side->of(i)[1]) / 2.0);
            stdevs.push_back(std::abs(side->of(i)[0] - side->of(i)[1]) / 2.0);
        }
    }
    EXPECT_NEAR(model->comparisons->explainedVariance->value, utility::explainedVariance(means, stdevs), 1e-12);
    const report::Table further = summary::furtherModelsTable(summary);
    ASSERT_NO_THROW(report::checkTable(further));
    ASSERT_EQ(further.rows.size(), 2u);
    EXPECT_EQ(report::cellText(further.rows[0][0]), "ensemble");
    EXPECT_EQ(report::cellText(further.rows[1][0]), "ensemble, \u03b1-quantile");
    ASSERT_EQ(further.columns.at(further.columns.size() - 2).title, "r\u00b2");
    EXPECT_EQ(report::cellText(further.rows[0][further.columns.size() - 2]),
        report::fixedText(model->comparisons->explainedVariance->value, 3));
    EXPECT_EQ(report::cellText(further.rows[1].back()), "\u2013") << "r\u00b2 is not of a quantile";
    const report::Table slices = summary::explainedVarianceBySlice(data, data::DataSubset::both, options);
    EXPECT_EQ(slices.columns.at(2).title, "Ensemble");
    const summary::TradeOff tradeOff = summary::tradeOff(data, options);
    ASSERT_EQ(tradeOff.curves.size(), 1u);
    EXPECT_EQ(tradeOff.curves[0].model, key);
    const report::Figure figure = summary::tradeOffFigure(tradeOff);
    const auto& line = std::get<report::Line>(figure.panels[0].layers[0]);
    EXPECT_EQ(line.label, "ensemble");
    EXPECT_EQ(line.role, ensemble()->role());
    EXPECT_EQ(line.drawnDash(), report::Dash::dashDotted);
}

TEST_F(AddedHead, isDrawnInInspect)
{
    const auto model = evaluated();
    const auto inspection = inspection::Inspection::open(
        {model / "eval_results_both.jsonl", temporary / "jailbroken_evaluations_ensemble.jsonl"});
    ASSERT_EQ(inspection->models().size(), 1u);
    EXPECT_EQ(inspection->models()[0].name, "both · ensemble · seed 3");
    inspection::InspectionColumns columns(inspection, {0}, 0.3);
    const auto read = records::readEvaluatedComparisons(model / "eval_results_both.jsonl");
    const auto members = read.chosen.of(0);
    EXPECT_DOUBLE_EQ(columns.quantiles(0)[0], std::min(members[0], members[1]));
    EXPECT_DOUBLE_EQ(columns.quantile(0, 0), columns.quantiles(0)[0]);
    EXPECT_DOUBLE_EQ(columns.values(inspection::Measure::stdevFirst, 0)[0], std::abs(members[0] - members[1]) / 2.0);
    for (const auto axis : {inspection::UtilityAxis::own, inspection::UtilityAxis::standardised}) {
        const report::Figure figure = inspection::distributionsFigure(columns, 0, 0, 1, axis);
        ASSERT_EQ(figure.panels.size(), 1u);
        const report::Panel& panel = figure.panels[0];
        // Of each response a stem for each member, and the mean; the quantiles.
        ASSERT_EQ(panel.layers.size(), 8u);
        for (const report::Layer& layer : panel.layers) {
            const auto& line = std::get<report::Line>(layer);
            EXPECT_EQ(line.role, ensemble()->role());
            EXPECT_TRUE(line.x[0] >= panel.x.range->first && line.x[0] <= panel.x.range->second);
            EXPECT_GT(line.y[1], 0.0);
        }
        if (axis == inspection::UtilityAxis::own) {
            EXPECT_EQ(panel.x.title, "utility (ensemble-of-means model's own scale)");
            EXPECT_EQ(panel.left.title, "probability");
            EXPECT_DOUBLE_EQ(std::get<report::Line>(panel.layers[0]).x[0], std::min(members[0], members[1]));
            EXPECT_DOUBLE_EQ(std::get<report::Line>(panel.layers[0]).y[1], 0.5);
        }
        EXPECT_TRUE(says(report::toPgf(figure), {"\\definecolor{dplOwn7f3c8d}{RGB}{127,60,141}", "draw=dplOwn7f3c8d"}));
    }
    const auto table = inspection::preferenceTable(columns, 0, 0, 1);
    EXPECT_EQ(table.table.rows.size(), 2u);
    EXPECT_EQ(table.roles, (std::vector(2, ensemble()->role())));
    const std::vector<std::uint32_t> items{0, 1, 2};
    const auto scatter = inspection::scatterFigure(columns, 0, items, std::nullopt);
    EXPECT_TRUE(scatter.figure.name.starts_with("mean-against-sigma-")) << scatter.figure.name;
    EXPECT_EQ(scatter.x.size(), 6u);
}

/// One whose distribution has a density is drawn by it.
TEST_F(AddedHead, isDrawnByItsDensity)
{
    const auto folder = temporary / "both/laplace_tiny__0_peft_last_checkpoint";
    std::filesystem::create_directories(folder);
    writeFileAtomically(folder / "eval_results_both.jsonl",
        R"({"chosen": "a", "rejected": "b", "reward_output_chosen": [2.0], "reward_output_rejected": [-1.0]})"
        "\n");
    const auto inspection = inspection::Inspection::open({folder / "eval_results_both.jsonl"});
    EXPECT_EQ(inspection->models()[0].name, "both · Laplace");
    const inspection::InspectionColumns columns(inspection, {0}, 0.05);
    EXPECT_NEAR(columns.quantiles(0)[0], 2.0 + std::log(0.1), 1e-12);
    for (const auto axis : {inspection::UtilityAxis::own, inspection::UtilityAxis::standardised}) {
        const report::Figure figure = inspection::distributionsFigure(columns, 0, 0, 1, axis);
        const report::Panel& panel = figure.panels.at(0);
        EXPECT_EQ(panel.left.title, "density");
        ASSERT_EQ(panel.layers.size(), 7u); // an area, two curves, two means, two quantiles
        const auto& curve = std::get<report::Line>(panel.layers[1]);
        const double spread = axis == inspection::UtilityAxis::own ? 1.0 : inspection->models()[0].spread;
        const double highest = *std::max_element(curve.y.begin(), curve.y.end());
        EXPECT_NEAR(highest, 0.5 * spread, 0.02 * spread);
        EXPECT_GE(panel.left.range->second, highest);
        double area = 0.0;
        for (std::size_t i = 1; i < curve.x.size(); ++i) {
            area += 0.5 * (curve.y[i] + curve.y[i - 1]) * (curve.x[i] - curve.x[i - 1]);
        }
        EXPECT_NEAR(area, 1.0, 0.01);
    }
}

TEST_F(AddedHead, itsFigureCompilesWithLatex)
{
    const auto inspection = inspection::Inspection::open({evaluated() / "eval_results_both.jsonl"});
    const inspection::InspectionColumns columns(inspection, {0}, 0.3);
    report::expectCompiles(
        "added-head", inspection::distributionsFigure(columns, 0, 0, 1, inspection::UtilityAxis::own));
}

} // namespace
