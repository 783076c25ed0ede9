#include "base/files.hpp"
#include "base/memory.hpp"
#include "built_with_arrow.hpp"
#include "core/weights/python.hpp"
#include "data/preference_dataset.hpp"
#include "data/response_set.hpp"
#include "data/row_error.hpp"
#include "data/row_reader.hpp"
#include "data/table_rows.hpp"
#include "error_message.hpp"
#include "fixture_path.hpp"
#include "plain_parquet.hpp"
#include "sanitized.hpp"
#include "temporary_folder.hpp"

#include <cstdlib>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace dpl::data {
namespace {

using test::errorOf;
using test::says;
using weights::test::python;

const std::filesystem::path tables = test::fixturePath("tables");

std::vector<Json> rowsOf(const std::filesystem::path& file)
{
    const std::unique_ptr<RowReader> reader = openRows(file);
    std::vector<Json> rows;
    for (Json row; reader->next(row);) {
        rows.push_back(std::move(row));
        EXPECT_EQ(reader->number(), static_cast<std::int64_t>(rows.size()));
    }
    return rows;
}

/// Values, their types and the order of columns.
void expectEqual(const std::filesystem::path& file, const std::vector<Json>& expected)
{
    const std::vector<Json> rows = rowsOf(file);
    ASSERT_EQ(rows.size(), expected.size()) << file;
    EXPECT_EQ(countRows(file), static_cast<std::int64_t>(rows.size())) << file;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        ASSERT_EQ(rows[i].dump(), expected[i].dump()) << file << ", row " << i + 1;
    }
}

class TableRowsTest : public testing::Test {
protected:
    void SetUp() override
    {
        if (!readsTables() && !test::builtWithArrow()) {
            GTEST_SKIP() << "built without Apache Arrow";
        }
    }

    /// A copy of a fixture with its bytes changed.
    template <typename Change> std::filesystem::path changed(const char* name, const Change& change) const
    {
        std::string content = readFile(tables / name);
        change(content);
        std::ofstream(temporary / name, std::ios::binary | std::ios::trunc) << content; // many times: not onto the disk
        return temporary / name;
    }

    const test::TemporaryFolder temporary;
};

TEST_F(TableRowsTest, haveEveryTypeThatJsonHas)
{
    const std::vector<Json> expected = rowsOf(tables / "types.jsonl");
    ASSERT_EQ(expected.size(), 5u);
    for (const char* name : {"types.parquet", "types.arrow", "types.stream"}) {
        expectEqual(tables / name, expected);
    }
    expectEqual(tables / "views.arrow", rowsOf(tables / "views.jsonl"));
}

TEST_F(TableRowsTest, areUnpackedFromEachCompression)
{
    const std::vector<Json> expected = rowsOf(tables / "comparisons.jsonl");
    ASSERT_EQ(expected.size(), 3u);
    for (const char* name : {"none.parquet", "snappy.parquet", "gzip.parquet", "zstd.parquet", "lz4.parquet",
             "brotli.parquet", "lz4.arrow", "zstd.stream"}) {
        expectEqual(tables / name, expected);
    }
}

TEST_F(TableRowsTest, tellWhichColumnsAreLeftOut)
{
    for (const char* name : {"types.parquet", "types.arrow", "types.stream"}) {
        const std::string file = (tables / name).string();
        EXPECT_EQ(openRows(file)->leftOut(),
            (std::vector<std::string>{file + ": the column bytes holds binary data and is left out",
                file + ": the column image.bytes holds binary data and is left out"}));
    }
    EXPECT_TRUE(openRows(tables / "zstd.parquet")->leftOut().empty());
}

TEST_F(TableRowsTest, areFoundByTheirNumbers)
{
    const std::vector<Json> expected = rowsOf(tables / "types.jsonl");
    for (const char* name : {"types.parquet", "types.arrow", "types.stream"}) {
        for (std::int64_t first = 1; first <= 5; ++first) {
            const std::unique_ptr<RowReader> reader = openRows(tables / name);
            Json row;
            ASSERT_TRUE(reader->nextFrom(first, row));
            EXPECT_EQ(row, expected[static_cast<std::size_t>(first) - 1]);
            EXPECT_EQ(reader->where(), (tables / name).string() + ", row " + std::to_string(first));
            EXPECT_EQ(reader->nextFrom(first + 2, row), first <= 3);
            EXPECT_EQ(reader->next(row), first <= 2);
        }
        Json row;
        EXPECT_FALSE(openRows(tables / name)->nextFrom(6, row));
    }
}

