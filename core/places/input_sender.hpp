#pragma once

#include "base/observer.hpp"
#include "places/place.hpp"
#include "places/shell.hpp"
#include "recipes/recipe_paths.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <stop_token>
#include <string>

namespace dpl::places {

/// Told how much of a file or folder was sent, in bytes; may be empty.
using ProgressTold = std::function<void(const Progress&)>;

/// Makes what a job reads available on another machine. Files are sent once: they lie in {folder}/inputs/{content
/// hash}/{name} there.
class InputSender {
public:
    /// `place` is on another machine, and has a folder. `base`: what relative paths are seen from.
    InputSender(const Place& place, Shell& shell, std::filesystem::path base, ProgressTold told);

    /// The path there of what a path or name leads to:
    /// - of what lies in the mirror of a job at the same host, where it is there;
    /// - of a file or folder that is there at the same path, with the same sizes and times (a file system in common),
    ///   that path;
    /// - of another one that is here, what is sent;
    /// - a name on the hub, if it is in the Hugging Face cache there; otherwise it is sent if it is in the one here;
    /// - a path that only leads to something there, itself.
    /// Throws Error if it leads to nothing, or there is no room, and what Shell throws.
    std::string provide(const std::string& name, recipes::PathUse use, const std::stop_token& stop);

private:
    std::string provideHere(const std::filesystem::path& here, const std::stop_token& stop);
    std::string send(const std::filesystem::path& here, const std::stop_token& stop);
    void tell(const std::string& phase, std::int64_t bytes, std::int64_t total) const;
    bool isThere(const std::string& test, const std::stop_token& stop);
    void requireRoom(std::int64_t bytes, const std::string& name, const std::stop_token& stop);

    const Place& m_place;
    Shell& m_shell;
    std::filesystem::path m_base;
    ProgressTold m_told;
    std::map<std::string, std::string> m_provided; ///< by name
};

} // namespace dpl::places
