#include "ssh_server.hpp"

#include "base/child_process.hpp"
#include "base/files.hpp"
#include "patience.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace dpl::test {

namespace fs = std::filesystem;

namespace {

using namespace std::chrono_literals;

/// Of a program in PATH, or where programs of administrators are; empty where there is none.
std::string pathOf(const std::string& program)
{
    const char* path = std::getenv("PATH");
    std::istringstream folders((path == nullptr ? std::string() : std::string(path)) + ":/usr/sbin:/usr/local/sbin");
    for (std::string folder; std::getline(folders, folder, ':');) {
        if (!folder.empty() && ::access((fs::path(folder) / program).c_str(), X_OK) == 0) {
            return (fs::path(folder) / program).string();
        }
    }
    return {};
}

sockaddr_in loopback(int port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/// Ports that nobody listens on, and that differ.
std::pair<int, int> freePorts()
{
    int sockets[2];
    int ports[2];
    for (int i = 0; i < 2; ++i) {
        sockets[i] = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address = loopback(0);
        socklen_t length = sizeof address;
        if (::bind(sockets[i], reinterpret_cast<sockaddr*>(&address), length) != 0
            || ::getsockname(sockets[i], reinterpret_cast<sockaddr*>(&address), &length) != 0) {
            throw std::runtime_error("there is no free port");
        }
        ports[i] = ntohs(address.sin_port);
    }
    ::close(sockets[0]);
    ::close(sockets[1]);
    return {ports[0], ports[1]};
}

bool listens(int port)
{
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(port);
    const bool connected = ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(socket);
    return connected;
}

void makeKey(const fs::path& file, const std::string& passphrase)
{
    if (const auto made = runChild({{"ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-f", file.string()}});
        made.status != 0) {
        throw std::runtime_error("ssh-keygen: " + made.err);
    }
}

struct SeenProcess {
    pid_t id;
    pid_t parent;
    std::string name;
};

std::vector<SeenProcess> allProcesses()
{
    std::vector<SeenProcess> all;
    for (const auto& entry : fs::directory_iterator("/proc")) {
        const std::string name = entry.path().filename().string();
        if (name.find_first_not_of("0123456789") != std::string::npos) {
            continue;
        }
        try {
            const std::string stat = readFile(entry.path() / "stat");
            const std::size_t begin = stat.find('(');
            const std::size_t end = stat.rfind(')');
            std::istringstream rest(stat.substr(end + 4));
            pid_t parent = 0;
            rest >> parent;
            all.push_back({static_cast<pid_t>(std::stoi(name)), parent, stat.substr(begin + 1, end - begin - 1)});
        } catch (const Error&) {
            // it has ended meanwhile
        }
    }
    return all;
}

} // namespace

std::string SshServer::missing()
{
    for (const char* program : {"sshd", "ssh", "ssh-keygen", "rsync"}) {
        if (pathOf(program).empty()) {
            return std::string(program) + " is not installed";
        }
    }
    return {};
}

SshServer::SshServer(const std::string& login)
{
    std::tie(m_port, m_closedPort) = freePorts();
    for (const char* key : {"host_key", "other_host_key", "id", "id_denied"}) {
        makeKey(m_folder / key, "");
    }
    makeKey(m_folder / "id_locked", "open sesame");
    writeConfigs(login);
    if (::getuid() == 0) {
        ::mkdir("/run/sshd", 0755); // where Debian's unit makes it; without it no sshd starts
    }
    begin();
}

SshServer::~SshServer()
{
    end();
}

void SshServer::writeConfigs(const std::string& login)
{
    const std::string folder = m_folder.path().string() + "/";
    const std::string port = std::to_string(m_port);
    std::string server = "Port " + port + "\nListenAddress 127.0.0.1\nHostKey " + folder
        + "host_key\nAuthorizedKeysFile " + folder
        + "authorized_keys\nPidFile none\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n"
          "PermitRootLogin prohibit-password\nUsePAM no\nStrictModes no\nMaxStartups 100\n"
          "Subsystem sftp internal-sftp\n";
    if (!login.empty()) {
        const fs::path shell = m_folder / "login.sh";
        writeFileAtomically(shell, "#!/bin/sh\n" + login + "\nexec sh -c \"$SSH_ORIGINAL_COMMAND\"\n");
        fs::permissions(shell, fs::perms::owner_all);
        server += "ForceCommand " + shell.string() + "\n";
    }
    writeFileAtomically(m_folder / "sshd_config", server);
    writeFileAtomically(
        m_folder / "authorized_keys", readFile(m_folder / "id.pub") + readFile(m_folder / "id_locked.pub"));
    const std::string known = "[127.0.0.1]:" + port + " ";
    writeFileAtomically(m_folder / "known_hosts", known + readFile(m_folder / "host_key.pub"));
    writeFileAtomically(m_folder / "known_impostor", known + readFile(m_folder / "other_host_key.pub"));
    const passwd* user = ::getpwuid(::getuid());
    std::string client;
    const auto host = [&](const std::string& name, const std::string& itsPort, const std::string& key,
                          const std::string& knownHosts, const std::string& more = {}) {
        client += "Host " + name + "\n    HostName 127.0.0.1\n    Port " + itsPort + "\n    IdentityFile " + folder
            + key + "\n    UserKnownHostsFile " + folder + knownHosts + "\n" + more;
    };
    host("there", port, "id", "known_hosts");
    host("behind", port, "id", "known_hosts", "    ProxyJump there\n");
    host("terminal", port, "id", "known_hosts",
        "    RemoteCommand exec sleep 60\n    RequestTTY force\n    PermitLocalCommand yes\n    LocalCommand exit 1\n"
        "    LocalForward 127.0.0.1:"
            + port + " 127.0.0.1:1\n    ExitOnForwardFailure yes\n");
    host("stranger", port, "id", "known_strangers");
    host("impostor", port, "id", "known_impostor");
    host("denied", port, "id_denied", "known_hosts");
    host("locked", port, "id_locked", "known_hosts");
    host("refused", std::to_string(m_closedPort), "id", "known_hosts");
    client += "Host nowhere\n    HostName no-such-host.invalid\n";
    client += "Host *\n    User " + std::string(user == nullptr ? "root" : user->pw_name)
        + "\n    IdentitiesOnly yes\n    IdentityAgent none\n    GlobalKnownHostsFile /dev/null\n"
          "    StrictHostKeyChecking ask\n    PreferredAuthentications publickey\n";
    writeFileAtomically(config(), client);
}

places::SshSettings SshServer::settings() const
{
    places::SshSettings settings;
    settings.config = config();
    settings.connecting = 3s * patience;
    settings.probing = 1s * patience;
    settings.aliveEvery = 1s * patience;
    settings.aliveCount = 2;
    settings.stall = 2s * patience;
    settings.keep = 60s;
    return settings;
}

void SshServer::begin()
{
    m_process = std::make_unique<Process>(
        std::vector<std::string>{pathOf("sshd"), "-D", "-e", "-f", (m_folder / "sshd_config").string()},
        m_folder.path());
    const auto deadline = std::chrono::steady_clock::now() + 10s * patience;
    while (!listens(m_port)) {
        if (!m_process->runs() || std::chrono::steady_clock::now() > deadline) {
            throw std::runtime_error("sshd does not start: " + readFile(m_folder / "stderr"));
        }
        std::this_thread::sleep_for(10ms);
    }
}

/// The server itself last: what a killed one leaves behind has another parent.
void SshServer::signalAll(int signal) const
{
    if (!m_process) {
        return;
    }
    const std::vector<SeenProcess> all = allProcesses();
    std::set<pid_t> ours{m_process->id()};
    for (bool grows = true; grows;) {
        grows = false;
        for (const SeenProcess& process : all) {
            const bool isServer = process.name.starts_with("sshd");
            grows = (isServer && ours.contains(process.parent) && ours.insert(process.id).second) || grows;
        }
    }
    for (const pid_t process : ours) {
        if (process != m_process->id()) {
            ::kill(process, signal);
        }
    }
    m_process->signal(signal);
}

void SshServer::end()
{
    signalAll(SIGKILL);
    if (m_process) {
        m_process->end();
    }
    m_process.reset();
}

void SshServer::freeze()
{
    signalAll(SIGSTOP);
}

void SshServer::thaw()
{
    signalAll(SIGCONT);
}

} // namespace dpl::test
