#pragma once

#include "command_tree.hpp"

#include <string>

namespace dpl::cli {

/// The manual page of a program with all its commands, for man.
std::string manPage(const DescribedCommand& program, const std::string& version);

} // namespace dpl::cli
