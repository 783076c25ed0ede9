#include "hub/hub_client.hpp"

#include "base/format.hpp"
#include "base/stopped.hpp"
#include "hub/hub_error.hpp"

#include <algorithm>
#include <utility>

namespace dpl::hub {

namespace {

constexpr int mostRedirects = 8;
constexpr int mostPages = 2000;
constexpr std::size_t mostAnswerBytes = std::size_t{1} << 26U;
constexpr double longestBackOff = 30;

bool isRedirect(long status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool mayRecover(long status)
{
    return status == 408 || status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
}

bool isBrokenOff(HttpFailure failure)
{
    return failure == HttpFailure::stalled || failure == HttpFailure::cut;
}

const TakesContent& takesNothing()
{
    static const TakesContent takes = [](const HttpAnswer&, std::string_view) { return true; };
    return takes;
}

} // namespace

HubClient::HubClient(
    HubSettings settings, Waiting& waiting, std::function<void(const std::string&)> told, std::stop_token stop)
    : m_settings(std::move(settings)), m_origin(originOf(m_settings.endpoint)), m_waiting(waiting),
      m_told(std::move(told)), m_stop(std::move(stop))
{
}

std::string HubClient::pageOf(const Repository& repository) const
{
    return m_settings.endpoint + (repository.kind == RepositoryKind::dataset ? "/datasets/" : "/") + repository.name;
}

std::string HubClient::contentUrl(
    const Repository& repository, const std::string& revision, const std::string& file) const
{
    return pageOf(repository) + "/resolve/" + escaped(revision, false) + "/" + escaped(file, true);
}

HubClient::Delivery HubClient::request(const std::string& url, bool headOnly, const std::vector<std::string>& headers,
    const TakesContent& takes, std::string* lastUrl)
{
    std::string at = url;
    const bool needsSecurity = m_origin.starts_with("https:");
    for (int hop = 0;; ++hop) {
        const std::string origin = originOf(at);
        const bool isOfHub = origin == m_origin;
        HttpRequest asked{at, headers, headOnly, m_settings.answerTimeout, m_settings.stallTimeout};
        asked.headers.emplace_back("Accept-Encoding: identity");
        if (isOfHub && !m_settings.token.empty()) {
            asked.headers.push_back("Authorization: Bearer " + m_settings.token);
        }
        Delivery delivery{m_http.perform(asked, takes, m_stop), isOfHub};
        if (lastUrl != nullptr) {
            *lastUrl = at;
        }
        // What matters of a file is said by the hub itself, before it leads elsewhere.
        const bool isTold = headOnly && delivery.answer.headers.has("x-linked-etag");
        if (delivery.answer.failure != HttpFailure::none || !isRedirect(delivery.answer.status) || isTold) {
            return delivery;
        }
        std::string next = resolvedUrl(at, delivery.answer.headers.value("location"));
        const bool losesSecurity = needsSecurity && !next.starts_with("https:");
        if (next.empty() || losesSecurity || hop == mostRedirects) {
            delivery.answer.failure = HttpFailure::address;
            delivery.answer.why = hop == mostRedirects ? "it redirects in a circle"
                                                       : "it redirects to an address that cannot be followed safely";
            return delivery;
        }
        at = std::move(next);
    }
}

HubClient::Reply HubClient::ask(const std::string& url, const Repository& repository)
{
    for (int attempt = 0;; ++attempt) {
        Reply reply;
        bool isTooLong = false;
        Delivery delivery = request(
            url, false, {},
            [&](const HttpAnswer& answer, std::string_view piece) {
                if (isRedirect(answer.status)) {
                    return true;
                }
                isTooLong = reply.body.size() + piece.size() > mostAnswerBytes;
                if (!isTooLong) {
                    reply.body += piece;
                }
                return !isTooLong;
            },
            &reply.url);
        reply.answer = std::move(delivery.answer);
        if (isTooLong) {
            throw HubError(HubError::Reason::unreachable,
                "the answer of " + m_origin + " about " + toString(repository) + " is too long to be one of a hub");
        }
        const bool mayPassBy = isBrokenOff(reply.answer.failure) || mayRecover(reply.answer.status);
        if (!mayPassBy || attempt + 1 >= m_settings.mostAttempts) {
            if (reply.answer.failure != HttpFailure::none || reply.answer.status != 200) {
                refuse(reply.answer, repository);
            }
            return reply;
        }
        waitAfter(reply.answer, attempt, toString(repository));
    }
}

Listing HubClient::list(const Repository& repository)
{
    const std::string api = m_settings.endpoint + "/api/" + toString(repository.kind) + "s/" + repository.name;
    const std::string source = "the hub's answer about " + toString(repository);
    const auto read = [&](const auto& parse) {
        try {
            return parse();
        } catch (const HubError&) {
            throw;
        } catch (const Error& error) {
            throw HubError(HubError::Reason::unreachable, error.what());
        }
    };
    const Reply info = ask(api + "/revision/" + escaped(repository.revision, false) + "?blobs=true", repository);
    Listing listing = read([&] { return listingOfInfo(info.body, source); });
    if (listing.isTold()) {
        return listing;
    }
    // Mirrors may leave sizes and blobs out, and say them here.
    std::vector<RemoteFile> files;
    std::string page = api + "/tree/" + listing.commit + "?recursive=true";
    for (int number = 0; !page.empty() && number < mostPages; ++number) {
        Reply reply;
        try {
            reply = ask(page, repository);
        } catch (const HubError&) {
            return listing;
        }
        for (RemoteFile& file : read([&] { return filesOfTree(reply.body, source); })) {
            files.push_back(std::move(file));
        }
        const auto next = nextPage(reply.answer.headers);
        page = next ? resolvedUrl(reply.url, *next) : std::string();
    }
    if (!files.empty()) {
        std::sort(files.begin(), files.end(), [](const RemoteFile& a, const RemoteFile& b) { return a.name < b.name; });
        listing.files = std::move(files);
    }
    return listing;
}

void HubClient::describe(const Repository& repository, const std::string& commit, RemoteFile& file)
{
    const std::string url = contentUrl(repository, commit, file.name);
    for (int attempt = 0;; ++attempt) {
        const Delivery delivery = request(url, true, {}, takesNothing(), nullptr);
        const HttpAnswer& answer = delivery.answer;
        const bool isRead = answer.failure == HttpFailure::none && (answer.status == 200 || isRedirect(answer.status));
        if (isRead) {
            const auto either = [&](const char* linked, const char* own) {
                return answer.headers.has(linked) ? answer.headers.value(linked) : answer.headers.value(own);
            };
            RemoteFile told{file.name, countIn(either("x-linked-size", "content-length")).value_or(-1),
                etagIn(either("x-linked-etag", "etag"))};
            const bool isDigest = (told.blob.size() == 40 || told.blob.size() == 64)
                && told.blob.find_first_not_of("0123456789abcdef") == std::string::npos;
            if (!isDigest || told.size < 0) {
                throw HubError(HubError::Reason::refused,
                    m_settings.endpoint + " does not say how large " + file.name + " of " + toString(repository)
                        + " is, or what its checksum is, so that it could not be checked; use another HF_ENDPOINT");
            }
            file = std::move(told);
            return;
        }
        if (!mayPass(delivery) || attempt + 1 >= m_settings.mostAttempts) {
            refuse(answer, repository, file.name);
        }
        waitAfter(answer, attempt, file.name);
    }
}

HubClient::Delivery HubClient::download(const Repository& repository, const std::string& commit, const RemoteFile& file,
    std::int64_t from, const TakesContent& takes)
{
    std::vector<std::string> headers;
    if (from > 0) {
        headers.push_back("Range: bytes=" + std::to_string(from) + "-");
    }
    return request(
        contentUrl(repository, commit, file.name), false, headers,
        [&takes](const HttpAnswer& answer, std::string_view piece) {
            return (answer.status != 200 && answer.status != 206) || takes(answer, piece);
        },
        nullptr);
}

bool HubClient::mayPass(const Delivery& delivery) const
{
    const HttpAnswer& answer = delivery.answer;
    if (answer.failure != HttpFailure::none) {
        // The network may be gone for a moment, as when a computer sleeps.
        return isBrokenOff(answer.failure) || answer.failure == HttpFailure::unreachable
            || answer.failure == HttpFailure::nameUnknown;
    }
    // Addresses that the hub signs expire: it is asked for another. Its own refusals have a code.
    const bool isExpired =
        (answer.status == 401 || answer.status == 403) && !delivery.isOfHub && !answer.headers.has("x-error-code");
    return mayRecover(answer.status) || isExpired;
}

void HubClient::waitAfter(const HttpAnswer& answer, int attempt, const std::string& what)
{
    const double backOff =
        std::min(static_cast<double>(1U << static_cast<unsigned>(std::clamp(attempt, 0, 10))), longestBackOff);
    const bool isAsked = answer.failure == HttpFailure::none && secondsToWait(answer.headers).has_value();
    const double seconds = isAsked ? *secondsToWait(answer.headers) : backOff;
    const std::string why = answer.failure != HttpFailure::none ? shownText(answer.why)
        : answer.status == 429                                  ? "the hub asks to wait"
                               : "the server answered " + std::to_string(answer.status);
    if (m_told) {
        m_told(what + ": " + why + "; trying again in " + formatDuration(seconds));
    }
    m_waiting.wait(seconds, m_stop);
    throwIfStopped(m_stop);
}

void HubClient::refuse(const HttpAnswer& answer, const Repository& repository, const std::string& file) const
{
    using Reason = HubError::Reason;
    const std::string name = toString(repository);
    const std::string what = file.empty() ? name : file + " of " + name;
    const bool hasToken = !m_settings.token.empty();
    const std::string page = pageOf(repository);
    if (answer.failure != HttpFailure::none) {
        const std::string server = m_settings.endpoint;
        switch (answer.failure) {
        case HttpFailure::secure:
            throw HubError(Reason::unreachable,
                "no secure connection to " + server + ": " + shownText(answer.why)
                    + "; SSL_CERT_FILE names trusted certificates");
        case HttpFailure::address:
            throw HubError(Reason::unreachable, server + " cannot be used for " + what + ": " + shownText(answer.why));
        default:
            throw HubError(Reason::unreachable,
                "cannot reach " + server + " for " + what + ": " + shownText(answer.why)
                    + "; check the network, and https_proxy and HF_ENDPOINT if you use them");
        }
    }
    const std::string code = answer.headers.value("x-error-code");
    const std::string status = std::to_string(answer.status);
    if (code == "GatedRepo") {
        throw HubError(Reason::refused,
            hasToken ? name
                    + " asks to accept its terms, and the account of your token has not been let in; accept "
                      "them on "
                    + page
                     : name + " asks to accept its terms: do so on " + page
                    + ", then put a token of your account "
                      "into HF_TOKEN or into the file "
                    + m_settings.tokenFile.string());
    }
    if (code == "RevisionNotFound") {
        throw HubError(Reason::refused,
            repository.name + " has no revision \"" + repository.revision + "\"; its revisions are on " + page);
    }
    if (code == "EntryNotFound") {
        throw HubError(Reason::refused, name + " has no file " + file);
    }
    if (code == "RepoNotFound" || answer.status == 401 || answer.status == 404) {
        const std::string other = repository.kind == RepositoryKind::model ? "; a dataset is fetched with --dataset"
                                                                           : "; a model is fetched without --dataset";
        throw HubError(Reason::refused,
            "there is no " + toString(repository.kind) + " " + repository.name + " on " + m_settings.endpoint
                + (hasToken ? ", or it is private and your token does not open it"
                            : ", or it is private and no token was given (HF_TOKEN)")
                + other);
    }
    std::string said = shownText(answer.headers.value("x-error-message"));
    if (answer.status == 429) {
        throw HubError(Reason::unreachable,
            m_settings.endpoint + " still asks to wait (429) for " + what + "; try again later"
                + (hasToken ? "" : ", or with a token (HF_TOKEN), which may ask more often"));
    }
    throw HubError(mayRecover(answer.status) ? Reason::unreachable : Reason::refused,
        "the server answered " + status + " for " + what + (said.empty() ? "" : ": " + said)
            + (mayRecover(answer.status) ? "; try again later" : ""));
}

} // namespace dpl::hub
