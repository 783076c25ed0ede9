#include "base/files.hpp"
#include "base/json.hpp"
#include "inspection/response_ranking.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace dpl::inspection {
namespace {

/// Four responses: the one with the highest mean is so uncertain that risk aversion puts it last.
std::shared_ptr<const Inspection> fourResponses(const test::TemporaryFolder& folder)
{
    const Json row{{"prompt", "p"}, {"responses", {"a", "b", "c", "d"}},
        {"reward_outputs_both", {{1.0}, {3.0}, {3.0}, {0.5}}},
        {"reward_outputs_both_mean_and_variance", {{1.0, -3.0}, {4.0, 8.0}, {2.0, -3.0}, {0.0, -3.0}}}};
    writeFileAtomically(folder.path() / "rows.jsonl", row.dump() + "\n");
    return Inspection::open({folder.path() / "rows.jsonl"});
}

TEST(ResponseRanking, ranksByMeanAndByQuantile)
{
    const test::TemporaryFolder folder;
    const InspectionColumns columns(fourResponses(folder), {0, 1}, 0.01);
    const auto base = rankedResponses(columns, 0, 0);
    ASSERT_EQ(base.size(), 4u);
    EXPECT_EQ(base[0].response, 1u);
    EXPECT_EQ(base[1].response, 2u);
    EXPECT_EQ(base[0].byMean, 1u);
    EXPECT_EQ(base[1].byMean, 1u) << "equal means share a rank";
    EXPECT_EQ(base[2].byMean, 3u);
    EXPECT_EQ(base[3].response, 3u);
    EXPECT_TRUE(std::isnan(base[0].stdev));
    EXPECT_EQ(base[0].moves(), 0);

    const auto gaussian = rankedResponses(columns, 1, 0);
    EXPECT_EQ(gaussian[0].response, 1u);
    EXPECT_EQ(gaussian[0].byQuantile, 4u);
    EXPECT_EQ(gaussian[0].moves(), -3);
    EXPECT_EQ(gaussian[1].response, 2u);
    EXPECT_EQ(gaussian[1].moves(), 1);
    EXPECT_NEAR(gaussian[1].quantile, utility::quantile(columns.model(1).distribution(2), 0.01), 1e-12);
}

TEST(ResponseRanking, isATableOfAllModels)
{
    const test::TemporaryFolder folder;
    const InspectionColumns columns(fourResponses(folder), {0, 1}, 0.01);
    const RankingTable ranking = rankingTable(columns, 0);
    ASSERT_NO_THROW(report::checkTable(ranking.table));
    ASSERT_EQ(ranking.table.rows.size(), 8u);
    EXPECT_EQ(ranking.responses[4], 1u);
    EXPECT_EQ(ranking.roles[4], columns.model(1).role);
    const auto text = [&](std::size_t row, std::size_t column) {
        return report::cellText(ranking.table.rows[row][column]);
    };
    EXPECT_EQ(text(4, 0), "both · mean and variance");
    EXPECT_EQ(text(4, 2), "response 2");
    EXPECT_EQ(text(4, 7), "\u25bc 3");
    EXPECT_EQ(text(0, 6), "\u2013") << "a base model has no quantile";
}

TEST(ResponseRanking, givesModelsOfOneHeadTheirOwnColours)
{
    const test::TemporaryFolder folder;
    Json row{{"prompt", "p"}, {"responses", {"a", "b"}}};
    for (const char* name :
        {"both_mean_and_variance", "helpful_mean_and_variance", "mine_mean_and_variance", "mine2"}) {
        row["reward_outputs_" + std::string(name)] = {{1.0, 0.0}, {0.0, 0.0}};
    }
    row["reward_outputs_both"] = {{1.0}, {0.0}};
    writeFileAtomically(folder.path() / "rows.jsonl", row.dump() + "\n");
    const auto inspection = Inspection::open({folder.path() / "rows.jsonl"});
    std::set<std::string> colours;
    for (const InspectedModel& model : inspection->models()) {
        for (const report::Ground ground : {report::Ground::paper, report::Ground::dark}) {
            colours.insert(report::hexColour(report::seriesStyle(model.role, ground).colour));
        }
    }
    EXPECT_EQ(inspection->models().size(), 5u);
    EXPECT_EQ(colours.size(), 10u);
    EXPECT_EQ(inspection->models()[0].head, preference::RewardHead::base) << "in the order of the heads";
    EXPECT_EQ(inspection->models()[0].role, report::SeriesRole::base);
}

/// As of a sweep of many seeds, all of whose models may be opened at once.
TEST(ResponseRanking, givesManyModelsOfOneHeadColoursOfTheirOwn)
{
    const test::TemporaryFolder folder;
    Json row{{"prompt", "p"}, {"responses", {"a", "b"}}};
    for (int i = 0; i < 30; ++i) {
        row["reward_outputs_mine" + std::to_string(i)] = {{1.0}, {0.0}};
    }
    writeFileAtomically(folder.path() / "rows.jsonl", row.dump() + "\n");
    const auto inspection = Inspection::open({folder.path() / "rows.jsonl"});
    std::set<report::SeriesRole> roles;
    for (const InspectedModel& model : inspection->models()) {
        roles.insert(model.role);
    }
    EXPECT_EQ(inspection->models().size(), 30u);
    EXPECT_EQ(roles.size(), 30u);
}

} // namespace
} // namespace dpl::inspection
