#include "base/json.hpp"
#include "base/json_scanner.hpp"
#include "error_message.hpp"

#include <vector>

namespace dpl {
namespace {

using test::errorOf;
using test::says;

void walk(const std::string& text)
{
    JsonScanner scanner(text, "file", 7);
    scanner.skip();
    scanner.end();
}

double number(const std::string& text)
{
    JsonScanner scanner(text, "file");
    const double value = scanner.number();
    scanner.end();
    return value;
}

std::string stringOf(const std::string& text)
{
    JsonScanner scanner(text, "file");
    const std::string value(scanner.string());
    scanner.end();
    return value;
}

TEST(JsonScanner, walksOverWhatIsJson)
{
    for (const char* text : {"{}", "[]", " [ ] ", "null", "true", "false", "0", "-0", "1.5e+10", "\"\"",
             R"({"a":[1,{"b":null}],"c":"d"})", R"(["\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00"])",
             "\"\xc3\xa9 and \xf0\x9f\x98\x80\"", "{ \"a\" :\t1 ,\r\n\"b\": 2 }"}) {
        EXPECT_NO_THROW(walk(text)) << text;
        EXPECT_TRUE(Json::accept(text)) << text;
    }
}

TEST(JsonScanner, refusesWhatIsNot)
{
    for (const char* text : {"", " ", "{", "[", "[1", "[1,", "[,1]", "[1,]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}",
             "{a:1}", "{\"a\":1]", "[1 2]", "01", "-", "1.", ".5", "1e", "+1", "nul", "truE", "NaN", "-Infinity", "\"",
             "\"a", "\"\\", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"a\nb\"", "\"\x01\"", "\"\xff\"", "\"\xc3\"",
             "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"", "\"\xc0\xaf\"", "1 2", "{} x", "'a'"}) {
        EXPECT_NE(errorOf([&] { walk(text); }), "") << text;
        EXPECT_FALSE(Json::accept(text)) << text;
    }
}

TEST(JsonScanner, saysWhereItStopped)
{
    EXPECT_TRUE(errorOf([] { walk(R"({"a": 1, "b": x})"); }).starts_with("file:7:15: "));
    EXPECT_TRUE(says(errorOf([] { walk("{\"a\": \"abcdefghijklmnop\xff\"}"); }), {"file:7:24: ", "UTF-8"}));
    EXPECT_TRUE(says(errorOf([] { walk(R"({"a": [1, 2)"); }), "cut off"));
    EXPECT_TRUE(says(errorOf([] { number("\"1\""); }), {"expected a number", "a string"}));
    EXPECT_TRUE(says(errorOf([] { number("null"); }), {"expected a number", "null", "not finite"}));
    EXPECT_TRUE(says(errorOf([] { stringOf("[1]"); }), {"expected a string", "an array"}));
}

TEST(JsonScanner, readsNumbersToTheLastBit)
{
    for (const char* text : {"0", "-0.0", "0.1", "123456789012345678901234567890", "2.2250738585072011e-308", "5e-324",
             "1.7976931348623157e308", "-0.0922851562", "9007199254740993"}) {
        EXPECT_EQ(number(text), Json::parse(text).get<double>()) << text;
    }
    for (const char* text : {"1e-400", "1.5e-400", "-0.0001e-330", "1e-99999999999999999999"}) {
        EXPECT_EQ(number(text), 0.0) << text;
    }
    EXPECT_EQ(number("0." + std::string(400, '0') + "1"), 0.0);
    for (const std::string& text : {std::string("1e400"), std::string("1.5e400"), std::string("0.0001e330"),
             std::string("-1e99999999999999999999"), std::string(400, '9'), std::string(400, '9') + "e-10"}) {
        EXPECT_TRUE(says(errorOf([&] { number(text); }), "too large")) << text;
    }
}

TEST(JsonScanner, readsStringsAsTheyAreMeant)
{
    EXPECT_EQ(stringOf(R"("a\"\\\/\b\f\n\r\tz")"), "a\"\\/\b\f\n\r\tz");
    EXPECT_EQ(stringOf(R"("We\u2019ll \u00e9 \ud83d\ude00 \u0000.")"),
        std::string("We\u2019ll \u00e9 \U0001F600 \0.", sizeof("We\u2019ll \u00e9 \U0001F600 \0.") - 1));
    EXPECT_EQ(stringOf("\"0123456789 We\u2019ll meet \U0001F600 there, at the usual place\""),
        "0123456789 We\u2019ll meet \U0001F600 there, at the usual place");
    EXPECT_EQ(stringOf(R"("\ud83d!")"), "\ufffd!");
    EXPECT_EQ(stringOf(R"("\ud83d\u0041")"),
        "\ufffd"
        "A");
    EXPECT_EQ(stringOf(R"("\ude00")"), "\ufffd");
}

TEST(JsonScanner, givesMembersAndElements)
{
    JsonScanner scanner(R"({"x\u0031": [1, 2.5], "skipped": {"x1": [[]]}, "y": []})", "file");
    std::vector<std::string> keys;
    std::vector<double> numbers;
    scanner.beginObject();
    for (std::string_view key; scanner.nextMember(key);) {
        keys.emplace_back(key);
        if (key == "x1" || key == "y") {
            scanner.beginArray();
            while (scanner.nextElement()) {
                numbers.push_back(scanner.number());
            }
        } else {
            scanner.skip();
        }
    }
    scanner.end();
    EXPECT_EQ(keys, (std::vector<std::string>{"x1", "skipped", "y"}));
    EXPECT_EQ(numbers, (std::vector<double>{1.0, 2.5}));
}

TEST(JsonScanner, boundsTheDepth)
{
    const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    EXPECT_NO_THROW(walk(nested(JsonScanner::deepest)));
    EXPECT_TRUE(says(errorOf([&] { walk(nested(JsonScanner::deepest + 1)); }), "more than 100 deep"));
    EXPECT_NE(errorOf([&] { walk(nested(1000000)); }), "");
}

} // namespace
} // namespace dpl
