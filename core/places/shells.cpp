#include "places/shells.hpp"

#include "places/local_shell.hpp"
#include "places/remote_shell.hpp"

namespace dpl::places {

std::shared_ptr<Shell> openShell(const Place& place)
{
    if (isRemote(place.kind)) {
        return std::make_shared<RemoteShell>(place.host);
    }
    return std::make_shared<LocalShell>();
}

std::shared_ptr<Shell> Shells::of(const Place& place)
{
    const std::lock_guard lock(m_mutex);
    std::shared_ptr<Shell>& shell = m_shells[place.host];
    if (!shell) {
        shell = m_opener(place);
    }
    return shell;
}

} // namespace dpl::places