TEST_F(TableRowsTest, areColumnsOfTextsToo)
{
    const std::filesystem::path file = tables / "types.parquet";
    const std::vector<Json> expected = rowsOf(tables / "types.jsonl");
    const std::unique_ptr<TableFile> table = openTable(file, TableFormat::parquet);
    TableBatches batches(*table, file.string(), 0);
    std::size_t row = 0;
    while (batches.next()) {
        EXPECT_EQ(batches.firstRow(), static_cast<std::int64_t>(row));
        for (std::int64_t i = 0; i < batches.rows(); ++i, ++row) {
            for (const std::size_t column : {0u, 1u, 2u, 3u}) {
                const Json& value = expected[row][batches.columns()[column].name];
                const auto text = batches.text(column, i);
                EXPECT_EQ(text ? Json(std::string(*text)) : Json(), value);
            }
        }
    }
    EXPECT_EQ(row, 5u);
    EXPECT_FALSE(batches.next());
}

TEST_F(TableRowsTest, makePreferenceDatasets)
{
    PreferenceDatasetParams params;
    params.path = tables / "snappy.parquet";
    const PreferenceDataset dataset = loadPreferences(params);
    ASSERT_EQ(dataset.rows.size(), 3u);
    EXPECT_EQ(dataset.rows[1].chosen().text(), "Name a fruit.A pear.");
    EXPECT_EQ(dataset.rows[1].row()["subset"], "food");
    EXPECT_EQ(dataset.placeOf(dataset.rows[1]), params.path.string() + ", row 2");
    std::filesystem::create_directories(temporary / "data");
    std::filesystem::copy_file(tables / "zstd.parquet", temporary / "data/train-00000-of-00002.parquet");
    std::filesystem::copy_file(tables / "gzip.parquet", temporary / "data/train-00001-of-00002.parquet");
    std::filesystem::copy_file(tables / "lz4.arrow", temporary / "data/test-00000-of-00001.arrow");
    params.path = temporary.path();
    EXPECT_EQ(loadPreferences(params).rows.size(), 6u);
    params.split = Split::test;
    EXPECT_EQ(loadPreferences(params).rows.size(), 3u);
    EXPECT_EQ(describeDataset(temporary.path()).parts.at(0).rows, 6);
}

TEST_F(TableRowsTest, ofTextThatIsNotUtf8AreRowsThatCannotBeUsed)
{
    const auto file = changed("none.parquet", [](std::string& content) {
        const std::size_t at = content.find("A pear.");
        ASSERT_NE(at, std::string::npos);
        content[at] = '\xff';
    });
    const std::unique_ptr<RowReader> reader = openRows(file);
    Json row;
    std::string said = errorOf([&] {
        while (reader->next(row)) { }
    });
    // The page has a checksum, which sees it first.
    EXPECT_TRUE(says(said, {"cannot read " + file.string(), "CRC"}));
    test::PlainParquet plain(temporary / "plain.parquet", {"chosen", "rejected"});
    plain.addRowGroup({{{"a", "\xff", "c"}}, {{"x", "y", "z"}}});
    plain.finish();
    const std::unique_ptr<RowReader> second = openRows(temporary / "plain.parquet");
    ASSERT_TRUE(second->next(row));
    EXPECT_THROW(second->next(row), RowError);
    EXPECT_EQ(second->where(), (temporary / "plain.parquet").string() + ", row 2");
    ASSERT_TRUE(second->next(row));
    EXPECT_EQ(row.dump(), R"({"chosen":"c","rejected":"z"})");
}

TEST_F(TableRowsTest, ofFilesThatAreCutOffOrDamagedAreRefused)
{
    for (const char* name : {"types.parquet", "types.arrow", "types.stream", "zstd.parquet", "lz4.arrow"}) {
        const std::string content = readFile(tables / name);
        for (const std::size_t size : {content.size() - 1, content.size() - 9, content.size() / 2, std::size_t{20}}) {
            const auto file = changed(name, [&](std::string& bytes) { bytes.resize(size); });
            const std::string said = errorOf([&] { rowsOf(file); });
            // A stream may lack the mark of its end.
            if (name != std::string("types.stream") || size < content.size() - 9) {
                EXPECT_TRUE(says(said, {"cannot read " + file.string() + ": "})) << name << " " << size;
            }
        }
    }
}

