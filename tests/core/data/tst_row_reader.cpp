#include "data/preference_dataset.hpp"
#include "data/row_error.hpp"
#include "data/row_reader.hpp"
#include "written_file.hpp"

namespace dpl::data {
namespace {

class RowFiles : public WrittenFile {
protected:
    RowFiles() : WrittenFile("rows") { }

    std::vector<std::string> rows(const std::string& content) const
    {
        const std::unique_ptr<RowReader> reader = openRows(write(content));
        std::vector<std::string> all;
        for (Json row; reader->next(row);) {
            all.push_back(row.dump());
            EXPECT_EQ(reader->where().find(placeOf(file.string(), RowNumbers::lines, 1)), 0u) << reader->where();
        }
        return all;
    }
};

using Rows = std::vector<std::string>;

TEST_F(RowFiles, areRecognisedByTheirContent)
{
    EXPECT_EQ(rows(R"({"a":1})"), Rows{R"({"a":1})"});
    EXPECT_EQ(rows(R"([{"a":1},{"a":2}])"), (Rows{R"({"a":1})", R"({"a":2})"}));
    EXPECT_EQ(rows(gzipped(R"([{"a":1},{"a":2}])")), (Rows{R"({"a":1})", R"({"a":2})"}));
    EXPECT_EQ(rows(gzipped(R"({"a":1})")), Rows{R"({"a":1})"});
    EXPECT_EQ(rows(zstdCompressed(R"([{"a":1},{"a":2}])")), (Rows{R"({"a":1})", R"({"a":2})"}));
    EXPECT_EQ(rows(zstdCompressed(R"({"a":1})")), Rows{R"({"a":1})"});
    EXPECT_EQ(rows(""), Rows{});
    EXPECT_EQ(rows("\xef\xbb\xbf[{\"a\":1}]"), Rows{R"({"a":1})"});
    EXPECT_EQ(rows("\xef\xbb\xbf{\"a\":1}"), Rows{R"({"a":1})"});
}

TEST_F(RowFiles, mayBeginWithManyBlanks)
{
    const std::string blanks(100000, ' ');
    EXPECT_EQ(rows(blanks + R"([{"a":1}])"), Rows{R"({"a":1})"});
    EXPECT_EQ(rows(blanks + R"({"a":1})"), Rows{R"({"a":1})"});
}

TEST_F(RowFiles, areCountedWithoutParsing)
{
    EXPECT_EQ(countRows(write("\n{}\n  \r\nnot JSON\n")), 2);
    EXPECT_EQ(countRows(write("[{},\n 'not JSON' ,{\"a\":\"]\"}]")), 3);
    EXPECT_EQ(countRows(write(gzipped("[{},{}]"))), 2);
    EXPECT_EQ(countRows(write("")), 0);
    EXPECT_TRUE(says(errorOf([&] { countRows(write("[{},")); }), {"rows:1: ", "cut off"}));
}

TEST_F(RowFiles, tellPlacesByLinesOrRows)
{
    EXPECT_EQ(placeOf("a/b", RowNumbers::lines, 3), "a/b:3");
    EXPECT_EQ(placeOf("a/b", RowNumbers::rows, 3), "a/b, row 3");
}

TEST_F(RowFiles, ofComparisonsMayBeAList)
{
    PreferenceDatasetParams params;
    params.path = write("[\n  {\"chosen\": \"a\", \"rejected\": \"b\"},\n  {\"chosen\": \"c\"},\n  {\"chosen\": \"d\", "
                        "\"rejected\": \"e\"}\n]\n");
    const std::string file = params.path.string();
    const std::string problem = file
        + ":3 (row 2): \"rejected\" is missing; the columns are \"chosen\", and --columns rejected=... says which of "
          "them "
          "it is";
    EXPECT_EQ(errorOf([&] { loadPreferences(params); }), problem);
    params.skipBadRows = true;
    const PreferenceDataset dataset = loadPreferences(params);
    ASSERT_EQ(dataset.rows.size(), 2u);
    EXPECT_EQ(dataset.rows[1].chosen().text(), "d");
    EXPECT_EQ(dataset.placeOf(dataset.rows[1]), file + ", row 3");
    EXPECT_EQ(dataset.skipped.reasons, std::vector<std::string>{problem});
}

} // namespace
} // namespace dpl::data
