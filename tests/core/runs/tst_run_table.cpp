#include "core/runs/run_samples.hpp"
#include "error_message.hpp"
#include "report/table_writers.hpp"
#include "runs/run_table.hpp"

#include <gtest/gtest.h>

namespace dpl::runs {
namespace {

std::shared_ptr<ListedRun> sample(int seed)
{
    auto run = std::make_shared<ListedRun>(plannedRun("/runs/demo/b" + std::to_string(seed), "/runs", "training", "t",
        test::trainingRecord("base", "both", seed).params));
    run->accuracy = 0.7126543;
    return run;
}

TEST(RunTable, isTheChosenColumnsWithAllDigits)
{
    const std::vector<std::shared_ptr<const ListedRun>> runs{sample(0), sample(1)};
    const report::Table table = tableOfRuns(runs, columnsCalled({"name", "acc", "heldout", "data_subset"}, runs));
    EXPECT_EQ(report::toCsv(table),
        "run,accuracy,heldout,data_subset\r\n"
        "both · base · seed 0,0.7126543,,both\r\n"
        "both · base · seed 1,0.7126543,,both\r\n");
}

TEST(RunTable, ofAllColumnsHasEveryParameterOnce)
{
    const std::vector<std::shared_ptr<const ListedRun>> runs{sample(0)};
    const std::vector<RunColumn> columns = allColumns(runs);
    for (const auto& [name, value] : runs[0]->record.params.items()) {
        EXPECT_EQ(
            std::count_if(columns.begin(), columns.end(), [&](const RunColumn& column) { return column.id == name; }),
            1)
            << name;
    }
    report::checkTable(tableOfRuns(runs, columns));
}

TEST(RunTable, saysWhichColumnThereIsNone)
{
    EXPECT_TRUE(
        test::says(test::errorOf([] { columnsCalled({"run", "acuracy"}, {}); }), {"\"acuracy\"", "accuracy, "}));
}

} // namespace
} // namespace dpl::runs
