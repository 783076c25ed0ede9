#include "hub/http.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/stopped.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <mutex>
#include <utility>

#include <curl/curl.h>

namespace dpl::hub {

namespace {

constexpr int pollMilliseconds = 100; // how long a stop may wait

struct FreeUrl {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, FreeUrl>;

Url parsedUrl(const std::string& text)
{
    Url url(curl_url());
    return url && curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) == CURLUE_OK ? std::move(url) : Url();
}

std::string partOf(CURLU* url, CURLUPart part, unsigned flags = 0)
{
    char* text = nullptr;
    if (curl_url_get(url, part, &text, flags) != CURLUE_OK) {
        return {};
    }
    std::string copy(text);
    curl_free(text);
    return copy;
}

bool isHttp(CURLU* url)
{
    const std::string scheme = partOf(url, CURLUPART_SCHEME);
    return scheme == "http" || scheme == "https";
}

/// A file of trusted certificates to name; empty where the library's own default will do.
std::string certificates()
{
    for (const char* variable : {"SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE"}) {
        if (const char* file = std::getenv(variable); file != nullptr && *file != '\0') {
            return file;
        }
    }
    // The library was built on one system and may run on another, which keeps them elsewhere.
    const char* builtIn = curl_version_info(CURLVERSION_NOW)->cainfo;
    std::error_code ignored;
    if (builtIn != nullptr && std::filesystem::exists(builtIn, ignored)) {
        return {};
    }
    for (const char* file :
        {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"}) {
        if (std::filesystem::exists(file, ignored)) {
            return file;
        }
    }
    return {};
}

HttpFailure failureOf(CURLcode code)
{
    switch (code) {
    case CURLE_OK: return HttpFailure::none;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT: return HttpFailure::address;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY: return HttpFailure::nameUnknown;
    case CURLE_COULDNT_CONNECT: return HttpFailure::unreachable;
    case CURLE_OPERATION_TIMEDOUT: return HttpFailure::stalled;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_ISSUER_ERROR: return HttpFailure::secure;
    case CURLE_WRITE_ERROR: return HttpFailure::refused;
    default: return HttpFailure::cut;
    }
}

/// What the library's callbacks work on.
struct Exchange {
    CURL* handle = nullptr;
    HttpAnswer answer;
    const TakesContent* takes = nullptr;
    double lastByte = 0; ///< when it came
    std::exception_ptr thrown; ///< by `takes`, which must not pass through C
};

std::size_t takeHeader(char* data, std::size_t size, std::size_t count, void* user)
{
    auto& exchange = *static_cast<Exchange*>(user);
    exchange.lastByte = steadySeconds();
    exchange.answer.headers.add({data, size * count});
    return size * count;
}

std::size_t takeContent(char* data, std::size_t size, std::size_t count, void* user)
{
    auto& exchange = *static_cast<Exchange*>(user);
    exchange.lastByte = steadySeconds();
    curl_easy_getinfo(exchange.handle, CURLINFO_RESPONSE_CODE, &exchange.answer.status);
    try {
        return (*exchange.takes)(exchange.answer, {data, size * count}) ? size * count : 0;
    } catch (...) {
        exchange.thrown = std::current_exception();
        return 0;
    }
}

} // namespace

struct HttpClient::State {
    CURLM* multi = nullptr;
    CURL* easy = nullptr;
    std::string certificates = hub::certificates();

