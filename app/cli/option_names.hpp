#pragma once

#include <string>

namespace dpl::cli {

/// "--data_path,--data-path": the reference spells its options with underscores; dashes work as well.
std::string optionNames(const std::string& name);

} // namespace dpl::cli
