#pragma once

#include <cstdint>
#include <string>

namespace dpl {

/// A number as Python's str(float) writes it: the shortest decimal that reads back as the same double, "0.001",
/// "1e-05", "3.0". The reference names its folders so.
std::string formatLikePython(double value);

/// "45 s", "1 min 02 s", "2 h 05 min"
std::string formatDuration(double seconds);

/// "93.8 MiB", "2.31 GiB": three digits.
std::string formatBytes(std::int64_t bytes);

/// "135 million", "6.74 billion"; below a million all digits, with separators: "12,345".
std::string formatCount(std::int64_t count);

} // namespace dpl
