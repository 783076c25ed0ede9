#include "data/line_reader.hpp"
#include "data/row_error.hpp"
#include "written_file.hpp"

#include <vector>

namespace dpl::data {
namespace {

class LineReaderTest : public WrittenFile {
protected:
    LineReaderTest() : WrittenFile("lines") { }

    std::vector<std::string> lines(const std::string& content, std::size_t longest = LineReader::longestLine) const
    {
        LineReader reader(write(content), longest);
        std::vector<std::string> all;
        for (std::string_view line; reader.next(line);) {
            all.emplace_back(line);
            EXPECT_EQ(reader.line(), static_cast<std::int64_t>(all.size()));
        }
        return all;
    }
};

using Lines = std::vector<std::string>;

TEST_F(LineReaderTest, givesLinesWithoutTheirEnds)
{
    EXPECT_EQ(lines(""), Lines{});
    EXPECT_EQ(lines("\n"), Lines{""});
    EXPECT_EQ(lines("a\nb"), (Lines{"a", "b"}));
    EXPECT_EQ(lines("a\r\n\r\nb\n"), (Lines{"a", "", "b"}));
    EXPECT_EQ(lines("\xef\xbb\xbf"
                    "a\n\xef\xbb\xbf"),
        (Lines{"a", "\xef\xbb\xbf"}))
        << "a byte order mark where it is one";
    EXPECT_EQ(lines("\x1f"), Lines{"\x1f"}) << "a single byte is no gzip file";
}

TEST_F(LineReaderTest, unpacksByContentNotByName)
{
    EXPECT_EQ(lines(gzipped("a\nb\n")), (Lines{"a", "b"}));
    EXPECT_EQ(lines(gzipped("")), Lines{});
    EXPECT_EQ(lines(gzipped("a\nb") + gzipped("") + gzipped("c\nd\n")), (Lines{"a", "bc", "d"}))
        << "members follow each other";
    EXPECT_EQ(lines(gzipped("a\n") + std::string(512, '\0')), Lines{"a"}) << "padded with zeros";
}

TEST_F(LineReaderTest, linesMayBeLongerThanItsBuffers)
{
    std::string content;
    Lines expected;
    for (const std::size_t length : {0u, 1u, 262143u, 262144u, 262145u, 700000u, 3000000u, 5u}) {
        expected.emplace_back(length, static_cast<char>('a' + expected.size()));
        content += expected.back() + "\n";
    }
    EXPECT_EQ(lines(content), expected);
    EXPECT_EQ(lines(gzipped(content)), expected);
}

TEST_F(LineReaderTest, refusesALineThatIsTooLongAndGoesOnBehindIt)
{
    for (const std::string& content :
        {"ab\n" + std::string(1000000, 'x') + "\ncd\n", "ab\n" + std::string(11, 'x') + "\ncd"}) {
        LineReader reader(write(content), 10);
        std::string_view line;
        ASSERT_TRUE(reader.next(line));
        EXPECT_TRUE(says(errorOf([&] { reader.next(line); }), {"lines:2: ", "longer than 10 bytes"}));
        ASSERT_TRUE(reader.next(line));
        EXPECT_EQ(line, "cd");
        EXPECT_EQ(reader.line(), 3);
        EXPECT_FALSE(reader.next(line));
    }
    EXPECT_EQ(lines("0123456789\n", 10), Lines{"0123456789"});
    LineReader endless(write(std::string(1000, 'x')), 10);
    std::string_view line;
    EXPECT_THROW(endless.next(line), RowError);
    EXPECT_FALSE(endless.next(line));
}

TEST_F(LineReaderTest, refusesWhatIsNotUtf8AndGoesOnBehindIt)
{
    LineReader reader(write("caf\xc3\xa9\ncaf\xe9\nend"));
    std::string_view line;
    ASSERT_TRUE(reader.next(line));
    EXPECT_TRUE(says(errorOf([&] { reader.next(line); }), {"lines:2:4: ", "UTF-8"}));
    ASSERT_TRUE(reader.next(line));
    EXPECT_EQ(line, "end");
}

TEST_F(LineReaderTest, saysWhenGzipDataEndsTooEarlyOrIsDamaged)
{
    std::string text;
    for (int i = 0; i < 20000; ++i) {
        text += std::to_string(i * 7919 % 100003) + "\n";
    }
    const std::string packed = gzipped(text);
    ASSERT_GT(packed.size(), 10000u);
    for (const std::size_t size :
        {std::size_t{2}, std::size_t{9}, packed.size() / 2, packed.size() - 8, packed.size() - 1}) {
        EXPECT_TRUE(says(errorOf([&] { lines(packed.substr(0, size)); }), {"lines: ", "ends too early"})) << size;
    }
    std::string damaged = packed;
    damaged[damaged.size() - 6] = static_cast<char>(damaged[damaged.size() - 6] ^ 1); // the checksum
    EXPECT_TRUE(says(errorOf([&] { lines(damaged); }), "damaged"));
    damaged = packed;
    damaged[2] = 9; // the method
    EXPECT_TRUE(says(errorOf([&] { lines(damaged); }), "damaged"));
    EXPECT_TRUE(says(errorOf([&] { lines(packed + "more"); }), "its gzip data is followed"));
    EXPECT_TRUE(says(errorOf([&] { lines(packed + packed.substr(0, 100)); }), "ends too early"))
        << "in the second member";
}

TEST_F(LineReaderTest, unpacksZstandard)
{
    using namespace std::string_literals;
    const std::string skippable = "\x51\x2a\x4d\x18\x03\x00\x00\x00xyz"s;
    EXPECT_EQ(lines(zstdCompressed("a\nb\n")), (Lines{"a", "b"}));
    EXPECT_EQ(lines(zstdCompressed("")), Lines{});
    EXPECT_EQ(lines(zstdCompressed("a\nb") + zstdCompressed("") + zstdCompressed("c\nd\n")), (Lines{"a", "bc", "d"}))
        << "frames follow each other";
    EXPECT_EQ(
        lines(skippable + zstdCompressed("a\n") + skippable + zstdCompressed("b\n") + skippable), (Lines{"a", "b"}));
    std::string content;
    Lines expected;
    for (const std::size_t length : {0u, 131071u, 131072u, 262145u, 3000000u, 5u}) {
        expected.emplace_back(length, static_cast<char>('a' + expected.size()));
        content += expected.back() + "\n";
    }
    EXPECT_EQ(lines(zstdCompressed(content)), expected);
}

TEST_F(LineReaderTest, saysWhenZstandardDataEndsTooEarlyOrIsDamaged)
{
    std::string text;
    for (int i = 0; i < 20000; ++i) {
        text += std::to_string(i * 7919 % 100003) + "\n";
    }
    const std::string packed = zstdCompressed(text);
    ASSERT_GT(packed.size(), 10000u);
    for (const std::size_t size :
        {std::size_t{4}, std::size_t{5}, packed.size() / 2, packed.size() - 4, packed.size() - 1}) {
        EXPECT_TRUE(says(errorOf([&] { lines(packed.substr(0, size)); }), {"lines: ", "Zstandard", "ends too early"}))
            << size;
    }
    std::string damaged = packed;
    damaged[damaged.size() - 2] = static_cast<char>(damaged[damaged.size() - 2] ^ 1); // the checksum
    EXPECT_TRUE(says(errorOf([&] { lines(damaged); }), {"Zstandard", "damaged"}));
    EXPECT_TRUE(says(errorOf([&] { lines(packed + "more"); }), "Zstandard data is followed"));
    EXPECT_TRUE(says(errorOf([&] { lines(packed + packed.substr(0, 100)); }), "ends too early"))
        << "in the second frame";
}

TEST_F(LineReaderTest, takesNoMoreMemoryForZstandardThanItsToolDoes)
{
    EXPECT_EQ(lines(zstdCompressed("a\nb\n", 27)), (Lines{"a", "b"}));
    EXPECT_TRUE(
        says(errorOf([&] { lines(zstdCompressed("a\nb\n", 28)); }), {"lines: ", "window", "128 MiB", "--long"}));
}

TEST_F(LineReaderTest, namesAFileThatCannotBeRead)
{
    EXPECT_TRUE(says(errorOf([&] { LineReader(temporary / "absent"); }), {"absent", "No such file"}));
    EXPECT_TRUE(says(errorOf([&] { LineReader(temporary.path()); }), {temporary.path().string(), "folder"}));
}

TEST_F(LineReaderTest, ofOtherFormatsAreRefusedByName)
{
    const auto error = [&](const std::string& content) {
        std::string_view line;
        return test::errorOf([&] {
            LineReader reader(write(content));
            while (reader.next(line)) { }
        });
    };
    using namespace std::string_literals;
    EXPECT_TRUE(test::says(error("\xfd\x37zXZ\0\0"s), {"xz"}));
    EXPECT_TRUE(test::says(error("BZh91AY"), {"bzip2"}));
    EXPECT_TRUE(test::says(error("PAR1\x15\x04"), {"Parquet"}));
    EXPECT_TRUE(test::says(error("PK\x03\x04\x14"), {"zip"}));
    EXPECT_TRUE(test::says(error("version https://git-lfs.github.com/spec/v1\n"), {"Git LFS"}));
    EXPECT_TRUE(test::says(error("\n [\n  {\"chosen\": \"a\"}\n]\n"), {":2", "JSON list", "jq"}));
    EXPECT_EQ(error("{\"a\": 1}\n[1]\n"), "") << "what is no row is said of that row";
}

} // namespace
} // namespace dpl::data
