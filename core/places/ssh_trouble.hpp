#pragma once

#include "places/ssh_command.hpp"

#include <string>

namespace dpl::places {

/// Why ssh did not get to a host, by what it wrote on its standard error.
struct SshTrouble {
    bool needsUser = false; ///< it would have asked the user, and might not
    std::string text; ///< a sentence with the way out
};

SshTrouble sshTrouble(const std::string& host, const std::string& errors, MayAsk mayAsk);

/// Throws Unreachable or NeedsUser.
[[noreturn]] void throwSshTrouble(const std::string& host, const std::string& errors, MayAsk mayAsk);

/// The first line of what a program wrote that says something, at most 300 characters of it and none that a terminal
/// would obey.
std::string firstLine(const std::string& text);

} // namespace dpl::places
