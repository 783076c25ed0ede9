#include "places/rsync_trouble.hpp"

#include "places/shell.hpp"
#include "places/ssh_trouble.hpp"

#include <sstream>

namespace dpl::places {

namespace {

// What rsync ends with; its manual lists them.
constexpr int incompatible = 2;
constexpr int brokenStream = 12;
constexpr int partial = 23;
constexpr int vanished = 24;
constexpr int timedOut = 30;
constexpr int connectionTimedOut = 35;
constexpr int notFound = 127;
constexpr int sshFailed = 255;

bool mentions(const std::string& text, const char* part)
{
    return text.find(part) != std::string::npos;
}

/// The first line that says why, without rsync's own "rsync error: ... (code 23) at main.c(1865)".
std::string reasonIn(const std::string& errors)
{
    std::istringstream lines(errors);
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("rsync error:") && !firstLine(line).empty()) {
            return firstLine(line);
        }
    }
    return firstLine(errors);
}

} // namespace

bool lacksRsync(int status, const std::string& errors)
{
    return status == notFound || (status == brokenStream && mentions(errors, "not found"));
}

bool hasStalled(int status)
{
    return status == timedOut || status == connectionTimedOut;
}

void checkRsync(const std::string& host, const std::string& what, int status, const std::string& errors)
{
    const std::string reason = reasonIn(errors);
    switch (status) {
    case 0:
    case vanished: return;
    case sshFailed: throwSshTrouble(host, errors, MayAsk::no);
    case timedOut:
    case connectionTimedOut:
        throw Unreachable(host + " does not answer any more; what has arrived of " + what + " is kept");
    case incompatible:
        if (mentions(errors, "is your shell clean")) {
            throw Error("the shell of " + host
                + " prints something where rsync is to speak: see to it that ~/.bashrc there is silent when no "
                  "terminal "
                  "is attached ([ -t 1 ] || return, at its top)");
        }
        break;
    case brokenStream:
        throw Unreachable(
            "the connection to " + host + " broke off (" + reason + "); what has arrived of " + what + " is kept");
    case partial:
        if (mentions(errors, "No such file or directory")) {
            throw Error(what + " is not on " + host + " (" + reason + ")");
        }
        break;
    default: break;
    }
    throw Error(what + " on " + host + ": rsync ended with " + std::to_string(status)
        + (reason.empty() ? "" : " (" + reason + ")"));
}

} // namespace dpl::places
