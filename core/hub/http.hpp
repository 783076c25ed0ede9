#pragma once

#include "hub/headers.hpp"

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace dpl::hub {

struct HttpRequest {
    std::string url;
    std::vector<std::string> headers; ///< "Name: value"
    bool headOnly = false;
    double answerTimeout = 10; ///< seconds until the server must have been reached
    double stallTimeout = 10; ///< seconds without a byte after which the connection is given up
};

/// Why there is no whole answer.
enum class HttpFailure {
    none,
    address, ///< it is not one of http or https
    nameUnknown, ///< of the server or of a proxy
    unreachable,
    secure, ///< TLS: a certificate that is not trusted, or no TLS where it was expected
    stalled,
    cut, ///< the connection broke off, or what came is no HTTP
    refused, ///< by whoever takes the content
};

struct HttpAnswer {
    long status = 0; ///< 0: none came
    Headers headers;
    HttpFailure failure = HttpFailure::none;
    std::string why; ///< of a failure, in the library's words
};

/// Takes a piece of an answer's content, whose status and headers are known by then; false ends the request.
using TakesContent = std::function<bool(const HttpAnswer& answer, std::string_view piece)>;

/// Makes requests one after the other, on the same connection where the server lets it (libcurl). Redirects are not
/// followed. Proxies are those of the environment (https_proxy, no_proxy, ...), and trusted certificates the system's
/// or those in SSL_CERT_FILE.
class HttpClient {
public:
    HttpClient();
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    /// Throws Stopped within a fraction of a second after a stop is requested, and what `takes` throws.
    HttpAnswer perform(const HttpRequest& request, const TakesContent& takes, const std::stop_token& stop);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// "https://host:443": what a token for one server must not leave. Empty for what is no address of http or https.
std::string originOf(const std::string& url);

/// Where `location`, of a redirect from `base`, leads; empty if it is no address of http or https.
std::string resolvedUrl(const std::string& base, const std::string& location);

/// Percent-encoded for an address; slashes stay if `keepsSlashes`.
std::string escaped(std::string_view text, bool keepsSlashes);

} // namespace dpl::hub
