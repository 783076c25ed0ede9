#include "hub/headers.hpp"

#include <gtest/gtest.h>

namespace dpl::hub {
namespace {

Headers headersOf(const std::vector<std::string>& lines)
{
    Headers headers;
    for (const std::string& line : lines) {
        headers.add(line);
    }
    return headers;
}

TEST(Headers, areThoseOfTheLastAnswerByNamesInLowerCase)
{
    const Headers headers = headersOf({"HTTP/1.1 100 Continue\r\n", "X-Old: 1\r\n", "HTTP/1.1 200 OK\r\n",
        "ETag:   \"a b\" \r\n", "no field\r\n", ": no name\r\n", "X-Empty:\r\n", "\r\n"});
    EXPECT_FALSE(headers.has("x-old"));
    EXPECT_EQ(headers.value("etag"), "\"a b\"");
    EXPECT_TRUE(headers.has("x-empty"));
    EXPECT_EQ(headers.value("x-empty"), "");
    EXPECT_EQ(headers.value("absent"), "");
}

TEST(Headers, beyondReasonArePassedOver)
{
    Headers headers;
    for (int i = 0; i < 1000; ++i) {
        headers.add("X-" + std::to_string(i) + ": " + std::string(1000, 'x'));
    }
    EXPECT_TRUE(headers.has("x-10"));
    EXPECT_FALSE(headers.has("x-999"));
}

TEST(Headers, etagsLoseTheirQuotes)
{
    EXPECT_EQ(etagIn("\"abc\""), "abc");
    EXPECT_EQ(etagIn("W/\"abc\""), "abc");
    EXPECT_EQ(etagIn("abc"), "abc");
    EXPECT_EQ(etagIn("\""), "\"");
    EXPECT_EQ(etagIn(""), "");
}

TEST(Headers, sayHowLongToWait)
{
    EXPECT_EQ(secondsToWait(headersOf({"RateLimit: \"resolvers\";r=0;t=55"})), 56);
    EXPECT_EQ(secondsToWait(headersOf({"RateLimit: \"api\";r=0;t=2, \"pages\";r=1"})), 3);
    EXPECT_EQ(secondsToWait(headersOf({"Retry-After: 7"})), 7);
    EXPECT_EQ(secondsToWait(headersOf({"RateLimit: \"x\";r=0;t=soon", "Retry-After: 7"})), 7);
    EXPECT_EQ(secondsToWait(headersOf({"Retry-After: Wed, 21 Oct 2026 07:28:00 GMT"})), std::nullopt);
    EXPECT_EQ(secondsToWait(headersOf({"Retry-After: -3"})), std::nullopt);
    EXPECT_EQ(secondsToWait(headersOf({"Retry-After: 99999999999"})), 3600);
    EXPECT_EQ(secondsToWait({}), std::nullopt);
}

TEST(Headers, sayWhereTheNextPageIs)
{
    EXPECT_EQ(nextPage(headersOf({"Link: <https://h/a?b>; rel=\"next\""})), "https://h/a?b");
    EXPECT_EQ(nextPage(headersOf({"Link: <https://h/1>; rel=\"prev\", <https://h/3>; rel=\"next\""})), "https://h/3");
    EXPECT_EQ(nextPage(headersOf({"Link: <https://h/1>; rel=\"xet-auth\""})), std::nullopt);
    EXPECT_EQ(nextPage(headersOf({"Link: <https://h/1; rel=\"next\""})), std::nullopt);
    EXPECT_EQ(nextPage({}), std::nullopt);
}

TEST(Headers, sayWhichPartComes)
{
    EXPECT_EQ(firstByte(headersOf({"Content-Range: bytes 100-199/1000"})), 100);
    EXPECT_EQ(firstByte(headersOf({"Content-Range: bytes */1000"})), std::nullopt);
    EXPECT_EQ(firstByte(headersOf({"Content-Range: rows 1-2/3"})), std::nullopt);
    EXPECT_EQ(countIn("12"), 12);
    EXPECT_EQ(countIn("12 "), std::nullopt);
    EXPECT_EQ(countIn("-1"), std::nullopt);
    EXPECT_EQ(countIn("99999999999999999999"), std::nullopt);
    EXPECT_EQ(countIn(""), std::nullopt);
}

} // namespace
} // namespace dpl::hub