    State()
    {
        static std::once_flag once; // the library's own state is the process's
        std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
        multi = curl_multi_init();
        easy = curl_easy_init();
        if (multi == nullptr || easy == nullptr) {
            curl_easy_cleanup(easy);
            curl_multi_cleanup(multi);
            throw Error("libcurl cannot be used: there is not enough memory");
        }
    }
    ~State()
    {
        curl_easy_cleanup(easy);
        curl_multi_cleanup(multi);
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;
};

HttpClient::HttpClient() : m_state(std::make_unique<State>()) { }

HttpClient::~HttpClient() = default;

HttpAnswer HttpClient::perform(const HttpRequest& request, const TakesContent& takes, const std::stop_token& stop)
{
    throwIfStopped(stop);
    Exchange exchange;
    exchange.handle = m_state->easy;
    exchange.takes = &takes;
    exchange.lastByte = steadySeconds();
    std::array<char, CURL_ERROR_SIZE> why{};
    curl_slist* headers = nullptr;
    for (const std::string& header : request.headers) {
        headers = curl_slist_append(headers, header.c_str());
    }
    CURL* easy = m_state->easy;
    curl_easy_reset(easy);
    curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
#if LIBCURL_VERSION_NUM >= 0x075500
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
#else
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS, static_cast<long>(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_NOBODY, request.headOnly ? 1L : 0L);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "dpl-workbench/" DPL_VERSION);
    curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L); // a proxy's
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(1000 * request.answerTimeout));
    curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 256L * 1024);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, why.data());
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, takeHeader);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &exchange);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, takeContent);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &exchange);
#if LIBCURL_VERSION_NUM >= 0x075700
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); // a name server that does not answer holds up nobody who leaves
#endif
    if (!m_state->certificates.empty()) {
        curl_easy_setopt(easy, CURLOPT_CAINFO, m_state->certificates.c_str());
    }
    curl_multi_add_handle(m_state->multi, easy);
    bool wasStopped = false;
    for (int running = 1;;) {
        const CURLMcode code = curl_multi_perform(m_state->multi, &running);
        if (code != CURLM_OK || running == 0) {
            break;
        }
        wasStopped = stop.stop_requested();
        const bool stalls = steadySeconds() - exchange.lastByte > std::max(request.stallTimeout, 0.0);
        if (wasStopped || stalls) {
            exchange.answer.failure = HttpFailure::stalled;
            exchange.answer.why = "nothing came for " + std::to_string(static_cast<int>(request.stallTimeout)) + " s";
            break;
        }
        curl_multi_poll(m_state->multi, nullptr, 0, pollMilliseconds, nullptr);
    }
    CURLcode result = CURLE_OK;
    bool isDone = false;
    for (int left = 0; const CURLMsg* message = curl_multi_info_read(m_state->multi, &left);) {
        if (message->msg == CURLMSG_DONE) {
            isDone = true;
            result = message->data.result;
        }
    }
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &exchange.answer.status);
    curl_multi_remove_handle(m_state->multi, easy);
    curl_slist_free_all(headers);
    if (exchange.thrown) {
        std::rethrow_exception(exchange.thrown);
    }
    if (wasStopped) {
        throw Stopped{};
    }
    if (isDone) {
        exchange.answer.failure = failureOf(result);
        exchange.answer.why = result == CURLE_OK ? "" : why.front() != '\0' ? why.data() : curl_easy_strerror(result);
    } else if (exchange.answer.failure == HttpFailure::none) {
        exchange.answer.failure = HttpFailure::cut;
        exchange.answer.why = "the connection failed";
    }
    return std::move(exchange.answer);
}

std::string originOf(const std::string& url)
{
    const Url parsed = parsedUrl(url);
    if (!parsed || !isHttp(parsed.get())) {
        return {};
    }
    std::string host = partOf(parsed.get(), CURLUPART_HOST);
    std::transform(host.begin(), host.end(), host.begin(),
        [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return partOf(parsed.get(), CURLUPART_SCHEME) + "://" + host + ":"
        + partOf(parsed.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
}

std::string resolvedUrl(const std::string& base, const std::string& location)
{
    const Url url = parsedUrl(base);
    if (!url || location.empty() || curl_url_set(url.get(), CURLUPART_URL, location.c_str(), 0) != CURLUE_OK
        || !isHttp(url.get())) {
        return {};
    }
    return partOf(url.get(), CURLUPART_URL);
}

std::string escaped(std::string_view text, bool keepsSlashes)
{
    constexpr const char* digits = "0123456789ABCDEF";
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'
            || c == '_' || c == '.' || c == '~' || (c == '/' && keepsSlashes);
        if (isPlain) {
            result += c;
        } else {
            result += '%';
            result += digits[byte >> 4U];
            result += digits[byte & 15U];
        }
    }
    return result;
}

} // namespace dpl::hub
