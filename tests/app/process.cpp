#include "process.hpp"

#include "base/files.hpp"

#include <stdexcept>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace dpl::test {

Process::Process(const std::vector<std::string>& command, const std::filesystem::path& folder)
    : m_out(folder / "stdout"), m_err(folder / "stderr")
{
    std::vector<std::string> copies = command;
    std::vector<char*> arguments;
    for (std::string& argument : copies) {
        arguments.push_back(argument.data());
    }
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, m_out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, m_err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    const int error = ::posix_spawn(&m_id, arguments[0], &actions, nullptr, arguments.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    if (error != 0) {
        throw std::runtime_error("cannot start " + command.at(0));
    }
}

Process::~Process()
{
    if (runs()) {
        ::kill(m_id, SIGKILL);
        ::waitpid(m_id, &m_status, 0);
    }
}

void Process::signal(int number) const
{
    if (!m_ended) {
        ::kill(m_id, number);
    }
}

bool Process::runs()
{
    if (!m_ended && ::waitpid(m_id, &m_status, WNOHANG) == m_id) {
        m_ended = true;
    }
    return !m_ended;
}

Ended Process::end()
{
    if (!m_ended) {
        ::waitpid(m_id, &m_status, 0);
        m_ended = true;
    }
    Ended ended;
    ended.exitCode = WIFEXITED(m_status) ? WEXITSTATUS(m_status) : -1;
    ended.signal = WIFSIGNALED(m_status) ? WTERMSIG(m_status) : 0;
    ended.out = readFile(m_out);
    ended.err = readFile(m_err);
    return ended;
}

} // namespace dpl::test
