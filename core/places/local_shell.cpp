#include "places/local_shell.hpp"

#include "base/files.hpp"

namespace dpl::places {

Shell::Output LocalShell::run(const std::string& script, const std::string& input, std::chrono::milliseconds deadline,
    const std::stop_token& stop)
{
    ChildBounds bounds;
    bounds.deadline = deadline;
    ChildEnded ended = runChild({{"sh", "-c", script}, input}, bounds, stop);
    return {ended.status, std::move(ended.out), std::move(ended.err)};
}

void LocalShell::send(
    const std::filesystem::path& local, const std::string& remote, const std::stop_token&, const BytesTold&)
{
    std::error_code ignored;
    if (!std::filesystem::equivalent(local, remote, ignored)) {
        writeFileAtomically(remote, readFile(local));
    }
}

void LocalShell::fetch(
    const std::string& remoteFolder, const std::filesystem::path& mirror, Fetch, const std::stop_token&)
{
    if (!std::filesystem::equivalent(remoteFolder, mirror)) {
        throw Error(remoteFolder + " is on this machine, so that " + mirror.string() + " is no mirror of it");
    }
}

} // namespace dpl::places
