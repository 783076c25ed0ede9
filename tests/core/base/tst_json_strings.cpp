#include "base/json_strings.hpp"
#include "error_message.hpp"

#include <gtest/gtest.h>

namespace dpl {
namespace {

using test::errorOf;
using test::says;

TEST(Strings, areReadFromAList)
{
    const Json json = parseJson(R"({"names": ["a", ""], "none": [], "mixed": ["a", 1], "text": "a"})", "in.json");
    const JsonObject object(json, "in.json");
    EXPECT_EQ(strings(object, "names"), (std::vector<std::string>{"a", ""}));
    EXPECT_TRUE(strings(object, "none").empty());
    EXPECT_TRUE(says(errorOf([&] { strings(object, "mixed"); }), {"in.json: mixed[1]", "a string", "number"}));
    EXPECT_TRUE(says(errorOf([&] { strings(object, "text"); }), {"in.json: text", "an array"}));
    EXPECT_TRUE(says(errorOf([&] { strings(object, "absent"); }), {"in.json", "\"absent\" is missing"}));
}

} // namespace
} // namespace dpl