TEST_F(TableRowsTest, ofChangedBytesAreRowsOrErrors)
{
    for (const char* name : {"types.parquet", "types.arrow", "types.stream", "views.arrow", "brotli.parquet"}) {
        const std::size_t size = readFile(tables / name).size();
        for (std::size_t at = 0; at < size; at += 1 + size / 100) {
            const auto file =
                changed(name, [&](std::string& bytes) { bytes[at] = static_cast<char>(bytes[at] ^ 0x5a); });
            try {
                const std::unique_ptr<RowReader> reader = openRows(file);
                for (bool goesOn = true; goesOn;) {
                    try {
                        Json row;
                        goesOn = reader->next(row);
                    } catch (const RowError&) {
                        continue;
                    }
                }
            } catch (const Error&) {
                continue;
            }
        }
    }
}

/// Rows of about `rowBytes`, in row groups of `pages` pages of `rows` rows; no two are alike.
void writeLarge(const std::filesystem::path& file, int groups, int pages, int rows, std::size_t rowBytes)
{
    test::PlainParquet writer(file, {"chosen", "rejected"});
    int row = 0;
    for (int group = 0; group < groups; ++group) {
        std::vector<std::vector<std::vector<std::string>>> columns(2);
        for (int page = 0; page < pages; ++page) {
            std::vector<std::string> chosen;
            std::vector<std::string> rejected;
            for (int i = 0; i < rows; ++i, ++row) {
                chosen.push_back(std::to_string(row) + std::string(rowBytes, 'c'));
                rejected.push_back(std::to_string(row) + std::string(rowBytes, 'r'));
            }
            columns[0].push_back(std::move(chosen));
            columns[1].push_back(std::move(rejected));
        }
        writer.addRowGroup(columns);
    }
    writer.finish();
}

std::uint64_t addressSpace()
{
    std::ifstream statm("/proc/self/statm");
    std::uint64_t pages = 0;
    statm >> pages;
    return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

TEST_F(TableRowsTest, areStreamedFromAFileOfTenTimesTheMemory)
{
    if (test::isSanitized) {
        GTEST_SKIP() << "a sanitizer needs the addresses itself";
    }
    constexpr std::uint64_t allowed = std::uint64_t{24} << 20;
    const std::filesystem::path file = temporary / "large.parquet";
    writeLarge(file, 2, 128, 16, 32768); // two row groups of 128 MiB
    ASSERT_GE(std::filesystem::file_size(file), 10 * allowed);
    rowsOf(tables / "snappy.parquet"); // the library is there
    const ::pid_t child = ::fork();
    if (child == 0) {
        const ::rlimit limit{addressSpace() + allowed, addressSpace() + allowed};
        ::setrlimit(RLIMIT_AS, &limit);
        int exitCode = 1;
        try {
            const std::unique_ptr<RowReader> reader = openRows(file);
            std::int64_t rows = 0;
            bool isRight = true;
            for (Json row; reader->next(row); ++rows) {
                const auto& text = row["rejected"].get_ref<const std::string&>();
                isRight = isRight && text.starts_with(std::to_string(rows) + "rrr") && text.ends_with("rrr");
            }
            exitCode = isRight && rows == 2 * 128 * 16 ? 0 : 2;
        } catch (const std::exception& error) {
            std::fputs(error.what(), stderr);
        }
        ::_exit(exitCode);
    }
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
}

TEST_F(TableRowsTest, areThoseThatPyarrowReads)
{
    if (!weights::test::pythonHas("pyarrow")) {
        GTEST_SKIP() << "DPL_PYTHON names no Python with pyarrow";
    }
    const char* const wanted = std::getenv("DPL_RANDOM_TABLES");
    const int count = wanted != nullptr ? std::atoi(wanted) : 10;
    for (int seed = 0; seed < count; ++seed) {
        const std::string command = "'" + python() + "' '" + (tables / "make_tables.py").string() + "' '"
            + temporary.path().string() + "' " + std::to_string(seed);
        ASSERT_EQ(std::system(command.c_str()), 0);
        const std::vector<Json> expected = rowsOf(temporary / "random.jsonl");
        expectEqual(temporary / "random.parquet", expected);
        expectEqual(temporary / "random.arrow", expected);
        const auto third = static_cast<std::ptrdiff_t>(expected.size() / 3);
        expectEqual(temporary / "random.stream", {expected.begin() + third, expected.end()});
        ASSERT_FALSE(HasFailure()) << "seed " << seed;
    }
}

} // namespace
} // namespace dpl::data
