#pragma once

#include <cstdint>
#include <string>

namespace dpl::data {

/// "2024-05-01", days after 1 January 1970. Throws Error for years before 0 and after 9999.
std::string dateText(std::int64_t days);

/// "12:30:05" or "12:30:05.250": parts of a second are written where there are any, in thousands. `perSecond` is a
/// power of 1000. Throws Error for what is no time of a day.
std::string timeText(std::int64_t sinceMidnight, std::int64_t perSecond);

/// "2024-05-01T12:30:05", and "Z" behind it if it is an instant. Throws as dateText.
std::string timestampText(std::int64_t since1970, std::int64_t perSecond, bool isInstant);

} // namespace dpl::data
