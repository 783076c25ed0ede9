#include "base/format.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace dpl {

std::string formatLikePython(double value)
{
    if (!std::isfinite(value)) {
        return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
    }
    char buffer[512];
    const auto scientific = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific);
    std::string text(buffer, scientific.ptr);
    const auto mark = text.find('e');
    const int exponent = std::atoi(text.c_str() + mark + 1);
    if (exponent < -4 || exponent >= 16) {
        return text;
    }
    const auto fixed = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed);
    text.assign(buffer, fixed.ptr);
    return text.find('.') == std::string::npos ? text + ".0" : text;
}

std::string formatDuration(double seconds)
{
    const long whole = std::lround(std::clamp(seconds, 0.0, 1e15));
    char text[64];
    if (whole < 60) {
        std::snprintf(text, sizeof text, "%ld s", whole);
    } else if (whole < 3600) {
        std::snprintf(text, sizeof text, "%ld min %02ld s", whole / 60, whole % 60);
    } else {
        std::snprintf(text, sizeof text, "%ld h %02ld min", whole / 3600, whole % 3600 / 60);
    }
    return text;
}

namespace {

/// Three digits, or as many as are in front of the point.
std::string threeDigits(double value)
{
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::fixed,
        value < 9.995       ? 2
            : value < 99.95 ? 1
                            : 0);
    return {text, end.ptr};
}

} // namespace

std::string formatBytes(std::int64_t bytes)
{
    constexpr const char* units[]{"KiB", "MiB", "GiB", "TiB"};
    if (bytes < 1024) {
        return std::to_string(bytes) + " B";
    }
    double value = static_cast<double>(bytes) / 1024.0;
    std::size_t unit = 0;
    while (value >= 999.5 && unit + 1 < std::size(units)) {
        value /= 1024.0;
        ++unit;
    }
    return threeDigits(value) + " " + units[unit];
}

std::string formatCount(std::int64_t count)
{
    if (count >= 999'500'000) {
        return threeDigits(static_cast<double>(count) / 1e9) + " billion";
    }
    if (count >= 1'000'000) {
        return threeDigits(static_cast<double>(count) / 1e6) + " million";
    }
    std::string text = std::to_string(count);
    for (std::size_t at = text.size(); at > 3 && text[at - 4] != '-';) {
        at -= 3;
        text.insert(at, ",");
    }
    return text;
}

} // namespace dpl
