#include "training/preview_rows.hpp"

#include "base/files.hpp"
#include "base/stopped.hpp"
#include "demo/demo.hpp"
#include "error_message.hpp"
#include "gzip_file.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

namespace dpl::training {
namespace {

using test::errorOf;

class PreviewedRows : public testing::Test {
protected:
    void SetUp() override
    {
        demo::writeDemo(0, folder.path());
        which.path = folder.path() / "preferences";
    }

    PreviewRows rows() const
    {
        return {data::loadPreferences(which), {},
            std::make_shared<const scoring::DialogueReader>(folder.path() / "tiny-llama")};
    }

    void expectReads(const PreviewRows& rows, std::int64_t first, std::int64_t count) const
    {
        const data::PreferenceDataset dataset = data::loadPreferences(which);
        const auto pairs = rows.read(first, count, 1, {});
        for (std::size_t i = 0; i < pairs.size(); ++i) {
            const data::Comparison& row = dataset.rows.at(static_cast<std::size_t>(first) + i);
            EXPECT_EQ(pairs[i].row, first + static_cast<std::int64_t>(i));
            EXPECT_EQ(pairs[i].chosen, row.chosen().text());
            EXPECT_EQ(pairs[i].rejected, row.rejected().text());
            EXPECT_EQ(pairs[i].dataSubset, row.dataSubset());
            EXPECT_TRUE(pairs[i].where.ends_with(":" + std::to_string(row.line()))) << pairs[i].where;
            EXPECT_GT(pairs[i].chosenTokens, pairs[i].commonTokens);
        }
    }

    test::TemporaryFolder folder;
    data::PreferenceDatasetParams which;
};

TEST_F(PreviewedRows, areReadByTheirNumberAlone)
{
    const PreviewRows all = rows();
    ASSERT_EQ(all.count(), 3200);
    expectReads(all, 0, 3);
    expectReads(all, 1590, 20); // from one file into the next
    EXPECT_EQ(all.read(3190, 100, 1, {}).size(), 10u);
    EXPECT_TRUE(all.read(3200, 5, 1, {}).empty());
}

TEST_F(PreviewedRows, areThoseOfAMixInItsOrder)
{
    which.hiddenContextRatio = 0.5;
    expectReads(rows(), 100, 50);
}

TEST_F(PreviewedRows, areFoundByTheirText)
{
    const PreviewRows all = rows();
    const data::PreferenceDataset dataset = data::loadPreferences(which);
    const std::string wanted = dataset.rows.at(1234).rejected().text();
    std::string loud = wanted;
    for (char& c : loud) {
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    std::vector<std::int64_t> expected;
    for (std::size_t i = 0; i < dataset.rows.size(); ++i) {
        if (dataset.rows[i].chosen().text().find(wanted) != std::string::npos
            || dataset.rows[i].rejected().text().find(wanted) != std::string::npos) {
            expected.push_back(static_cast<std::int64_t>(i));
        }
    }
    ASSERT_FALSE(expected.empty());
    EXPECT_EQ(all.find(loud, {}), expected);
    EXPECT_TRUE(all.find("no such text", {}).empty());
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(all.find("a", stop.get_token()), Stopped);
}

TEST_F(PreviewedRows, arePassedOverWhereTheyWereSkipped)
{
    const std::string row = R"({"chosen": "one", "rejected": "two"})";
    const auto file = folder / "some.jsonl.gz";
    writeFileAtomically(file, test::gzipped(row + "\nnonsense\n\n{\"chosen\": 1}\n" + row + "\n"));
    which.path = file;
    which.skipBadRows = true;
    const PreviewRows two = rows();
    ASSERT_EQ(two.count(), 2);
    EXPECT_TRUE(two.read(1, 1, 1, {}).at(0).where.ends_with("/some.jsonl.gz:5"));
    writeFileAtomically(file, test::gzipped(row + "\n"));
    EXPECT_TRUE(errorOf([&] { two.read(1, 1, 1, {}); }).ends_with("has changed since it was read"));
}

} // namespace
} // namespace dpl::training
