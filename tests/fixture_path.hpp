#pragma once

#include <filesystem>
#include <string>

namespace dpl::test {

/// A file or folder below tests/fixtures.
inline std::filesystem::path fixturePath(const std::string& name)
{
    return std::filesystem::path(DPL_FIXTURES) / name;
}

} // namespace dpl::test
