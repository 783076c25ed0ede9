#include "base/files.hpp"
#include "base/json_text.hpp"
#include "temporary_folder.hpp"

#include <gtest/gtest.h>

namespace dpl {
namespace {

using test::TemporaryFolder;

TEST(DumpJson, replacesWhatIsNotUtf8)
{
    const Json json{{"message", "cannot read data/\xff.jsonl"}, {"name", "\u00e9"}};
    EXPECT_EQ(dumpJson(json), "{\"message\":\"cannot read data/\ufffd.jsonl\",\"name\":\"\u00e9\"}");
    EXPECT_EQ(dumpJson(Json{{"a", 1}}, 2), "{\n  \"a\": 1\n}");
}

TEST(WriteJsonFile, writesWhatReadsBack)
{
    const TemporaryFolder folder;
    const Json json{{"b", {1, 2.5, nullptr}}, {"a", "text"}};
    writeJsonFile(folder / "in" / "a.json", json);
    EXPECT_EQ(readJsonFile(folder / "in" / "a.json"), json);
    EXPECT_EQ(readFile(folder / "in" / "a.json"), json.dump(2) + "\n");
    writeJsonFile(folder / "a.json", "\xff", -1);
    EXPECT_EQ(readFile(folder / "a.json"), "\"\ufffd\"\n");
}

} // namespace
} // namespace dpl
