#pragma once

#include "base/json.hpp"

namespace dpl {

/// A member from 0 to 2^64 - 1, as seeds are. Throws Error as JsonObject's members do.
std::uint64_t unsignedInteger(const JsonObject& object, const std::string& key);

} // namespace dpl
