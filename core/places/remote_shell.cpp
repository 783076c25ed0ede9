#include "places/remote_shell.hpp"

#include "base/error.hpp"
#include "base/stopped.hpp"
#include "places/framed_script.hpp"
#include "places/socket_folder.hpp"
#include "places/ssh_trouble.hpp"

#include <utility>

namespace dpl::places {

namespace {

using namespace std::chrono_literals;

constexpr auto localDeadline = 10s; ///< for what ssh does without the host

/// Whoever would ask all the same, as the ssh to a jump host, is told no.
std::map<std::string, std::optional<std::string>> silence()
{
    return {{"SSH_ASKPASS", "false"}, {"SSH_ASKPASS_REQUIRE", "force"}};
}

ChildCommand scriptCommand(std::vector<std::string> words, const FramedScript& script)
{
    words.push_back(script.command);
    return {std::move(words), script.input, silence()};
}

/// What a script came to. Throws Unreachable if it did not run to its end.
Shell::Output outputOf(const std::string& host, const ChildEnded& ended, MayAsk mayAsk)
{
    if (auto answer = framedAnswer(ended.out)) {
        return {answer->status, std::move(answer->out), framedErrors(ended.err)};
    }
    if (hasBegun(ended.out)) {
        const std::string why = firstLine(framedErrors(ended.err));
        throw Unreachable("the connection to " + host + " broke off" + (why.empty() ? "" : " (" + why + ")"));
    }
    if (ended.status == 255) {
        throwSshTrouble(host, ended.err, mayAsk);
    }
    const std::string said = firstLine(ended.err.empty() ? ended.out : ended.err);
    throw Unreachable(host + " runs no commands (exit status " + std::to_string(ended.status)
        + (said.empty() ? "" : ": " + said) + "); try `ssh " + host + " sh` in a terminal");
}

} // namespace

RemoteShell::RemoteShell(std::string host, SshSettings settings)
    : m_host(std::move(host)), m_settings(std::move(settings))
{
    checkHost(m_host);
}

RemoteShell::~RemoteShell()
{
    if (m_sharing && m_sharing->isOurs && !m_keeps) {
        letGo(m_sharing->socket);
    }
}

const RemoteShell::Sharing& RemoteShell::sharing(const std::stop_token& stop)
{
    const std::lock_guard lock(m_mutex);
    if (!m_sharing) {
        const ChildEnded config = call({sshControlWords(m_host, m_settings, {"-G"})}, localDeadline, stop);
        if (config.status != 0) {
            throwSshTrouble(m_host, config.err, MayAsk::no);
        }
        Sharing found;
        if (configured(config.out, "controlpath").empty()) {
            try {
                found.socket = (socketFolder() / "%C").string();
                found.isOurs = !isConnected(found.socket, stop);
            } catch (const Error&) {
                found = {}; // there is no place for a socket: every call has a connection of its own
            }
        }
        m_sharing = found;
    }
    return *m_sharing;
}

bool RemoteShell::isConnected(const std::string& socket, const std::stop_token& stop) const
{
    return runChild({sshControlWords(m_host, m_settings, {"-O", "check"}, socket)}, {localDeadline}, stop).status == 0;
}

void RemoteShell::letGo(const std::string& socket) const
{
    try {
        // "stop" and not "exit": what other programs do by this connection comes to its end.
        runChild({sshControlWords(m_host, m_settings, {"-O", "stop"}, socket)}, {localDeadline});
    } catch (const Error&) {
        // it ends by itself, as nobody uses it
    }
}

/// A connection that is dead may take a minute to notice it; one of a machine that slept, longer. A new one need not.
void RemoteShell::renewIfFrozen(const Sharing& sharing, const std::stop_token& stop)
{
    if (!m_mayBeFrozen.exchange(false) || sharing.socket.empty() || !isConnected(sharing.socket, stop)) {
        return;
    }
    try {
        const ChildCommand probe =
            scriptCommand(sshWords(m_host, m_settings, MayAsk::no, sharing.socket), framed(":", {}));
        runChild(probe, {m_settings.probing}, stop);
    } catch (const TimedOut&) {
        letGo(sharing.socket);
    }
}

ChildEnded RemoteShell::call(
    const ChildCommand& command, std::chrono::milliseconds deadline, const std::stop_token& stop)
{
    try {
        return runChild(command, {deadline}, stop);
    } catch (const TimedOut&) {
        m_mayBeFrozen = true;
        throw TimedOut(m_host + " did not answer within " + std::to_string((deadline.count() + 999) / 1000)
            + " s; it is asked again");
    } catch (const CannotStart& error) {
        if (error.isMissing() && command.words.front() == "ssh") {
            throw Error("there is no ssh on this computer; install OpenSSH's client to reach " + m_host);
        }
        throw;
    }
}

void RemoteShell::connect(const Asking& asking, const std::stop_token& stop)
{
    const Sharing& shared = sharing(stop);
    renewIfFrozen(shared, stop);
    ChildCommand command = scriptCommand(sshWords(m_host, m_settings, MayAsk::yes, shared.socket), framed(":", {}));
    command.environment.clear();
    if (asking.program.empty()) {
        command.sharesTerminal = true;
    } else {
        command.environment = {{"SSH_ASKPASS", asking.program.string()}, {"SSH_ASKPASS_REQUIRE", "force"}};
        for (const auto& [name, value] : asking.environment) {
            command.environment[name] = value;
        }
    }
    outputOf(m_host, call(command, asking.deadline, stop), MayAsk::yes);
    if (!isConnected(shared.socket, stop)) {
        throw Error(m_host
            + " lets you in, but the connection does not stay, so that it would ask each time: load the key into your "
              "agent (ssh-add), or, where ~/.ssh/config has a ControlPath, add ControlMaster auto and ControlPersist "
              "600");
    }
}

Shell::Output RemoteShell::run(const std::string& script, const std::string& input, std::chrono::milliseconds deadline,
    const std::stop_token& stop)
{
    const Sharing& shared = sharing(stop);
    renewIfFrozen(shared, stop);
    const ChildCommand command =
        scriptCommand(sshWords(m_host, m_settings, MayAsk::no, shared.socket), framed(script, input));
    return outputOf(m_host, call(command, deadline, stop), MayAsk::no);
}

} // namespace dpl::places
