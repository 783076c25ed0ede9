#include "terminal_shells.hpp"

#include "places/remote_shell.hpp"

#include <memory>

#include <unistd.h>

namespace dpl::cli {

namespace {

std::shared_ptr<places::Shell> openAsking(const places::Place& place)
{
    std::shared_ptr<places::Shell> shell = places::openShell(place);
    const auto remote = std::dynamic_pointer_cast<places::RemoteShell>(shell);
    if (!remote || ::isatty(STDIN_FILENO) == 0) {
        return shell;
    }
    try {
        remote->run(":");
    } catch (const places::NeedsUser&) {
        remote->connect({});
        remote->keepConnection();
    }
    return shell;
}

} // namespace

places::Shells terminalShells()
{
    return places::Shells(openAsking);
}

} // namespace dpl::cli
