#include "local_hub.hpp"

#include "base/json.hpp"
#include "hub/digest.hpp"
#include "hub/headers.hpp"
#include "hub/http.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <sstream>
#include <stdexcept>

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace dpl::test {

namespace {

constexpr std::size_t pageLength = 3; // of the list by pages
constexpr std::size_t pieceLength = 65536;
constexpr std::size_t largeLength = 1000;

int listeningSocket(int& port)
{
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof(address);
    auto* const plain = reinterpret_cast<sockaddr*>(&address);
    if (socket < 0 || ::bind(socket, plain, length) != 0 || ::listen(socket, 64) != 0
        || ::getsockname(socket, plain, &length) != 0) {
        throw std::runtime_error("the test's hub cannot listen");
    }
    port = ntohs(address.sin_port);
    return socket;
}

std::string unescaped(const std::string& text)
{
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size()) {
            plain += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
            i += 2;
        } else {
            plain += text[i];
        }
    }
    return plain;
}

/// What follows `start`, if the text begins with it.
bool consume(std::string& text, const std::string& start)
{
    if (!text.starts_with(start)) {
        return false;
    }
    text.erase(0, start.size());
    return true;
}

/// "ORG/NAME" of "ORG/NAME/rest", which becomes "rest".
std::string consumeName(std::string& text)
{
    const std::size_t end = text.find('/', text.find('/') + 1);
    const std::string name = text.substr(0, end);
    text.erase(0, end == std::string::npos ? end : end + 1);
    return name;
}

std::string head(int status, const std::vector<std::string>& headers, std::size_t length)
{
    std::string text = "HTTP/1.1 " + std::to_string(status)
        + " Answer\r\nConnection: close\r\nContent-Length: " + std::to_string(length) + "\r\n";
    for (const std::string& header : headers) {
        text += header + "\r\n";
    }
    return text + "\r\n";
}

bool send(int connection, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t sent = ::send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

} // namespace

const std::string& LocalHub::commit()
{
    static const std::string commit = "aaaaaaaabbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
    return commit;
}

std::string LocalHub::blobOf(const std::string& content, bool isLarge)
{
    hub::Digest digest(
        isLarge ? hub::DigestKind::sha256 : hub::DigestKind::gitBlob, static_cast<std::int64_t>(content.size()));
    digest.add(content);
    return digest.hex();
}

LocalHub::LocalHub()
{
    ::setenv("no_proxy", "127.0.0.1", 1); // whatever proxy this machine has
    m_hubSocket = listeningSocket(m_hubPort);
    m_contentSocket = listeningSocket(m_contentPort);
    m_hub = std::thread([this] { listen(m_hubSocket, "hub"); });
    m_content = std::thread([this] { listen(m_contentSocket, "content"); });
}

LocalHub::~LocalHub()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_ends = true;
    }
    m_changed.notify_all();
    m_hub.join();
    m_content.join();
    for (std::thread& connection : m_connections) {
        connection.join();
    }
    ::close(m_hubSocket);
    ::close(m_contentSocket);
}

void LocalHub::add(const std::string& kind, const std::string& name, const std::map<std::string, std::string>& files)
{
    const std::scoped_lock lock(m_mutex);
    m_repositories[kind + "/" + name] = files;
}

void LocalHub::setInfo(const std::string& name, const std::string& info)
{
    const std::scoped_lock lock(m_mutex);
    m_infos[name] = info;
}

void LocalHub::gate(const std::string& name, const std::string& token)
{
    const std::scoped_lock lock(m_mutex);
    m_gates[name] = token;
}

void LocalHub::setFaults(const Faults& faults)
{
    const std::scoped_lock lock(m_mutex);
    m_faults = faults;
}

LocalHub::Faults LocalHub::faults() const
{
    const std::scoped_lock lock(m_mutex);
    return m_faults;
}

std::vector<LocalHub::Request> LocalHub::requests() const
{
    const std::scoped_lock lock(m_mutex);
    return m_requests;
}

void LocalHub::forget()
{
    const std::scoped_lock lock(m_mutex);
    m_requests.clear();
}

bool LocalHub::waits(int milliseconds)
{
    std::unique_lock lock(m_mutex);
    return !m_changed.wait_for(lock, std::chrono::milliseconds(milliseconds), [this] { return m_ends; });
}

bool LocalHub::takes(int Faults::*fault)
{
    const std::scoped_lock lock(m_mutex);
    return m_faults.*fault > 0 && (m_faults.*fault)-- > 0;
}

const LocalHub::Files* LocalHub::filesOf(const std::string& kind, const std::string& name) const
{
    const std::scoped_lock lock(m_mutex);
    const auto found = m_repositories.find(kind + "/" + name);
    return found == m_repositories.end() ? nullptr : &found->second;
}

