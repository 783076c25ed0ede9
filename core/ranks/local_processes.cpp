#include "ranks/local_processes.hpp"

#include "base/clock.hpp"
#include "base/uninterrupted.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <thread>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace dpl::ranks {

namespace {

/// Variables by which a launcher tells ranks apart: of this process's own launcher, a child has none.
constexpr std::array launcherPrefixes{"OMPI_COMM_WORLD_", "SLURM_", "PMI_", "TORCHELASTIC_",
    "RANK=", "WORLD_SIZE=", "LOCAL_RANK=", "MASTER_ADDR=", "MASTER_PORT="};

std::vector<std::string> environmentOf(int rank, int size, std::uint16_t port)
{
    std::vector<std::string> variables;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        const std::string text = *variable;
        if (std::none_of(launcherPrefixes.begin(), launcherPrefixes.end(),
                [&](const char* prefix) { return text.starts_with(prefix); })) {
            variables.push_back(text);
        }
    }
    variables.push_back("RANK=" + std::to_string(rank));
    variables.push_back("WORLD_SIZE=" + std::to_string(size));
    variables.push_back("LOCAL_RANK=" + std::to_string(rank));
    variables.push_back("MASTER_ADDR=127.0.0.1");
    variables.push_back("MASTER_PORT=" + std::to_string(port));
    return variables;
}

std::vector<char*> pointersTo(std::vector<std::string>& texts)
{
    std::vector<char*> pointers;
    for (std::string& text : texts) {
        pointers.push_back(text.data());
    }
    pointers.push_back(nullptr);
    return pointers;
}

/// The last line that was written to a file.
std::string lastLine(int file)
{
    constexpr off_t most = 4096;
    const off_t size = ::lseek(file, 0, SEEK_END);
    const off_t begin = std::max<off_t>(0, size - most);
    std::string text(static_cast<std::size_t>(std::max<off_t>(0, size - begin)), '\0');
    const ssize_t count = uninterrupted([&] { return ::pread(file, text.data(), text.size(), begin); });
    text.resize(static_cast<std::size_t>(std::max<ssize_t>(0, count)));
    while (!text.empty() && text.back() == '\n') {
        text.pop_back();
    }
    const std::size_t line = text.rfind('\n');
    return line == std::string::npos ? text : text.substr(line + 1);
}

} // namespace

void LocalProcesses::start(std::uint16_t port)
{
    for (int rank = 1; rank < m_size; ++rank) {
        Child child;
        child.words = ::memfd_create("rank", MFD_CLOEXEC);
        posix_spawn_file_actions_t files;
        posix_spawnattr_t attributes;
        ::posix_spawn_file_actions_init(&files);
        ::posix_spawnattr_init(&attributes);
        ::posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        ::posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
        if (child.words >= 0) {
            ::posix_spawn_file_actions_adddup2(&files, child.words, STDERR_FILENO);
        } else {
            ::posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        }
        sigset_t none;
        ::sigemptyset(&none);
        ::posix_spawnattr_setsigmask(&attributes, &none);
        ::posix_spawnattr_setpgroup(&attributes, 0); // of its own: Ctrl-C is for rank 0
        ::posix_spawnattr_setflags(
            &attributes, static_cast<short>(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK)); // NOLINT
        std::vector<std::string> words = m_command;
        std::vector<std::string> environment = environmentOf(rank, m_size, port);
        const int problem = ::posix_spawn(&child.pid, m_command.front().c_str(), &files, &attributes,
            pointersTo(words).data(), pointersTo(environment).data());
        ::posix_spawn_file_actions_destroy(&files);
        ::posix_spawnattr_destroy(&attributes);
        if (problem != 0) {
            if (child.words >= 0) {
                ::close(child.words);
            }
            throw Error("cannot start " + m_command.front() + " as rank " + std::to_string(rank) + ": "
                + std::strerror(problem));
        }
        if (m_background) {
            constexpr int lowest = 19;
            ::setpriority(PRIO_PROCESS, static_cast<id_t>(child.pid), lowest);
        }
        m_children.push_back(child);
    }
}

void LocalProcesses::throwIfEnded()
{
    waitForAll(0.0);
    for (std::size_t i = 0; i < m_children.size(); ++i) {
        if (m_children[i].hasEnded) {
            const std::string words = m_children[i].words >= 0 ? lastLine(m_children[i].words) : "";
            throw Error("rank " + std::to_string(i + 1) + " ended before the ranks had come together"
                + (words.empty() ? "" : "; its last words: " + words));
        }
    }
}

bool LocalProcesses::waitForAll(double seconds)
{
    const double end = steadySeconds() + seconds;
    for (;;) {
        bool haveEnded = true;
        for (Child& child : m_children) {
            if (!child.hasEnded) {
                const pid_t ended = uninterrupted([&] { return ::waitpid(child.pid, &child.status, WNOHANG); });
                child.hasEnded = ended == child.pid || (ended < 0 && errno == ECHILD); // somebody else saw its end
                haveEnded = haveEnded && child.hasEnded;
            }
        }
        if (haveEnded || steadySeconds() > end) {
            return haveEnded;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

void LocalProcesses::signal(int number)
{
    for (const Child& child : m_children) {
        if (!child.hasEnded) {
            ::kill(-child.pid, number); // with what it started in turn
            ::kill(-child.pid, SIGCONT); // one that was frozen
        }
    }
}

std::vector<std::string> LocalProcesses::badEnds()
{
    waitForAll(0.5);
    std::vector<std::string> sentences;
    for (std::size_t i = 0; i < m_children.size(); ++i) {
        const Child& child = m_children[i];
        if (child.hasEnded && WIFSIGNALED(child.status)) {
            const int signal = WTERMSIG(child.status);
            const std::string words = child.words >= 0 ? lastLine(child.words) : "";
            sentences.push_back("rank " + std::to_string(i + 1) + " was ended by signal " + std::to_string(signal)
                + " (" + ::strsignal(signal) + ")" + (words.empty() ? "" : "; its last words: " + words));
        }
    }
    return sentences;
}

LocalProcesses::~LocalProcesses()
{
    constexpr double patience = 10.0;
    for (const int signal : {SIGTERM, SIGKILL}) {
        if (waitForAll(patience)) {
            break;
        }
        this->signal(signal);
    }
    waitForAll(patience);
    for (const Child& child : m_children) {
        if (child.words >= 0) {
            ::close(child.words);
        }
    }
}

std::unique_ptr<Group> joinWith(
    LocalProcesses& children, int processes, const Json& job, JoinOptions options, const std::stop_token& stop)
{
    RankPlace place;
    place.size = processes;
    place.port = 0;
    place.launcher = Launcher::variables;
    options.listening = [&children](std::uint16_t port) { children.start(port); };
    options.check = [&children] { children.throwIfEnded(); };
    try {
        return join(place, job, options, stop);
    } catch (...) {
        children.signal(SIGTERM); // what they wait for will not come
        throw;
    }
}

std::string ownProgram()
{
    std::error_code problem;
    const auto path = std::filesystem::read_symlink("/proc/self/exe", problem);
    if (problem) {
        throw Error("cannot find out which program this is: " + problem.message());
    }
    return path.string();
}

} // namespace dpl::ranks
