#include "base/child_process.hpp"

#include "base/stopped.hpp"
#include "base/uninterrupted.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace dpl {

namespace {

using ChildClock = std::chrono::steady_clock;

constexpr auto looksEvery = std::chrono::milliseconds(10);
constexpr auto graceBeforeKill = std::chrono::milliseconds(500);

/// One end of a pipe, or a file, which is closed with this.
class PipeEnd {
public:
    PipeEnd() = default;
    explicit PipeEnd(int number) : m_number(number) { }
    ~PipeEnd() { close(); }
    PipeEnd(PipeEnd&& other) noexcept : m_number(std::exchange(other.m_number, -1)) { }
    PipeEnd& operator=(PipeEnd&& other) noexcept
    {
        close();
        m_number = std::exchange(other.m_number, -1);
        return *this;
    }

    int number() const { return m_number; }
    bool isOpen() const { return m_number >= 0; }

    void close()
    {
        if (m_number >= 0) {
            ::close(m_number);
        }
        m_number = -1;
    }

private:
    int m_number = -1;
};

struct Pipe {
    PipeEnd reading;
    PipeEnd writing;
};

Pipe openPipe(const std::string& program)
{
    int ends[2];
    if (::pipe(ends) != 0) {
        throw CannotStart(program, errno);
    }
    for (const int end : ends) {
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
    }
    return {PipeEnd(ends[0]), PipeEnd(ends[1])};
}

void doNotWait(const PipeEnd& descriptor)
{
    ::fcntl(descriptor.number(), F_SETFL, ::fcntl(descriptor.number(), F_GETFL) | O_NONBLOCK);
}

/// While it lives, writing to a pipe that nobody reads is an error in this thread and no signal.
class WithoutPipeSignal {
public:
    WithoutPipeSignal()
    {
        sigset_t pending;
        ::sigpending(&pending);
        m_wasPending = ::sigismember(&pending, SIGPIPE) == 1;
        ::sigemptyset(&m_pipe);
        ::sigaddset(&m_pipe, SIGPIPE);
        ::pthread_sigmask(SIG_BLOCK, &m_pipe, &m_before);
    }

    ~WithoutPipeSignal()
    {
        if (!m_wasPending) {
            sigset_t pending;
            ::sigpending(&pending);
            int taken = 0;
            if (::sigismember(&pending, SIGPIPE) == 1) {
                ::sigwait(&m_pipe, &taken);
            }
        }
        ::pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
    }

    WithoutPipeSignal(const WithoutPipeSignal&) = delete;
    WithoutPipeSignal& operator=(const WithoutPipeSignal&) = delete;

private:
    bool m_wasPending = false;
    sigset_t m_pipe{};
    sigset_t m_before{};
};

std::vector<std::string> environmentWith(const std::map<std::string, std::optional<std::string>>& changes)
{
    std::vector<std::string> all;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        if (!changes.contains(std::string(text.substr(0, text.find('='))))) {
            all.emplace_back(text);
        }
    }
    for (const auto& [name, value] : changes) {
        if (value) {
            all.push_back(name + "=" + *value);
        }
    }
    return all;
}

std::vector<char*> pointersTo(std::vector<std::string>& words)
{
    std::vector<char*> pointers;
    for (std::string& word : words) {
        pointers.push_back(word.data());
    }
    pointers.push_back(nullptr);
    return pointers;
}

/// What a program reads and writes.
struct Streams {
    int in;
    int out;
    int err;
};

/// How posix_spawn is to start a program.
class SpawnPlan {
public:
    SpawnPlan(const ChildCommand& command, const Streams& streams, short flags)
    {
        ::posix_spawn_file_actions_init(&m_actions);
        ::posix_spawnattr_init(&m_attributes);
        ::posix_spawn_file_actions_adddup2(&m_actions, streams.in, STDIN_FILENO);
        ::posix_spawn_file_actions_adddup2(&m_actions, streams.out, STDOUT_FILENO);
        ::posix_spawn_file_actions_adddup2(&m_actions, streams.err, STDERR_FILENO);
#if defined(__GLIBC__)
        ::posix_spawn_file_actions_addclosefrom_np(&m_actions, STDERR_FILENO + 1); // a lock would live on in it
#endif
        if (!command.folder.empty()) {
            ::posix_spawn_file_actions_addchdir_np(&m_actions, command.folder.c_str());
        }
        sigset_t all;
        sigset_t none;
        ::sigfillset(&all);
        ::sigemptyset(&none);
        ::posix_spawnattr_setsigdefault(&m_attributes, &all);
        ::posix_spawnattr_setsigmask(&m_attributes, &none);
        ::posix_spawnattr_setflags(
            &m_attributes, static_cast<short>(flags | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK));
    }

