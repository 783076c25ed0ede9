#include "base/process_identity.hpp"

#include "base/error.hpp"
#include "base/files.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <optional>
#include <string_view>

#include <signal.h>
#include <unistd.h>

namespace dpl {

namespace {

std::string hostName()
{
    char name[256] = "";
    return ::gethostname(name, sizeof name - 1) == 0 ? name : "";
}

std::string bootName()
{
    try {
        std::string name = readFile("/proc/sys/kernel/random/boot_id");
        return name.substr(0, name.find('\n'));
    } catch (const Error&) {
        return {};
    }
}

struct ProcessState {
    char state = '?';
    std::int64_t started = 0;
};

/// Fields 3 and 22 of /proc/PID/stat, which stand behind the program's name in brackets.
std::optional<ProcessState> stateOf(std::int64_t pid)
{
    try {
        const std::string text = readFile("/proc/" + std::to_string(pid) + "/stat");
        std::string_view rest = text;
        rest.remove_prefix(std::min(rest.size(), rest.rfind(')') + 2));
        ProcessState found;
        for (int field = 3; !rest.empty(); ++field) {
            const std::string_view word = rest.substr(0, rest.find(' '));
            if (field == 3) {
                found.state = word.front();
            } else if (field == 22) {
                std::from_chars(word.data(), word.data() + word.size(), found.started);
                return found;
            }
            rest.remove_prefix(std::min(rest.size(), word.size() + 1));
        }
    } catch (const Error&) {
    }
    return std::nullopt;
}

} // namespace

Json toJson(const ProcessIdentity& process)
{
    return Json{{"host", process.host}, {"pid", process.pid}, {"boot", process.boot}, {"started", process.started}};
}

ProcessIdentity processIdentityFromJson(const JsonObject& object)
{
    return {object.string("host"), object.string("boot", ""), object.integer("pid"), object.integer("started", 0)};
}

ProcessIdentity thisProcess()
{
    return identityOf(::getpid());
}

ProcessIdentity identityOf(std::int64_t pid)
{
    static const std::string host = hostName();
    static const std::string boot = bootName();
    const auto state = stateOf(pid);
    return {host, boot, pid, state ? state->started : 0};
}

bool isOfThisMachine(const ProcessIdentity& process)
{
    const ProcessIdentity own = thisProcess();
    return process.host == own.host && process.boot == own.boot;
}

bool processExists(std::int64_t pid)
{
    return ::kill(static_cast<pid_t>(pid), 0) == 0 || errno != ESRCH;
}

bool stillRuns(const ProcessIdentity& process)
{
    if (!processExists(process.pid)) {
        return false;
    }
    const auto state = stateOf(process.pid);
    return !state || (state->state != 'Z' && state->state != 'X' && state->started == process.started);
}

} // namespace dpl
