#include "places/ssh_trouble.hpp"

#include "places/shell.hpp"

#include <algorithm>
#include <sstream>
#include <utility>

namespace dpl::places {

namespace {

constexpr std::size_t longestLine = 300;

bool has(const std::string& text, const char* part)
{
    return text.find(part) != std::string::npos;
}

bool hasAny(const std::string& text, std::initializer_list<const char*> parts)
{
    return std::any_of(parts.begin(), parts.end(), [&text](const char* part) { return has(text, part); });
}

/// The line with a text in it.
std::string lineWith(const std::string& text, const std::string& part)
{
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (has(line, part.c_str())) {
            return firstLine(line);
        }
    }
    return {};
}

/// "port 2222" of "connect to host 10.0.0.1 port 2222: Connection refused"
std::string portOf(const std::string& line)
{
    const std::size_t begin = line.find(" port ");
    return begin == std::string::npos ? "its port" : line.substr(begin + 1, line.find(':', begin) - begin - 1);
}

/// "publickey,password" of "ada@cluster: Permission denied (publickey,password)."
std::string bracketed(const std::string& line)
{
    const std::size_t begin = line.rfind('(');
    const std::size_t end = line.find(')', begin == std::string::npos ? 0 : begin);
    return begin == std::string::npos || end == std::string::npos ? "" : line.substr(begin + 1, end - begin - 1);
}

SshTrouble refusedUser(const std::string& host, const std::string& line, MayAsk mayAsk)
{
    const std::string ways = bracketed(line);
    const std::string denied = "Permission denied" + (ways.empty() ? "" : " (" + ways + ")");
    if (mayAsk == MayAsk::no) {
        return {true,
            host + " lets nobody in without a password or a key that is open (" + denied
                + "): connect once, or load the key into your agent (ssh-add)"};
    }
    const bool isByKey = ways == "publickey";
    return {false,
        host + " does not let you in (" + denied + "): "
            + (isByKey ? "put your key there (ssh-copy-id " + host + "), or name the right one and the user in "
                        + "~/.ssh/config"
                       : "check the user's name and the password, or the key in ~/.ssh/config")};
}

} // namespace

std::string firstLine(const std::string& text)
{
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        std::string shown;
        for (const char c : line) {
            if (static_cast<unsigned char>(c) >= ' ' && c != 0x7f) {
                shown += c;
            }
        }
        const std::size_t begin = shown.find_first_not_of(' ');
        if (begin != std::string::npos) {
            return shown.substr(begin, longestLine);
        }
    }
    return {};
}

SshTrouble sshTrouble(const std::string& host, const std::string& errors, MayAsk mayAsk)
{
    if (has(errors, "REMOTE HOST IDENTIFICATION HAS CHANGED")) {
        return {false,
            "the key of " + host
                + " is not the one that it had: somebody may be listening in, or it was set up anew. Ask who runs it; "
                  "if the new key is right, remove the old one (ssh-keygen -R "
                + host + ") and connect"};
    }
    if (has(errors, "Host key verification failed")) {
        return {mayAsk == MayAsk::no,
            mayAsk == MayAsk::no ? host + " is new here, and its key has to be confirmed: connect once"
                                 : "the key of " + host + " was not confirmed; connect again, and confirm it if it is "
                    + "the one that who runs it names"};
    }
    if (const std::string line = lineWith(errors, "Permission denied"); !line.empty()) {
        return refusedUser(host, line, mayAsk);
    }
    if (hasAny(errors, {"Too many authentication failures"})) {
        return {false,
            host
                + " was offered too many keys; name the right one in ~/.ssh/config (IdentityFile, IdentitiesOnly yes)"};
    }
    if (const std::string line = lineWith(errors, "Could not resolve hostname"); !line.empty()) {
        return {false,
            "there is no host of the name " + host + ", or no network: check the name, ~/.ssh/config and the network ("
                + line + ")"};
    }
    if (const std::string line = lineWith(errors, "Connection refused"); !line.empty()) {
        return {false,
            host + " refuses the connection on " + portOf(line)
                + ": check that sshd runs there, and Port in ~/.ssh/config"};
    }
    if (hasAny(
            errors, {"Connection timed out", "Operation timed out", "Connection timeout", "timed out during banner"})) {
        return {false, host + " does not answer: it is down, or a firewall or missing VPN is between you and it"};
    }
    if (hasAny(errors, {"No route to host", "Network is unreachable", "Network is down"})) {
        return {false, "there is no way to " + host + ": check the network, or the VPN (" + firstLine(errors) + ")"};
    }
    if (hasAny(errors,
            {"Bad configuration option", "terminating,", "Bad owner or permissions", "Can't open user config"})) {
        return {false, "ssh cannot use its configuration: " + firstLine(errors)};
    }
    if (hasAny(errors,
            {"Connection closed", "closed by remote host", "Connection reset", "Broken pipe", "Connection to ",
                "kex_exchange_identification", "not responding", "stdio forwarding failed", "Control socket"})) {
        return {false, "the connection to " + host + " broke off (" + firstLine(errors) + ")"};
    }
    const std::string said = firstLine(errors);
    return {false,
        "ssh does not get to " + host
            + (said.empty() ? ": the connection broke off" : ": " + said + "; try `ssh " + host + "` in a terminal")};
}

void throwSshTrouble(const std::string& host, const std::string& errors, MayAsk mayAsk)
{
    const SshTrouble trouble = sshTrouble(host, errors, mayAsk);
    if (trouble.needsUser) {
        throw NeedsUser(trouble.text);
    }
    throw Unreachable(trouble.text);
}

} // namespace dpl::places
