#include "core/records/evaluation_folder.hpp"
#include "core/summary/example_models.hpp"
#include "summary/slices.hpp"

namespace dpl::summary {
namespace {

using namespace records;

using data::DataSubset;
using preference::RewardHead;
using test::gaussian;

EvaluatedComparisons slicedExample()
{
    EvaluatedComparisons comparisons;
    for (int i = 0; i < 8; ++i) {
        comparisons.dataSubsets.push_back(i < 3 ? "helpful" : "harmless");
        comparisons.lengths.push_back(10 * (i + 1));
        comparisons.identities.push_back(rowIdentity(std::to_string(i)));
        for (ModelOutputs* side : {&comparisons.chosen, &comparisons.rejected}) {
            side->outputs = 2;
            side->values.push_back(i % 3);
            side->values.push_back(i < 3 ? -3.0 : 1.0);
        }
    }
    comparisons.columns.push_back({"objective", {"a", "b", "a", "b", "", "", "", ""}});
    comparisons.columns.push_back({"same", std::vector<std::string>(8, "x")});
    return comparisons;
}

TEST(Slices, areByValueAndByQuartileOfLength)
{
    const auto slices = slicesOf(slicedExample());
    ASSERT_EQ(slices.size(), 1u + 2u + 2u + 4u) << "a column with one value makes none";
    EXPECT_EQ(slices[0].rows.size(), 8u);
    EXPECT_EQ(slices[1].column, "data_subset");
    EXPECT_EQ(slices[1].value, "harmless");
    EXPECT_EQ(slices[1].rows.size(), 5u);
    EXPECT_EQ(slices[3].rows, (std::vector<std::size_t>{0, 2})) << "rows without a value are in no slice";
    EXPECT_EQ(slices[5].value, "10 to 20");
    EXPECT_EQ(slices[6].value, "21 to 40");
    for (std::size_t i = 5; i < 9; ++i) {
        EXPECT_EQ(slices[i].rows.size(), 2u);
    }
    EvaluatedComparisons same = slicedExample();
    same.lengths.assign(8, 5);
    EXPECT_EQ(slicesOf(same).back().column, "objective");
}

TEST(Slices, haveTheirOwnExplainedVariance)
{
    EvaluationData data;
    data.comparisons.emplace(gaussian, slicedExample());
    data.notes = {"36 of 187 rows are left out"};
    EXPECT_EQ(slicedTrainSets(data), (std::vector{DataSubset::both}));
    const report::Table table = explainedVarianceBySlice(data, DataSubset::both, {});
    ASSERT_NO_THROW(report::checkTable(table));
    EXPECT_EQ(table.notes, data.notes);
    ASSERT_EQ(table.rows.size(), 9u);
    const auto value = [&](std::size_t row) { return std::get<report::Number>(table.rows[row][2]).value; };
    const Summary summary = [&] {
        EvaluationData one = data;
        return summarize(one, {});
    }();
    EXPECT_EQ(value(0), summary.find(gaussian)->comparisons->explainedVariance->value) << "all rows";
    // helpful: means 0, 1, 2 twice, population variance 2/3; sigma softplus(-3).
    const double sigma = std::log1p(std::exp(-3.0));
    EXPECT_NEAR(value(2), (2.0 / 3.0) / (2.0 / 3.0 + sigma * sigma), 1e-12);
    EXPECT_LT(value(1), value(2));
    EXPECT_TRUE(explainedVarianceBySlice(data, DataSubset::helpful, {}).rows.empty());
}

} // namespace
} // namespace dpl::summary
