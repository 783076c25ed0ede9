#include "places/askpass.hpp"

#include "base/error.hpp"
#include "base/json_text.hpp"
#include "base/stopped.hpp"
#include "base/uninterrupted.hpp"
#include "places/socket_folder.hpp"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <future>
#include <iostream>
#include <string_view>
#include <utility>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace dpl::places {

namespace {

constexpr const char* socketVariable = "DPL_ASKPASS_SOCKET";
constexpr std::size_t longestMessage = 65536;
constexpr int looksEvery = 50; // milliseconds
constexpr int messageDeadline = 5000; // milliseconds, in which a question has to be there once somebody has connected

sockaddr_un addressOf(const std::string& path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) {
        throw Error("the path of the socket " + path + " is too long");
    }
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    return address;
}

/// A line, without its end; nothing if none comes in time, or one that is too long.
std::optional<std::string> readLine(int socket, int deadline)
{
    std::string line;
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(deadline);
    while (line.size() < longestMessage && (deadline < 0 || std::chrono::steady_clock::now() < end)) {
        pollfd event{socket, POLLIN, 0};
        if (uninterrupted([&] { return ::poll(&event, 1, deadline < 0 ? -1 : looksEvery); }) <= 0) {
            continue;
        }
        char piece[4096];
        const ssize_t count = uninterrupted([&] { return ::recv(socket, piece, sizeof piece, 0); });
        if (count <= 0) {
            return std::nullopt;
        }
        line.append(piece, static_cast<std::size_t>(count));
        if (const std::size_t lineEnd = line.find('\n'); lineEnd != std::string::npos) {
            return line.substr(0, lineEnd);
        }
    }
    return std::nullopt;
}

