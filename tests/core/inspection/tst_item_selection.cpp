#include "inspection/item_selection.hpp"

#include "base/files.hpp"
#include "base/stopped.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

using namespace dpl;
using namespace dpl::inspection;

namespace {

class ItemSelection : public ::testing::Test {
protected:
    ItemSelection()
    {
        const auto row = [](const char* chosen, const char* subset, double mean) {
            return std::string(R"({"chosen":"\n\nHuman: q\n\nAssistant: )") + chosen
                + R"(","rejected":"\n\nHuman: q\n\nAssistant: no","data_subset":")" + subset
                + R"(","reward_output_chosen":[)" + std::to_string(mean) + R"(],"reward_output_rejected":[0]})" + "\n";
        };
        writeFileAtomically(m_folder.path() / "e.jsonl",
            row("Tides", "helpful", 2.0) + row("an \\u00c4pfel tree", "harmless", -1.0) + row("tides", "helpful", 3.0));
        m_inspection = Inspection::open({m_folder.path() / "e.jsonl"});
    }

    test::TemporaryFolder m_folder;
    std::shared_ptr<const Inspection> m_inspection;
};

} // namespace

TEST_F(ItemSelection, SortsByANumberBothWays)
{
    const InspectionColumns columns(m_inspection, {0});
    ItemOrder order{ItemOrder::By::measure, Measure::deltaMean, 0, false};
    EXPECT_EQ(selectItems(columns, {}, {}, order), (std::vector<std::uint32_t>{1, 0, 2}));
    order.descending = true;
    EXPECT_EQ(selectItems(columns, {}, {}, order), (std::vector<std::uint32_t>{2, 0, 1}));
    order.measure = Measure::disagreement; // one model alone: no numbers
    EXPECT_EQ(selectItems(columns, {}, {}, order), (std::vector<std::uint32_t>{0, 1, 2}));
}

TEST_F(ItemSelection, FiltersBySubset)
{
    const InspectionColumns columns(m_inspection, {0});
    EXPECT_EQ(selectItems(columns, {0}, {}, {}), (std::vector<std::uint32_t>{0, 2}));
    EXPECT_EQ(selectItems(columns, {1}, {}, {}), (std::vector<std::uint32_t>{1}));
    EXPECT_EQ(selectItems(columns, {}, {}, {ItemOrder::By::subset, Measure::deltaMean, 0, false}),
        (std::vector<std::uint32_t>{1, 0, 2}));
}

TEST_F(ItemSelection, SearchesWithoutRegardToCase)
{
    EXPECT_EQ(itemsWithText(*m_inspection, "TIDES", {}), (std::vector<bool>{true, false, true}));
    EXPECT_EQ(itemsWithText(*m_inspection, "\u00e4PFEL", {}), (std::vector<bool>{false, true, false}));
    EXPECT_EQ(itemsWithText(*m_inspection, "nothing of the kind", {}), std::vector<bool>(3, false));
    const InspectionColumns columns(m_inspection, {0});
    EXPECT_EQ(
        selectItems(columns, {}, itemsWithText(*m_inspection, "tides", {}), {}), (std::vector<std::uint32_t>{0, 2}));
}

TEST_F(ItemSelection, StopsASearch)
{
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(itemsWithText(*m_inspection, "x", stop.get_token()), Stopped);
}
