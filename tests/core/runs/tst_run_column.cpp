#include "core/runs/run_samples.hpp"
#include "runs/run_column.hpp"

#include <gtest/gtest.h>

#include <set>

namespace dpl::runs {
namespace {

TEST(RunColumn, namesAreOfOneColumnEach)
{
    std::set<std::string> names;
    for (const RunColumn& column : runColumns()) {
        EXPECT_TRUE(names.insert(column.id).second) << column.id;
        for (const std::string& name : column.otherNames) {
            EXPECT_TRUE(names.insert(name).second) << name;
        }
        EXPECT_EQ(&runColumn(column.id), &column);
        EXPECT_NO_THROW(column.value(ListedRun())) << "of a run that has nothing";
    }
}

TEST(RunColumn, numbersHaveTheDigitsThatTell)
{
    const std::vector<std::tuple<CellStyle, double, std::string>> cases{{CellStyle::loss, 0.693147, "0.6931"},
        {CellStyle::loss, 0.0, "0.0000"}, {CellStyle::loss, 0.0000312, "3.1e-5"}, {CellStyle::loss, -0.25, "−0.2500"},
        {CellStyle::share, 0.7126, "0.713"}, {CellStyle::share, 0.0001, "0.0001"},
        {CellStyle::significant, 1023.32, "1,023"}, {CellStyle::significant, 12.345, "12.3"},
        {CellStyle::significant, 3e-6, "3e-6"}, {CellStyle::significant, 0.00005, "5e-5"},
        {CellStyle::percent, 0.709, "70 %"}, {CellStyle::duration, 62.0, "1 min 02 s"}, {CellStyle::whole, 12.0, "12"},
        {CellStyle::exact, 43835.0, "43,835"}, {CellStyle::exact, 1234567890.0, "1,234,567,890"},
        {CellStyle::exact, 0.1, "0.1"}, {CellStyle::exact, 0.0012345678, "0.0012345678"}};
    for (const auto& [style, value, text] : cases) {
        EXPECT_EQ(numberText(style, value), text) << value;
    }
    EXPECT_EQ(differenceText(CellStyle::share, 0.021), "+0.021");
    EXPECT_EQ(differenceText(CellStyle::loss, -0.00004), "−4e-5");
    EXPECT_EQ(differenceText(CellStyle::share, 0.0), "0.000");
}

TEST(RunColumn, parametersAreWhatRunJsonSays)
{
    auto run = std::make_shared<ListedRun>(
        plannedRun("/runs/a/b", "/runs", "training", "t", test::trainingRecord("base", "both", 3).params));
    run->record.params["lora_target_modules"] = {"q_proj", "v_proj"};
    run->record.params["hidden_context_ratio"] = nullptr;
    EXPECT_EQ(parameterOf(*run, "learning_rate"), RunCell(3e-6));
    EXPECT_EQ(parameterOf(*run, "data_subset"), RunCell("both"));
    EXPECT_EQ(parameterOf(*run, "lora_target_modules"), RunCell("[\"q_proj\",\"v_proj\"]"));
    EXPECT_EQ(parameterOf(*run, "hidden_context_ratio"), RunCell());
    EXPECT_EQ(parameterOf(*run, "none"), RunCell());
    const std::vector<std::string> names = parameterNames({run, run});
    EXPECT_EQ(names.front(), "model_name");
    EXPECT_EQ(names.size(), run->record.params.size()) << "each once";
    const RunColumn column = parameterColumn("learning_rate");
    EXPECT_EQ(cellText(column, column.value(*run)), "3e-6");
    EXPECT_EQ(cellText(column, {}), "–");
}

TEST(RunColumn, averagesHaveASampleDeviation)
{
    const RunAverage average = averageOf({0.70, 0.72, 0.74});
    EXPECT_EQ(average.runs, 3);
    EXPECT_NEAR(average.mean, 0.72, 1e-12);
    EXPECT_NEAR(average.deviation, 0.02, 1e-12);
    EXPECT_EQ(averageText(CellStyle::share, average), "0.720 ± 0.020");
    EXPECT_EQ(averageText(CellStyle::share, averageOf({0.7})), "0.700");
    EXPECT_EQ(averageText(CellStyle::share, averageOf({})), "–");
}

TEST(RunColumn, aMissingHeldOutNumberHasItsReason)
{
    ListedRun run;
    run.record = test::trainingRecord("base", "both", 0);
    run.record.params["eval_steps"] = 0;
    EXPECT_NE(whyNotHeldOut(run).find("eval_steps is 0"), std::string::npos);
    run.record.params["eval_steps"] = 40;
    EXPECT_NE(whyNotHeldOut(run).find("comes at step 40"), std::string::npos) << "of 100";
    run.record.params["eval_steps"] = 1000;
    EXPECT_NE(whyNotHeldOut(run).find("at the end"), std::string::npos);
    run.record.params["eval_steps"] = 0;
    run.record.params["eval_first_step"] = true;
    EXPECT_NE(whyNotHeldOut(run).find("at the end"), std::string::npos);
    run.heldOutAccuracy = 0.7;
    EXPECT_EQ(whyNotHeldOut(run), "");
    run.heldOutAccuracy.reset();
    run.record.kind = "synthetic";
    EXPECT_EQ(whyNotHeldOut(run), "");
}

TEST(RunColumn, aRunOfAnEarlierVersionLastedFromItsBeginningToItsEnd)
{
    ListedRun run;
    run.record.created = "2026-01-31T23:59:00Z";
    EXPECT_FALSE(run.workingSeconds().has_value());
    run.record.finished = "2026-02-01T00:01:00Z";
    EXPECT_EQ(run.workingSeconds(), 120.0);
    run.seconds = 30.0;
    EXPECT_EQ(run.workingSeconds(), 30.0);
}

} // namespace
} // namespace dpl::runs
