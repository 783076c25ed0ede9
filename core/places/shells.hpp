#pragma once

#include "places/place.hpp"
#include "places/shell.hpp"

#include <functional>
#include <map>
#include <memory>
#include <mutex>

namespace dpl::places {

/// Opens the shell of a place. Throws Error, Unreachable.
using ShellOpener = std::function<std::shared_ptr<Shell>(const Place&)>;

/// Of this machine, or of the place's host. May not ask the user anything.
std::shared_ptr<Shell> openShell(const Place& place);

/// The shells of places, opened when they are first needed; one for each host. For several threads at once.
class Shells {
public:
    explicit Shells(ShellOpener opener = openShell) : m_opener(std::move(opener)) { }

    std::shared_ptr<Shell> of(const Place& place);

private:
    ShellOpener m_opener;
    std::mutex m_mutex;
    std::map<std::string, std::shared_ptr<Shell>> m_shells; ///< by host; this machine has an empty name
};

} // namespace dpl::places
