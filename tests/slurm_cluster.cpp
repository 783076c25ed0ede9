#include "slurm_cluster.hpp"

#include "base/child_process.hpp"
#include "base/clock.hpp"
#include "base/files.hpp"
#include "patience.hpp"

#include <array>
#include <cstdlib>
#include <random>
#include <set>
#include <sstream>
#include <stdexcept>
#include <thread>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace dpl::test {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

/// Debian keeps daemons where PATH of a user may not lead.
std::string programCalled(const std::string& name)
{
    std::istringstream folders(std::string(std::getenv("PATH")) + ":/usr/sbin:/usr/local/sbin:/sbin");
    for (std::string folder; std::getline(folders, folder, ':');) {
        if (::access((folder + "/" + name).c_str(), X_OK) == 0) {
            return folder + "/" + name;
        }
    }
    return {};
}

/// Ports of the loopback that nobody listens on, all held at once so that they differ.
std::vector<int> freePorts(int count)
{
    std::vector<int> sockets;
    std::vector<int> ports;
    for (int i = 0; i < count; ++i) {
        const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* any = reinterpret_cast<sockaddr*>(&address);
        if (socket < 0 || ::bind(socket, any, size) != 0 || ::getsockname(socket, any, &size) != 0) {
            throw std::runtime_error("there is no free port");
        }
        sockets.push_back(socket);
        ports.push_back(ntohs(address.sin_port));
    }
    for (const int socket : sockets) {
        ::close(socket);
    }
    return ports;
}

std::string textIn(const fs::path& file)
{
    std::error_code ignored;
    return fs::exists(file, ignored) ? readFile(file) : std::string();
}

} // namespace

/// A daemon that stays in the foreground, so that it is ours to end.
class SlurmCluster::Daemon {
public:
    Daemon(const std::vector<std::string>& words, const fs::path& log)
    {
        std::vector<std::string> copies = words;
        std::vector<char*> arguments;
        for (std::string& word : copies) {
            arguments.push_back(word.data());
        }
        arguments.push_back(nullptr);
        posix_spawn_file_actions_t actions;
        posix_spawnattr_t attributes;
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawnattr_init(&attributes);
        ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
        ::posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
        ::posix_spawnattr_setflags(
            &attributes, POSIX_SPAWN_SETPGROUP); // Ctrl-C of whoever runs the tests is not theirs
        const int error = ::posix_spawn(&m_id, arguments[0], &actions, &attributes, arguments.data(), environ);
        ::posix_spawn_file_actions_destroy(&actions);
        ::posix_spawnattr_destroy(&attributes);
        if (error != 0) {
            throw std::runtime_error("cannot start " + words.front());
        }
    }

    ~Daemon()
    {
        signal(SIGCONT);
        signal(SIGTERM);
        for (const double begin = steadySeconds(); !hasEnded();) {
            if (steadySeconds() - begin > 10.0) {
                signal(SIGKILL);
                ::waitpid(m_id, nullptr, 0);
                return;
            }
            std::this_thread::sleep_for(10ms);
        }
    }

    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;

    void signal(int number) const
    {
        if (!m_ended) {
            ::kill(m_id, number);
        }
    }

    bool hasEnded()
    {
        m_ended = m_ended || ::waitpid(m_id, nullptr, WNOHANG) == m_id;
        return m_ended;
    }

private:
    pid_t m_id = -1;
    bool m_ended = false;
};

std::string SlurmCluster::missing()
{
    for (const char* name : {"munged", "slurmctld", "slurmd", "sbatch", "srun", "squeue", "scancel", "scontrol"}) {
        if (programCalled(name).empty()) {
            return std::string(name) + " is not installed";
        }
    }
    return ::geteuid() == 0 ? "" : "it takes root";
}

SlurmCluster::SlurmCluster(const fs::path& folder, int nodes)
    : m_folder(folder), m_variable("SLURM_CONF", configuration().string())
{
    for (const char* name : {"munge", "state", "log"}) {
        fs::create_directories(m_folder / name);
    }
    std::string key;
    std::random_device random;
    while (key.size() < 128) {
        key += static_cast<char>(random());
    }
    writeFileAtomically(m_folder / "munge" / "key", key);
    fs::permissions(m_folder / "munge" / "key", fs::perms::owner_read);
    fs::permissions(m_folder, fs::perms::owner_all | fs::perms::others_exec | fs::perms::group_exec);
    writeConfiguration(nodes);
    const auto munge = [this](const char* name) { return (m_folder / "munge" / name).string(); };
    // --force: the folder is below one that others may write to.
    m_munge = daemon({programCalled("munged"), "--force", "--foreground", "--num-threads=1",
                         "--key-file=" + munge("key"), "--socket=" + munge("socket"), "--pid-file=" + munge("pid"),
                         "--log-file=" + munge("log"), "--seed-file=" + munge("seed")},
        "munge");
    for (const double begin = steadySeconds(); !fs::exists(munge("socket"));) {
        if (steadySeconds() - begin > 10.0 * patience || m_munge->hasEnded()) {
            throw std::runtime_error("munged does not start: " + textIn(munge("log")) + logs());
        }
        std::this_thread::sleep_for(10ms);
    }
    startController();
    for (int i = 0; i < nodes; ++i) {
        const std::string name = "node" + std::to_string(i);
        fs::create_directories(m_folder / ("spool-" + name));
        m_nodes.push_back(
            daemon({programCalled("slurmd"), "-D", "-f", configuration().string(), "-N", name}, "slurmd-" + name));
    }
    waitForNodes(nodes);
}