    ~SpawnPlan()
    {
        ::posix_spawn_file_actions_destroy(&m_actions);
        ::posix_spawnattr_destroy(&m_attributes);
    }

    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;

    pid_t start(const ChildCommand& command) const
    {
        std::vector<std::string> words = command.words;
        std::vector<std::string> environment = environmentWith(command.environment);
        pid_t pid = -1;
        const int reason = ::posix_spawnp(&pid, words.front().c_str(), &m_actions, &m_attributes,
            pointersTo(words).data(), pointersTo(environment).data());
        if (reason != 0) {
            throw CannotStart(words.front(), reason);
        }
        return pid;
    }

private:
    posix_spawn_file_actions_t m_actions{};
    posix_spawnattr_t m_attributes{};
};

/// A program under way. Ended, with what it started, if this goes before its end.
class RunningChild {
public:
    RunningChild(pid_t pid, bool leadsGroup) : m_pid(pid), m_leadsGroup(leadsGroup) { }

    ~RunningChild()
    {
        if (!m_status) {
            signal(SIGTERM);
            const auto begin = ChildClock::now();
            while (!hasEnded() && ChildClock::now() - begin < graceBeforeKill) {
                std::this_thread::sleep_for(looksEvery);
            }
            signal(SIGKILL);
            if (!m_status) {
                int ignored = 0;
                uninterrupted([&] { return ::waitpid(m_pid, &ignored, 0); });
            }
        }
    }

    RunningChild(const RunningChild&) = delete;
    RunningChild& operator=(const RunningChild&) = delete;

    bool hasEnded()
    {
        int status = 0;
        if (!m_status && uninterrupted([&] { return ::waitpid(m_pid, &status, WNOHANG); }) == m_pid) {
            m_status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
        }
        return m_status.has_value();
    }

    int status() const { return m_status.value_or(-1); }

private:
    void signal(int number) const
    {
        if (m_leadsGroup) {
            ::kill(-m_pid, number);
        } else if (!m_status) {
            ::kill(m_pid, number);
        }
    }

    pid_t m_pid;
    bool m_leadsGroup;
    std::optional<int> m_status;
};

/// The program's streams as we see them.
struct Conversation {
    std::string_view left; ///< of its input
    PipeEnd in;
    PipeEnd out;
    PipeEnd err;
    ChildEnded said;
};

/// Reads what there is. False at the end, or once nothing can be read any more.
bool take(const PipeEnd& from, std::string& text)
{
    std::array<char, 65536> piece;
    const ssize_t count = uninterrupted([&] { return ::read(from.number(), piece.data(), piece.size()); });
    if (count > 0) {
        text.append(piece.data(), static_cast<std::size_t>(count));
        return true;
    }
    return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

void give(Conversation& talk)
{
    const ssize_t count = uninterrupted([&] { return ::write(talk.in.number(), talk.left.data(), talk.left.size()); });
    if (count > 0) {
        talk.left.remove_prefix(static_cast<std::size_t>(count));
    } else if (count < 0 && errno != EAGAIN && errno != EWOULDBLOCK) {
        talk.left = {}; // it reads no more
    }
    if (talk.left.empty()) {
        talk.in.close();
    }
}

/// Waits a moment for one of the streams, and does what can be done. Whether there was anything to do.
bool converse(Conversation& talk, const ChildBounds& bounds, const std::string& program)
{
    std::array<pollfd, 3> events{pollfd{talk.in.number(), POLLOUT, 0}, pollfd{talk.out.number(), POLLIN, 0},
        pollfd{talk.err.number(), POLLIN, 0}}; // poll passes over numbers below 0
    const int ready = ::poll(events.data(), events.size(), static_cast<int>(looksEvery.count()));
    if (ready <= 0) {
        return false;
    }
    if (talk.in.isOpen() && events[0].revents != 0) {
        give(talk);
    }
    if (talk.out.isOpen() && events[1].revents != 0 && !take(talk.out, talk.said.out)) {
        talk.out.close();
    }
    if (talk.err.isOpen() && events[2].revents != 0 && !take(talk.err, talk.said.err)) {
        talk.err.close();
    }
    if (talk.said.out.size() > bounds.mostOutput) {
        throw Error(program + " wrote more than the " + std::to_string(bounds.mostOutput) + " bytes that it may");
    }
    if (talk.said.err.size() > 2 * bounds.mostErrors) {
        talk.said.err.erase(0, talk.said.err.size() - bounds.mostErrors);
    }
    return true;
}

/// After its end: what is still in the pipes. A program that it left behind may keep them open for ever.
void takeRest(Conversation& talk, const ChildBounds& bounds, const std::string& program)
{
    talk.in.close();
    while ((talk.out.isOpen() || talk.err.isOpen()) && converse(talk, bounds, program)) { }
    if (talk.said.err.size() > bounds.mostErrors) {
        talk.said.err.erase(0, talk.said.err.size() - bounds.mostErrors);
    }
}

std::string secondsText(std::chrono::milliseconds duration)
{
    const auto tenths = (duration.count() + 50) / 100;
    return std::to_string(tenths / 10) + (tenths % 10 == 0 ? "" : "." + std::to_string(tenths % 10)) + " s";
}

void requireProgram(const ChildCommand& command)
{
    if (command.words.empty() || command.words.front().empty()) {
        throw Error("no program was named to be started");
    }
    if (!command.folder.empty() && !std::filesystem::is_directory(command.folder)) {
        throw Error(command.words.front() + " cannot work in " + command.folder.string() + ": there is no such folder");
    }
}

} // namespace

