#include "templates/local_time.hpp"

#include <chrono>
#include <clocale>
#include <cstdio>
#include <memory>

#include <locale.h>

namespace dpl::templates {

LocalTime localTimeNow()
{
    const auto now = std::chrono::system_clock::now();
    const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
    LocalTime result;
    ::localtime_r(&seconds, &result.time);
    const auto fraction = now.time_since_epoch() - std::chrono::floor<std::chrono::seconds>(now.time_since_epoch());
    result.microseconds = static_cast<int>(std::chrono::duration_cast<std::chrono::microseconds>(fraction).count());
    return result;
}

std::string formatTime(const LocalTime& moment, const std::string& format)
{
    // What the C library does not know, or knows of the machine's time zone.
    std::string own;
    for (std::size_t i = 0; i < format.size(); ++i) {
        if (format[i] != '%' || i + 1 == format.size()) {
            own += format[i];
            continue;
        }
        const char directive = format[++i];
        if (directive == 'f') {
            char digits[16];
            std::snprintf(digits, sizeof digits, "%06d", moment.microseconds);
            own += digits;
        } else if (directive != 'z' && directive != 'Z') {
            own += '%';
            own += directive;
        }
    }
    const std::unique_ptr<std::remove_pointer_t<locale_t>, decltype(&::freelocale)> english(
        ::newlocale(LC_ALL_MASK, "C", nullptr), &::freelocale);
    // A result may be empty, which strftime says as it says that there is no room: one more character tells them apart.
    own += ' ';
    std::string text(own.size() * 16 + 64, '\0');
    text.resize(::strftime_l(text.data(), text.size(), own.c_str(), &moment.time, english.get()));
    if (!text.empty()) {
        text.pop_back();
    }
    return text;
}

} // namespace dpl::templates
