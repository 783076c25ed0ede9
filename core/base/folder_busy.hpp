#pragma once

#include "base/error.hpp"

#include <filesystem>
#include <string>

namespace dpl {

/// Another process holds a folder's lock: what is to be done there is being done, or may be done later.
class FolderBusy final : public Error {
public:
    explicit FolderBusy(const std::filesystem::path& folder, const std::string& by = "another process")
        : Error(folder.string() + " is being written by " + by + "; wait for it, stop it, or choose another folder")
    {
    }
};

} // namespace dpl
