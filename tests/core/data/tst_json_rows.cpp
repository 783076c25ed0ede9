#include "base/files.hpp"
#include "data/json_rows.hpp"
#include "data/row_error.hpp"
#include "error_message.hpp"
#include "temporary_folder.hpp"

namespace dpl::data {
namespace {

using test::errorOf;
using test::says;

class JsonRows : public testing::Test {
protected:
    std::filesystem::path write(const std::string& content) const
    {
        writeFileAtomically(temporary / "rows.jsonl", content);
        return temporary / "rows.jsonl";
    }

    const test::TemporaryFolder temporary;
};

TEST_F(JsonRows, keepsEveryColumnInItsOrder)
{
    const std::string first =
        R"({"z":1,"a":[0.1,-0.0922851562,1e-07,12345678901234567890],"text":"We’ll\n\"meet\"","n":null,)"
        R"("o":{"b":true,"a":{}}})";
    JsonRowReader reader(write("\n" + first + "\n  \n{}\r\n"));
    Json row;
    ASSERT_TRUE(reader.next(row));
    EXPECT_EQ(reader.number(), 2);
    EXPECT_EQ(row.dump(), first);
    EXPECT_EQ(Json::parse(row.dump()), row) << "numbers read back equal";
    ASSERT_TRUE(reader.next(row));
    EXPECT_EQ(row, Json::object());
    EXPECT_EQ(reader.number(), 4);
    EXPECT_FALSE(reader.next(row));
}

TEST_F(JsonRows, saysWhatIsWrongAndGoesOnWithTheNextLine)
{
    const std::string deep = "{\"a\":" + std::string(200000, '[') + std::string(200000, ']') + "}";
    for (const auto& [line, what] : std::vector<std::pair<std::string, std::string>>{{"{\"a\": 1", "cut off"},
             {"[1]", "expected an object, found an array"}, {"{\"a\": 1} {\"a\": 2}", "more text"},
             {"{'a': 1}", "expected a string"}, {"{\"a\": NaN}", "expected a value"}, {deep, "deep"},
             {"{\"a\": 1e999}", "too large"}, {R"({"a": "\ud800"})", "surrogate"}, {"{\"a\": \"\xff\"}", "UTF-8"}}) {
        JsonRowReader reader(write("{\"row\": 1}\n" + line + "\n{\"row\": 3}"));
        Json row;
        ASSERT_TRUE(reader.next(row));
        EXPECT_THROW(
            {
                try {
                    reader.next(row);
                } catch (const RowError& error) {
                    EXPECT_TRUE(says(error.what(), {"rows.jsonl:2:", what}));
                    throw;
                }
            },
            RowError);
        ASSERT_TRUE(reader.next(row));
        EXPECT_EQ(row["row"], 3);
    }
}

TEST(StringMember, saysWhatIsThereInstead)
{
    const Json row = Json::parse(R"({"a": "x", "b": 1})");
    EXPECT_EQ(stringMember(row, "a", "f:1"), "x");
    EXPECT_TRUE(says(errorOf([&] { stringMember(row, "b", "f:1"); }), {"f:1: b: ", "expected a string", "number"}));
    EXPECT_TRUE(says(errorOf([&] { stringMember(row, "c", "f:1"); }), {"f:1: \"c\" is missing"}));
}

TEST(SkippedRows, countsAllAndListsTheFirst)
{
    SkippedRows skipped;
    for (int i = 0; i < 1500; ++i) {
        skipped.add(std::to_string(i));
    }
    EXPECT_EQ(skipped.count, 1500);
    EXPECT_EQ(skipped.reasons.size(), SkippedRows::mostListed);
    EXPECT_EQ(skipped.reasons.back(), "999");
}

} // namespace
} // namespace dpl::data