void LocalHub::listen(int socket, const std::string& server)
{
    for (;;) {
        pollfd ready{socket, POLLIN, 0};
        ::poll(&ready, 1, 20);
        const std::scoped_lock lock(m_mutex);
        if (m_ends) {
            return;
        }
        if ((ready.revents & POLLIN) == 0) {
            continue;
        }
        const int connection = ::accept4(socket, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection >= 0) {
            m_connections.emplace_back([this, connection, server] {
                serve(connection, server);
                ::close(connection);
            });
        }
    }
}

void LocalHub::serve(int connection, const std::string& server)
{
    std::string text;
    while (text.find("\r\n\r\n") == std::string::npos) {
        pollfd ready{connection, POLLIN, 0};
        if (::poll(&ready, 1, 20) == 0) {
            if (!waits(0)) {
                return;
            }
            continue;
        }
        char bytes[4096];
        const ssize_t count = ::recv(connection, bytes, sizeof(bytes), 0);
        if (count <= 0) {
            return;
        }
        text.append(bytes, static_cast<std::size_t>(count));
        if (!text.starts_with("GET") && !text.starts_with("HEAD")) {
            return; // TLS, or no HTTP at all
        }
    }
    Request request;
    request.server = server;
    std::istringstream lines(text);
    lines >> request.method >> request.target;
    std::string line;
    std::getline(lines, line);
    while (std::getline(lines, line) && line.size() > 1) {
        const std::size_t colon = line.find(':');
        std::string name = line.substr(0, colon);
        std::transform(name.begin(), name.end(), name.begin(),
            [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
        request.headers[name] = line.substr(colon + 2, line.size() - colon - 3);
    }
    {
        const std::scoped_lock lock(m_mutex);
        m_requests.push_back(request);
    }
    if (server == "content") {
        sendContent(connection, request);
        return;
    }
    const Answer answer = answerOfHub(request);
    send(connection, head(answer.status, answer.headers, answer.content.size()));
    if (request.method != "HEAD") {
        send(connection, answer.content);
    }
}

LocalHub::Answer LocalHub::answerOfHub(const Request& request)
{
    if (takes(&Faults::limits)) {
        return {429, {faults().limitHeader}};
    }
    if (faults().status != 0 && takes(&Faults::statusTimes)) {
        return {faults().status};
    }
    const std::size_t mark = request.target.find('?');
    std::string path = unescaped(request.target.substr(0, mark));
    if (path.starts_with("http://")) {
        path.erase(0, path.find('/', 7)); // as a proxy is asked
    }
    path.erase(0, 1);
    const std::string query = mark == std::string::npos ? "" : request.target.substr(mark + 1);
    return consume(path, "api/") ? answerOfApi(path, query, request) : answerOfResolve(path, request);
}

LocalHub::Answer LocalHub::answerOfApi(const std::string& target, const std::string& query, const Request& request)
{
    std::string path = target;
    if (consume(path, "resolve-cache/")) {
        const std::string kind = consume(path, "datasets/") ? "dataset" : (consume(path, "models/"), "model");
        const Files* files = filesOf(kind, consumeName(path));
        const auto file = files->find(path.substr(path.find('/') + 1));
        return {200, {"ETag: \"" + blobOf(file->second, false) + "\"", "X-Repo-Commit: " + commit()}, file->second};
    }
    const std::string kind = consume(path, "datasets/") ? "dataset" : (consume(path, "models/"), "model");
    const std::string name = consumeName(path);
    const Files* files = filesOf(kind, name);
    {
        const std::scoped_lock lock(m_mutex);
        if (const auto info = m_infos.find(name); info != m_infos.end()) {
            return {200, {"Content-Type: application/json"}, info->second};
        }
    }
    if (files == nullptr) {
        return {request.header("authorization").empty() ? 401 : 404, {"X-Error-Code: RepoNotFound"}};
    }
    const bool isTree = consume(path, "tree/");
    if (!isTree) {
        consume(path, "revision/");
    }
    if (path != "main" && path != commit() && path != "refs/pr/1") {
        return {404, {"X-Error-Code: RevisionNotFound"}};
    }
    const Faults faulty = faults();
    if (isTree && faulty.hidesTree) {
        return {404, {"X-Error-Code: EntryNotFound"}};
    }
    if (isTree) {
        Json list = Json::array();
        std::size_t from = 0;
        if (const std::size_t cursor = query.find("cursor="); cursor != std::string::npos) {
            from = std::stoul(query.substr(cursor + 7));
        }
        std::size_t index = 0;
        for (const auto& [file, content] : *files) {
            if (index++ < from || index > from + pageLength) {
                continue;
            }
            Json entry{{"type", "file"}, {"path", file}, {"size", content.size()}, {"oid", blobOf(content, false)}};
            if (content.size() >= largeLength) {
                entry["lfs"] = {{"oid", blobOf(content, true)}, {"size", content.size()}, {"pointerSize", 134}};
            }
            list.push_back(entry);
        }
        Answer answer{200, {"Content-Type: application/json"}, list.dump()};
        if (from + pageLength < files->size()) {
            answer.headers.push_back("Link: <" + endpoint() + "/api/" + kind + "s/" + name + "/tree/" + path
                + "?recursive=true&cursor=" + std::to_string(from + pageLength) + ">; rel=\"next\"");
        }
        return answer;
    }
    Json siblings = Json::array();
    for (const auto& [file, content] : *files) {
        Json entry{{"rfilename", file}};
        if (!faulty.hidesSizes) {
            entry["size"] = content.size();
            entry["blobId"] = blobOf(content, false);
            if (content.size() >= largeLength) {
                entry["lfs"] = {{"sha256", blobOf(content, true)}, {"size", content.size()}, {"pointerSize", 134}};
            }
        }
        siblings.push_back(entry);
    }
    const bool isGated = [&] {
        const std::scoped_lock lock(m_mutex);
        return m_gates.contains(name);
    }();
    const Json info{{"id", name}, {"sha", commit()}, {"private", false},
        {"gated", isGated ? Json("manual") : Json(false)}, {"cardData", {{"license", "mit"}}}, {"siblings", siblings}};
    return {200, {"Content-Type: application/json"}, info.dump()};
}

LocalHub::Answer LocalHub::answerOfResolve(const std::string& target, const Request& request)
{
    std::string path = target;
    const std::string kind = consume(path, "datasets/") ? "dataset" : "model";
    const std::string name = consumeName(path);
    const Files* files = filesOf(kind, name);
    if (files == nullptr || !consume(path, "resolve/")) {
        return {401, {"X-Error-Code: RepoNotFound"}};
    }
    path.erase(0, path.find('/') + 1); // the revision
    {
        const std::scoped_lock lock(m_mutex);
        const auto gate = m_gates.find(name);
        if (gate != m_gates.end() && request.header("authorization") != "Bearer " + gate->second) {
            return {request.header("authorization").empty() ? 401 : 403,
                {"X-Error-Code: GatedRepo", "X-Error-Message: Access to " + name + " is restricted."}};
        }
    }
    const auto file = files->find(path);
    if (file == files->end()) {
        return {404, {"X-Error-Code: EntryNotFound"}};
    }
    const bool isLarge = file->second.size() >= largeLength;
    std::vector<std::string> headers{"X-Repo-Commit: " + commit(),
        "X-Linked-Etag: \"" + blobOf(file->second, isLarge) + "\"",
        "X-Linked-Size: " + std::to_string(file->second.size())};
    if (isLarge) {
        headers.emplace_back("X-Xet-Hash: " + std::string(64, 'c'));
        headers.push_back("Location: "
            + (faults().leadsToFile ? std::string("file:///etc/passwd")
                                    : "http://127.0.0.1:" + std::to_string(m_contentPort) + "/" + kind + "/"
                        + hub::escaped(name + "/" + path, true) + "?Expires=1&Signature=x"));
        return {302, headers};
    }
    headers.push_back(
        "Location: /api/resolve-cache/" + kind + "s/" + name + "/" + commit() + "/" + hub::escaped(path, true));
    return {307, headers};
}

void LocalHub::sendContent(int connection, const Request& request)
{
    std::string path = unescaped(request.target.substr(0, request.target.find('?'))).substr(1);
    const std::string kind = consume(path, "dataset/") ? "dataset" : (consume(path, "model/"), "model");
    const Files* files = filesOf(kind, consumeName(path));
    std::string content = files->at(path);
    if (takes(&Faults::expires)) {
        send(connection, head(403, {}, 0));
        return;
    }
    if (takes(&Faults::lies)) {
        content.back() = static_cast<char>(content.back() ^ 1);
    }
    const std::string range = request.header("range");
    std::size_t from = 0;
    std::vector<std::string> headers{"ETag: \"x\""};
    const bool isPart = !range.empty() && !faults().ignoresRange;
    if (isPart) {
        from = std::stoul(range.substr(range.find('=') + 1));
        headers.push_back("Content-Range: bytes " + std::to_string(from) + "-" + std::to_string(content.size() - 1)
            + "/" + std::to_string(content.size()));
    }
    send(connection, head(isPart ? 206 : 200, headers, content.size() - from));
    std::string_view rest = std::string_view(content).substr(from);
    if (faults().cutAfter < rest.size() && takes(&Faults::cuts)) {
        send(connection, rest.substr(0, faults().cutAfter));
        return;
    }
    if (takes(&Faults::stalls)) {
        send(connection, rest.substr(0, rest.size() / 2));
        while (waits(50)) {
            pollfd gone{connection, POLLIN, 0};
            if (::poll(&gone, 1, 0) > 0) {
                return; // the client has had enough
            }
        }
        return;
    }
    while (!rest.empty() && send(connection, rest.substr(0, pieceLength))) {
        rest.remove_prefix(std::min(rest.size(), pieceLength));
        if (const int milliseconds = faults().milliseconds; milliseconds > 0 && !waits(milliseconds)) {
            return;
        }
    }
}

} // namespace dpl::test