CannotStart::CannotStart(const std::string& program, int reason)
    : Error(reason == ENOENT ? program + " cannot be started: there is no such program; install it, or set PATH"
                             : program + " cannot be started: " + std::strerror(reason)),
      m_isMissing(reason == ENOENT)
{
}

ChildEnded runChild(const ChildCommand& command, const ChildBounds& bounds, const std::stop_token& stop)
{
    requireProgram(command);
    throwIfStopped(stop);
    const std::string& program = command.words.front();
    const WithoutPipeSignal quiet;
    Pipe in = openPipe(program);
    Pipe out = openPipe(program);
    Pipe err = openPipe(program);
    const auto flags = static_cast<short>(command.sharesTerminal ? 0 : POSIX_SPAWN_SETPGROUP);
    RunningChild child(
        SpawnPlan(command, {in.reading.number(), out.writing.number(), err.writing.number()}, flags).start(command),
        !command.sharesTerminal);
    in.reading.close();
    out.writing.close();
    err.writing.close();
    Conversation talk{
        command.input, std::move(in.writing), std::move(out.reading), std::move(err.reading), ChildEnded{}};
    for (const PipeEnd* descriptor : {&talk.in, &talk.out, &talk.err}) {
        doNotWait(*descriptor);
    }
    if (talk.left.empty()) {
        talk.in.close();
    }
    const auto begin = ChildClock::now();
    while (!child.hasEnded()) {
        throwIfStopped(stop);
        if (ChildClock::now() - begin >= bounds.deadline) {
            throw TimedOut(program + " did not answer within " + secondsText(bounds.deadline));
        }
        converse(talk, bounds, program);
    }
    takeRest(talk, bounds, program);
    talk.said.status = child.status();
    return std::move(talk.said);
}

ProcessIdentity startDetached(const ChildCommand& command, const std::filesystem::path& log)
{
    requireProgram(command);
    if (!command.input.empty()) {
        throw Error("a program that outlives this one cannot be given input");
    }
    const PipeEnd nothing(uninterrupted([] { return ::open("/dev/null", O_RDONLY | O_CLOEXEC); }));
    const PipeEnd written(
        uninterrupted([&] { return ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666); }));
    if (!written.isOpen()) {
        throw FileError("cannot write " + log.string(), errno);
    }
    if (!nothing.isOpen()) {
        throw FileError("cannot read /dev/null", errno);
    }
    const pid_t pid =
        SpawnPlan(command, {nothing.number(), written.number(), written.number()}, POSIX_SPAWN_SETSID).start(command);
    const ProcessIdentity identity = identityOf(pid);
    // As long as we live, its end is ours to take note of, so that no zombie stays; afterwards it is the system's.
    std::thread([pid] {
        int ignored = 0;
        uninterrupted([&] { return ::waitpid(pid, &ignored, 0); });
    }).detach();
    return identity;
}

} // namespace dpl
