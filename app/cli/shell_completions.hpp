#pragma once

#include "command_tree.hpp"

#include <string>
#include <vector>

namespace dpl::cli {

/// The shells that completions are written for.
std::vector<std::string> completedShells();

/// What a shell reads to complete a program's commands and options: of each option the first spelling; files where a
/// value or an argument is expected. Throws WrongUse for a shell that is not one of those.
std::string completions(const DescribedCommand& program, const std::string& shell);

} // namespace dpl::cli
