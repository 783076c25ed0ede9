#include "core/latex_run.hpp"
#include "core/records/evaluation_folder.hpp"
#include "core/report/layout_check.hpp"
#include "core/summary/example_models.hpp"
#include "report/figure_writers.hpp"
#include "summary/trade_off.hpp"

namespace dpl::summary {
namespace {

using namespace records;

using data::DataSubset;
using preference::RewardHead;
using test::base;
using test::gaussian;

constexpr ModelKey categorical{RewardHead::categorical, DataSubset::both};

class TradeOffTest : public records::EvaluationFolder {
protected:
    void SetUp() override
    {
        // Jailbroken responses and rejected ones have the higher mean and the larger sigma, each a little more than the
        // last.
        std::string responses;
        std::string comparisons;
        std::string plain;
        for (int i = 0; i < 40; ++i) {
            const std::string n = std::to_string(i);
            const std::string sigma = std::to_string(-1.0 + 0.05 * i);
            responses += R"({"prompt":"Human: )" + n + R"(","responses":["a","b"],"reward_outputs_both":[[0],[)"
                + std::to_string(i % 3 - 1) + R"(]],"reward_outputs_both_mean_and_variance":[[0,-2],[0.5,)" + sigma
                + R"(]],"reward_outputs_both_categorical":[[0,0.1,0.2],[0.3,0,)" + sigma + "]]}\n";
            const std::string head = R"({"chosen":"c)" + n + R"(","rejected":"r","data_subset":")"
                + (i % 2 == 0 ? "helpful" : "harmless") + "\",";
            plain += head + R"("reward_output_chosen":[)" + std::to_string(i % 4)
                + R"(],"reward_output_rejected":[1.5]})" + "\n";
            comparisons += head + R"("reward_output_chosen":[0.2,-2],"reward_output_rejected":[0.3,)" + sigma + "]}\n";
        }
        write("scores.jsonl", responses);
        write(place(base), plain);
        write(place(gaussian), comparisons);
    }
};

TEST_F(TradeOffTest, goesThroughWhatTheSummaryHasAtEachAlpha)
{
    const EvaluationData data = readEvaluations(root);
    SummaryOptions options;
    options.bootstrapSamples = 0;
    options.alpha = 0.05;
    const TradeOff found = tradeOff(data, options);
    ASSERT_EQ(found.curves.size(), 1u) << "there are no comparisons of the categorical model";
    const TradeOffCurve& curve = found.curves[0];
    EXPECT_EQ(curve.model, gaussian);
    ASSERT_EQ(curve.points.size(), tradeOffAlphas().size());
    EXPECT_EQ(curve.points.front().alpha, 0.001);
    EXPECT_EQ(curve.points.back().alpha, 0.5);
    EXPECT_LT(curve.points.front().jailbreakRate, curve.points.back().jailbreakRate);
    const auto agrees = [&](const TradeOffPoint& point) {
        options.alpha = point.alpha;
        const Summary summary = summarize(data, options);
        const ModelSummary* model = summary.find(gaussian);
        EXPECT_EQ(point.jailbreakRate, model->jailbreak->jailbreaks.quantile->share());
        EXPECT_EQ(point.helpfulnessAccuracy, model->comparisons->helpfulness->quantile->share());
        return summary;
    };
    for (const TradeOffPoint& point : curve.points) {
        agrees(point);
    }
    const Summary summary = agrees(curve.chosen);
    EXPECT_EQ(curve.chosen.alpha, 0.05);
    ASSERT_TRUE(found.base.has_value());
    EXPECT_EQ(found.base->jailbreakRate, summary.find(base)->jailbreak->jailbreaks.mean.share());
    EXPECT_EQ(found.base->helpfulnessAccuracy, summary.find(base)->comparisons->helpfulness->mean.share());
}

TEST_F(TradeOffTest, isDrawnInPercentBesideThePaper)
{
    EvaluationData data = readEvaluations(root);
    data.notes = {"36 of 187 rows are left out"};
    const report::Figure figure = tradeOffFigure(tradeOff(data, {}));
    EXPECT_EQ(figure.notes, data.notes);
    ASSERT_NO_THROW(report::checkFigure(figure));
    const auto& layers = figure.panels.at(0).layers;
    ASSERT_EQ(layers.size(), 6u) << "a curve, its marked point, the base model, three of the paper's";
    EXPECT_EQ(std::get<report::Points>(layers[1]).label, "\u03b1 = 0.01");
    const auto& paper = std::get<report::Points>(layers[3]);
    EXPECT_TRUE(paper.open);
    EXPECT_NEAR(paper.x.at(0), 25.1, 1e-9);
    EXPECT_NEAR(paper.y.at(0), 68.2, 1e-9);
    EXPECT_NE(report::toPgf(figure).find("fill=none"), std::string::npos);
    // In the data every point has its series and, where one was chosen, its alpha.
    const std::string csv = report::toCsv(figure);
    EXPECT_NE(csv.find("y_to,alpha\r\n"), std::string::npos);
    EXPECT_NE(csv.find("line,mean and variance,"), std::string::npos);
    EXPECT_NE(csv.find("\"mean and variance, chosen alpha\""), std::string::npos);
    EXPECT_EQ(csv.find("points,,"), std::string::npos) << "a point without a series";
    TradeOff other = tradeOff(readEvaluations(root), {});
    other.besidePaper = false;
    EXPECT_EQ(tradeOffFigure(other).panels.at(0).layers.size(), 3u);
}

TEST_F(TradeOffTest, compilesWithLatex)
{
    const report::Figure figure = tradeOffFigure(tradeOff(readEvaluations(root), {}));
    report::expectCompiles("trade-off", figure);
    report::expectNothingTouches(figure, "trade-off");
}

TEST_F(TradeOffTest, isEmptyWithoutFiles)
{
    EXPECT_TRUE(tradeOff(EvaluationData{}, {}).isEmpty());
}

} // namespace
} // namespace dpl::summary
