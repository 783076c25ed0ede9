#pragma once

#include "base/json.hpp"

#include <string>
#include <vector>

namespace dpl {

/// The member of an object that is a list of strings. Throws Error naming the entry that is none.
std::vector<std::string> strings(const JsonObject& object, const std::string& key);

} // namespace dpl