bool writeLine(int socket, const Json& message)
{
    const std::string text = dumpJson(message) + "\n";
    std::string_view left = text;
    while (!left.empty()) {
        const ssize_t count = uninterrupted([&] { return ::send(socket, left.data(), left.size(), MSG_NOSIGNAL); });
        if (count <= 0) {
            return false;
        }
        left.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

bool hasHungUp(int socket)
{
    pollfd event{socket, POLLIN, 0};
    char ignored = 0;
    return ::poll(&event, 1, 0) > 0 && ::recv(socket, &ignored, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

/// Whether another user's process is at the other end, which the folder's permissions rule out where they count.
bool isOfAnother(int socket)
{
#if defined(SO_PEERCRED)
    ucred peer{};
    socklen_t length = sizeof peer;
    return ::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0 || peer.uid != ::getuid();
#else
    static_cast<void>(socket);
    return false;
#endif
}

Question::Kind kindFromString(const std::string& name)
{
    for (const auto kind :
        {Question::Kind::secret, Question::Kind::hostKey, Question::Kind::confirm, Question::Kind::notice}) {
        if (name == toString(kind)) {
            return kind;
        }
    }
    throw Error("\"" + name + "\" is no kind of question");
}

/// A socket that is closed with this.
struct Socket {
    int number;
    ~Socket() { ::close(number); }
};

} // namespace

std::string toString(Question::Kind kind)
{
    switch (kind) {
    case Question::Kind::secret: return "secret";
    case Question::Kind::hostKey: return "host-key";
    case Question::Kind::confirm: return "confirm";
    case Question::Kind::notice: return "notice";
    }
    return {};
}

Question questionOf(const std::string& text, const std::string& hint)
{
    if (hint == "none") {
        return {Question::Kind::notice, text};
    }
    if (hint == "confirm") {
        return {Question::Kind::confirm, text};
    }
    const bool isOfHostKey = text.find("(yes/no") != std::string::npos || text.find("'yes'") != std::string::npos;
    return {isOfHostKey ? Question::Kind::hostKey : Question::Kind::secret, text};
}

AskServer::AskServer(Asker& asker) : m_asker(asker)
{
    static std::atomic<int> number = 0;
    m_socket = socketFolder() / ("ask-" + std::to_string(::getpid()) + "-" + std::to_string(++number));
    const sockaddr_un address = addressOf(m_socket.string());
    ::unlink(m_socket.c_str()); // of a process that had our number
    m_listening = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (m_listening < 0 || ::bind(m_listening, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0
        || ::listen(m_listening, 4) != 0) {
        const int reason = errno;
        ::close(m_listening);
        throw FileError("cannot listen on " + m_socket.string(), reason);
    }
    m_thread = std::jthread([this](const std::stop_token& stop) { serve(stop); });
}

AskServer::~AskServer()
{
    m_thread.request_stop();
    m_thread.join();
    ::close(m_listening);
    ::unlink(m_socket.c_str());
}

Asking AskServer::asking(const std::filesystem::path& program) const
{
    return {program, {{socketVariable, m_socket.string()}}};
}

bool AskServer::wasRefused() const
{
    const std::lock_guard lock(m_mutex);
    return m_refused;
}

void AskServer::serve(const std::stop_token& stop)
{
    while (!stop.stop_requested()) {
        pollfd event{m_listening, POLLIN, 0};
        if (::poll(&event, 1, looksEvery) <= 0) {
            continue;
        }
        const int client = ::accept4(m_listening, nullptr, nullptr, SOCK_CLOEXEC);
        if (client >= 0) {
            const Socket closed{client};
            answer(client, stop);
        }
    }
}

void AskServer::answer(int client, const std::stop_token& stop)
{
    const auto line = isOfAnother(client) ? std::nullopt : readLine(client, messageDeadline);
    if (!line) {
        return;
    }
    Question question;
    try {
        const Json message = parseJson(*line, "askpass");
        const JsonObject object(message, "askpass");
        question = {kindFromString(object.string("kind")), object.string("text")};
    } catch (const Error&) {
        return; // nobody who can be answered
    }
    std::stop_source asking;
    const std::stop_callback stopped(stop, [&asking] { asking.request_stop(); });
    auto answered = std::async(std::launch::async, [&] { return askedOnce(question, asking.get_token()); });
    while (answered.wait_for(std::chrono::milliseconds(looksEvery)) != std::future_status::ready) {
        if (hasHungUp(client)) {
            asking.request_stop();
        }
    }
    const std::optional<std::string> answer = answered.get();
    writeLine(client, answer ? Json{{"answer", *answer}} : Json{{"refused", true}});
}

/// Once the user has said no, ssh's further questions get the same answer.
std::optional<std::string> AskServer::askedOnce(const Question& question, const std::stop_token& stop)
{
    Question numbered = question;
    {
        const std::lock_guard lock(m_mutex);
        if (m_refused) {
            return std::nullopt;
        }
        numbered.attempt = ++m_asked[question.text];
    }
    std::optional<std::string> answer;
    try {
        answer = m_asker.ask(numbered, stop);
    } catch (const std::exception&) {
        // a question that could not be put has no answer: no
    }
    if (!answer && !stop.stop_requested()) {
        const std::lock_guard lock(m_mutex);
        m_refused = true;
    }
    return answer;
}

bool isAskpass()
{
    return std::getenv(socketVariable) != nullptr;
}

int runAskpass(int argc, const char* const* argv)
{
    const char* path = std::getenv(socketVariable);
    const char* hint = std::getenv("SSH_ASKPASS_PROMPT");
    const Question question = questionOf(argc > 1 ? argv[1] : "", hint == nullptr ? "" : hint);
    try {
        const sockaddr_un address = addressOf(path == nullptr ? "" : path);
        const Socket socket{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
        if (::connect(socket.number, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0
            || !writeLine(socket.number, Json{{"kind", toString(question.kind)}, {"text", question.text}})) {
            throw FileError("the window that would ask \"" + question.text + "\" does not answer", errno);
        }
        const auto line = readLine(socket.number, -1); // for as long as ssh lets us wait
        const Json message = line ? parseJson(*line, "the answer") : Json::object();
        const JsonObject answer(message, "the answer");
        if (!answer.has("answer")) {
            return 1;
        }
        std::cout << answer.string("answer") << std::endl;
        return 0;
    } catch (const Error& error) {
        std::cerr << "askpass: " << error.what() << "\n";
        return 1;
    }
}

void connect(RemoteShell& shell, Asker& asker, const std::filesystem::path& program, const std::stop_token& stop)
{
    const AskServer server(asker);
    try {
        shell.connect(server.asking(program), stop);
    } catch (const Unreachable&) {
        if (server.wasRefused()) {
            throw Stopped{};
        }
        throw;
    }
}

} // namespace dpl::places
