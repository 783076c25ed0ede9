#include "core/latex_run.hpp"
#include "core/report/layout_check.hpp"
#include "training/dataset_figures.hpp"

#include "demo/demo.hpp"
#include "temporary_folder.hpp"
#include "training/training_params.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace dpl::training {
namespace {

class DatasetFigures : public testing::Test {
protected:
    void SetUp() override
    {
        demo::writeDemo(0, folder.path());
        TrainingParams params;
        params.modelName = (folder.path() / "tiny-llama").string();
        params.dataPath = (folder.path() / "preferences").string();
        preview = previewDataset(params, 1, {});
    }

    test::TemporaryFolder folder;
    DatasetPreview preview;
};

TEST_F(DatasetFigures, DrawLengthsWithoutLosingAny)
{
    const report::Figure figure = lengthFigure(preview, 1024);
    report::checkFigure(figure);
    ASSERT_EQ(figure.panels.size(), 1u);
    ASSERT_EQ(figure.panels[0].layers.size(), 1u);
    const auto& bars = std::get<report::Bars>(figure.panels[0].layers[0]);
    EXPECT_EQ(std::accumulate(bars.height.begin(), bars.height.end(), 0.0), 6400.0);
    EXPECT_LE(bars.height.size(), 62u);
    EXPECT_EQ(lengthFigure(preview, 40).panels[0].layers.size(), 2u); // with the bound
    report::checkFigure(lengthFigure({}, 1024));
    EXPECT_EQ(preview.longest, 512) << "the backbone's context";
    preview.longest = 40;
    const report::Figure bounded = lengthFigure(preview, 1024);
    ASSERT_EQ(bounded.panels[0].layers.size(), 2u);
    const auto& bound = std::get<report::Line>(bounded.panels[0].layers[1]);
    EXPECT_EQ(bound.label, "context");
    EXPECT_EQ(bound.x.front(), 40.0);
}

TEST_F(DatasetFigures, CompileWithLatexAndTouchNothing)
{
    report::expectCompiles("lengths", lengthFigure(preview, 40));
    report::expectNothingTouches(lengthFigure(preview, 40), "lengths");
}

} // namespace
} // namespace dpl::training
