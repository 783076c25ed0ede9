#pragma once

#include <filesystem>

namespace dpl::test {

/// Whether this build has the library that reads Parquet and Arrow files. Where it has, not being able to load it is a
/// failure, and no reason to skip a test.
inline bool builtWithArrow()
{
    const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe");
    return std::filesystem::exists(program.parent_path().parent_path() / "lib" / "libdpl_arrow.so");
}

} // namespace dpl::test
