#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace dpl::test {

/// A hub of the test's own on the loopback: the hub itself, and the server of content that it redirects to for large
/// files, each on a port of its own. It does what it is told to do wrong, and serves as a proxy of a hub, too.
class LocalHub {
public:
    /// What goes wrong; numbers say how often.
    struct Faults {
        int cuts = 0; ///< the content's connection is closed
        std::size_t cutAfter = 0; ///< after so many bytes of the answer
        bool ignoresRange = false;
        int lies = 0; ///< a bit of the content is another
        int expires = 0; ///< the signed address is refused (403 without a code)
        int stalls = 0; ///< nothing comes any more after half of the content
        int limits = 0; ///< 429 of the hub
        std::string limitHeader = "RateLimit: \"resolvers\";r=0;t=55";
        int status = 0; ///< that every answer of the hub has
        int statusTimes = 1'000'000;
        bool hidesSizes = false; ///< from the hub's first answer, as mirrors do
        bool hidesTree = false; ///< and there is no list by pages
        bool leadsToFile = false; ///< large files are said to lie at file:///etc/passwd
        int milliseconds = 0; ///< between pieces of 64 KiB, so that there is time to stop
    };

    struct Request {
        std::string server; ///< "hub", "content"
        std::string method;
        std::string target;
        std::map<std::string, std::string> headers; ///< names in lower case

        std::string header(const std::string& name) const
        {
            const auto found = headers.find(name);
            return found == headers.end() ? "" : found->second;
        }
    };

    LocalHub();
    ~LocalHub();
    LocalHub(const LocalHub&) = delete;
    LocalHub& operator=(const LocalHub&) = delete;

    std::string endpoint() const { return "http://127.0.0.1:" + std::to_string(m_hubPort); }
    static const std::string& commit(); ///< of every repository
    static std::string blobOf(const std::string& content, bool isLarge);

    /// `kind`: "model" or "dataset". Content of 1,000 bytes and more is large.
    void add(const std::string& kind, const std::string& name, const std::map<std::string, std::string>& files);
    void setInfo(const std::string& name, const std::string& info); ///< in place of what the hub would say
    void gate(const std::string& name, const std::string& token); ///< which its files can be read with
    void setFaults(const Faults& faults);
    Faults faults() const; ///< what is left of them
    std::vector<Request> requests() const; ///< since the last call of forget
    void forget();

private:
    using Files = std::map<std::string, std::string>;
    struct Answer {
        int status = 200;
        std::vector<std::string> headers{};
        std::string content{};
    };

    void listen(int socket, const std::string& server);
    void serve(int connection, const std::string& server);
    Answer answerOfHub(const Request& request);
    Answer answerOfApi(const std::string& path, const std::string& query, const Request& request);
    Answer answerOfResolve(const std::string& path, const Request& request);
    void sendContent(int connection, const Request& request);
    bool waits(int milliseconds); ///< false: the hub ends
    bool takes(int Faults::*fault); ///< one of them, if there are any left
    const Files* filesOf(const std::string& kind, const std::string& name) const;

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_ends = false;
    Faults m_faults;
    std::map<std::string, Files> m_repositories; ///< by "kind/name"
    std::map<std::string, std::string> m_infos;
    std::map<std::string, std::string> m_gates; ///< by name, the token
    std::vector<Request> m_requests;
    int m_hubSocket = -1;
    int m_contentSocket = -1;
    int m_hubPort = 0;
    int m_contentPort = 0;
    std::vector<std::thread> m_connections;
    std::thread m_hub;
    std::thread m_content;
};

} // namespace dpl::test
