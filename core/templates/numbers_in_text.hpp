#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace dpl::templates {

/// As Python's int(text, base) and float(text) read numbers: white space around them, _ between digits. Nothing if the
/// text is none. Throws Failure for a whole number beyond 64 bits.
std::optional<std::int64_t> wholeNumberIn(const std::string& text, int base);
std::optional<double> realNumberIn(const std::string& text);

} // namespace dpl::templates
