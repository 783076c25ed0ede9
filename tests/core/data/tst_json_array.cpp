#include "base/files.hpp"
#include "data/json_array.hpp"
#include "data/row_error.hpp"
#include "error_message.hpp"
#include "gzip_file.hpp"
#include "temporary_folder.hpp"

namespace dpl::data {
namespace {

using test::errorOf;
using test::says;

class JsonArray : public testing::Test {
protected:
    std::filesystem::path write(const std::string& content) const
    {
        writeFileAtomically(temporary / "rows.json", content);
        return temporary / "rows.json";
    }

    /// Every row as "where: text", every RowError as what it says, and last the Error that ended it, if one did.
    std::vector<std::string> told(const std::string& content, std::size_t longest = LineReader::longestLine) const
    {
        std::vector<std::string> all;
        JsonArrayReader reader(write(content), longest);
        const std::string folder = temporary.path().string() + "/";
        const auto add = [&](std::string text) {
            if (const auto at = text.find(folder); at != std::string::npos) {
                text.erase(at, folder.size());
            }
            all.push_back(std::move(text));
        };
        for (;;) {
            try {
                Json row;
                if (!reader.next(row)) {
                    return all;
                }
                add(reader.where() + ": " + row.dump());
            } catch (const RowError& error) {
                add(error.what());
            } catch (const Error& error) {
                add(std::string("ended by ") + error.what());
                return all;
            }
        }
    }

    const test::TemporaryFolder temporary;
};

using Told = std::vector<std::string>;

TEST_F(JsonArray, givesRowsWhereverLinesBreak)
{
    const Told rows{R"(rows.json:1 (row 1): {"z":1,"a":"]},[{\"\\"})", R"(rows.json:1 (row 2): {})"};
    EXPECT_EQ(told(R"([{"z":1,"a":"]},[{\"\\"},{}])"), rows);
    EXPECT_EQ(told("\xef\xbb\xbf[\r\n  {\n    \"z\": 1\n  },\n\n  {\"a\": [[{}]]}\n]\n"),
        (Told{R"(rows.json:2 (row 1): {"z":1})", R"(rows.json:6 (row 2): {"a":[[{}]]})"}));
    EXPECT_EQ(told("[]"), Told{});
    EXPECT_EQ(told(" [ \n ] \n"), Told{});
    EXPECT_EQ(told(test::gzipped(R"([{"z":1,"a":"]},[{\"\\"},{}])")), rows);
}

TEST_F(JsonArray, rowsMayBeLongerThanItsBuffers)
{
    std::string content = "[";
    std::vector<std::size_t> lengths{0, 1, 262130, 262144, 262150, 700000, 3000000, 5};
    for (const std::size_t length : lengths) {
        content += (content.size() > 1 ? ", " : "") + Json{{"text", std::string(length, 'x')}}.dump();
    }
    JsonArrayReader reader(write(content + "]"));
    Json row;
    for (const std::size_t length : lengths) {
        ASSERT_TRUE(reader.next(row));
        EXPECT_EQ(row["text"].get_ref<const std::string&>().size(), length);
    }
    EXPECT_FALSE(reader.next(row));
    EXPECT_EQ(reader.number(), 8);
}

TEST_F(JsonArray, saysWhatIsWrongWithARowAndGoesOnWithTheNext)
{
    const std::string deep = "{\"a\":" + std::string(200000, '[') + std::string(200000, ']') + "}";
    for (const auto& [row, what] :
        std::vector<std::pair<std::string, std::string>>{{"[1]", "found an array"}, {"7", "found a number"},
            {"\"text\"", "found a string"}, {"{'a': 1}", "expected a string"}, {"{\"a\": NaN}", "expected a value"},
            {"{\"a\": 1]", "expected"}, {deep, "deep"}, {"{\"a\": 1e999}", "too large"},
            {R"({"a": "\ud800"})", "surrogate"}, {"{\"a\": \"\xff\"}", "UTF-8"}, {"", "expected"}}) {
        const Told lines = told("[{\"row\": 1},\n" + row + ",\n{\"row\": 3}]");
        ASSERT_EQ(lines.size(), 3u) << row.substr(0, 100);
        EXPECT_TRUE(says(lines[1], {"rows.json:2", what})) << row.substr(0, 100);
        EXPECT_EQ(lines[2], R"(rows.json:3 (row 3): {"row":3})");
    }
    EXPECT_TRUE(says(told("[\n{\n  \"a\": 1,\n  \"b\": x\n}]")[0], "rows.json:4:8: ")) << "the line within the row";
}

TEST_F(JsonArray, passesOverRowsThatAreTooLong)
{
    for (const std::size_t length : {20u, 1000000u}) {
        const Told lines = told("[{\"a\":1},\n{\"a\":\"" + std::string(length, 'x') + "\"},\n{\"a\":3}]", 16);
        ASSERT_EQ(lines.size(), 3u);
        EXPECT_TRUE(says(lines[1], {"rows.json:2 (row 2): ", "longer than 16 bytes"}));
        EXPECT_EQ(lines[2], R"(rows.json:3 (row 3): {"a":3})");
    }
}

TEST_F(JsonArray, endsWhereTheListIsBroken)
{
    EXPECT_EQ(told("[{}\n{}]").back(), "ended by rows.json:2: expected a comma or the end of the list");
    for (const char* cut : {"[", "[{}", "[{},", "[{}, {\"a\": \"x", "[{}, {\"a\": [1]"}) {
        EXPECT_TRUE(says(told(cut).back(), {"ended by", "rows.json:1: the list has no end", "cut off"})) << cut;
    }
    EXPECT_TRUE(says(told("[{}]\n[{}]").back(), {"ended by", "rows.json:2: the list ends before this"}));
}

TEST_F(JsonArray, findsRowsByTheirNumbers)
{
    JsonArrayReader reader(write("[{\"a\": 1}, {'a'}, {\"a\": 3},\n {\"a\": 4}, {\"a\": 5}]"));
    Json row;
    ASSERT_TRUE(reader.nextFrom(3, row));
    EXPECT_EQ(row["a"], 3);
    ASSERT_TRUE(reader.nextFrom(2, row));
    EXPECT_EQ(row["a"], 4);
    EXPECT_EQ(reader.number(), 4);
    EXPECT_FALSE(reader.nextFrom(6, row));
}

} // namespace
} // namespace dpl::data
