#include "core/latex_run.hpp"
#include "core/report/layout_check.hpp"
#include "inspection/inspection_figures.hpp"
#include "inspection/inspection_tables.hpp"

#include <gtest/gtest.h>

#include <cmath>

using namespace dpl;
using namespace dpl::inspection;

namespace {

class InspectionFigures : public ::testing::Test {
protected:
    InspectionFigures()
    {
        const std::filesystem::path own = std::filesystem::path(DPL_FIXTURES) / "evaluation" / "own";
        m_inspection = Inspection::open({own / "tiny-llama-base/eval_results_both.jsonl",
            own / "tiny-llama-mean_and_variance/eval_results_both.jsonl",
            own / "tiny-llama-categorical/eval_results_both.jsonl"});
        m_columns = std::make_unique<InspectionColumns>(m_inspection, std::vector<std::size_t>{0, 1, 2}, 0.01);
        for (std::uint32_t i = 0; i < m_inspection->size(); ++i) {
            m_items.push_back(i);
        }
    }

    std::shared_ptr<const Inspection> m_inspection;
    std::unique_ptr<InspectionColumns> m_columns;
    std::vector<std::uint32_t> m_items;
};

} // namespace

TEST_F(InspectionFigures, HaveAPanelPerModelOnItsOwnScale)
{
    const report::Figure figure = distributionsFigure(*m_columns, 0, 0, 1, UtilityAxis::own);
    EXPECT_NO_THROW(report::checkFigure(figure));
    ASSERT_EQ(figure.panels.size(), 3u);
    EXPECT_NE(figure.panels[0].x.title.find("base"), std::string::npos) << "in the order of the heads";
    EXPECT_NE(figure.panels[1].x.title.find("mean-and-variance"), std::string::npos);
    EXPECT_NE(figure.panels[2].x.title.find("categorical"), std::string::npos);
    EXPECT_TRUE(figure.panels[1].legend && !figure.panels[0].legend) << "a base model has no quantile to name";
    EXPECT_NE(figure.panels[0].title.find("P(chosen) = "), std::string::npos);
    EXPECT_EQ(figure.panels[2].cell.columnSpan, 2);
    const auto& item = m_columns->inspection().item(0);
    EXPECT_EQ(figure.name,
        "reward-distributions-" + m_columns->inspection().subsets()[item.subset] + "-row-"
            + std::to_string(item.row + 1));
    EXPECT_NE(distributionsFigure(*m_columns, 1, 0, 1, UtilityAxis::own).name, figure.name)
        << "files of two rows do not replace each other";
}

TEST_F(InspectionFigures, DensityIntegratesToOne)
{
    for (const UtilityAxis axis : {UtilityAxis::own, UtilityAxis::standardised}) {
        const report::Figure figure = distributionsFigure(*m_columns, 0, 0, 1, axis);
        int bands = 0;
        for (const report::Layer& layer : figure.panels[figure.panels.size() > 1 ? 1 : 0].layers) {
            const auto* band = std::get_if<report::Band>(&layer);
            if (!band) {
                continue;
            }
            ++bands;
            double area = 0.0;
            for (std::size_t i = 1; i < band->x.size(); ++i) {
                area += 0.5 * (band->upper[i] + band->upper[i - 1]) * (band->x[i] - band->x[i - 1]);
            }
            EXPECT_NEAR(area, 1.0, 1e-3);
        }
        EXPECT_EQ(bands, 1);
    }
}

TEST_F(InspectionFigures, StandardisedModelsShareAPanel)
{
    const report::Figure figure = distributionsFigure(*m_columns, 0, 0, 1, UtilityAxis::standardised);
    EXPECT_NO_THROW(report::checkFigure(figure));
    ASSERT_EQ(figure.panels.size(), 1u);
    EXPECT_NE(figure.panels[0].x.title.find("standardised"), std::string::npos);
}

TEST_F(InspectionFigures, ScatterFindsItemsBack)
{
    const ScatterFigure scatter = scatterFigure(*m_columns, 1, m_items, 4);
    EXPECT_NO_THROW(report::checkFigure(scatter.figure));
    EXPECT_EQ(scatter.items.size(), 24u);
    const InspectedModel& model = m_columns->model(1);
    EXPECT_EQ(nearestItem(scatter, model.means[8], model.stdevs[8]), 4u);
    EXPECT_EQ(nearestItem(scatter, model.means[9], model.stdevs[9]), 4u);
    const auto& rings = scatter.figure.panels[0].layers;
    ASSERT_EQ(rings.size(), 3u);
    EXPECT_EQ(std::get<report::Points>(rings[2]).y, (std::vector<double>{model.stdevs[8], model.stdevs[9]}));
    const report::Figure moved = withRing(scatter.figure, *m_columns, 1, 5);
    EXPECT_EQ(std::get<report::Points>(moved.panels[0].layers[2]).y.front(), model.stdevs[10]);
    EXPECT_TRUE(std::get<report::Points>(withRing(moved, *m_columns, 1, std::nullopt).panels[0].layers[2]).x.empty());
}

TEST_F(InspectionFigures, ScatterThinsWhatIsTooMuch)
{
    const ScatterFigure scatter = scatterFigure(*m_columns, 0, m_items, std::nullopt, 6);
    EXPECT_EQ(scatter.itemsDrawn, 6u);
    EXPECT_EQ(scatter.itemsThere, 12u);
    EXPECT_EQ(scatter.items.size(), 6u) << "a base model has a point for each pair";
}

TEST_F(InspectionFigures, DashesTellTheResponsesApart)
{
    const report::Figure figure = distributionsFigure(*m_columns, 0, 0, 1, UtilityAxis::own);
    EXPECT_EQ(figure, distributionsFigure(*m_columns, 0, 0, 1, UtilityAxis::own))
        << "the same figure twice is drawn once";
    std::vector<std::pair<std::string, report::Dash>> named;
    for (const report::Layer& layer : figure.panels[1].layers) {
        if (const auto* line = std::get_if<report::Line>(&layer); line && !line->label.empty()) {
            named.emplace_back(line->label, line->drawnDash());
        }
    }
    EXPECT_EQ(named,
        (std::vector<std::pair<std::string, report::Dash>>{{"chosen", report::Dash::solid},
            {"rejected", report::Dash::dashed}, {"0.01-quantile", report::Dash::dotted}}));
}

TEST_F(InspectionFigures, CompileWithLatexAndTouchNothing)
{
    const std::pair<const char*, report::Figure> figures[]{
        {"distributions", distributionsFigure(*m_columns, 0, 0, 1, UtilityAxis::own)},
        {"distributions-standardised", distributionsFigure(*m_columns, 0, 0, 1, UtilityAxis::standardised)},
        {"scatter", scatterFigure(*m_columns, 1, m_items, 4).figure},
        {"scatter-base", scatterFigure(*m_columns, 0, m_items, std::nullopt).figure}};
    for (const auto& [name, figure] : figures) {
        report::expectCompiles(name, figure);
        report::expectNothingTouches(figure, name);
    }
    report::expectCompiles(
        "inspection-tables", std::vector{preferenceTable(*m_columns, 0, 0, 1).table, itemsTable(*m_columns, m_items)});
}
