#include "option_names.hpp"

#include <algorithm>

namespace dpl::cli {

std::string optionNames(const std::string& name)
{
    std::string dashed = name;
    std::replace(dashed.begin(), dashed.end(), '_', '-');
    return dashed == name ? "--" + name : "--" + name + ",--" + dashed;
}

} // namespace dpl::cli
