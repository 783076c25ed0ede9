#pragma once

#include "hub/http.hpp"
#include "hub/hub_settings.hpp"
#include "hub/listing.hpp"
#include "hub/repository.hpp"
#include "hub/waiting.hpp"

#include <functional>
#include <stop_token>
#include <string>

namespace dpl::hub {

/// Asks the hub. Waits where it is told to (429), and tries again what may pass: connections that break off or stall,
/// answers of servers in trouble. The token goes to the endpoint's host alone, wherever redirects lead. For one thread.
///
/// Throws HubError with a sentence for the user, and Stopped.
class HubClient {
public:
    /// `told`: hears, in a sentence, of what is waited for.
    HubClient(
        HubSettings settings, Waiting& waiting, std::function<void(const std::string&)> told, std::stop_token stop);

    /// What is in a repository. Without sizes or blobs only where the hub does not tell them; describe() may then.
    Listing list(const Repository& repository);

    /// Completes what was not told of a file, by the headers that come with it.
    void describe(const Repository& repository, const std::string& commit, RemoteFile& file);

    /// How a request for content ended.
    struct Delivery {
        HttpAnswer answer; ///< of the last server
        bool isOfHub = false; ///< and not of one that the hub redirected to
    };

    /// A file's content from byte `from` on, once: the caller goes on where it broke off. Only the pieces of an answer
    /// with the status 200 or 206 are told.
    Delivery download(const Repository& repository, const std::string& commit, const RemoteFile& file,
        std::int64_t from, const TakesContent& takes);

    /// Whether what became of a download may pass.
    bool mayPass(const Delivery& delivery) const;

    int mostAttempts() const { return m_settings.mostAttempts; } ///< in a row that bring nothing

    /// Waits before another attempt, the `attempt`th in a row that follows one that brought nothing (from 0), as the
    /// server asks to.
    void waitAfter(const HttpAnswer& answer, int attempt, const std::string& what);

    /// The sentence for an answer that is no success.
    [[noreturn]] void refuse(
        const HttpAnswer& answer, const Repository& repository, const std::string& file = {}) const;

private:
    struct Reply {
        HttpAnswer answer;
        std::string body;
        std::string url; ///< that answered
    };

    Delivery request(const std::string& url, bool headOnly, const std::vector<std::string>& headers,
        const TakesContent& takes, std::string* lastUrl);
    Reply ask(const std::string& url, const Repository& repository);
    std::string pageOf(const Repository& repository) const; ///< for people
    std::string contentUrl(const Repository& repository, const std::string& revision, const std::string& file) const;

    HubSettings m_settings;
    std::string m_origin; ///< of the endpoint
    Waiting& m_waiting;
    std::function<void(const std::string&)> m_told;
    std::stop_token m_stop;
    HttpClient m_http;
};

} // namespace dpl::hub
