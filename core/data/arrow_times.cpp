#include "data/arrow_times.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <chrono>

namespace dpl::data {

namespace {

constexpr std::int64_t secondsOfDay = 86400;
constexpr std::int64_t firstDay = -719528; // 1 January of the year 0
constexpr std::int64_t lastDay = 2932896; // 31 December 9999

/// The number with zeros before it.
std::string digits(std::int64_t number, std::size_t count)
{
    const std::string text = std::to_string(number);
    return std::string(count - std::min(text.size(), count), '0') + text;
}

} // namespace

std::string dateText(std::int64_t days)
{
    if (days < firstDay || days > lastDay) {
        throw Error("a date beyond the years 0 to 9999");
    }
    const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(days))};
    return digits(static_cast<int>(date.year()), 4) + "-" + digits(static_cast<unsigned>(date.month()), 2) + "-"
        + digits(static_cast<unsigned>(date.day()), 2);
}

std::string timeText(std::int64_t sinceMidnight, std::int64_t perSecond)
{
    const std::int64_t seconds = sinceMidnight / perSecond;
    if (sinceMidnight < 0 || seconds >= secondsOfDay) {
        throw Error("a time that no day has");
    }
    std::string text = digits(seconds / 3600, 2) + ":" + digits(seconds / 60 % 60, 2) + ":" + digits(seconds % 60, 2);
    std::int64_t part = sinceMidnight % perSecond;
    if (part != 0) {
        std::size_t places = perSecond == 1000 ? 3 : perSecond == 1000000 ? 6 : 9;
        for (; part % 1000 == 0; part /= 1000) {
            places -= 3;
        }
        text += "." + digits(part, places);
    }
    return text;
}

std::string timestampText(std::int64_t since1970, std::int64_t perSecond, bool isInstant)
{
    const std::int64_t perDay = perSecond * secondsOfDay;
    std::int64_t days = since1970 / perDay;
    std::int64_t rest = since1970 % perDay;
    if (rest < 0) {
        rest += perDay;
        --days;
    }
    return dateText(days) + "T" + timeText(rest, perSecond) + (isInstant ? "Z" : "");
}

} // namespace dpl::data
