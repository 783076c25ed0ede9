#pragma once

#include "places/remote_shell.hpp"

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

/// How ssh asks the user while it connects, if there is a window and no terminal. ssh starts the program in SSH_ASKPASS
/// with its question; that is this program once more (runAskpass), which hands the question to the one whose window is
/// open, over a local socket, and prints the answer.
namespace dpl::places {

/// What ssh wants to know.
struct Question {
    enum class Kind {
        secret, ///< a password, passphrase or code: not shown while it is typed
        hostKey, ///< whether a host's key is right: "yes", or its fingerprint
        confirm, ///< yes or no
        notice, ///< nothing but that the user does something, as touch a key; the question goes away by itself
    };

    Kind kind = Kind::secret;
    std::string text; ///< ssh's words, which may have several lines
    int attempt = 1; ///< how often it was asked while this connection is made; above 1: the answer was not accepted

    friend bool operator==(const Question&, const Question&) = default;
};

/// "secret", "host-key", "confirm", "notice"
std::string toString(Question::Kind kind);

/// A question by ssh's words, and by what it says of it in SSH_ASKPASS_PROMPT (empty if that is not set).
Question questionOf(const std::string& text, const std::string& hint);

/// Whoever asks the user.
class Asker {
public:
    virtual ~Asker() = default;

    /// The user's answer; nothing: no, and nothing more is to be asked. A stop is requested when ssh no longer waits.
    /// Called on a thread of the AskServer's.
    virtual std::optional<std::string> ask(const Question& question, const std::stop_token& stop) = 0;
};

/// Takes ssh's questions while a connection is made, and has them asked one after another.
class AskServer {
public:
    /// Throws Error if there can be no socket.
    explicit AskServer(Asker& asker);
    ~AskServer();
    AskServer(const AskServer&) = delete;
    AskServer& operator=(const AskServer&) = delete;

    /// For RemoteShell::connect. `program` calls runAskpass when it is started.
    Asking asking(const std::filesystem::path& program) const;

    /// Whether the user said no: then ssh's own words about it need not be told.
    bool wasRefused() const;

private:
    void serve(const std::stop_token& stop);
    void answer(int client, const std::stop_token& stop);
    std::optional<std::string> askedOnce(const Question& question, const std::stop_token& stop);

    Asker& m_asker;
    std::filesystem::path m_socket;
    int m_listening = -1;
    mutable std::mutex m_mutex; ///< over all below
    std::map<std::string, int> m_asked; ///< questions, by their text
    bool m_refused = false;
    std::jthread m_thread;
};

/// Whether ssh has started this program to ask a question.
bool isAskpass();

/// Asks it, and prints the answer. The exit status: 1 if the answer is no or nobody is there to ask.
int runAskpass(int argc, const char* const* argv);

/// Opens the connection to a host, the user being asked by `asker`. Throws what RemoteShell::connect throws, and
/// Stopped if the user said no.
void connect(RemoteShell& shell, Asker& asker, const std::filesystem::path& program, const std::stop_token& stop = {});

} // namespace dpl::places
