#pragma once

#include "places/shell.hpp"
#include "places/ssh_command.hpp"

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

namespace dpl::places {

/// How ssh asks the user while it connects.
struct Asking {
    std::filesystem::path program{}; ///< an askpass; empty: ssh asks on our terminal
    std::map<std::string, std::string> environment{}; ///< of the askpass
    std::chrono::milliseconds deadline = std::chrono::minutes(5); ///< for all that is asked
};

/// The shell of a host, by the user's own ssh, and files by rsync (by tar where there is none). All calls share one
/// connection, whoever opened it first; that of the user's config if that has one. Only `connect` asks anything. For
/// several threads at once.
class RemoteShell final : public Shell {
public:
    /// Throws Error as checkHost does; nothing is asked yet.
    explicit RemoteShell(std::string host, SshSettings settings = SshSettings::fromEnvironment());

    /// Lets go of the connection if it was opened by this object, unless keepConnection() was said. What others do by
    /// it goes on.
    ~RemoteShell() override;
    RemoteShell(const RemoteShell&) = delete;
    RemoteShell& operator=(const RemoteShell&) = delete;

    const std::string& host() const { return m_host; }

    /// Opens the connection, asking the user what there is to ask. Throws Unreachable, TimedOut, Stopped, and Error if
    /// the connection does not stay, so that the next call would ask again.
    void connect(const Asking& asking, const std::stop_token& stop = {});

    /// The connection stays for as long as SshSettings::keep when this goes: somebody may have typed a password for it.
    void keepConnection() { m_keeps = true; }

    Output run(const std::string& script, const std::string& input = {},
        std::chrono::milliseconds deadline = questionDeadline, const std::stop_token& stop = {}) override;

    /// What arrived of a large file is gone on with after a failure.
    void send(const std::filesystem::path& local, const std::string& remote, const std::stop_token& stop = {},
        const BytesTold& told = {}) override;

    /// Into an empty folder or one with a place.json, which is never taken for the host's. Weights that were fetched
    /// once stay, unless a newer run began in their place.
    void fetch(const std::string& remoteFolder, const std::filesystem::path& mirror, Fetch what,
        const std::stop_token& stop = {}) override;

    bool sharesFiles() const override { return false; }

private:
    /// What is found out before the first call.
    struct Sharing {
        std::string socket; ///< for our connection; empty: it is the user's config's, or there can be none
        bool isOurs = false; ///< there was no connection before
    };

    const Sharing& sharing(const std::stop_token& stop);
    bool isConnected(const std::string& socket, const std::stop_token& stop) const;
    void letGo(const std::string& socket) const;
    void renewIfFrozen(const Sharing& sharing, const std::stop_token& stop);
    ChildEnded call(const ChildCommand& command, std::chrono::milliseconds deadline, const std::stop_token& stop);
    bool ranRsync(const std::vector<std::string>& words, const std::string& what, std::chrono::milliseconds deadline,
        const std::stop_token& stop);
    std::vector<std::string> rsyncWords(const std::string& socket) const;
    bool sendByRsync(const std::filesystem::path& local, const std::string& remote, const BytesTold& told,
        const std::stop_token& stop);
    void sendByStream(const std::filesystem::path& local, const std::string& remote, const std::stop_token& stop);
    bool fetchByRsync(
        const std::string& remoteFolder, const std::filesystem::path& mirror, Fetch what, const std::stop_token& stop);
    void fetchByTar(
        const std::string& remoteFolder, const std::filesystem::path& mirror, Fetch what, const std::stop_token& stop);

    std::string m_host;
    SshSettings m_settings;
    std::mutex m_mutex; ///< over m_sharing
    std::optional<Sharing> m_sharing;
    std::atomic<bool> m_keeps = false;
    std::atomic<bool> m_mayBeFrozen = false; ///< a call did not come back in time
    std::atomic<bool> m_lacksRsync = false; ///< here or there
};

} // namespace dpl::places
