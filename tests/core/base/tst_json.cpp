#include "base/files.hpp"
#include "base/json.hpp"
#include "error_message.hpp"
#include "temporary_folder.hpp"

#include <cmath>
#include <limits>

namespace dpl {
namespace {

using test::errorOf;
using test::says;

std::string parseErrorOf(const std::string& text)
{
    return errorOf([&] { parseJson(text, "in.json"); });
}

TEST(ParseJson, saysTheLineAndTheColumnOfAnError)
{
    EXPECT_TRUE(says(parseErrorOf("{\n  \"a\": 1,\n  b\n}"), "in.json:3:3"));
    EXPECT_TRUE(says(parseErrorOf("[1, 2,, 3]"), "in.json:1:7"));
    EXPECT_TRUE(says(parseErrorOf("\n\n]"), "in.json:3:1"));
    EXPECT_TRUE(says(parseErrorOf("{\"a\": 1"), "in.json:1:8"));
    EXPECT_TRUE(says(parseErrorOf(""), "in.json:1:1"));
    EXPECT_TRUE(says(parseErrorOf("{}\n{}"), "in.json:2:1"));
}

TEST(ParseJson, turnsEveryFailureIntoAnError)
{
    EXPECT_TRUE(says(parseErrorOf("{\"a\": 1e999}"), "in.json")) << "a number that no double holds";
    EXPECT_TRUE(says(parseErrorOf("\"\xff\""), "in.json")) << "invalid UTF-8";
    EXPECT_TRUE(says(parseErrorOf("NaN"), "in.json"));
}

TEST(ParseJson, keepsTheOrderOfKeys)
{
    EXPECT_EQ(parseJson(R"({"z": 1, "a": 2, "m": 3})", "in.json").dump(), R"({"z":1,"a":2,"m":3})");
}

TEST(ReadJsonFile, namesTheFile)
{
    const test::TemporaryFolder folder;
    writeFileAtomically(folder / "broken.json", "{\n,}");
    EXPECT_TRUE(
        says(errorOf([&] { readJsonFile(folder / "broken.json"); }), (folder / "broken.json").string() + ":2:1"));
    EXPECT_TRUE(says(
        errorOf([&] { readJsonFile(folder / "absent.json"); }), {(folder / "absent.json").string(), "No such file"}));
    EXPECT_TRUE(says(errorOf([&] { readJsonFile(folder.path()); }), {folder.path().string(), "folder"}));
}

TEST(JsonObject, readsWhatIsThere)
{
    const Json json = parseJson(
        R"({"n": 1.5, "i": -3, "whole": 4.0, "b": true, "s": "x", "l": [1, null, 2.5], "o": {"k": 7}, "none": null})",
        "in.json");
    const JsonObject object(json, "in.json");
    EXPECT_EQ(object.number("n"), 1.5);
    EXPECT_EQ(object.number("i"), -3.0);
    EXPECT_EQ(object.integer("i"), -3);
    EXPECT_EQ(object.integer("whole"), 4);
    EXPECT_TRUE(object.boolean("b", false));
    EXPECT_EQ(object.string("s"), "x");
    EXPECT_EQ(object.object("o").integer("k"), 7);
    const std::vector<double> numbers = object.numbers("l");
    ASSERT_EQ(numbers.size(), 3u);
    EXPECT_EQ(numbers[0], 1.0);
    EXPECT_TRUE(std::isnan(numbers[1]));
    EXPECT_EQ(numbers[2], 2.5);
}

TEST(JsonObject, fallsBackWhereAKeyIsMissingOrNull)
{
    const Json json = parseJson(R"({"none": null})", "in.json");
    const JsonObject object(json, "in.json");
    for (const char* key : {"none", "missing"}) {
        EXPECT_FALSE(object.has(key));
        EXPECT_EQ(object.number(key, 2.5), 2.5);
        EXPECT_EQ(object.integer(key, 2), 2);
        EXPECT_TRUE(object.boolean(key, true));
        EXPECT_EQ(object.string(key, "y"), "y");
    }
}

TEST(JsonObject, saysThePathOfWhatIsWrong)
{
    const Json json =
        parseJson(R"({"n": "1", "i": 1.5, "s": 3, "b": 1, "a": {}, "l": [1, "2"], "o": {"k": []}})", "in.json");
    const JsonObject object(json, "in.json: params");
    const auto error = [&](auto read) { return errorOf([&] { read(object); }); };
    EXPECT_TRUE(says(error([](auto& o) { o.number("n"); }), "in.json: params: n: expected a number, found a string"));
    EXPECT_TRUE(says(error([](auto& o) { o.integer("i"); }), {"in.json: params: i: expected a whole number", "1.5"}));
    EXPECT_TRUE(
        says(error([](auto& o) { o.integer("n"); }), "in.json: params: n: expected a whole number, found a string"));
    EXPECT_TRUE(says(error([](auto& o) { o.string("s"); }), "in.json: params: s: expected a string, found a number"));
    EXPECT_TRUE(says(error([](auto& o) { o.boolean("b", true); }), "in.json: params: b: expected true or false"));
    EXPECT_TRUE(says(error([](auto& o) { o.array("a"); }), "in.json: params: a: expected an array, found an object"));
    EXPECT_TRUE(
        says(error([](auto& o) { o.numbers("l"); }), "in.json: params: l[1]: expected a number, found a string"));
    EXPECT_TRUE(says(error([](auto& o) { o.object("l"); }), "in.json: params: l: expected an object, found an array"));
    EXPECT_TRUE(says(error([](auto& o) { o.object("o").number("k"); }), "in.json: params: o: k: expected a number"));
    EXPECT_TRUE(says(error([](auto& o) { o.value("absent"); }), {"in.json: params", "\"absent\" is missing"}));
    EXPECT_TRUE(says(errorOf([] { JsonObject(Json(3), "in.json"); }), "in.json: expected an object, found a number"));
}

TEST(JsonObject, rejectsIntegersThatDoNotFit)
{
    const Json json =
        parseJson(R"({"most": 9223372036854775807, "least": -9223372036854775808, "over": 9223372036854775808,
        "vast": 1e300, "beyond": 1e17})",
            "in.json");
    const JsonObject object(json, "in.json");
    EXPECT_EQ(object.integer("most"), std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(object.integer("least"), std::numeric_limits<std::int64_t>::min());
    EXPECT_TRUE(says(errorOf([&] { object.integer("over"); }), {"in.json: over", "too large"}));
    EXPECT_TRUE(says(errorOf([&] { object.integer("vast"); }), "in.json: vast"));
    EXPECT_TRUE(says(errorOf([&] { object.integer("beyond"); }), "in.json: beyond"))
        << "no double tells such integers apart";
}

TEST(JsonObject, rejectsKeysItDoesNotKnow)
{
    const Json json = parseJson(R"({"utility": 1, "utilty": 2})", "in.json");
    const JsonObject object(json, "in.json");
    EXPECT_TRUE(
        says(errorOf([&] { object.rejectOthers({"name", "utility"}); }), {"in.json", "\"utilty\"", "name, utility"}));
    EXPECT_NO_THROW(object.rejectOthers({"utilty", "utility"}));
}

TEST(ToJson, writesNumbersThatAreNotFiniteAsNull)
{
    const double infinity = std::numeric_limits<double>::infinity();
    EXPECT_EQ(toJson({1.0, std::nan(""), infinity, -infinity}).dump(), "[1.0,null,null,null]");
    EXPECT_EQ(finiteOrNull(0.1).dump(), "0.1");
}

TEST(ToJson, writesDoublesThatReadBackAsTheSameBits)
{
    for (const double value : {0.1, 1.0 / 3.0, 1e-310, 1.7976931348623157e308, -0.0}) {
        const double again = parseJson(Json(value).dump(), "in.json").get<double>();
        EXPECT_EQ(again, value);
        EXPECT_EQ(std::signbit(again), std::signbit(value));
    }
}

} // namespace
} // namespace dpl
