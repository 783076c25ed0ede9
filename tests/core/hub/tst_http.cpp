#include "hub/http.hpp"

#include "base/clock.hpp"
#include "base/stopped.hpp"
#include "environment_variable.hpp"
#include "local_hub.hpp"
#include "patience.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>

namespace dpl::hub {
namespace {

TEST(Http, originsTellServersApart)
{
    EXPECT_EQ(originOf("https://Huggingface.co/x?y"), "https://huggingface.co:443");
    EXPECT_EQ(originOf("http://127.0.0.1:80/"), "http://127.0.0.1:80");
    EXPECT_NE(originOf("http://127.0.0.1:80/"), originOf("http://127.0.0.1:81/"));
    EXPECT_NE(originOf("https://h/"), originOf("http://h/"));
    // What looks like the hub to a glance.
    EXPECT_NE(originOf("https://huggingface.co@evil.example/"), originOf("https://huggingface.co/"));
    EXPECT_NE(originOf("https://huggingface.co.evil.example/"), originOf("https://huggingface.co/"));
    for (const char* none : {"", "huggingface", "file:///etc/passwd", "ftp://h/", "http://", "https://h:x/"}) {
        EXPECT_EQ(originOf(none), "") << none;
    }
}

TEST(Http, redirectsAreResolved)
{
    EXPECT_EQ(resolvedUrl("https://h/a/b?c", "/d"), "https://h/d");
    EXPECT_EQ(resolvedUrl("https://h/a/b", "c"), "https://h/a/c");
    EXPECT_EQ(resolvedUrl("https://h/a", "http://other:8/x?y=1"), "http://other:8/x?y=1");
    EXPECT_EQ(resolvedUrl("https://h/a", "file:///etc/passwd"), "");
    EXPECT_EQ(resolvedUrl("https://h/a", ""), "");
}

TEST(Http, namesAreEscaped)
{
    EXPECT_EQ(escaped("a b/\u00e9?#%", true), "a%20b/%C3%A9%3F%23%25");
    EXPECT_EQ(escaped("refs/pr/1", false), "refs%2Fpr%2F1");
}

class HttpOfAHub : public testing::Test {
protected:
    HttpOfAHub() { hub.add("model", "ada/tiny", {{"config.json", std::string(500'000, 'c')}}); }

    HttpRequest contentRequest()
    {
        HttpRequest request{hub.endpoint() + "/ada/tiny/resolve/main/config.json", {}};
        const HttpAnswer answer = http.perform(request, [](const auto&, auto) { return true; }, {});
        request.url = resolvedUrl(request.url, answer.headers.value("location"));
        return request;
    }

    test::LocalHub hub;
    HttpClient http;
};

TEST_F(HttpOfAHub, contentComesInPiecesBehindItsStatus)
{
    std::size_t bytes = 0;
    const HttpAnswer answer = http.perform(contentRequest(),
        [&](const HttpAnswer& begun, std::string_view piece) {
            EXPECT_EQ(begun.status, 200);
            EXPECT_TRUE(begun.headers.has("content-length"));
            bytes += piece.size();
            return true;
        },
        {});
    EXPECT_EQ(answer.failure, HttpFailure::none) << answer.why;
    EXPECT_EQ(bytes, 500'000u);
}

TEST_F(HttpOfAHub, aStopAnswersWithinASecond)
{
    hub.setFaults({.stalls = 1});
    const HttpRequest request = contentRequest();
    std::stop_source stop;
    std::jthread stopping([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        stop.request_stop();
    });
    const double began = steadySeconds();
    EXPECT_THROW(http.perform(request, [](const auto&, auto) { return true; }, stop.get_token()), Stopped);
    EXPECT_LT(steadySeconds() - began, 1.2 * test::patience);
}

TEST_F(HttpOfAHub, whatTakesTheContentMayEndOrThrow)
{
    const HttpRequest request = contentRequest();
    EXPECT_EQ(http.perform(request, [](const auto&, auto) { return false; }, {}).failure, HttpFailure::refused);
    EXPECT_THROW(http.perform(request, [](const auto&, auto) -> bool { throw std::out_of_range("full"); }, {}),
        std::out_of_range);
}

TEST_F(HttpOfAHub, failuresAreToldApart)
{
    const test::EnvironmentVariable proxy("http_proxy");
    const auto failureAt = [&](const std::string& url) {
        return http.perform({url, {}, false, 2, 2}, [](const auto&, auto) { return true; }, {}).failure;
    };
    EXPECT_EQ(failureAt("file:///etc/passwd"), HttpFailure::address);
    EXPECT_EQ(failureAt("http://127.0.0.1:1/"), HttpFailure::unreachable);
    EXPECT_EQ(failureAt("https" + hub.endpoint().substr(4) + "/"), HttpFailure::secure);
    EXPECT_EQ(failureAt("http://no-such-name.invalid/"), HttpFailure::nameUnknown);
}

} // namespace
} // namespace dpl::hub
