#pragma once

#include "app/process.hpp"
#include "places/ssh_command.hpp"
#include "temporary_folder.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace dpl::test {

/// An sshd of the test's own, on the loopback, with keys and configs in a temporary folder: nothing of the user's is
/// read or written. It lets in whoever runs the test. Hosts of its client's config:
/// - "there", and "behind", which is reached through it;
/// - "terminal": its config is for sessions in a terminal, with a command and a port of their own;
/// - "stranger": its key is not known; "impostor": it has another key than the known one;
/// - "denied": our key is not accepted; "locked": our key has the passphrase "open sesame";
/// - "refused": nobody listens; "nowhere": there is no such name.
class SshServer {
public:
    /// What is missing here for it, in words; empty: nothing.
    static std::string missing();

    /// `login`: lines of sh that run before each command, as those of a .bashrc do.
    explicit SshServer(const std::string& login = {});
    ~SshServer();
    SshServer(const SshServer&) = delete;
    SshServer& operator=(const SshServer&) = delete;

    /// Settings for clients, with waiting times for tests.
    places::SshSettings settings() const;

    std::filesystem::path config() const { return m_folder / "ssh_config"; }
    const std::filesystem::path& folder() const { return m_folder.path(); }

    void end(); ///< with all connections; what was started by them goes on
    void begin(); ///< again, on the same port
    void freeze(); ///< it and all connections stand still
    void thaw();

private:
    void writeConfigs(const std::string& login);
    void signalAll(int signal) const;

    TemporaryFolder m_folder;
    int m_port = 0;
    int m_closedPort = 0;
    std::unique_ptr<Process> m_process;
};

} // namespace dpl::test
