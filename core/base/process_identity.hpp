#pragma once

#include "base/json.hpp"

#include <cstdint>
#include <string>

namespace dpl {

/// Which process it is, or was, on which machine since which start of it: enough to find out on the same machine
/// whether it still runs, though its number may have gone to another process meanwhile.
struct ProcessIdentity {
    std::string host;
    std::string boot; ///< the kernel's word for the time since it started; empty where there is none
    std::int64_t pid = 0;
    std::int64_t started = 0; ///< clock ticks after the machine started; 0 where the system does not tell

    friend bool operator==(const ProcessIdentity&, const ProcessIdentity&) = default;
};

/// {"host": ..., "pid": ..., "boot": ..., "started": ...} and back; throws Error that names the member.
Json toJson(const ProcessIdentity& process);
ProcessIdentity processIdentityFromJson(const JsonObject& object);

ProcessIdentity thisProcess();

/// Of a process that runs on this machine, or has ended without anybody taking note of it.
ProcessIdentity identityOf(std::int64_t pid);

/// Whether both run, or ran, on one machine without a restart of it in between, and see each other's numbers (a
/// container has a host name of its own).
bool isOfThisMachine(const ProcessIdentity& process);

/// Whether a process of this number runs on this machine.
bool processExists(std::int64_t pid);

/// Whether a process of this machine still runs. One that has ended, and whose end nobody has taken note of yet, does
/// not.
bool stillRuns(const ProcessIdentity& process);

} // namespace dpl
