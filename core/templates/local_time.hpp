#pragma once

#include <ctime>
#include <string>

namespace dpl::templates {

/// A moment as clocks on the wall tell it.
struct LocalTime {
    std::tm time{};
    int microseconds = 0;
};

LocalTime localTimeNow();

/// As Python's datetime.strftime writes a moment without a time zone, in English whatever the locale.
std::string formatTime(const LocalTime& moment, const std::string& format);

} // namespace dpl::templates
