#pragma once

#include "fixture_path.hpp"

#include <string>
#include <vector>

namespace dpl::test {

/// What a program is called with.
using Arguments = std::vector<std::string>;

/// A file or folder below tests/fixtures, as an argument.
inline std::string fixtureArgument(const std::string& name)
{
    return fixturePath(name).string();
}

} // namespace dpl::test
