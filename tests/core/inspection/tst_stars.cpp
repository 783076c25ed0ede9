#include "base/files.hpp"
#include "inspection/item_selection.hpp"
#include "inspection/stars.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

namespace dpl::inspection {
namespace {

std::string row(const std::string& prompt, double mean)
{
    return Json{{"prompt", prompt}, {"responses", {"a", "b"}},
               {"reward_outputs_both", {Json::array({mean}), Json::array({0.0})}}}
               .dump()
        + "\n";
}

class StarredFile : public ::testing::Test {
protected:
    std::shared_ptr<const Inspection> open(const std::string& content)
    {
        writeFileAtomically(m_file, content);
        return Inspection::open({m_file});
    }

    const test::TemporaryFolder m_folder;
    const std::filesystem::path m_file = m_folder.path() / "rows.jsonl";
};

TEST_F(StarredFile, keepsItsStarsThroughSettings)
{
    const auto inspection = open(row("one", 1) + row("two", 2) + row("three", 3));
    Stars stars;
    stars.set(*inspection, 1, true);
    stars.set(*inspection, 2, true);
    stars.set(*inspection, 2, false);
    EXPECT_EQ(Stars(stars.toJson()).in(*inspection), (std::vector<bool>{false, true, false}));
    stars.set(*inspection, 1, false);
    EXPECT_TRUE(stars.toJson().empty()) << "nothing is left of a file without stars";
    EXPECT_TRUE(Stars(Json::parse(R"({"a": 1, "b": {"0": 7}})")).toJson().empty());
}

TEST_F(StarredFile, marksWhatWasSaidNotWhereItStood)
{
    const auto before = open(row("one", 1) + row("two", 2));
    Stars stars;
    stars.set(*before, 1, true);
    const auto evaluatedAgain = open(row("one", 5) + row("two", 6));
    EXPECT_EQ(stars.in(*evaluatedAgain), (std::vector<bool>{false, true})) << "other scores, the same texts";
    const auto otherRows = open(row("one", 1) + row("another", 2));
    EXPECT_EQ(stars.in(*otherRows), (std::vector<bool>{false, false}));
}

TEST_F(StarredFile, givesItsRowsBackAsTheyStand)
{
    const std::string second = row("two", 2);
    const auto inspection = open(row("one", 1) + second + row("three", 3));
    const std::vector<std::uint32_t> items{1};
    EXPECT_EQ(jsonLines(*inspection, items), second);
    const std::vector<std::size_t> rows{0, 2};
    EXPECT_EQ(itemsOfRows(*inspection, m_file, rows), (std::vector<bool>{true, false, true}));
    EXPECT_EQ(itemsOfRows(*inspection, "/other.jsonl", rows), (std::vector<bool>{false, false, false}));
    EXPECT_EQ(bothOf({true, true, false}, {false, true, true}), (std::vector<bool>{false, true, false}));
    EXPECT_EQ(bothOf({}, {false, true}), (std::vector<bool>{false, true}));
}

} // namespace
} // namespace dpl::inspection
