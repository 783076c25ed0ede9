#pragma once

#include "base/files.hpp"

#include <filesystem>
#include <string>

namespace dpl::test {

/// A program of a test's own: a script of sh.
inline std::string executableFile(const std::filesystem::path& file, const std::string& script)
{
    writeFileAtomically(file, "#!/bin/sh\n" + script);
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    return file.string();
}

} // namespace dpl::test
