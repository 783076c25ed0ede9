#pragma once

#include "base/error.hpp"

#include <filesystem>

namespace dpl {

/// Another process holds a folder's lock: what is to be done there is being done, or may be done later.
class FolderBusy final : public Error {
public:
    explicit FolderBusy(const std::filesystem::path& folder)
        : Error(
              folder.string() + " is being written by another process; wait for it, stop it, or choose another folder")
    {
    }
};

} // namespace dpl