SlurmCluster::~SlurmCluster()
{
    try {
        thawController();
        if (!m_controller) {
            startController();
        }
        // Else the jobs' processes would outlive the daemons.
        std::set<std::string> jobs;
        std::istringstream list(command({"squeue", "-h", "-o", "%A"}));
        for (std::string job; std::getline(list, job);) {
            jobs.insert(job);
        }
        for (const std::string& job : jobs) {
            runChild({{"scancel", "--full", "--signal=KILL", job}});
            runChild({{"scancel", job}});
        }
        for (const double begin = steadySeconds();
             !command({"squeue", "-h"}).empty() && steadySeconds() - begin < 10.0;) {
            std::this_thread::sleep_for(50ms);
        }
    } catch (const std::exception&) {
        // What is left has no test to tell.
    }
    m_nodes.clear();
    m_controller.reset();
    m_munge.reset();
}

void SlurmCluster::freezeController() const
{
    m_controller->signal(SIGSTOP);
}

void SlurmCluster::thawController() const
{
    if (m_controller) {
        m_controller->signal(SIGCONT);
    }
}

void SlurmCluster::stopController()
{
    m_controller.reset();
}

void SlurmCluster::startController()
{
    m_controller = daemon(
        {programCalled("slurmctld"), "-D", "-f", configuration().string(), m_nodes.empty() ? "-c" : "-v"}, "slurmctld");
}

std::string SlurmCluster::command(const std::vector<std::string>& words) const
{
    const ChildEnded ended = runChild({words});
    if (ended.status != 0) {
        throw std::runtime_error(words.front() + ": " + ended.err);
    }
    return ended.out;
}

void SlurmCluster::writeConfiguration(int nodes) const
{
    const std::vector<int> ports = freePorts(nodes + 1);
    const std::string folder = m_folder.string();
    std::ostringstream text;
    text << "ClusterName=test\n"
            "SlurmctldHost=localhost(127.0.0.1)\n"
            "SlurmctldPort="
         << ports.front() << "\nAuthType=auth/munge\nAuthInfo=socket=" << folder
         << "/munge/socket\nCredType=cred/munge\nSlurmUser=root\nSlurmdUser=root\nStateSaveLocation=" << folder
         << "/state\nSlurmdSpoolDir=" << folder << "/spool-%n\nSlurmctldPidFile=" << folder
         << "/slurmctld.pid\nSlurmdPidFile=" << folder << "/slurmd-%n.pid\nSlurmctldLogFile=" << folder
         << "/log/slurmctld.log\nSlurmdLogFile=" << folder << "/log/slurmd-%n.log\n"
         << "SwitchType=switch/none\nMpiDefault=none\nProctrackType=proctrack/linuxproc\nTaskPlugin=task/none\n"
            "JobAcctGatherType=jobacct_gather/none\nAccountingStorageType=accounting_storage/none\n"
            "SelectType=select/cons_tres\nSelectTypeParameters=CR_Core\nSchedulerType=sched/backfill\n"
            "SchedulerParameters=sched_interval=1,bf_interval=1,batch_sched_delay=0\n"
            "KillWait=5\nMinJobAge=300\nReturnToService=2\nSlurmctldTimeout=30\nSlurmdTimeout=30\nMessageTimeout=10\n"
            "TCPTimeout=2\nSlurmdParameters=config_overrides\n";
    for (int i = 0; i < nodes; ++i) {
        text << "NodeName=node" << i
             << " NodeHostname=localhost NodeAddr=127.0.0.1 Port=" << ports[static_cast<std::size_t>(i) + 1]
             << " CPUs=2 RealMemory=2000 State=UNKNOWN\n";
    }
    text << "PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP\n";
    writeFileAtomically(configuration(), text.str());
}

std::unique_ptr<SlurmCluster::Daemon> SlurmCluster::daemon(
    const std::vector<std::string>& words, const std::string& log) const
{
    return std::make_unique<Daemon>(words, m_folder / "log" / (log + ".out"));
}

void SlurmCluster::waitForNodes(int nodes) const
{
    for (const double begin = steadySeconds();;) {
        const ChildEnded ended = runChild({{"sinfo", "-h", "-N", "-t", "idle", "-o", "%N"}});
        std::set<std::string> idle;
        std::istringstream list(ended.out);
        for (std::string node; std::getline(list, node);) {
            idle.insert(node);
        }
        if (idle.size() == static_cast<std::size_t>(nodes)) {
            return;
        }
        if (steadySeconds() - begin > 30.0 * patience) {
            throw std::runtime_error("Slurm's nodes do not become idle: " + ended.err + logs());
        }
        std::this_thread::sleep_for(50ms);
    }
}

std::string SlurmCluster::logs() const
{
    std::string all;
    for (const auto& entry : fs::directory_iterator(m_folder / "log")) {
        const std::string text = textIn(entry.path());
        all += "\n" + entry.path().filename().string() + ":\n"
            + text.substr(text.size() - std::min<std::size_t>(text.size(), 2000));
    }
    return all;
}

} // namespace dpl::test
